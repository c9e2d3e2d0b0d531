//! What a delivery that was sent has met of a deal.

use anyhow::Context;
use uuid::Uuid;

use crate::app::App;
use crate::rights::deals::deliverables::{Met, sent};

/// Marks what the deal of a contract promised of a series as delivered. None: the contract came from no deal.
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
