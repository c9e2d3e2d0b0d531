//! The web apps: static bundles inside the binary, with a `<head>` that the server completes.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::app::App;
use crate::catalog::language::Language;
use crate::errors::AppError;
use crate::houses::CurrentHouse;
use crate::paywall::Outlook;

mod head;
mod manifest;

#[cfg(test)]
pub use head::direction;

/// What `npm run build` in `web/` wrote.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Bundle;

/// A debug build reads the bundles from the clone that it was built in. Naming the clone here makes the build depend
/// on it, so that clones that share a build cache do not serve each other's pages.
const _: Option<&str> = option_env!("BUILT_IN_CLONE");

/// Answers everything that is not a route: a file of a bundle, or an app's page.
pub async fn page(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Language(language): Language,
    request: Request,
) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path.starts_with("/media/") {
        return AppError::not_found(
            "route_not_found",
            "There is nothing at this address.",
            "See /docs/api for what there is.",
        )
        .into_response();
    }
    let (bundle, path) = bundle_of(path);
    let name = path.trim_start_matches('/');
    if bundle == "watch" && name == manifest::NAME {
        return manifest::answer(&house, &language);
    }
    if let Some(file) = Bundle::get(&format!("{bundle}/{name}")).filter(|_| !name.is_empty()) {
        return file_response(name, file, request.headers());
    }
    let index = Bundle::get(&format!("{bundle}/index.html")).filter(|_| !name.contains('.'));
    let Some(index) = index else {
        return AppError::not_found(
            "page_not_found",
            "There is no page here.",
            "Go to the first page of the house.",
        )
        .into_response();
    };
    let html = String::from_utf8_lossy(&index.data);
    let (mut parts, _) = request.into_parts();
    let page = async {
        let Outlook(sight) = Outlook::from_request_parts(&mut parts, &app).await?;
        head::complete(&app, &house, &sight, &language, parts.uri.path(), &html).await
    };
    match page.await {
        Ok(html) => (
            [(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))],
            Html(html),
        )
            .into_response(),
        Err(error) => error.into_response(),
    }
}

/// Which app a path belongs to, and the path within it.
fn bundle_of(path: &str) -> (&'static str, &str) {
    for app in ["studio", "desk"] {
        let rest = path
            .strip_prefix('/')
            .and_then(|path| path.strip_prefix(app));
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            return (app, rest);
        }
    }
    ("watch", path)
}

fn file_response(name: &str, file: rust_embed::EmbeddedFile, headers: &HeaderMap) -> Response {
    let etag = format!(
        "\"{}\"",
        crate::storage::hex(&file.metadata.sha256_hash()[..16])
    );
    let cache = if name.starts_with("assets/") {
        // Their names carry their content's hash.
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let common = [
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (
            header::ETAG,
            HeaderValue::from_str(&etag).expect("hexadecimal"),
        ),
    ];
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes())
    {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let kind = HeaderValue::from_str(file.metadata.mimetype()).expect("a known type");
    (
        common,
        [(header::CONTENT_TYPE, kind)],
        file.data.into_owned(),
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::bundle_of;

    #[test]
    fn each_app_has_its_own_addresses() {
        assert_eq!(bundle_of("/desk"), ("desk", ""));
        assert_eq!(bundle_of("/desk/books/1"), ("desk", "/books/1"));
        assert_eq!(bundle_of("/studio/"), ("studio", "/"));
        assert_eq!(bundle_of("/desktop"), ("watch", "/desktop"));
        assert_eq!(bundle_of("/"), ("watch", "/"));
    }
}
