//! Accounts at providers. Keys are sealed as they come in and opened for a request only.

use providers::adapter::relay::Relay;
use providers::{Account, Api, Secret};
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::sealed::Sealer;

/// An account, without its keys.
#[derive(Clone, Debug)]
pub struct Provider {
    pub id: Uuid,
    pub name: String,
    pub api: Api,
    pub base: String,
}

/// `open-ai`, `comfy-ui`, …: as it is kept.
pub fn api_name(api: Api) -> String {
    serde_json::to_value(api)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Reads what [`api_name`] says.
pub fn api_of(name: &str) -> Option<Api> {
    serde_json::from_value(name.into()).ok()
}

/// The refusal for an account that is not there.
pub fn not_found() -> AppError {
    AppError::not_found(
        "provider_not_found",
        "There is no such provider.",
        "Load the list of models anew.",
    )
}

/// For what a key is sealed: it opens in no other row and house.
fn place(house_id: Uuid, id: Uuid, which: &str) -> String {
    format!("provider/{house_id}/{id}/{which}")
}

/// Seals a key for an account.
pub fn seal(app: &App, house_id: Uuid, id: Uuid, which: &str, key: &str) -> AppResult<Vec<u8>> {
    let sealer = Sealer::open(app).map_err(AppError::internal)?;
    Ok(sealer.seal(app, &place(house_id, id, which), key))
}

/// An account of a house with its keys open, and its relay where it is one.
pub async fn open(
    app: &App,
    house_id: Uuid,
    id: Uuid,
) -> AppResult<(Provider, Account, Option<Relay>)> {
    let row = sqlx::query!(
        "select name, api, base, key_sealed, second_sealed, relay
         from studio_providers where house_id = $1 and id = $2",
        house_id,
        id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(not_found)?;
    let key = |sealed: Option<Vec<u8>>, which: &str| -> AppResult<Option<Secret>> {
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let sealer = Sealer::open(app).map_err(AppError::internal)?;
        let opened = sealer.unseal(&place(house_id, id, which), &sealed);
        let opened = opened.ok_or_else(|| {
            AppError::conflict(
                "key_sealed_elsewhere",
                format!("The key of {} was sealed on another machine.", row.name),
                "Enter it again, or set `seal_key` as it is there.",
            )
        })?;
        Ok(Some(Secret::new(opened)))
    };
    let mut account = Account::new(&*row.base, key(row.key_sealed, "key")?);
    account.second = key(row.second_sealed, "second")?;
    let relay = row
        .relay
        .as_deref()
        .map(Relay::read)
        .transpose()
        .map_err(|error| AppError::internal(anyhow::anyhow!("a kept relay: {error}")))?;
    let provider = Provider {
        id,
        name: row.name,
        api: api_of(&row.api).ok_or_else(|| {
            AppError::internal(anyhow::anyhow!("nobody speaks {} any more", row.api))
        })?,
        base: row.base,
    };
    Ok((provider, account, relay))
}
