//! The name of a request: in its log lines, in the header of its answer, in the body of its refusal.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Longest name that is taken over from a proxy.
const LENGTH_MAX: usize = 64;

tokio::task_local! {
    static CURRENT: Arc<str>;
}

/// The name, as an extension of the request.
#[derive(Clone)]
pub struct RequestId(pub Arc<str>);

/// Gives each request a name; a proxy before us may have given one already.
pub async fn give(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(HEADER).and_then(sound);
    let id: Arc<str> = given.unwrap_or_else(|| app.random.id().to_string().into());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = CURRENT.scope(id.clone(), next.run(request)).await;
    let value = HeaderValue::from_str(&id).expect("letters, digits, dashes");
    response.headers_mut().insert(HEADER, value);
    response
}

/// Runs work in another task under the name of the request that it is done for.
pub async fn within<T>(name: Option<RequestId>, work: impl Future<Output = T>) -> T {
    match name {
        Some(RequestId(id)) => CURRENT.scope(id, work).await,
        None => work.await,
    }
}

/// What anybody may have sent reaches the log: only what cannot be mistaken for something else.
fn sound(value: &HeaderValue) -> Option<Arc<str>> {
    let text = value.to_str().ok()?;
    let fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    ((1..=LENGTH_MAX).contains(&text.len()) && text.bytes().all(fit)).then(|| text.into())
}

/// The name of the request that this task answers; empty where there is none.
pub fn current() -> String {
    CURRENT.try_with(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Method;
    use sqlx::PgPool;

    use crate::testing::TestHouse;

    #[sqlx::test]
    async fn a_proxys_name_is_taken_over_and_nonsense_is_not(db: PgPool) {
        let house = TestHouse::new(db).await;
        let long = "x".repeat(65);
        for (sent, kept) in [
            ("abc-1.2_3", true),
            ("a b", false),
            ("<b>", false),
            (&*long, false),
        ] {
            let headers = [("x-request-id", sent)];
            let path = "/api/v1/series/nothing";
            let answer = house
                .device()
                .send(Method::GET, path, &headers, Body::empty())
                .await;
            let header = answer.headers["x-request-id"].to_str().unwrap().to_owned();
            assert_eq!(header == sent, kept, "{sent}");
            assert_eq!(answer.json(404)["error"]["request_id"], *header);
        }
    }
}
