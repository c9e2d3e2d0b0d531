//! What a house's region has against its series: asked before one is published, when a published one is changed, and by
//! whoever changes the region.

use serde::Serialize;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use utoipa::ToSchema;
use uuid::Uuid;

use super::release::not_ready;
use crate::errors::{AppResult, Problem};
use crate::houses::Region;

/// What the region of a house has against showing a series of these genres and tropes, heard or read in these languages.
pub(super) fn against(
    region: &Region,
    themes: &[String],
    filing_number: Option<&str>,
    languages: &[String],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let told = &region.content_languages;
    let first = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    if !told.is_empty()
        && !languages
            .iter()
            .any(|one| told.iter().any(|tag| first(tag) == first(one)))
    {
        problems.push(Problem {
            code: "not_told_here".into(),
            message: format!(
                "It is in {}, and this house tells its series in {}.",
                languages.join(", "),
                told.join(", ")
            ),
            remedy: "Add subtitles or a dub in one of them.".into(),
        });
    }
    let blocked: Vec<String> = region
        .refuses(themes)
        .into_iter()
        .map(|blocked| format!("`{}`: {}", blocked.theme, blocked.why))
        .collect();
    if !blocked.is_empty() {
        problems.push(Problem {
            code: "theme_blocked".into(),
            message: format!(
                "This house shows nothing under {}",
                blocked.join(" Nor under ")
            ),
            remedy: "Publish it in another house, or file it differently if it is something else."
                .into(),
        });
    }
    if region.filing_number && filing_number.is_none() {
        problems.push(Problem {
            code: "no_filing_number".into(),
            message: "It has no filing number, and this house may not show a series without one."
                .into(),
            remedy: "Enter the number under which the authority has it on file.".into(),
        });
    }
    problems
}

/// A series that viewers see, or will on its date, and what the region has against it by now.
#[derive(Serialize, ToSchema)]
pub struct AgainstRegion {
    pub id: Uuid,
    pub title: String,
    pub problems: Vec<Problem>,
}

/// Published series that the house's region is against: it was changed after they had been published. They stay up until
/// somebody decides otherwise.
pub async fn published_against(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
) -> AppResult<Vec<AgainstRegion>> {
    let mut all = published(db, house_id, None).await?;
    all.retain(|one| !one.problems.is_empty());
    Ok(all)
}

/// What the region has against a series while it is published; nothing while it is not.
pub(super) async fn standing(
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
) -> AppResult<Vec<Problem>> {
    let found = published(db, house_id, Some(series_id)).await?;
    Ok(found.into_iter().flat_map(|one| one.problems).collect())
}

/// Refuses what has been changed of a published series if the region has more against it than `before`.
pub(super) async fn no_worse(
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
    before: &[Problem],
) -> AppResult<()> {
    let mut problems = standing(db, house_id, series_id).await?;
    problems.retain(|problem| !before.contains(problem));
    not_ready(&problems)
}

async fn published(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    only: Option<Uuid>,
) -> AppResult<Vec<AgainstRegion>> {
    let rows = sqlx::query!(
        r#"select s.id, s.title, s.genres || s.tropes as "themes!", s.filing_number,
                  case when h.region -> 'content_languages' <> '[]' then told_in(s.id) else '{}' end as "told!",
                  h.region - array['logo', 'legal', 'disclosures'] as "region!: Json<Region>"
           from series s join houses h on h.id = s.house_id
           where s.house_id = $1 and ($2::uuid is null or s.id = $2) and s.publish_at is not null and s.withdrawn_at is null
           order by s.title, s.id"#,
        house_id,
        only
    )
    .fetch_all(db)
    .await?;
    let found = rows.into_iter().map(|row| AgainstRegion {
        id: row.id,
        title: row.title,
        problems: against(
            &row.region,
            &row.themes,
            row.filing_number.as_deref(),
            &row.told,
        ),
    });
    Ok(found.collect())
}
