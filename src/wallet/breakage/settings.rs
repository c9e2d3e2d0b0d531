//! After how many months without use a house counts unspent coins' money as breakage.

use axum::extract::State;
use money::Amount;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::books::money::{Money, currency};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;

/// The house's wish, and what came of it.
#[derive(Serialize, ToSchema)]
pub struct Breakage {
    /// Months without any use of a wallet; null: never. Coins stay spendable either way.
    pub months: Option<i32>,
    /// One for each currency in which there are unspent coins.
    pub amounts: Vec<BreakageAmount>,
}

/// The money of unspent coins in one currency.
#[derive(Serialize, ToSchema)]
pub struct BreakageAmount {
    /// Counts as breakage now; it goes back to the float when the coins are used.
    pub broken: Money,
    /// Is still owed in episodes.
    pub float: Money,
    /// Coins whose money counts as breakage.
    pub coins: i64,
}

/// What a house wishes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakageWish {
    /// Null: unspent coins never count as breakage.
    #[schema(minimum = 1, maximum = 120)]
    pub months: Option<i32>,
}

/// Show when unspent coins count as breakage, and how much does.
#[utoipa::path(get, operation_id = "show_breakage", path = "/api/v1/desk/breakage", tag = "desk",
    responses((status = 200, body = Breakage), (status = 403, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Breakage>> {
    Ok(Json(of(&app, operator.house_id).await?))
}

async fn of(app: &App, house_id: Uuid) -> AppResult<Breakage> {
    let months = sqlx::query_scalar!("select breakage_months from houses where id = $1", house_id)
        .fetch_one(&app.db)
        .await?;
    let rows = sqlx::query!(
        r#"select currency as "currency!", sum(broken)::bigint as "broken!", sum(money - money_used - broken)::bigint as "float!",
               coalesce(sum(coins - coins_used) filter (where broken > 0), 0)::bigint as "coins!"
           from lots where house_id = $1 and currency is not null and coins > coins_used + coins_back
           group by currency order by currency"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let amounts = rows.into_iter().map(|row| {
        let unit = currency(&row.currency)?;
        Ok(BreakageAmount {
            broken: Amount::new(row.broken, unit).into(),
            float: Amount::new(row.float, unit).into(),
            coins: row.coins,
        })
    });
    Ok(Breakage {
        months,
        amounts: amounts.collect::<AppResult<_>>()?,
    })
}

/// Change when unspent coins count as breakage. What counts already stays until its coins are used.
#[utoipa::path(put, operation_id = "change_breakage", path = "/api/v1/desk/breakage", tag = "desk", request_body = BreakageWish,
    responses((status = 200, body = Breakage), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<BreakageWish>,
) -> AppResult<Json<Breakage>> {
    if new
        .months
        .is_some_and(|months| !(1..=120).contains(&months))
    {
        return Err(AppError::bad_request(
            "breakage_invalid",
            "Coins count as unused after 1 to 120 months.",
            "Choose a number in that range; leave it empty for never.",
        ));
    }
    let house_id = operator.house_id;
    let mut transaction = app.db.begin().await?;
    let before = sqlx::query_scalar!(
        "select breakage_months from houses where id = $1 for update",
        house_id
    )
    .fetch_one(&mut *transaction)
    .await?;
    sqlx::query!(
        "update houses set breakage_months = $2 where id = $1",
        house_id,
        new.months
    )
    .execute(&mut *transaction)
    .await?;
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "breakage.changed",
        "house",
        house_id,
        json!({ "before": before, "after": new.months }),
    )
    .await?;
    transaction.commit().await?;
    Ok(Json(of(&app, house_id).await?))
}
