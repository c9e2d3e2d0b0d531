//! What backers get.

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Campaign, Pledge};
use crate::app::App;
use crate::books::derived;
use crate::errors::{AppError, AppResult};
use crate::paywall::{Grant, grant};

/// What a backer gets for a pledge from an amount on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CampaignReward)]
pub struct Reward {
    pub id: Uuid,
    pub title: String,
    /// Minor units of the campaign's currency.
    pub from: i64,
    pub kind: RewardKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = CampaignRewardKind)]
pub enum RewardKind {
    /// Every episode of the series is open for good, from the first day on.
    Access,
    /// A name in the thanks.
    Thanks,
}

/// The reward that a pledge chooses, if it is enough for it.
pub(super) fn chosen(rewards: &[Reward], id: Option<Uuid>, amount: i64) -> AppResult<()> {
    let Some(id) = id else { return Ok(()) };
    match rewards.iter().find(|reward| reward.id == id) {
        Some(reward) if reward.from <= amount => Ok(()),
        _ => Err(AppError::bad_request(
            "reward_not_reached",
            "There is no such reward, or it asks for a larger pledge.",
            "Choose another one, or none, or pledge more.",
        )),
    }
}

/// Gives a backer who paid what they chose; once for a pledge.
pub(super) async fn give(
    app: &App,
    db: &mut PgConnection,
    campaign: &Campaign,
    pledge: &Pledge,
    rewards: &[Reward],
) -> AppResult<()> {
    let chosen = rewards
        .iter()
        .find(|reward| Some(reward.id) == pledge.reward_id);
    let opens = chosen.is_some_and(|reward| reward.kind == RewardKind::Access);
    let (Some(person_id), Some(series_id)) = (pledge.person_id, campaign.series_id) else {
        return Ok(());
    };
    if !opens {
        return Ok(());
    }
    let access = Grant {
        id: derived(pledge.id, "access"),
        episode_id: None,
        series_id: Some(series_id),
        reason: "backer".to_owned(),
        until: None,
    };
    grant(app, db, campaign.house_id, person_id, &access).await
}
