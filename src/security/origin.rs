//! Requests that change something come from the house's own pages, or from no browser at all.

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::errors::AppError;

/// Refuses unsafe methods that another site's page may have caused.
pub async fn own_origin_only(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    );
    if safe
        || is_own(
            request.headers(),
            request.uri().authority().map(Authority::as_str),
            &app.config.public_url,
        )
    {
        return next.run(request).await;
    }
    AppError::new(
        StatusCode::FORBIDDEN,
        "cross_origin",
        "This request did not come from a page of this house.",
        "Open the house itself and try again.",
    )
    .into_response()
}

/// Whether the headers say that the request is our own page's, or that no browser sent it.
///
/// Browsers set `Sec-Fetch-Site` and `Origin` themselves; no page can forge them. A request with
/// neither is from a program or a very old browser: it may do what needs no cookie.
fn is_own(headers: &HeaderMap, authority: Option<&str>, public_url: &url::Url) -> bool {
    let text = |name| match headers.get(name) {
        None => Ok(None),
        Some(value) => value.to_str().map(Some),
    };
    let (Ok(site), Ok(origin), Ok(host)) = (
        text(header::HeaderName::from_static("sec-fetch-site")),
        text(header::ORIGIN),
        text(header::HOST),
    ) else {
        return false;
    };
    match (site, origin) {
        // `none`: the person's own doing, such as reloading.
        (Some("same-origin" | "none"), _) => true,
        (Some(_), _) => false,
        (None, Some(origin)) => {
            origin == public_url.origin().ascii_serialization()
                || authority
                    .or(host)
                    .is_some_and(|host| same_host(origin, host))
        }
        (None, None) => !headers.contains_key(header::COOKIE),
    }
}

/// Whether an origin is of this host and port. Its scheme is not compared: behind a proxy that
/// speaks TLS we cannot tell what the browser saw.
fn same_host(origin: &str, host: &str) -> bool {
    origin.split_once("://").is_some_and(|(scheme, rest)| {
        matches!(scheme, "http" | "https") && !rest.is_empty() && rest.eq_ignore_ascii_case(host)
    })
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::is_own;

    fn own(headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        map.insert("host", HeaderValue::from_static("house.example:8080"));
        for (name, value) in headers {
            map.insert(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        is_own(&map, None, &"https://public.example".parse().unwrap())
    }

    #[test]
    fn our_own_pages_may() {
        assert!(own(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://other.example")
        ]));
        assert!(own(&[("sec-fetch-site", "none")]));
        assert!(own(&[("origin", "http://house.example:8080")]));
        assert!(own(&[("origin", "https://HOUSE.example:8080")]));
        assert!(own(&[
            ("origin", "https://public.example"),
            ("cookie", "cliffhanger=x")
        ]));
        assert!(own(&[]), "a program without a cookie");
    }

    #[test]
    fn others_may_not() {
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[
                ("sec-fetch-site", "same-site"),
                ("origin", "http://house.example:8080"),
            ],
            &[("sec-fetch-site", "")],
            &[("origin", "null")],
            &[("origin", "")],
            &[("origin", "http://")],
            &[("origin", "http://house.example")],
            &[("origin", "http://house.example:80801")],
            &[("origin", "http://evil.example/house.example:8080")],
            &[("origin", "file://house.example:8080")],
            &[("cookie", "cliffhanger=x")],
        ] {
            assert!(!own(headers), "{headers:?}");
        }
    }
}
