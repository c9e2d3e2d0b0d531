//! What a series is called in one language, what it tells of itself there, and its cover; and what its episodes are called.

use sqlx::PgConnection;
use uuid::Uuid;

use super::episodes::{change_episode_title, episode_not_found, episode_title};
use super::series::{change_series, lock_series};
use super::text::{line, paragraph};
use super::{SeriesChange, Translation};
use crate::app::App;
use crate::catalog::cards::Artwork;
use crate::errors::{AppError, AppResult};

/// Sets title and synopsis in one language; in the series' own, those of the series. `before` is what whoever changes it
/// has seen: nothing, where there was none.
pub async fn set_text(
    app: &App,
    db: &mut PgConnection,
    (house_id, series_id): (Uuid, Uuid),
    new: &Translation,
    before: Option<(&str, &str)>,
) -> AppResult<()> {
    lock_series(db, house_id, series_id).await?;
    let own = sqlx::query!(
        "select language, title, synopsis from series where id = $1 and house_id = $2",
        series_id,
        house_id
    )
    .fetch_one(&mut *db)
    .await?;
    let is_own = own.language == new.language;
    let stands = if is_own {
        Some((own.title, own.synopsis))
    } else {
        sqlx::query!(
            "select title, synopsis from series_translations where series_id = $1 and house_id = $2 and language = $3",
            series_id,
            house_id,
            new.language
        )
        .fetch_optional(&mut *db)
        .await?
        .map(|row| (row.title, row.synopsis))
    };
    if stands
        .as_ref()
        .map(|(title, synopsis)| (&**title, &**synopsis))
        != before
    {
        return Err(text_changed());
    }
    if is_own {
        let change = SeriesChange {
            title: Some(new.title.clone()),
            synopsis: Some(new.synopsis.clone()),
            ..SeriesChange::default()
        };
        return change_series(app, db, house_id, series_id, &change).await;
    }
    let title = line(&new.title, "title of a translation", 200)?;
    let synopsis = paragraph(&new.synopsis, "synopsis of a translation", 4000)?;
    sqlx::query!(
        "insert into series_translations (series_id, house_id, language, title, synopsis) values ($1, $2, $3, $4, $5)
         on conflict (series_id, language) do update set title = excluded.title, synopsis = excluded.synopsis",
        series_id,
        house_id,
        new.language,
        title,
        synopsis
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// Somebody was faster.
pub fn text_changed() -> AppError {
    AppError::conflict(
        "text_changed",
        "Somebody has changed this title or synopsis since you opened it.",
        "Keep what you have written, reload the page, and put it in again.",
    )
}

/// What an episode is called in one language, and whether that is its series' own; the row of the series is held until the
/// transaction ends. Nothing: it has no title there.
pub async fn episode_title_in(
    db: &mut PgConnection,
    (house_id, episode_id): (Uuid, Uuid),
    language: &str,
) -> AppResult<(Option<String>, bool)> {
    let row = sqlx::query!(
        r#"select e.title, s.language = $3 as "is_own!", t.title as "there?" from series s join episodes e on e.series_id = s.id
           left join episode_translations t on t.episode_id = e.id and t.language = $3
           where e.id = $2 and e.house_id = $1 for update of s"#,
        house_id,
        episode_id,
        language
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(episode_not_found)?;
    let title = if row.is_own { row.title } else { row.there };
    Ok((title, row.is_own))
}

/// Sets or takes away what an episode is called in one language; in its series' own, its title.
pub async fn set_episode_title(
    app: &App,
    db: &mut PgConnection,
    (house_id, episode_id): (Uuid, Uuid),
    language: &str,
    title: Option<&str>,
) -> AppResult<()> {
    let (_, is_own) = episode_title_in(db, (house_id, episode_id), language).await?;
    if is_own {
        return change_episode_title(app, db, house_id, episode_id, title).await;
    }
    match episode_title(title)? {
        Some(title) => {
            sqlx::query!(
                "insert into episode_translations (episode_id, house_id, language, title) values ($1, $2, $3, $4)
                 on conflict (episode_id, language) do update set title = excluded.title",
                episode_id,
                house_id,
                language,
                title
            )
            .execute(&mut *db)
            .await?
        }
        None => {
            sqlx::query!(
                "delete from episode_translations where episode_id = $1 and house_id = $2 and language = $3",
                episode_id,
                house_id,
                language
            )
            .execute(&mut *db)
            .await?
        }
    };
    Ok(())
}

/// Gives the series a cover for viewers of one language, or takes it away: they see the series' own then.
pub async fn set_cover(
    db: &mut PgConnection,
    (house_id, series_id): (Uuid, Uuid),
    language: &str,
    picture: Option<&Artwork>,
) -> AppResult<()> {
    lock_series(db, house_id, series_id).await?;
    let Some(picture) = picture else {
        sqlx::query!(
            "delete from series_covers where series_id = $1 and house_id = $2 and language = $3",
            series_id,
            house_id,
            language
        )
        .execute(&mut *db)
        .await?;
        return Ok(());
    };
    let picture = serde_json::to_value(picture).map_err(AppError::internal)?;
    sqlx::query!(
        "insert into series_covers (series_id, house_id, language, picture) values ($1, $2, $3, $4)
         on conflict (series_id, language) do update set picture = excluded.picture",
        series_id,
        house_id,
        language,
        picture
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
