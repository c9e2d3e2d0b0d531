//! Logging in: what the device's viewer backed becomes the account's.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::errors::AppResult;

/// Moves pledges, in the transaction that joins the two.
pub async fn merge(db: &mut PgConnection, device: Uuid, account: Uuid) -> AppResult<()> {
    sqlx::query!(
        "update pledges set person_id = $2 where person_id = $1",
        device,
        account
    )
    .execute(db)
    .await?;
    Ok(())
}
