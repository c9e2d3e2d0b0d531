//! Logging in: the coins of a device's viewer become the account's.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::books;
use crate::errors::AppResult;

/// Moves what `device` has into the wallet of `account`, in the transaction that joins the two. Coins stay in the
/// ledger accounts that hold them (see `lots.holder`), which are the account's from now on: there is nothing to
/// post, and no moment at which a coin is missing.
pub async fn merge(db: &mut PgConnection, device: Uuid, account: Uuid) -> AppResult<()> {
    sqlx::query!(
        "update lots set person_id = $2 where person_id = $1",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update wallet_entries set person_id = $2 where person_id = $1",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    // The account's own wishes stand; a limit that was set on the device holds where the account has no wallet, with
    // the passcode that guards it.
    sqlx::query!(
        "update limit_passcodes set person_id = $2 where person_id = $1
           and not exists (select from wallets where person_id = $2)",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update wallets set person_id = $2 where person_id = $1
           and not exists (select from wallets where person_id = $2)",
        device,
        account
    )
    .execute(&mut *db)
    .await?;
    books::pass_on(db, device, account).await
}
