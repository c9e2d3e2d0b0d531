//! Headers that tell browsers what this house never does, so that they refuse it for us.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;

/// The pages' own scripts and styles only, none inline. `blob:` is how Media Source plays. Style
/// attributes are what components use to place things; they cannot load or run anything.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
     img-src 'self' blob: data:; media-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
     manifest-src 'self'; object-src 'none'; frame-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
/// Swagger UI makes style elements of its own.
const DOCS_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const PERMISSIONS: &str = "accelerometer=(), autoplay=(self), camera=(), display-capture=(), encrypted-media=(), \
     fullscreen=(self), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     picture-in-picture=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), \
     screen-wake-lock=(self), serial=(), usb=(), xr-spatial-tracking=()";
/// What Stripe's card form may ask the browser for.
const CARDS_PERMISSION: &str =
    "payment=(self \"https://js.stripe.com\" \"https://hooks.stripe.com\")";
/// Two years, as preload lists ask.
const TRANSPORT: &str = "max-age=63072000; includeSubDomains";

/// The policy of a house whose settings name an advert server: its videos are loaded, and told that they were seen.
pub fn policy_with(origins: &[String]) -> anyhow::Result<HeaderValue> {
    let origins = origins.join(" ");
    let policy = POLICY
        .replace("img-src 'self'", &format!("img-src 'self' {origins}"))
        .replace("media-src 'self'", &format!("media-src 'self' {origins}"));
    Ok(HeaderValue::try_from(policy)?)
}

/// The policy of a house that takes cards by Stripe: its card form is a frame of its own, so that no card number ever
/// touches our pages (docs.stripe.com/security/guide, "Content Security Policy").
fn with_cards(policy: &HeaderValue) -> Option<HeaderValue> {
    let policy = policy
        .to_str()
        .ok()?
        .replace(
            "script-src 'self'",
            "script-src 'self' https://js.stripe.com",
        )
        .replace(
            "connect-src 'self'",
            "connect-src 'self' https://api.stripe.com",
        )
        .replace(
            "frame-src 'none'",
            "frame-src https://js.stripe.com https://hooks.stripe.com",
        );
    HeaderValue::try_from(policy).ok()
}

/// Adds them to every answer.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let docs = path == "/docs" || path.starts_with("/docs/");
    let mut response = next.run(request).await;
    let mut set = |name: HeaderName, value: &'static str| {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    };
    set(
        header::CONTENT_SECURITY_POLICY,
        if docs { DOCS_POLICY } else { POLICY },
    );
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    // Addresses name series that somebody watches: other sites learn the house, not the page.
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    if app.config.public_url.scheme() == "https" {
        set(header::STRICT_TRANSPORT_SECURITY, TRANSPORT);
    }
    if !docs {
        let mut policy = app.adverts.policy.clone();
        if app.config.stripe.publishable_key.is_some() {
            policy = with_cards(&policy.unwrap_or(HeaderValue::from_static(POLICY)));
            let allowed = PERMISSIONS.replace("payment=()", CARDS_PERMISSION);
            if let Ok(allowed) = HeaderValue::try_from(allowed) {
                response
                    .headers_mut()
                    .insert(HeaderName::from_static("permissions-policy"), allowed);
            }
        }
        if let Some(policy) = policy {
            response
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    response
}
