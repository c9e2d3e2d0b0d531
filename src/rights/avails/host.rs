//! The host in the identifiers of a house: its own, because a series of another house of this process may have the same name.

use url::Url;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::houses;

pub(super) async fn of(app: &App, house_id: Uuid) -> AppResult<String> {
    let address = houses::address(app, house_id).await?;
    let url = Url::parse(&address).map_err(AppError::internal)?;
    Ok(url.host_str().unwrap_or("localhost").to_owned())
}
