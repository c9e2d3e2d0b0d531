//! What a delivery that was sent has met of a deal or a contract.

use anyhow::Context;
use uuid::Uuid;

use crate::app::App;
use crate::rights::terms::handed::{Met, sent};

/// Marks what a contract, or its deal, promised of a series as delivered. None: no such contract is in force.
pub async fn met(
    app: &App,
    house_id: Uuid,
    series: &str,
    reference: &str,
    delivery_id: &str,
) -> anyhow::Result<Option<Met>> {
    let series_id = sqlx::query_scalar!(
        "select id from series where house_id = $1 and slug = $2",
        house_id,
        series
    )
    .fetch_optional(&app.db)
    .await?
    .with_context(|| format!("there is no series `{series}` in this house"))?;
    let met = sent(app, house_id, series_id, reference, delivery_id).await;
    met.map_err(super::said)
}
