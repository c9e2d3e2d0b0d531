//! Pledging, and thinking better of it.

use chrono::Duration;
use money::Amount;
use serde::Deserialize;
use sqlx::types::Json as Column;
use utoipa::ToSchema;
use uuid::Uuid;

use super::reward::{Reward, chosen};
use super::{Pledge, PledgeState, State, hold, hold_pledge, pledges};
use crate::app::App;
use crate::books::money::MoneySent;
use crate::errors::{AppError, AppResult};
use crate::payments::orders::may_pay;
use crate::payments::provider::{Provider, ProviderKind};
use crate::payments::stripe;
use crate::people::Person;

/// Pledges of one person to one campaign that go on.
const OPEN_MAX: i64 = 10;
/// The most of one pledge, in minor units.
const AMOUNT_MAX: i64 = 100_000_000;
const THANKS_MAX: usize = 60;
/// How soon the provider is asked about a card of which nothing was heard.
pub(super) const ASK_AGAIN: Duration = Duration::minutes(5);

/// A pledge as its backer makes it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPledge {
    /// Made by the client, once for each tap: the same again is the same pledge.
    pub id: Uuid,
    pub amount: MoneySent,
    /// Of the campaign's rewards.
    pub reward_id: Option<Uuid>,
    /// The name to be thanked by; left out: not by name.
    #[serde(default)]
    pub thanks: String,
}

/// Writes a pledge down, and asks the provider to keep a card. Nothing is charged.
pub(super) async fn make(
    app: &App,
    person: &Person,
    campaign_id: Uuid,
    territory: &str,
    new: &NewPledge,
) -> AppResult<Uuid> {
    let house_id = person.house_id;
    let amount = new.amount.amount()?;
    let thanks = new.thanks.trim();
    if thanks.chars().count() > THANKS_MAX || thanks.chars().any(char::is_control) {
        return Err(AppError::bad_request(
            "text_invalid",
            format!("The name is not one line of at most {THANKS_MAX} characters."),
            "Shorten it.",
        ));
    }
    if !(1..=AMOUNT_MAX).contains(&amount.minor) || new.id.is_nil() {
        return Err(AppError::bad_request(
            "pledge_invalid",
            "A pledge has an id and is more than nothing, and no more than a million.",
            "Choose another amount.",
        ));
    }
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    let campaign = hold(&mut transaction, house_id, campaign_id).await?;
    let known = pledges!("id = $1", new.id)
        .fetch_optional(&mut *transaction)
        .await?;
    if let Some(known) = known {
        drop(transaction);
        let id = same(&known, person, campaign_id, amount)?;
        // Killed before the provider was asked: it is asked now.
        if known.state == PledgeState::Waiting && known.setup_ref.is_none() {
            open_form(app, house_id, person.id, id).await?;
        }
        return Ok(id);
    }
    if campaign.state != State::Open || campaign.closes_at <= now {
        return Err(AppError::conflict(
            "campaign_closed",
            "This campaign takes no more pledges.",
            "Look at the others.",
        ));
    }
    if amount.currency.code() != campaign.currency {
        return Err(AppError::bad_request(
            "pledge_currency",
            format!("This campaign takes pledges in {}.", campaign.currency),
            "Pledge in that currency.",
        ));
    }
    let row = sqlx::query!(
        r#"select rewards as "rewards: Column<Vec<Reward>>",
               (select count(*) from pledges where campaign_id = $1 and person_id = $2 and state in ('waiting', 'pledged')) as "open!"
           from campaigns where id = $1"#,
        campaign_id,
        person.id
    )
    .fetch_one(&mut *transaction)
    .await?;
    chosen(&row.rewards, new.reward_id, amount.minor)?;
    if row.open >= OPEN_MAX {
        return Err(AppError::conflict(
            "pledges_too_many",
            "You have made many pledges to this campaign already.",
            "Withdraw one of them first.",
        ));
    }
    let promised = sqlx::query_scalar!(
        r#"select coalesce(sum(amount), 0)::bigint as "promised!" from pledges
           where house_id = $1 and person_id = $2 and currency = $3 and state in ('waiting', 'pledged')"#,
        house_id,
        person.id,
        campaign.currency
    )
    .fetch_one(&mut *transaction)
    .await?;
    may_pay(app, &mut transaction, house_id, person.id, amount, promised).await?;
    sqlx::query!(
        "insert into pledges (id, house_id, campaign_id, person_id, amount, currency, territory, reward_id, thanks, state, provider,
             try_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, $11, $12)",
        new.id,
        house_id,
        campaign_id,
        person.id,
        amount.minor,
        campaign.currency,
        territory,
        new.reward_id,
        thanks,
        app.payments.kind() as ProviderKind,
        now + ASK_AGAIN,
        now
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    open_form(app, house_id, person.id, new.id).await?;
    Ok(new.id)
}

/// Has the provider make a form for the card, where there is none yet.
async fn open_form(app: &App, house_id: Uuid, person_id: Uuid, id: Uuid) -> AppResult<()> {
    let Provider::Stripe(stripe) = &app.payments else {
        return Ok(());
    };
    let customer = stripe::sync::customer(app, stripe, house_id, person_id).await?;
    let setup = stripe.setup_pledge(id, &customer).await?;
    sqlx::query!(
        "update pledges set setup_ref = $3, client_secret = $4 where house_id = $1 and id = $2 and setup_ref is null",
        house_id,
        id,
        setup.id,
        setup.client_secret
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Whether a pledge that is there already is the one that is meant.
fn same(known: &Pledge, person: &Person, campaign_id: Uuid, amount: Amount) -> AppResult<Uuid> {
    let same = known.house_id == person.house_id
        && known.person_id == Some(person.id)
        && known.campaign_id == campaign_id
        && known.amount == amount.minor
        && known.currency == amount.currency.code();
    if same {
        return Ok(known.id);
    }
    Err(AppError::conflict(
        "pledge_differs",
        "Another pledge was made under this id.",
        "Use a new id for another pledge.",
    ))
}

/// Takes a pledge back, before the campaign has closed.
pub(super) async fn withdraw(app: &App, person: &Person, id: Uuid) -> AppResult<()> {
    let campaign_id = own(app, person, id).await?.campaign_id;
    let mut transaction = app.db.begin().await?;
    let campaign = hold(&mut transaction, person.house_id, campaign_id).await?;
    let pledge = hold_pledge(&mut transaction, person.house_id, id).await?;
    if pledge.state == PledgeState::Withdrawn {
        return Ok(());
    }
    let early = campaign.state == State::Open && campaign.closes_at > app.clock.now();
    if !early || !matches!(pledge.state, PledgeState::Waiting | PledgeState::Pledged) {
        return Err(AppError::conflict(
            "pledge_not_open",
            "The campaign has closed, so this pledge stands.",
            "What was charged can be withdrawn from among your orders, for fourteen days.",
        ));
    }
    sqlx::query!(
        "update pledges set state = 'withdrawn', client_secret = null where house_id = $1 and id = $2",
        person.house_id,
        id
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// One of a person's own pledges.
pub(super) async fn own(app: &App, person: &Person, id: Uuid) -> AppResult<Pledge> {
    pledges!(
        "house_id = $1 and person_id = $2 and id = $3",
        person.house_id,
        person.id,
        id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| super::not_found("pledge"))
}
