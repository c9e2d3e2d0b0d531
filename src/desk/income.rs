//! What partners pay outside of the house, as an operator writes it down.

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::books::partners::{Income, NewIncome, earn};
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;

/// Write down what a partner owes.
#[utoipa::path(post, operation_id = "add_income", path = "/api/v1/desk/income", tag = "desk", request_body = NewIncome,
    responses((status = 201, body = Income), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
              (status = 404, body = ErrorBody), (status = 409, body = ErrorBody, description = "`income_differs`")))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewIncome>,
) -> AppResult<(StatusCode, Json<Income>)> {
    Ok((StatusCode::CREATED, Json(earn(&app, &operator, new).await?)))
}
