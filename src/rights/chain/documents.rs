//! Documents of a chain of title: provided, checked, taken away.

use axum::body::Bytes;
use chrono::NaiveDate;
use rights::{MediaTree, Universe};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::{need, series};
use super::read::media;
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::block::refused;
use crate::rights::contracts::codes;
use crate::rights::{day, files, line, not_found};

const MEDIA_MAX: usize = 64;

/// A document: its file follows, or the reference says where it lies.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewTitleDocument)]
#[serde(deny_unknown_fields)]
pub struct NewDocument {
    pub paper: String,
    #[serde(default)]
    pub subject: String,
    /// What it is called, or where it lies.
    pub reference: String,
    pub starts: Option<NaiveDate>,
    /// The last day, which is inside.
    pub ends: Option<NaiveDate>,
    /// Such as `DE, AT` or `World excl. China`; everywhere when left out.
    pub territories: Option<String>,
    /// All media when left out.
    pub media: Option<Vec<String>>,
}

/// Why a document is taken away.
#[derive(Deserialize, ToSchema)]
#[schema(as = TitleDocumentRemoval)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    pub reason: String,
}

pub async fn add(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    series_id: Uuid,
    new: NewDocument,
) -> AppResult<Uuid> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    series(db, house_id, series_id).await?;
    let need = need(&new.paper, &new.subject)?;
    let reference = line(&new.reference, 200, "reference")?;
    for one in [new.starts, new.ends].into_iter().flatten() {
        day(one)?;
    }
    if matches!((new.starts, new.ends), (Some(starts), Some(ends)) if ends < starts) {
        return Err(AppError::bad_request(
            "title_days",
            "The document ends before it begins.",
            "Correct the days.",
        ));
    }
    let words = new.territories.map(|text| text.trim().to_owned());
    let words = words.filter(|text| !text.is_empty());
    let territories = match &words {
        None => None,
        Some(text) if text.len() <= 2_000 => {
            let today = now.date_naive().to_string().parse();
            let frozen = rights::freeze(text, today.map_err(AppError::internal)?);
            Some(codes(frozen.map_err(|error| refused(&error))?.territories))
        }
        Some(_) => {
            return Err(AppError::bad_request(
                "title_territories",
                "The territories are too long.",
                "Use the names of groups, such as LATAM.",
            ));
        }
    };
    let names = new.media.filter(|names| !names.is_empty());
    if let Some(names) = &names {
        if names.len() > MEDIA_MAX {
            return Err(AppError::bad_request(
                "title_media",
                "That is more media than there are.",
                "Name each once.",
            ));
        }
        media(&Universe::new(MediaTree::standard()), names)?;
    }
    let id = app.random.id();
    sqlx::query!(
        "insert into title_documents (id, house_id, series_id, paper, subject, reference, starts, ends, territory_words,
             territories, media, person_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        id,
        house_id,
        series_id,
        need.paper.code(),
        need.subject,
        reference,
        new.starts,
        new.ends,
        words,
        territories.as_deref(),
        names.as_deref(),
        operator.id,
        now
    )
    .execute(&mut *db)
    .await?;
    note(
        app,
        db,
        operator,
        "title.document_added",
        series_id,
        id,
        need.paper.code(),
    )
    .await?;
    Ok(id)
}

/// Nothing personal in the log: the document itself says whose it is.
async fn note(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    action: &str,
    series_id: Uuid,
    id: Uuid,
    said: &str,
) -> AppResult<()> {
    let detail = json!({ "series": series_id, "said": said });
    audit::note(
        &mut *db,
        app,
        operator,
        action,
        "title_document",
        id,
        detail,
    )
    .await
}

/// Keeps the file of a document; gives its series. A file that is there is not replaced.
pub async fn keep_file(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    name: &str,
    bytes: Bytes,
) -> AppResult<Uuid> {
    let series_id = sqlx::query_scalar!(
        "select series_id from title_documents
         where id = $1 and house_id = $2 and removed_at is null and file_key is null for update",
        id,
        operator.house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| not_found("document that waits for its file"))?;
    let kept = files::keep(app, name, bytes).await?;
    sqlx::query!(
        "update title_documents set file_key = $2, file_digest = $3, file_name = $4 where id = $1",
        id,
        kept.key,
        kept.digest,
        kept.name
    )
    .execute(&mut *db)
    .await?;
    note(
        app,
        db,
        operator,
        "title.file_kept",
        series_id,
        id,
        &kept.digest,
    )
    .await?;
    Ok(series_id)
}

/// The file of a document and what it is called.
pub async fn file(app: &App, house_id: Uuid, id: Uuid) -> AppResult<(String, Bytes)> {
    let found = sqlx::query!(
        r#"select file_key as "key!", file_name as "name!" from title_documents
           where id = $1 and house_id = $2 and file_key is not null"#,
        id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("file"))?;
    Ok((found.name, app.storage.read(&found.key).await?))
}

/// Somebody has read it and found it good; gives its series.
pub async fn check(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
) -> AppResult<Uuid> {
    let series_id = sqlx::query_scalar!(
        "update title_documents set checked_by = $3, checked_at = $4
         where id = $1 and house_id = $2 and removed_at is null and checked_at is null returning series_id",
        id,
        operator.house_id,
        operator.id,
        app.clock.now()
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| not_found("document that waits to be checked"))?;
    note(
        app,
        db,
        operator,
        "title.document_checked",
        series_id,
        id,
        "",
    )
    .await?;
    Ok(series_id)
}

/// Takes a document away; the row and its file stay for whoever asks later. Gives its series.
pub async fn remove(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    removal: &Removal,
) -> AppResult<Uuid> {
    let reason = line(&removal.reason, 400, "reason")?;
    let series_id = sqlx::query_scalar!(
        "update title_documents set removed_by = $3, removed_at = $4, removed_why = $5
         where id = $1 and house_id = $2 and removed_at is null returning series_id",
        id,
        operator.house_id,
        operator.id,
        app.clock.now(),
        reason
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| not_found("document"))?;
    note(
        app,
        db,
        operator,
        "title.document_removed",
        series_id,
        id,
        &reason,
    )
    .await?;
    Ok(series_id)
}
