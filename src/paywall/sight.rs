//! What a request may see: what the contracts say of where it comes from, and what the viewer has bought and may keep.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::houses::{CurrentHouse, Whereabouts};
use crate::people::{MaybePerson, Person};
use crate::rights::{Owned, Sight};

impl FromRequestParts<App> for Sight {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        let CurrentHouse(house) = CurrentHouse::from_request_parts(parts, app).await?;
        let whereabouts = Whereabouts::of(app, &house, parts);
        let sight = Self::of(app, &house, &whereabouts).await?;
        // Most houses and most territories have nothing closed: nothing is asked about the viewer then.
        if sight.closed_series().is_empty() {
            return Ok(sight);
        }
        match MaybePerson::from_request_parts(parts, app).await? {
            MaybePerson(Some(person)) => with_bought(app, sight, &person).await,
            MaybePerson(None) => Ok(sight),
        }
    }
}

/// Opens what the viewer has bought of closed series, where the deal lets it be kept.
async fn with_bought(app: &App, sight: Sight, person: &Person) -> AppResult<Sight> {
    let bought = sqlx::query!(
        r#"select e.series_id as "series_id!", e.id as "episode_id!", min(bought.at) as "since!"
           from (select episode_id, null::uuid as series_id, at from unlocked_episodes where person_id = $1
                 union all
                 select null, series_id, at from unlocked_series where person_id = $1 and series_id = any ($3)) bought
           join episodes e on e.id = bought.episode_id or e.series_id = bought.series_id
           where e.house_id = $2 and e.series_id = any ($3) group by e.series_id, e.id"#,
        person.id,
        person.house_id,
        sight.closed_series()
    )
    .fetch_all(&app.db)
    .await?;
    let owned: Vec<Owned> = bought
        .into_iter()
        .map(|row| Owned {
            series_id: row.series_id,
            episode_id: row.episode_id,
            since: row.since,
        })
        .collect();
    Ok(sight.with_owned(&owned))
}
