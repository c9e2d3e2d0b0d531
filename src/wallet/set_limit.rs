//! Setting the limit of a month, and the passcode that guards it.

use axum::extract::State;
use axum::http::StatusCode;
use money::Amount;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::limits::Limit;
use super::routes::{Wallet, load, pays_in};
use super::{coin_value, lock, passcode};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::houses::{CurrentHouse, Territory};
use crate::people::Person;
use crate::people::policy::Operator;

const LIMIT_MAX: i64 = 1_000_000_000;

/// The limit that is wanted. Not `Debug`: it holds a passcode.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitWanted {
    /// Minor units of the wallet's currency; null for no limit. A lower one holds at once, a higher one or none
    /// after 24 hours.
    pub monthly_limit: Option<i64>,
    /// The passcode that guards the limit, where there is one: needed to raise it, or to change the passcode.
    pub passcode: Option<String>,
    /// From now on the limit is raised only with this: 4 to 64 characters.
    pub new_passcode: Option<String>,
}

/// Limit what is paid in a month.
#[utoipa::path(put, operation_id = "set_limit", path = "/api/v1/wallet/limit", tag = "wallet", request_body = LimitWanted,
    responses((status = 200, body = Wallet), (status = 400, body = ErrorBody),
              (status = 403, body = ErrorBody, description = "`passcode_needed`, `passcode_wrong`"),
              (status = 429, body = ErrorBody, description = "`passcode_rests`")))]
pub async fn set(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Territory(territory): Territory,
    person: Person,
    Json(wanted): Json<LimitWanted>,
) -> AppResult<Json<Wallet>> {
    let now = app.clock.now();
    let sound = |minor: i64| (0..=LIMIT_MAX).contains(&minor);
    if !wanted.monthly_limit.is_none_or(sound) {
        return Err(AppError::bad_request(
            "limit_invalid",
            "A limit is zero or more.",
            "Give it in the smallest unit of the currency, such as 2000 for 20 dollars, or null for none.",
        ));
    }
    // Hashes take a while: not while the wallet is held.
    let proven = match &wanted.passcode {
        Some(given) => passcode::prove(&app, person.id, given).await?,
        None => None,
    };
    let new_hash = match &wanted.new_passcode {
        Some(new) => Some(passcode::hash(&app, new).await?),
        None => None,
    };
    let value = coin_value(&app, house.id, person.id).await?;
    let mut transaction = app.db.begin().await?;
    let kept = lock(&app, &mut transaction, house.id, person.id)
        .await?
        .ok_or_else(AppError::unauthorized)?;
    let holds = kept.limit.and_then(|limit| limit.at(now));
    let unit = pays_in(&house, kept.limit, value)?;
    let to = wanted.monthly_limit.map(|minor| Amount::new(minor, unit));
    let limit = Limit::changed(kept.limit, to, now);
    let looser = limit.is_some_and(|limit| limit.locked_until(now).is_some());
    let guard = passcode::of(&mut *transaction, person.id)
        .await?
        .filter(|_| holds.is_some());
    if let Some(guard) = &guard
        && (looser || new_hash.is_some())
        && proven.as_ref() != Some(&guard.hash)
    {
        return Err(passcode::needed());
    }
    match &new_hash {
        Some(hash) if limit.and_then(|limit| limit.at(now)).is_some() => {
            passcode::keep(&app, &mut transaction, house.id, person.id, hash).await?;
        }
        Some(_) => {
            return Err(AppError::bad_request(
                "passcode_guards_nothing",
                "There is no limit that a passcode could guard.",
                "Set the limit together with its passcode.",
            ));
        }
        // What guarded a limit that is no more does not guard the next one.
        None if guard.is_none() => {
            passcode::remove(&mut *transaction, house.id, person.id).await?;
        }
        None => {}
    }
    let columns = limit.map(|limit| limit.columns());
    let (minor, code, raised, raised_at) = columns.map_or((None, None, None, None), |all| {
        (all.0, Some(all.1), all.2, all.3)
    });
    sqlx::query!(
        "update wallets set monthly_limit = $2, limit_currency = $3, raised_limit = $4, raised_at = $5 where person_id = $1",
        person.id,
        minor,
        code,
        raised,
        raised_at
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Json(load(&app, &house, &person, territory).await?))
}

/// Take the passcode of a viewer's limit away, for whoever has forgotten it. The limit stays.
#[utoipa::path(delete, operation_id = "remove_limit_passcode", path = "/api/v1/desk/people/{id}/limit-passcode", tag = "desk",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn remove_passcode(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let mut transaction = app.db.begin().await?;
    if !passcode::remove(&mut *transaction, operator.house_id, id).await? {
        return Err(AppError::not_found(
            "passcode_not_found",
            "No passcode guards a limit of this viewer.",
            "Look whether it is the right viewer.",
        ));
    }
    // Not whose: the log outlives them.
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "limit.passcode_removed",
        "house",
        operator.house_id,
        json!({}),
    )
    .await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
