//! Logs and figures about the process itself.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Seconds; the buckets of every duration that is measured.
const DURATION_BUCKETS_S: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Sends logs to standard error: for people by default, as JSON lines with `CLIFFHANGER_LOG_FORMAT=json`.
/// `CLIFFHANGER_LOG` takes tracing's filter syntax; without it `filter` is taken.
pub fn start_logging(filter: &str) {
    let filter =
        EnvFilter::try_from_env("CLIFFHANGER_LOG").unwrap_or_else(|_| EnvFilter::new(filter));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if std::env::var("CLIFFHANGER_LOG_FORMAT").is_ok_and(|format| format == "json") {
        builder.json().init();
    } else {
        builder.with_target(false).compact().init();
    }
}

fn recorder() -> PrometheusBuilder {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), DURATION_BUCKETS_S)
        .expect("the list of buckets is not empty")
}

/// Installs the process's metrics recorder.
pub fn start_metrics() -> PrometheusHandle {
    recorder()
        .install_recorder()
        .expect("installed once, by main")
}

/// A handle that nothing reports to.
#[cfg(test)]
pub fn detached_metrics() -> PrometheusHandle {
    recorder().build_recorder().handle()
}
