//! The advert network's call: this viewer has watched this advert.

use axum::extract::{RawQuery, State};
use serde::Serialize;
use signed::rewarded::Reward;
use utoipa::ToSchema;
use uuid::Uuid;

use super::grant::{Held, Refused, grant, hold};
use super::revenue;
use crate::app::App;
use crate::books::derived;
use crate::books::money::currency;
use crate::errors::{AppError, AppResult};
use crate::extract::Json;
use crate::houses::{CurrentHouse, House};

/// What became of the call. A refusal is an answer too: calling again would change nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Heard {
    pub granted: bool,
}

/// Take a signed reward. Nothing of it is believed before its signature is verified over the query as it was sent.
pub async fn rewarded(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    RawQuery(query): RawQuery,
) -> AppResult<Json<Heard>> {
    let Some(network) = &app.adverts.network else {
        return Err(AppError::not_found(
            "no_advert_network",
            "This house listens to no advert network.",
            "Name the network's keys in the settings, `[adverts] keys_url`.",
        ));
    };
    let now = app.clock.now();
    let reward = network
        .verify(query.as_deref().unwrap_or_default(), now)
        .await?;
    // Whoever else publishes with this network can have it sign a call to us, but not one for our units.
    if !app.adverts.ad_units.contains(&reward.ad_unit) {
        return Err(AppError::bad_request(
            "ad_unit_unknown",
            "This advert is of another publisher.",
            "Add the unit to the settings, `[adverts] ad_units`, if it is yours.",
        ));
    }
    let id = derived(house.id, &format!("impression:{}", reward.transaction_id));
    let granted = match take(&app, &house, &reward, id).await? {
        // Heard before: it stays as it was.
        None => sqlx::query_scalar!(
            r#"select refused is null as "granted!" from advert_impressions where house_id = $1 and id = $2"#,
            house.id,
            id
        )
        .fetch_one(&app.db)
        .await?,
        Some(outcome) => {
            if let Err(refused) = outcome {
                tracing::info!(impression = %id, "a watched advert opened nothing: {}", refused.as_str());
            }
            outcome.is_ok()
        }
    };
    revenue::book(&app, house.id, id).await?;
    Ok(Json(Heard { granted }))
}

/// Writes the impression down and opens the episode, both or neither; nothing when it was heard before.
async fn take(
    app: &App,
    house: &House,
    reward: &Reward,
    id: Uuid,
) -> AppResult<Option<Result<(), Refused>>> {
    let mut transaction = app.db.begin().await?;
    let new = sqlx::query!(
        "insert into advert_impressions (house_id, transaction_id, id, ad_unit, territory, at, refused, amount, currency)
         values ($1, $2, $3, $4, $5, $6, 'unknown', 0, $7) on conflict do nothing",
        house.id,
        reward.transaction_id,
        id,
        reward.ad_unit,
        house.territory,
        app.clock.now(),
        house.currency
    )
    .execute(&mut *transaction)
    .await?;
    if new.rows_affected() == 0 {
        return Ok(None);
    }
    let named = reward
        .custom_data
        .as_deref()
        .and_then(|text| text.parse().ok());
    let held = match named {
        Some(named) => hold(&mut transaction, house.id, named).await?,
        None => None,
    };
    let outcome = match &held {
        None => Err(Refused::Unknown),
        Some(held) if !names_viewer(reward, held) => Err(Refused::AnotherViewer),
        Some(held) if !held.by_server => Err(Refused::NotByNetwork),
        Some(held) => grant(app, &mut transaction, house.id, held).await?,
    };
    // An advert that the network showed earned its price, whether or not it opened anything; one that is not ours to
    // have shown earned nothing.
    let ours = !matches!(
        outcome,
        Err(Refused::Unknown | Refused::AnotherViewer | Refused::NotByNetwork | Refused::Again)
    );
    let amount = if ours {
        revenue::count(app, &mut transaction, house.id, currency(&house.currency)?)
            .await?
            .minor
    } else {
        0
    };
    let (reward_id, series_id, episode_id, territory) = held
        .filter(|_| ours)
        .map(|held| (held.id, held.series_id, held.episode_id, held.territory))
        .map_or(
            (None, None, None, None),
            |(reward, series, episode, territory)| {
                (Some(reward), Some(series), Some(episode), Some(territory))
            },
        );
    sqlx::query!(
        "update advert_impressions set refused = $3, amount = $4, reward_id = $5, series_id = $6, episode_id = $7,
             territory = coalesce($8, territory)
         where house_id = $1 and id = $2",
        house.id,
        id,
        outcome.err().map(Refused::as_str),
        amount,
        reward_id,
        series_id,
        episode_id,
        territory
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Some(outcome))
}

fn names_viewer(reward: &Reward, held: &Held) -> bool {
    let named: Option<Uuid> = reward.user_id.as_deref().and_then(|text| text.parse().ok());
    named == Some(held.viewer_key)
}
