//! What goes wrong, as the person in front of it sees it: a code, one sentence, and what to do.
//!
//! Handlers return [`AppError`]; anything else (`anyhow::Error`, `sqlx::Error`) turns into an
//! internal error whose cause is logged with the request id and never shown.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::Json;

pub type AppResult<T> = Result<T, AppError>;

/// A failure that a person sees.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {message} {remedy}")]
pub struct AppError {
    pub status: StatusCode,
    /// Stable, for programs and translations, such as `series_not_found`.
    pub code: &'static str,
    pub message: String,
    pub remedy: String,
    /// Seconds until it is worth trying again, sent as `Retry-After`.
    pub retry_after_s: Option<u64>,
    #[source]
    pub cause: Option<anyhow::Error>,
}

/// The body of every failed answer.
#[derive(Serialize, ToSchema)]
pub struct ErrorBody {
    pub error: ErrorDetail,
}

#[derive(Serialize, ToSchema)]
pub struct ErrorDetail {
    #[schema(example = "series_not_found")]
    pub code: String,
    #[schema(example = "There is no series here by that name.")]
    pub message: String,
    #[schema(example = "Look for it on the Discover page.")]
    pub remedy: String,
    /// Names this request in the house's log; the same as the header `x-request-id`.
    #[schema(example = "7b1c6f0e-58f4-4be5-9a3c-6a2f0c9d1e77")]
    pub request_id: String,
}

/// What went wrong with a thing that is kept, such as an episode's package: stored as JSON beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    pub code: String,
    pub message: String,
    pub remedy: String,
}

impl AppError {
    pub fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let (message, remedy) = (message.into(), remedy.into());
        Self {
            status,
            code,
            message,
            remedy,
            retry_after_s: None,
            cause: None,
        }
    }

    pub fn bad_request(
        code: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message, remedy)
    }

    pub fn not_found(
        code: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message, remedy)
    }

    pub fn conflict(
        code: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::CONFLICT, code, message, remedy)
    }

    pub fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "login_needed",
            "You are not logged in.",
            "Log in, then try again.",
        )
    }

    pub fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_allowed",
            "Your account may not do this.",
            "Ask an operator of this house for the role that it needs.",
        )
    }

    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong in the house.",
                "Try again; if it stays so, tell the operator the request id.",
            )
        }
    }
}

impl From<anyhow::Error> for AppError {
    fn from(cause: anyhow::Error) -> Self {
        Self::internal(cause)
    }
}

impl From<sqlx::Error> for AppError {
    fn from(cause: sqlx::Error) -> Self {
        match cause {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => Self {
                cause: Some(cause.into()),
                retry_after_s: Some(2),
                ..Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "database_unavailable",
                    "The house cannot reach its database right now.",
                    "Wait a moment and try again.",
                )
            },
            sqlx::Error::Database(error) if unkeepable(error.code().as_deref()) => {
                Self::bad_request(
                    "text_invalid",
                    "A text holds a character that cannot be kept.",
                    "Take out characters that cannot be seen, then try again.",
                )
            }
            other => Self::internal(other),
        }
    }
}

/// Postgres keeps every text but one with a NUL character, alone or inside JSON.
fn unkeepable(sql_state: Option<&str>) -> bool {
    matches!(sql_state, Some("22021" | "22P05"))
}

impl From<object_store::Error> for AppError {
    fn from(cause: object_store::Error) -> Self {
        match cause {
            object_store::Error::NotFound { .. } => Self::not_found(
                "blob_not_found",
                "That file is not here.",
                "Reload the page.",
            ),
            other => Self::internal(other),
        }
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        if self.status.is_server_error() {
            let cause = self.cause.as_ref().map(|cause| format!("{cause:#}"));
            tracing::error!(code = self.code, cause, "{}", self.message);
        }
        let detail = ErrorDetail {
            code: self.code.into(),
            message: self.message,
            remedy: self.remedy,
            request_id: crate::request_id::current(),
        };
        let mut response = (self.status, Json(ErrorBody { error: detail })).into_response();
        if let Some(seconds) = self.retry_after_s {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
