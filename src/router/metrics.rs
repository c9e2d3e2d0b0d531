//! Figures for Prometheus: for who knows the token, or without one for this machine only.

use std::net::SocketAddr;

use axum::Extension;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Show the figures.
pub async fn text(
    State(app): State<App>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> AppResult<impl IntoResponse> {
    let allowed = match &app.config.metrics_token {
        Some(token) => bearer(&headers).is_some_and(|sent| same(sent, &token.0)),
        None => {
            peer.is_some_and(|peer| peer.0.0.ip().to_canonical().is_loopback())
                && !forwarded(&headers)
        }
    };
    if !allowed {
        return Err(AppError {
            status: axum::http::StatusCode::UNAUTHORIZED,
            code: "metrics_closed",
            remedy: "Set `metrics_token` and send it as `Authorization: Bearer …`, or ask from the house's own machine."
                .into(),
            ..AppError::forbidden()
        });
    }
    let kind = HeaderValue::from_static("text/plain; version=0.0.4");
    Ok(([(header::CONTENT_TYPE, kind)], app.metrics.render()))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let sent = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = sent.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A proxy on this machine passes on what others ask.
fn forwarded(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "via"]
        .iter()
        .any(|name| headers.contains_key(*name))
}

/// Compares digests, so that the time it takes says nothing of the token.
fn same(sent: &str, token: &str) -> bool {
    Sha256::digest(sent) == Sha256::digest(token)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Method;
    use sqlx::PgPool;

    use crate::config::{Config, Secret};
    use crate::testing::TestHouse;

    #[sqlx::test]
    async fn without_a_token_only_this_machine_reads_them(db: PgPool) {
        let house = TestHouse::new(db).await;
        let mut far = house.device();
        assert_eq!(far.get("/metrics").await.refusal(401), "metrics_closed");
        for near in ["127.0.0.1:5000", "[::1]:5000", "[::ffff:127.0.0.1]:5000"] {
            far.address = near.parse().unwrap();
            assert_eq!(far.get("/metrics").await.status.as_u16(), 200, "{near}");
        }
        // What a proxy beside the house passes on.
        let headers = [("x-forwarded-for", "203.0.113.7")];
        let passed = far
            .send(Method::GET, "/metrics", &headers, Body::empty())
            .await;
        assert_eq!(passed.refusal(401), "metrics_closed");
    }

    #[sqlx::test]
    async fn with_a_token_only_who_knows_it_reads_them(db: PgPool) {
        let config = Config {
            metrics_token: Some(Secret("figures, please".into())),
            ..Config::default()
        };
        let house = TestHouse::with(db, config).await;
        let mut device = house.device();
        device.address = "127.0.0.1:5000".parse().unwrap();
        for (sent, status) in [
            ("", 401),
            ("Bearer", 401),
            ("Bearer figures", 401),
            ("Basic figures, please", 401),
            ("Bearer figures, please", 200),
            ("bearer figures, please", 200),
        ] {
            let headers = [("authorization", sent)];
            let answer = device
                .send(Method::GET, "/metrics", &headers, Body::empty())
                .await;
            assert_eq!(answer.status.as_u16(), status, "{sent}");
        }
    }
}
