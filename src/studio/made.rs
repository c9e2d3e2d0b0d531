//! What a series that the studio made is made of, for whoever asks who must have agreed to it.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::errors::AppResult;

/// A production that was released as a series.
pub struct Made {
    pub series_id: Uuid,
    /// The title under which people have agreed.
    pub title: String,
    /// Real people who are seen in it, and who are heard.
    pub likenesses: Vec<String>,
    pub voices: Vec<String>,
    /// Whose models made some of it.
    pub providers: Vec<String>,
}

/// Those of these series that come from the studio.
pub async fn of_series(
    db: &mut PgConnection,
    house_id: Uuid,
    series: &[Uuid],
) -> AppResult<Vec<Made>> {
    Ok(sqlx::query_as!(
        Made,
        r#"select p.series_id as "series_id!", p.title,
                  array(select q.person from production_people q
                        where q.production_id = p.id and 'likeness' = any (q.uses) order by 1) as "likenesses!",
                  array(select q.person from production_people q
                        where q.production_id = p.id and 'voice' = any (q.uses) order by 1) as "voices!",
                  array(select distinct j.provider from production_jobs j
                        where j.production_id = p.id and j.stage = 'done' order by 1) as "providers!"
           from productions p where p.house_id = $1 and p.series_id = any ($2) order by p.created_at, p.id"#,
        house_id,
        series
    )
    .fetch_all(&mut *db)
    .await?)
}
