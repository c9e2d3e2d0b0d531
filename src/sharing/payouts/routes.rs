//! Payouts at the desk.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::plan::Skipped;
use super::{PayoutState, PayoutView, Wanted, list, plan, settle};
use crate::app::App;
use crate::audit;
use crate::books::money::currency;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::Person;
use crate::people::policy::Operator;
use crate::sharing::statements::routes::download;

#[derive(Serialize, ToSchema)]
pub struct Payouts {
    /// The newest first, at most five hundred.
    pub items: Vec<PayoutView>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PayoutsWanted {
    state: Option<PayoutState>,
    payee_id: Option<Uuid>,
}

/// What could be paid out now.
#[derive(Serialize, ToSchema)]
pub struct PayoutPlan {
    /// To be approved one by one.
    pub planned: Vec<PayoutView>,
    /// Owed something, and not paid now.
    pub skipped: Vec<Skipped>,
}

/// What the bank said.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayoutNote {
    /// Up to 500 characters; nothing personal.
    #[serde(default)]
    pub note: String,
}

/// List payouts.
#[utoipa::path(get, operation_id = "list_payouts", path = "/api/v1/desk/payouts", tag = "sharing", params(PayoutsWanted),
    responses((status = 200, body = Payouts), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn all(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(wanted): Query<PayoutsWanted>,
) -> AppResult<Json<Payouts>> {
    let wanted = Wanted {
        id: None,
        payee_id: wanted.payee_id,
        state: wanted.state,
    };
    Ok(Json(Payouts {
        items: list(&app, operator.house_id, wanted).await?,
    }))
}

/// Plan payouts: what is owed to whom, less what is on hold, set off and withheld. No money moves; what was planned before
/// and not approved is replaced.
#[utoipa::path(post, operation_id = "plan_payouts", path = "/api/v1/desk/payouts/plan", tag = "sharing",
    responses((status = 200, body = PayoutPlan), (status = 403, body = ErrorBody)))]
pub async fn plan(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<PayoutPlan>> {
    let (planned, skipped) = plan::plan(&app, operator.house_id).await?;
    let detail = json!({"planned": planned.len(), "skipped": skipped.len()});
    audit::note(
        &app.db,
        &app,
        &operator,
        "payouts.planned",
        "house",
        operator.house_id,
        detail,
    )
    .await?;
    let wanted = Wanted {
        state: Some(PayoutState::Planned),
        ..Wanted::default()
    };
    Ok(Json(PayoutPlan {
        planned: list(&app, operator.house_id, wanted).await?,
        skipped,
    }))
}

/// Approve a planned payout: its money leaves what is owed, and it is in the next payment file.
#[utoipa::path(post, operation_id = "approve_payout", path = "/api/v1/desk/payouts/{id}/approve", tag = "sharing", params(("id" = Uuid, Path)),
    responses((status = 200, body = PayoutView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn approve(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<PayoutView>> {
    settle::approve(&app, operator.house_id, id).await?;
    done(&app, &operator, id, "payout.approved", "").await
}

/// Write down that an approved payout arrived.
#[utoipa::path(post, operation_id = "payout_paid", path = "/api/v1/desk/payouts/{id}/paid", tag = "sharing", params(("id" = Uuid, Path)),
    request_body = PayoutNote,
    responses((status = 200, body = PayoutView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn paid(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(said): Json<PayoutNote>,
) -> AppResult<Json<PayoutView>> {
    let note = crate::sharing::line(&said.note, 500, "note")?;
    settle::paid(&app, operator.house_id, id, &note).await?;
    done(&app, &operator, id, "payout.paid", &note).await
}

/// Write down that a payout did not arrive, or came back: it is owed again.
#[utoipa::path(post, operation_id = "payout_returned", path = "/api/v1/desk/payouts/{id}/returned", tag = "sharing", params(("id" = Uuid, Path)),
    request_body = PayoutNote,
    responses((status = 200, body = PayoutView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn returned(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(said): Json<PayoutNote>,
) -> AppResult<Json<PayoutView>> {
    let note = crate::sharing::line(&said.note, 500, "note")?;
    settle::returned(&app, operator.house_id, id, &note).await?;
    done(&app, &operator, id, "payout.returned", &note).await
}

/// Give up a payout that is only planned.
#[utoipa::path(post, operation_id = "cancel_payout", path = "/api/v1/desk/payouts/{id}/cancel", tag = "sharing", params(("id" = Uuid, Path)),
    responses((status = 200, body = PayoutView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn cancel(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<PayoutView>> {
    settle::cancel(&app, operator.house_id, id).await?;
    done(&app, &operator, id, "payout.cancelled", "").await
}

async fn done(
    app: &App,
    operator: &Person,
    id: Uuid,
    action: &str,
    note: &str,
) -> AppResult<Json<PayoutView>> {
    let wanted = Wanted {
        id: Some(id),
        ..Wanted::default()
    };
    let payout = list(app, operator.house_id, wanted).await?.pop();
    let payout = payout.ok_or_else(|| crate::sharing::not_found("payout"))?;
    let detail = json!({"payee": payout.payee_id, "amount": payout.amount.minor, "withheld": payout.withheld.minor,
        "netted": payout.netted.minor, "currency": payout.amount.currency, "note": note});
    audit::note(&app.db, app, operator, action, "payout", id, detail).await?;
    Ok(Json(payout))
}

/// Download the approved payouts as a file for the bank: one row each.
#[utoipa::path(get, operation_id = "payment_file", path = "/api/v1/desk/payouts/file", tag = "sharing",
    responses((status = 200, body = String, content_type = "text/csv"), (status = 403, body = ErrorBody)))]
pub async fn file(State(app): State<App>, Operator(operator): Operator) -> AppResult<Response> {
    use super::super::statements::csv_cell as cell;
    let wanted = Wanted {
        state: Some(PayoutState::Approved),
        ..Wanted::default()
    };
    let mut table = "payout,payee,name,payout_reference,amount,currency\r\n".to_owned();
    for payout in list(&app, operator.house_id, wanted).await? {
        let amount = money::Amount::new(payout.amount.minor, currency(&payout.amount.currency)?);
        let row = [
            payout.id.to_string(),
            cell(&json!(payout.payee_code)),
            cell(&json!(payout.payee_name)),
            cell(&json!(payout.payout_reference)),
            amount.number(),
            payout.amount.currency,
        ];
        table += &row.join(",");
        table += "\r\n";
    }
    Ok(download("payouts", "csv", "text/csv; charset=utf-8", table))
}
