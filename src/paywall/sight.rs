//! What a request may see: what the contracts say of where it comes from, whether the house serves there, and what the
//! viewer has bought and may keep.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::houses::{CurrentHouse, Whereabouts};
use crate::people::{MaybePerson, Person, Role};
use crate::rights::{Owned, Sight};

/// What anybody sees from where the request comes from, for whoever is not refused for being elsewhere: the frame of a
/// page, and a market's buyers.
pub struct Outlook(pub Sight);

impl FromRequestParts<App> for Outlook {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        let CurrentHouse(house) = CurrentHouse::from_request_parts(parts, app).await?;
        let whereabouts = Whereabouts::of(app, &house, parts);
        Sight::of(app, &house, &whereabouts).await.map(Self)
    }
}

impl FromRequestParts<App> for Sight {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        let CurrentHouse(house) = CurrentHouse::from_request_parts(parts, app).await?;
        let whereabouts = Whereabouts::of(app, &house, parts);
        let sight = Self::of(app, &house, &whereabouts).await?;
        // Most houses and most territories have nothing closed: nothing is asked about the viewer then.
        if sight.served() && sight.closed_series().is_empty() {
            return Ok(sight);
        }
        let MaybePerson(person) = MaybePerson::from_request_parts(parts, app).await?;
        if sight.served() {
            return match person {
                Some(person) => with_bought(app, sight, &person).await,
                None => Ok(sight),
            };
        }
        if let Some(person) = person {
            // Who makes the house looks at it from wherever they are; contracts hold for them too.
            if person.role != Role::Viewer {
                return with_bought(app, sight.served_anyway(), &person).await;
            }
            let bought = bought(app, &person, None).await?;
            if !bought.is_empty() {
                return only_bought(app, sight.with_owned(&bought), &bought).await;
            }
        }
        whereabouts.must_be_served(&house)?;
        Ok(sight)
    }
}

/// Opens what the viewer has bought of closed series, where the deal lets it be kept.
async fn with_bought(app: &App, sight: Sight, person: &Person) -> AppResult<Sight> {
    let bought = bought(app, person, Some(sight.closed_series())).await?;
    Ok(sight.with_owned(&bought))
}

/// Closes all that the viewer has not bought, and of that what the deal does not let them keep.
async fn only_bought(app: &App, sight: Sight, bought: &[Owned]) -> AppResult<Sight> {
    let kept = bought
        .iter()
        .filter(|one| sight.doors(one.series_id, one.episode_id).owned);
    let (series, episodes): (Vec<Uuid>, Vec<Uuid>) =
        kept.map(|one| (one.series_id, one.episode_id)).unzip();
    let others = sqlx::query_scalar!(
        r#"select id as "id!" from series where house_id = $1 and not id = any ($2)
           union all
           select id from episodes where house_id = $1 and series_id = any ($2) and not id = any ($3)"#,
        sight.house_id,
        &series,
        &episodes
    )
    .fetch_all(&app.db)
    .await?;
    Ok(sight.without(others))
}

/// What somebody has bought: all, or of some series.
async fn bought(app: &App, person: &Person, of: Option<&[Uuid]>) -> AppResult<Vec<Owned>> {
    let rows = sqlx::query!(
        r#"select e.series_id as "series_id!", e.id as "episode_id!", min(bought.at) as "since!"
           from (select episode_id, null::uuid as series_id, at from unlocked_episodes where person_id = $1
                 union all
                 select null, series_id, at from unlocked_series where person_id = $1 and ($3::uuid[] is null or series_id = any ($3))) bought
           join episodes e on e.id = bought.episode_id or e.series_id = bought.series_id
           where e.house_id = $2 and ($3::uuid[] is null or e.series_id = any ($3)) group by e.series_id, e.id"#,
        person.id,
        person.house_id,
        of
    )
    .fetch_all(&app.db)
    .await?;
    let owned = rows.into_iter().map(|row| Owned {
        series_id: row.series_id,
        episode_id: row.episode_id,
        since: row.since,
    });
    Ok(owned.collect())
}
