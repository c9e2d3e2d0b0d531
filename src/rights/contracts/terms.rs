//! What is paid and handed over by a contract, with or without a deal before it.

use axum::extract::State;
use uuid::Uuid;

use super::routes::one;
use super::shown::{Contract, ContractStatus};
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;
use crate::rights::terms::{Of, Stage, handed, paid, sharing};

pub(super) fn stage(status: ContractStatus) -> Stage {
    match status {
        ContractStatus::Active => Stage::Runs,
        ContractStatus::Ended => Stage::Over,
        ContractStatus::Draft | ContractStatus::Withdrawn => Stage::Open,
    }
}

/// Say that an instalment of a contract in force is owed, or that the house has paid it.
#[utoipa::path(post, operation_id = "move_contract_payment", path = "/api/v1/desk/rights/contracts/{id}/payments/{payment_id}/steps",
    tag = "rights", params(("id" = Uuid, Path), ("payment_id" = Uuid, Path)), request_body = paid::NewMove,
    responses((status = 200, body = Contract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn move_payment(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, payment_id)): Path<(Uuid, Uuid)>,
    Json(new): Json<paid::NewMove>,
) -> AppResult<Json<Contract>> {
    paid::step(&app, &operator, (Of::Contract(id), payment_id), &new).await?;
    one(&app, operator.house_id, id).await
}

/// Say that a deliverable of a contract in force was handed over, accepted or sent back.
#[utoipa::path(post, operation_id = "move_contract_deliverable",
    path = "/api/v1/desk/rights/contracts/{id}/deliverables/{deliverable_id}/steps",
    tag = "rights", params(("id" = Uuid, Path), ("deliverable_id" = Uuid, Path)), request_body = handed::NewMove,
    responses((status = 200, body = Contract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn move_deliverable(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, deliverable_id)): Path<(Uuid, Uuid)>,
    Json(new): Json<handed::NewMove>,
) -> AppResult<Json<Contract>> {
    handed::step(&app, &operator, (Of::Contract(id), deliverable_id), &new).await?;
    one(&app, operator.house_id, id).await
}

/// Have a contract's share computed: a contract about money for its series, on its terms.
#[utoipa::path(post, operation_id = "share_contract", path = "/api/v1/desk/rights/contracts/{id}/sharing", tag = "rights",
    params(("id" = Uuid, Path)), request_body = sharing::NewSharing,
    responses((status = 200, body = Contract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn share(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<sharing::NewSharing>,
) -> AppResult<Json<Contract>> {
    sharing::share(&app, &operator, Of::Contract(id), new).await?;
    one(&app, operator.house_id, id).await
}
