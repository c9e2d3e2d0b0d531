//! How a series was made, as it goes along with a delivery and is kept where it arrives.

use std::collections::BTreeMap;

use delivery::Manifest;
use provenance::record::Record;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::films::ReceivedFilms;
use crate::app::App;

/// Records of a hundred episodes have fewer.
pub const BYTES_MAX: u64 = 64 << 20;

/// What the file of a delivery holds.
#[derive(Debug, Serialize, Deserialize)]
pub struct Made {
    /// `provenance.json`: one of the series, one of each episode.
    pub records: Vec<Value>,
    /// Files that carry a signed manifest, and by whom.
    #[serde(default)]
    pub signed: Vec<Value>,
}

impl Made {
    /// Reads what came, and refuses what is no record of this kind.
    pub fn read(bytes: &[u8]) -> anyhow::Result<Self> {
        let read: Self = serde_json::from_slice(bytes).map_err(|error| {
            anyhow::anyhow!("the record of how it was made cannot be read: {error}")
        })?;
        for value in &read.records {
            Record::read(&value.to_string())
                .map_err(|error| anyhow::anyhow!("a record of how it was made: {error}"))?;
        }
        Ok(read)
    }
}

/// The last that is known of how a series was made, by this house's studio or by whoever delivered it; without what it cost,
/// which concerns nobody else.
pub async fn of(app: &App, house_id: Uuid, series_id: Uuid) -> anyhow::Result<Option<Made>> {
    let row = sqlx::query!(
        r#"select records as "records!: Json<Vec<Value>>", signed as "signed!: Json<Vec<Value>>" from (
               select records, signed, at from production_releases where house_id = $1 and series_id = $2
               union all
               select records, signed, at from deliveries_received where house_id = $1 and series_id = $2 and records <> '[]'
           ) made order by at desc limit 1"#,
        house_id,
        series_id
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(row.map(|row| {
        let mut records = row.records.0;
        let assets = records
            .iter_mut()
            .filter_map(|record| record.get_mut("assets")?.as_array_mut());
        for asset in assets.flatten().filter_map(Value::as_object_mut) {
            asset.remove("cost");
        }
        Made {
            records,
            signed: row.signed.0,
        }
    }))
}

/// What is known of the last delivery of a series that came: digests of its covers by language.
pub async fn covers(
    app: &App,
    house_id: Uuid,
    series_id: Uuid,
) -> anyhow::Result<BTreeMap<String, String>> {
    let row = sqlx::query_scalar!(
        r#"select covers as "covers: Json<BTreeMap<String, String>>" from deliveries_received
           where house_id = $1 and series_id = $2 order by at desc limit 1"#,
        house_id,
        series_id
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(row.map(|row| row.0).unwrap_or_default())
}

/// Writes down that a delivery was taken in, with how what came was made. The same delivery again is written over.
pub async fn keep(
    app: &App,
    db: &mut PgConnection,
    (house_id, series_id): (Uuid, Uuid),
    manifest: &Manifest,
    made: Option<&Made>,
    covers: &BTreeMap<String, String>,
    films: &ReceivedFilms,
) -> anyhow::Result<()> {
    let sender: String = manifest.from.chars().take(120).collect();
    let id: String = manifest.id.chars().take(120).collect();
    sqlx::query!(
        "insert into deliveries_received (id, house_id, series_id, delivery_id, sender, records, signed, covers, at, films)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (series_id, delivery_id) do update set records = excluded.records, signed = excluded.signed,
             covers = excluded.covers, at = excluded.at, films = excluded.films",
        app.random.id(),
        house_id,
        series_id,
        id,
        sender,
        json!(made.map_or(&[][..], |made| &made.records)),
        json!(made.map_or(&[][..], |made| &made.signed)),
        json!(covers),
        app.clock.now(),
        json!(films)
    )
    .execute(db)
    .await?;
    Ok(())
}
