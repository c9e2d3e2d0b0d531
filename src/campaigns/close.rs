//! The close: success or nothing, by what was pledged with cards that were confirmed.

use uuid::Uuid;

use super::{State, hold};
use crate::app::App;
use crate::errors::AppResult;

/// Closes every campaign whose time has come.
pub(super) async fn sweep(app: &App) -> AppResult<()> {
    let due = sqlx::query!(
        "select house_id, id from campaigns where state = 'open' and closes_at <= $1 order by closes_at limit 100",
        app.clock.now()
    )
    .fetch_all(&app.db)
    .await?;
    for one in due {
        close(app, one.house_id, one.id).await?;
    }
    Ok(())
}

async fn close(app: &App, house_id: Uuid, id: Uuid) -> AppResult<()> {
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    let campaign = hold(&mut transaction, house_id, id).await?;
    if campaign.state != State::Open || campaign.closes_at > now {
        return Ok(());
    }
    let sum = sqlx::query!(
        r#"select coalesce(sum(amount), 0)::bigint as "pledged!", count(*)::int as "backers!" from pledges
           where house_id = $1 and campaign_id = $2 and state = 'pledged' and person_id is not null"#,
        house_id,
        id
    )
    .fetch_one(&mut *transaction)
    .await?;
    let state = if sum.pledged >= campaign.minimum {
        State::Collecting
    } else {
        State::Failed
    };
    sqlx::query!(
        "update campaigns set state = $3, pledged = $4, backers = $5, closed_at = $6 where house_id = $1 and id = $2",
        house_id,
        id,
        state as State,
        sum.pledged,
        sum.backers,
        now
    )
    .execute(&mut *transaction)
    .await?;
    // Cards that were not confirmed in time do not count; of a campaign that failed, none does.
    sqlx::query!(
        "update pledges set state = case when state = 'waiting' then 'withdrawn' else 'lapsed' end, client_secret = null
         where house_id = $1 and campaign_id = $2 and (state = 'waiting' or (state = 'pledged' and ($3 or person_id is null)))",
        house_id,
        id,
        state == State::Failed
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "update pledges set try_at = $3 where house_id = $1 and campaign_id = $2 and state = 'pledged'",
        house_id,
        id,
        now
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}
