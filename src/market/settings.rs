//! The desk's side of a market: its door, its words, whom a buyer writes to.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::door::Door;
use super::producers::{self, Producer};
use super::slates::{self, Slate};
use super::{email, line, prose};
use crate::app::App;
use crate::audit;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;

/// What an operator sets.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = MarketSettings)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub door: Door,
    /// What stands above everything, in the house's own words.
    pub intro: String,
    /// Printed on one-sheets. Empty: the house's name alone.
    pub contact_name: String,
    pub contact_email: String,
}

/// The market as the desk shows it.
#[derive(Serialize, ToSchema)]
pub struct DeskMarket {
    pub settings: Settings,
    /// Where buyers find it.
    pub address: String,
    pub slates: Vec<Slate>,
    /// Pages of producers.
    pub producers: Vec<Producer>,
}

pub(super) async fn read(app: &App, house_id: uuid::Uuid) -> AppResult<Settings> {
    let kept = sqlx::query_as!(
        Settings,
        r#"select door as "door: Door", intro, contact_name, contact_email from markets where house_id = $1"#,
        house_id
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(kept.unwrap_or_default())
}

/// What stands above a page of the market.
pub(super) fn said(intro: &str) -> AppResult<String> {
    prose(intro, 2000, "introduction")
}

/// Whom a buyer writes to; both may be left empty.
pub(super) fn contact(name: &str, address: &str) -> AppResult<(String, String)> {
    let or_empty = |text: &str, checked: AppResult<String>| {
        if text.trim().is_empty() {
            Ok(String::new())
        } else {
            checked
        }
    };
    Ok((
        or_empty(name, line(name, 120, "name"))?,
        or_empty(address, email(address))?,
    ))
}

/// Show the market's settings and slates.
#[utoipa::path(get, operation_id = "show_desk_market", path = "/api/v1/desk/market", tag = "market",
    responses((status = 200, body = DeskMarket), (status = 403, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<DeskMarket>> {
    let address = crate::houses::address(&app, operator.house_id).await?;
    Ok(Json(DeskMarket {
        settings: read(&app, operator.house_id).await?,
        address: format!("{address}/market"),
        slates: slates::read(&app, operator.house_id).await?,
        producers: producers::read(&app, operator.house_id).await?,
    }))
}

/// Open or close the market, and set its words.
#[utoipa::path(put, operation_id = "change_desk_market", path = "/api/v1/desk/market", tag = "market", request_body = Settings,
    responses((status = 200, body = Settings), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<Settings>,
) -> AppResult<Json<Settings>> {
    let (contact_name, contact_email) = contact(&new.contact_name, &new.contact_email)?;
    let new = Settings {
        door: new.door,
        intro: said(&new.intro)?,
        contact_name,
        contact_email,
    };
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "insert into markets (house_id, door, intro, contact_name, contact_email, updated_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (house_id) do update set door = excluded.door, intro = excluded.intro,
             contact_name = excluded.contact_name, contact_email = excluded.contact_email, updated_at = excluded.updated_at",
        operator.house_id,
        new.door as _,
        new.intro,
        new.contact_name,
        new.contact_email,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "market.changed",
        "market",
        operator.house_id,
        json!({ "door": new.door }),
    )
    .await?;
    transaction.commit().await?;
    Ok(Json(new))
}
