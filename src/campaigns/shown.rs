//! Campaigns and pledges as they are shown.

use chrono::{DateTime, Utc};
use money::Amount;
use serde::Serialize;
use sqlx::types::Json as Column;
use utoipa::ToSchema;
use uuid::Uuid;

use super::reward::Reward;
use super::{PledgeState, State};
use crate::app::App;
use crate::books::money::{Money, currency};
use crate::errors::AppResult;
use crate::payments::provider::ProviderKind;

/// Names that are told.
const THANKED: i64 = 200;

/// A campaign. What is pledged and what was collected are two things: some cards are declined.
#[derive(Serialize, ToSchema)]
#[schema(as = Campaign)]
pub struct Shown {
    pub id: Uuid,
    pub title: String,
    pub pitch: String,
    pub series: Option<CampaignSeries>,
    pub state: State,
    /// Below it nobody pays anything.
    pub minimum: Money,
    pub optimum: Option<Money>,
    pub closes_at: DateTime<Utc>,
    pub retry_days: i32,
    pub rewards: Vec<Reward>,
    /// By cards that were confirmed; once it has closed, what the goal was tested on.
    pub pledged: Money,
    pub backers: i32,
    /// What was charged, less what went back.
    pub collected: Money,
    /// No real money changes hands: a backer chooses what becomes of a test card.
    pub test_cards: bool,
    /// Of backers who want to be thanked by name, the first first.
    pub thanks: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct CampaignSeries {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
}

/// A pledge, as its backer sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Pledge)]
pub struct ShownPledge {
    pub id: Uuid,
    pub campaign_id: Uuid,
    pub campaign: String,
    pub state: PledgeState,
    pub amount: Money,
    pub reward_id: Option<Uuid>,
    pub thanks: String,
    pub closes_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    /// Test money: say what becomes of the card.
    pub test_money: bool,
    /// For the provider's form on the page, while the card is not confirmed: it confirms a SetupIntent.
    pub client_secret: Option<String>,
    pub publishable_key: Option<String>,
}

/// The campaigns of a house, those that are open first; or one.
pub(super) async fn campaigns(
    app: &App,
    house_id: Uuid,
    only: Option<Uuid>,
) -> AppResult<Vec<Shown>> {
    let rows = sqlx::query!(
        r#"select c.id, c.title, c.pitch, c.currency, c.minimum, c.optimum, c.closes_at, c.retry_days, c.state as "state: State",
               c.rewards as "rewards: Column<Vec<Reward>>", s.id as "series_id?", s.slug as "slug?", s.title as "series?",
               coalesce(c.pledged, p.pledged, 0) as "pledged!", coalesce(c.backers, p.backers, 0) as "backers!",
               coalesce(p.collected, 0) as "collected!",
               array(select thanks from pledges t where t.campaign_id = c.id and t.thanks <> '' and t.state in ('pledged', 'collected')
                   order by t.pledged_at, t.id limit $3) as "thanks!"
           from campaigns c left join series s on s.id = c.series_id
           left join lateral (
               select sum(q.amount) filter (where q.state = 'pledged')::bigint as pledged,
                   count(*) filter (where q.state = 'pledged')::int as backers,
                   sum(o.price - o.refunded) filter (where o.settled_at is not null)::bigint as collected
               from pledges q left join orders o on o.id = q.order_id where q.campaign_id = c.id) p on true
           where c.house_id = $1 and ($2::uuid is null or c.id = $2)
           order by c.state <> 'open', c.closes_at desc, c.id limit 200"#,
        house_id,
        only,
        THANKED
    )
    .fetch_all(&app.db)
    .await?;
    let mut campaigns = Vec::with_capacity(rows.len());
    for row in rows {
        let unit = currency(&row.currency)?;
        let money = |minor| Money::from(Amount::new(minor, unit));
        let series = match (row.series_id, row.slug, row.series) {
            (Some(id), Some(slug), Some(title)) => Some(CampaignSeries { id, slug, title }),
            _ => None,
        };
        campaigns.push(Shown {
            id: row.id,
            title: row.title,
            pitch: row.pitch,
            series,
            state: row.state,
            minimum: money(row.minimum),
            optimum: row.optimum.map(money),
            closes_at: row.closes_at,
            retry_days: row.retry_days,
            rewards: row.rewards.0,
            pledged: money(row.pledged),
            backers: row.backers,
            collected: money(row.collected),
            test_cards: app.payments.kind() == ProviderKind::Test,
            thanks: row.thanks,
        });
    }
    Ok(campaigns)
}

pub(super) async fn campaign(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Shown> {
    let found = campaigns(app, house_id, Some(id)).await?.pop();
    found.ok_or_else(|| super::not_found("campaign"))
}

/// A person's own pledges, the newest first; or one, or those of one campaign.
pub(super) async fn pledges(
    app: &App,
    house_id: Uuid,
    person_id: Uuid,
    only: Option<Uuid>,
    campaign_id: Option<Uuid>,
) -> AppResult<Vec<ShownPledge>> {
    let rows = sqlx::query!(
        r#"select p.id, p.campaign_id, c.title, p.state as "state: PledgeState", p.amount, p.currency, p.reward_id, p.thanks,
               c.closes_at, p.created_at, p.client_secret
           from pledges p join campaigns c on c.id = p.campaign_id
           where p.house_id = $1 and p.person_id = $2 and ($3::uuid is null or p.id = $3) and ($4::uuid is null or p.campaign_id = $4)
           order by p.created_at desc, p.id limit 100"#,
        house_id,
        person_id,
        only,
        campaign_id
    )
    .fetch_all(&app.db)
    .await?;
    let key = app.payments.publishable_key();
    let mut pledges = Vec::with_capacity(rows.len());
    for row in rows {
        let waiting = row.state == PledgeState::Waiting;
        pledges.push(ShownPledge {
            id: row.id,
            campaign_id: row.campaign_id,
            campaign: row.title,
            state: row.state,
            amount: Amount::new(row.amount, currency(&row.currency)?).into(),
            reward_id: row.reward_id,
            thanks: row.thanks,
            closes_at: row.closes_at,
            created_at: row.created_at,
            test_money: app.payments.is_test_money(),
            client_secret: row.client_secret.filter(|_| waiting),
            publishable_key: key.clone().filter(|_| waiting),
        });
    }
    Ok(pledges)
}
