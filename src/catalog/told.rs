//! What viewers must be told about what they are shown: that brands paid to be in it, that a machine made it.

use std::collections::HashMap;

use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;
use crate::houses::House;
use crate::houses::region::Disclosure;
use crate::placements;

/// Whom it is said to: at which house, in which language, where.
pub struct Audience<'a> {
    pub house: &'a House,
    pub language: &'a str,
    pub territory: &'a str,
}

impl Audience<'_> {
    /// The house's own line, in their language where there is one.
    fn line(&self, what: Disclosure) -> Option<&str> {
        let region = &self.house.region;
        region.said(what, self.language, &self.house.default_language)
    }
}

/// What is said about each of these episodes, given with their series. A deal's own words go before the house's.
pub async fn about(
    app: &App,
    audience: &Audience<'_>,
    episodes: &[(Uuid, Uuid)],
) -> AppResult<HashMap<Uuid, Vec<String>>> {
    let ids: Vec<Uuid> = episodes.iter().map(|(_, episode)| *episode).collect();
    let usual = audience.line(Disclosure::Placement);
    let mut told =
        placements::disclosures(&app.db, audience.house.id, &ids, audience.territory, usual)
            .await?;
    let Some(line) = audience.line(Disclosure::Machine) else {
        return Ok(told);
    };
    let mut series: Vec<Uuid> = episodes.iter().map(|(series, _)| *series).collect();
    series.sort_unstable();
    series.dedup();
    let made = sqlx::query_scalar!(
        r#"select s.id from series s where s.house_id = $1 and s.id = any ($2) and made_by_machine(s.id)"#,
        audience.house.id,
        &series
    )
    .fetch_all(&app.db)
    .await?;
    for (series, episode) in episodes {
        if made.contains(series) {
            told.entry(*episode).or_default().push(line.to_owned());
        }
    }
    Ok(told)
}
