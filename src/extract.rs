//! What handlers take in, refused in the house's own words when it cannot be read.
//!
//! Everything else is kept from axum's own extractors of the same names by clippy: those refuse in plain
//! text, which no client of this house can read.
#![expect(
    clippy::disallowed_types,
    reason = "the one place that wraps axum's extractors"
)]

use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::errors::{AppError, AppResult};

/// A JSON body; a wrong one is refused with the key that is wrong. As an answer it is written as JSON.
pub struct Json<T>(pub T);

impl<T: serde::Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The parameters of the path.
pub struct Path<T>(pub T);

/// The parameters after the question mark.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> AppResult<Self> {
        let kind = request.headers().get(axum::http::header::CONTENT_TYPE);
        // Asking for JSON by name also keeps forms of other sites out.
        let is_json = kind
            .and_then(|kind| kind.to_str().ok())
            .and_then(|kind| kind.split(';').next())
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        if !is_json {
            return Err(AppError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "json_expected",
                "The body is not JSON.",
                "Send it with Content-Type: application/json.",
            ));
        }
        let bytes = body(request, state).await?;
        Ok(Self(from_json(&bytes)?))
    }
}

/// The whole body, up to the route's limit.
pub async fn body<S: Send + Sync>(request: Request, state: &S) -> AppResult<Bytes> {
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                AppError::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "body_too_large",
                    "The body is larger than this address takes.",
                    "Send less at once.",
                )
            }
            _ => AppError::bad_request(
                "body_incomplete",
                "The body did not arrive whole.",
                "Send it again.",
            ),
        })
}

/// Reads JSON, naming the key that is wrong.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> AppResult<T> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let key = error.path().to_string();
        let place = if key == "." {
            String::new()
        } else {
            format!(" at `{}`", short(&key))
        };
        let cause = short(&error.into_inner().to_string());
        AppError::bad_request(
            "body_invalid",
            format!("The body cannot be read{place}: {cause}."),
            "See /docs/api for the shape of the body.",
        )
    })?;
    reader.end().map_err(|_| {
        AppError::bad_request(
            "body_invalid",
            "Something follows the end of the body.",
            "Send one JSON value.",
        )
    })?;
    Ok(value)
}

/// For a field of a change that may be null: tells null (inner none) from absent (outer none, by
/// `default`). Use as `#[serde(default, deserialize_with = "given")]`.
pub fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// An error may quote what it was sent: not all of it.
fn short(text: &str) -> String {
    text.chars().take(160).collect()
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> AppResult<Self> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(AppError::not_found(
                "address_unknown",
                "There is nothing at this address.",
                "Check the ids and numbers in it.",
            )),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> AppResult<Self> {
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(AppError::bad_request(
                "query_invalid",
                format!(
                    "The address cannot be read: {}.",
                    short(&rejection.body_text())
                ),
                "See /docs/api for the parameters of this address.",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::from_json;

    #[derive(Debug, serde::Deserialize)]
    struct Body {
        #[serde(rename = "inner")]
        _inner: Vec<u8>,
    }

    #[test]
    fn a_wrong_body_is_refused_with_its_key() {
        let error = from_json::<Body>(br#"{"inner": [1, "x"]}"#).unwrap_err();
        assert_eq!((error.status.as_u16(), error.code), (400, "body_invalid"));
        assert!(error.message.contains("inner[1]"), "{}", error.message);
    }

    #[test]
    fn hostile_bodies_are_refused() {
        let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        let long = format!(r#"{{"inner": "{}"}}"#, "x".repeat(100_000));
        for body in ["", "{", "null", "{} {}", "\0", "\u{feff}{}", &deep, &long] {
            let error = from_json::<Body>(body.as_bytes()).unwrap_err();
            assert!(error.message.len() < 600, "{}", error.message);
        }
        from_json::<Body>(b"\xff\xfe{}").unwrap_err();
    }
}
