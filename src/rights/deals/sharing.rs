//! From the fee of a deal in to the contract about money that computes it: the partner's part of what the series earn, and the
//! guarantee that was paid in advance and is kept back from it.

use axum::extract::State;
use chrono::NaiveDate;
use money::Amount;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::DealStatus;
use super::fee::{Fee, FeeKind};
use super::paid::series_of;
use super::routes::one;
use super::shown::Deal;
use super::steps::{Held, hold};
use crate::app::App;
use crate::books::money::currency;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;
use crate::rights::block::Direction;
use crate::rights::not_found;
use crate::sharing::contracts::{NewShareContract, first};

/// Who is paid, and from when on what is earned is shared.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewDealSharing)]
#[serde(deny_unknown_fields)]
pub struct NewSharing {
    pub valid_from: NaiveDate,
    /// The party as a payee.
    pub payee_id: Uuid,
}

/// Have a deal's share computed: a contract about money for its series, on the deal's terms.
#[utoipa::path(post, operation_id = "share_deal", path = "/api/v1/desk/rights/deals/{id}/sharing", tag = "rights",
    params(("id" = Uuid, Path)), request_body = NewSharing,
    responses((status = 200, body = Deal), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn share(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewSharing>,
) -> AppResult<Json<Deal>> {
    let house_id = operator.house_id;
    let payee = sqlx::query_scalar!(
        "select code from payees where id = $1 and house_id = $2 and kind <> 'house'",
        new.payee_id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("payee"))?;
    let mut look = app.db.begin().await?;
    let held = hold(&mut look, house_id, id).await?;
    look.rollback().await?;
    shareable(&held)?;
    let series = series_of(&held.blocks);
    let slugs = sqlx::query_scalar!(
        "select slug from series where house_id = $1 and id = any ($2) order by slug",
        house_id,
        &series
    )
    .fetch_all(&app.db)
    .await?;
    let contract = NewShareContract {
        valid_from: new.valid_from,
        text: text(&held.name, &held.fee, &payee, &slugs)?,
    };
    let (mut writing, contract_id) = first(&app, &operator, &series, contract).await?;
    // Once more, now that nobody else can write one.
    shareable(&hold(&mut writing.transaction, house_id, id).await?)?;
    sqlx::query!(
        "update rights_deals set fee = jsonb_set(fee, '{share_contract_id}', to_jsonb($2::uuid)) where id = $1",
        id,
        contract_id
    )
    .execute(&mut *writing.transaction)
    .await?;
    sqlx::query!(
        "update rights_parties set payee_id = $2 where id = $1 and payee_id is null",
        held.party_id,
        new.payee_id
    )
    .execute(&mut *writing.transaction)
    .await?;
    writing.commit().await?;
    one(&app, house_id, id).await
}

fn shareable(held: &Held) -> AppResult<()> {
    let part = matches!(
        held.fee.kind,
        FeeKind::Share | FeeKind::Guarantee | FeeKind::Commission
    );
    let runs = matches!(held.status, DealStatus::Signed | DealStatus::Delivered);
    if held.direction != Direction::In || !part || !runs {
        return Err(AppError::conflict(
            "deal_not_shared",
            format!(
                "Deal {} gives its partner no part of what the house earns, or is not signed.",
                held.name
            ),
            "Have a signed deal computed by which the house takes rights in for a share, a guarantee or a commission.",
        ));
    }
    if held.fee.share_contract_id.is_some() {
        return Err(AppError::conflict(
            "deal_shared",
            format!("The share of deal {} is computed already.", held.name),
            "Look at its contract about money; a new version of it changes the terms.",
        ));
    }
    Ok(())
}

/// The deal in the waterfall language (`crates/money`).
fn text(name: &str, fee: &Fee, payee: &str, slugs: &[String]) -> AppResult<String> {
    let code = currency(&fee.currency)?;
    let quoted = |text: &str| format!("{:?}", text.replace(['"', '\\'], "'"));
    let part = fee.share_bp.unwrap_or_default();
    let percent = |bp: i32| match bp % 100 {
        0 => format!("{}%", bp / 100),
        rest => format!("{}.{rest:02}%", bp / 100),
    };
    let mut parts = vec![format!(
        "name = {}\ncurrency = \"{}\"\npayees = [\"house\", {}]\n",
        quoted(name),
        fee.currency,
        quoted(payee)
    )];
    if slugs.len() > 1 {
        let all: Vec<String> = slugs.iter().map(|slug| quoted(slug)).collect();
        parts.push(format!(
            "series = [{}]\ncross_collateral = true\n",
            all.join(", ")
        ));
    }
    match fee.kind {
        FeeKind::Commission => parts.push(format!(
            "\n[[tier]]\nname = \"Commission\"\nkind = \"commission\"\nrate = \"{}\"\nto = {}\n\n\
             [[tier]]\nname = \"House\"\nkind = \"split\"\nto = \"house\"\n",
            percent(part),
            quoted(payee)
        )),
        _ if part == 10_000 => parts.push(format!(
            "\n[[tier]]\nname = \"Shares\"\nkind = \"split\"\nto = {}\n",
            quoted(payee)
        )),
        _ => parts.push(format!(
            "\n[[tier]]\nname = \"Shares\"\nkind = \"split\"\nto = {{ {} = \"{}\", house = \"{}\" }}\n",
            quoted(payee),
            percent(part),
            percent(10_000 - part)
        )),
    }
    if let (FeeKind::Guarantee, Some(minor)) = (fee.kind, fee.amount) {
        let amount = Amount::new(minor, code).to_string();
        let digits = amount.split(' ').next().unwrap_or(&amount);
        parts.push(format!(
            "\n[[guarantee]]\nname = \"Minimum guarantee\"\npayee = {}\namount = \"{digits}\"\nadvanced_by = \"house\"\n",
            quoted(payee)
        ));
    }
    Ok(parts.concat())
}
