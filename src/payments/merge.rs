//! Logging in: what the device's viewer bought becomes the account's.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::errors::AppResult;

/// Moves orders, subscriptions and the provider's customer, in the transaction that joins the two.
pub async fn merge(db: &mut PgConnection, device: Uuid, account: Uuid) -> AppResult<()> {
    sqlx::query!(
        "update orders set person_id = $2 where person_id = $1",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update subscriptions set person_id = $2 where person_id = $1",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update provider_customers c set person_id = $2 where person_id = $1
           and not exists (select from provider_customers o where o.person_id = $2 and o.provider = c.provider)",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
