//! `serve`, `web`, `worker`, `migrate`: opening the house and closing it.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::config::Config;
use crate::postgres::Postgres;
use crate::{db, houses, router, sweeps, telemetry};

/// How long open requests may take to end once the house is asked to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// What this process does.
#[derive(Clone, Copy)]
pub struct Roles {
    pub web: bool,
    pub worker: bool,
}

/// Opens a house, by its short name or the first one, does one piece of work in it, and closes it; asked to stop, it leaves
/// the work where it is.
pub async fn in_house(
    config: Config,
    slug: Option<&str>,
    work: impl AsyncFnOnce(App, Uuid) -> anyhow::Result<ExitCode>,
) -> anyhow::Result<ExitCode> {
    let postgres = Postgres::open(&config).await?;
    let done = Box::pin(opened(config, &postgres, slug, work)).await;
    let closed = postgres.close().await;
    let code = done?;
    closed?;
    Ok(code)
}

async fn opened(
    config: Config,
    postgres: &Postgres,
    slug: Option<&str>,
    work: impl AsyncFnOnce(App, Uuid) -> anyhow::Result<ExitCode>,
) -> anyhow::Result<ExitCode> {
    let app = open(config, &postgres.url).await?;
    stop_on_signal(&app);
    let in_it = async {
        let house_id = super::house::named(&app, slug).await?;
        work(app.clone(), house_id).await
    };
    let done = tokio::select! {
        done = in_it => done,
        () = app.stopping.cancelled() => {
            // What this process was making is put down first.
            tokio::time::sleep(Duration::from_millis(500)).await;
            eprintln!("Stopped. The same command goes on where it was.");
            Ok(ExitCode::FAILURE)
        }
    };
    app.db.close().await;
    done
}

pub async fn serve(config: Config, roles: Roles) -> anyhow::Result<()> {
    let postgres = Postgres::open(&config).await?;
    let app = open(config, &postgres.url).await?;
    stop_on_signal(&app);
    if roles.worker {
        sweeps::begin(&app);
    }
    let worker = roles.worker.then(|| {
        let worker = tokio::spawn(crate::jobs::work(app.clone()));
        tokio::spawn(watched(app.stopping.clone(), worker))
    });
    if roles.web {
        let listener = TcpListener::bind(app.config.listen)
            .await
            .with_context(|| {
                format!(
                    "cannot listen on {}; is another house running there?",
                    app.config.listen
                )
            })?;
        tracing::info!("the house is open at {}", app.config.public_url);
        super::operator_link::announce_first(&app).await?;
        let service =
            router::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, service)
            .with_graceful_shutdown(app.stopping.clone().cancelled_owned());
        let drained = async {
            app.stopping.cancelled().await;
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            ended = server.into_future() => ended?,
            () = drained => tracing::warn!("some requests did not end in {DRAIN:?} and were cut off"),
        }
    } else {
        app.stopping.cancelled().await;
    }
    let worked = match worker {
        Some(worker) => worker.await?,
        None => Ok(()),
    };
    app.db.close().await;
    postgres.close().await?;
    worked
}

/// A house whose worker has ended makes no packages any more, and nobody would see: so the house stops, with an error.
async fn watched(
    stopping: CancellationToken,
    worker: JoinHandle<anyhow::Result<()>>,
) -> anyhow::Result<()> {
    let ended = match worker.await {
        Ok(ended) => ended,
        Err(broken) => Err(broken.into()),
    };
    let asked = stopping.is_cancelled();
    if let Err(error) = &ended {
        tracing::error!("the worker ended badly: {error:#}");
    }
    if asked {
        return Ok(());
    }
    tracing::error!("the worker ended though nobody asked it to: the house stops");
    stopping.cancel();
    ended?;
    anyhow::bail!("the worker ended though nobody asked it to")
}

/// Cancels `app.stopping` when the process is asked to end.
pub fn stop_on_signal(app: &App) {
    let stop = app.stopping.clone();
    tokio::spawn(async move {
        stop_signal().await;
        tracing::info!("stopping: open requests end, work in hand is handed back");
        stop.cancel();
    });
}

/// Connects, migrates, and makes the first house.
pub async fn open(config: Config, url: &str) -> anyhow::Result<App> {
    let app = App::open(config, url, telemetry::start_metrics()).await?;
    db::migrate(&app.db).await?;
    houses::ensure_first(&app.db, &app.clock, &app.random, &app.config.house).await?;
    Ok(app)
}

pub async fn migrate(config: Config) -> anyhow::Result<()> {
    let postgres = Postgres::open(&config).await?;
    let db = db::connect(&config, &postgres.url).await?;
    db::migrate(&db).await?;
    println!("The database is at this version.");
    db.close().await;
    postgres.close().await
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .expect("a Unix process may listen for SIGTERM");
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ends(
        asked: bool,
        work: impl Future<Output = anyhow::Result<()>> + Send + 'static,
    ) -> (bool, bool) {
        let stopping = CancellationToken::new();
        if asked {
            stopping.cancel();
        }
        let ended = watched(stopping.clone(), tokio::spawn(work)).await;
        (ended.is_ok(), stopping.is_cancelled())
    }

    async fn ready(ended: anyhow::Result<()>) -> anyhow::Result<()> {
        tokio::task::yield_now().await;
        ended
    }

    async fn breaks() -> anyhow::Result<()> {
        ready(Ok(())).await?;
        panic!("broken")
    }

    #[tokio::test]
    async fn a_worker_that_ends_by_itself_ends_the_house_with_an_error() {
        let lost = || Err(anyhow::anyhow!("lost"));
        assert_eq!(ends(false, ready(Ok(()))).await, (false, true));
        assert_eq!(ends(false, ready(lost())).await, (false, true));
        assert_eq!(ends(false, breaks()).await, (false, true));
        assert_eq!(ends(true, ready(Ok(()))).await, (true, true));
        assert_eq!(ends(true, ready(lost())).await, (true, true));
    }
}
