//! Files that came in: kept with what is wrong with them and what they would do, and applied in one go.

use ::avails::Row;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use sqlx::types::Json as Kept;
use utoipa::ToSchema;
use uuid::Uuid;

use super::incoming::{self, ChangeKind, Changed, Problem};
use super::{kept, titles};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::{contracts, line, not_found};

/// The most changes that are shown at once.
const CHANGES_SHOWN: usize = 500;

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AvailImportState)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It may be applied.
    Ready,
    /// It has errors.
    Refused,
    Applied,
    /// Another file of the party was applied since it was compared.
    Overtaken,
}

/// A file that came in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AvailImport)]
pub struct Import {
    pub id: Uuid,
    pub party_id: Uuid,
    pub party: String,
    pub file_name: String,
    pub state: State,
    pub rows: i32,
    pub problems: i32,
    pub errors: i32,
    pub added: i32,
    pub changed: i32,
    pub withdrawn: i32,
    pub unchanged: i32,
    pub created_at: DateTime<Utc>,
    pub applied_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = AvailImports)]
pub struct Imports {
    /// Newest first.
    pub items: Vec<Import>,
}

/// A file with what is wrong with it and what it does.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AvailImportDetail)]
pub struct Detail {
    pub import: Import,
    /// Errors first; of very many the first 2,000.
    pub problems: Vec<Problem>,
    /// So many from where was asked.
    pub changes: Vec<Changed>,
}

/// What there is of a party: the rows with their ids, and the file that was applied last. Held until the transaction ends.
async fn current(
    db: &mut PgConnection,
    house_id: Uuid,
    party_id: Uuid,
) -> AppResult<(Option<Uuid>, Vec<(Uuid, Row)>)> {
    contracts::party(db, house_id, party_id).await?;
    // Two files of one party are compared and applied one after the other.
    sqlx::query!(
        "select id from rights_parties where id = $1 and house_id = $2 for no key update",
        party_id,
        house_id
    )
    .fetch_one(&mut *db)
    .await?;
    let last = sqlx::query_scalar!(
        "select id from avail_imports where house_id = $1 and party_id = $2 and applied_at is not null
         order by applied_number desc limit 1",
        house_id,
        party_id
    )
    .fetch_optional(&mut *db)
    .await?;
    let rows = sqlx::query!(
        r#"select id, cells as "cells: Kept<Row>" from avail_rows where house_id = $1 and party_id = $2 order by id"#,
        house_id,
        party_id
    )
    .fetch_all(&mut *db)
    .await?;
    let rows = rows.into_iter().map(|row| (row.id, row.cells.0));
    Ok((last, rows.collect()))
}

/// Reads a file, compares it with what was applied of the party before, and keeps it. Nothing else changes.
pub async fn take(
    app: &App,
    house_id: Uuid,
    party_id: Uuid,
    file_name: &str,
    bytes: bytes::Bytes,
    by: Option<&Person>,
) -> AppResult<Uuid> {
    let file_name = line(file_name, 200, "name of the file")?;
    let digest = crate::storage::hex(&Sha256::digest(&bytes));
    let mut read = apart(move || incoming::read(&bytes)).await??;
    let mut transaction = app.db.begin().await?;
    let (last, there) = current(&mut transaction, house_id, party_id).await?;
    let (read, diff) = apart(move || {
        let there: Vec<Row> = there.into_iter().map(|(_, row)| row).collect();
        let diff = incoming::compare(&there, &mut read);
        (read, diff)
    })
    .await?;
    let (problems, errors) = incoming::problems(&read.findings);
    let changes: Vec<Changed> = diff.changes.iter().map(incoming::shown).collect();
    let count = |kind: ChangeKind| changes.iter().filter(|one| one.change == kind).count() as i32;
    let row_count = read.rows.len() as i32;
    let rows: Vec<Row> = if errors > 0 {
        Vec::new()
    } else {
        read.rows.into_iter().map(unaddressed).collect()
    };
    let (id, now) = (app.random.id(), app.clock.now());
    sqlx::query!(
        "insert into avail_imports (id, house_id, party_id, file_name, digest, rows, row_count, problems, problem_count, error_count,
             changes, added, changed, withdrawn, unchanged, based_on, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        id,
        house_id,
        party_id,
        file_name,
        digest,
        json!(rows),
        row_count,
        json!(problems),
        read.findings.len() as i32,
        errors as i32,
        json!(changes),
        count(ChangeKind::Added),
        count(ChangeKind::Changed),
        count(ChangeKind::Withdrawn),
        diff.unchanged as i32,
        last,
        by.map(|person| person.id),
        now
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(id)
}

/// Applies a file: what its difference says, all of it or nothing.
pub async fn apply(app: &App, house_id: Uuid, id: Uuid, by: Option<&Person>) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    let party_id = sqlx::query_scalar!(
        "select party_id from avail_imports where id = $1 and house_id = $2",
        id,
        house_id
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("file of avails"))?;
    // The party first, then its files: whoever applies another one holds them in the same order.
    let (last, there) = current(&mut transaction, house_id, party_id).await?;
    let import = sqlx::query!(
        r#"select file_name, rows as "rows: Kept<Vec<Row>>", problems as "problems: Kept<Vec<Problem>>", error_count,
                  based_on, applied_at
           from avail_imports where id = $1 and house_id = $2"#,
        id,
        house_id
    )
    .fetch_one(&mut *transaction)
    .await?;
    if import.applied_at.is_some() {
        return Err(AppError::conflict(
            "avails_applied",
            format!("{} has been applied already.", import.file_name),
            "Nothing is left to do.",
        ));
    }
    if import.error_count > 0 {
        let first = import.problems.0.into_iter().next();
        let first = first.map_or_else(String::new, |one| format!(" {}: {}", one.at, one.says));
        return Err(AppError::conflict(
            "avails_wrong",
            format!(
                "{} has {} errors.{first}",
                import.file_name, import.error_count
            ),
            "Have it corrected, and bring it again.",
        ));
    }
    if last != import.based_on {
        return Err(AppError::conflict(
            "avails_overtaken",
            format!(
                "Another file of this party was applied after {} was compared with what there is.",
                import.file_name
            ),
            "Bring it again, to see what it would change now.",
        ));
    }
    let mut read = incoming::Incoming {
        rows: import.rows.0,
        findings: Vec::new(),
    };
    let now = app.clock.now();
    let on: rights::Date = now
        .date_naive()
        .to_string()
        .parse()
        .map_err(AppError::internal)?;
    let steps = apart(move || {
        let rows: Vec<Row> = there.iter().map(|(_, row)| row.clone()).collect();
        let diff = incoming::compare(&rows, &mut read);
        (!diff.is_refused()).then(|| incoming::steps(there, diff))
    })
    .await?;
    let steps = steps.ok_or_else(|| {
        AppError::internal(anyhow::anyhow!("the same file is refused the second time"))
    })?;
    sqlx::query!(
        "delete from avail_rows where house_id = $1 and id = any ($2)",
        house_id,
        &steps.gone
    )
    .execute(&mut *transaction)
    .await?;
    let rows = steps.written.iter().map(|(_, row)| row);
    let titles = titles::of_rows(app, &mut transaction, house_id, party_id, rows).await?;
    let random = app.random.clone();
    let written = apart(move || {
        let rows = steps.written.into_iter();
        let rows = rows.map(|(known, row)| {
            let mut value = json!(kept::facts(&row, on));
            value["id"] = json!(known.unwrap_or_else(|| random.id()));
            value["title_id"] = json!(titles.get(row.get(::avails::Column::Alid)));
            value["line"] = json!(row.source.line);
            value["cells"] = json!(row);
            value
        });
        serde_json::Value::Array(rows.collect())
    })
    .await?;
    sqlx::query!(
        "insert into avail_rows (id, house_id, party_id, title_id, import_id, line, cells, territories, media, languages, held,
             starts_at, ends_at, waits, approved)
         select r.id, $2, $3, r.title_id, $4, r.line, r.cells, r.territories, r.media, r.languages, r.held, r.starts_at, r.ends_at,
                r.waits, r.approved
         from jsonb_to_recordset($1) as r (id uuid, title_id uuid, line integer, cells jsonb, territories text[], media text,
              languages text[], held text[], starts_at timestamptz, ends_at timestamptz, waits text, approved boolean)",
        written,
        house_id,
        party_id,
        id
    )
    .execute(&mut *transaction)
    .await?;
    // Those that were compared with what there was before can be applied no more.
    sqlx::query!(
        "update avail_imports set rows = '[]', applied_at = case when id = $3 then $4::timestamptz end, applied_by = case when id = $3 then $5::uuid end,
                applied_number = case when id = $3 then coalesce((select max(applied_number) from avail_imports where party_id = $2), 0) + 1 end
         where house_id = $1 and party_id = $2 and applied_at is null",
        house_id,
        party_id,
        id,
        now,
        by.map(|person| person.id)
    )
    .execute(&mut *transaction)
    .await?;
    let detail = json!({ "file": import.file_name, "party_id": party_id });
    let (db, action, about) = (&mut *transaction, "avails.applied", "avail_import");
    match by {
        Some(person) => audit::note(db, app, person, action, about, id, detail).await?,
        None => audit::note_terminal(db, app, house_id, action, (about, id), detail).await?,
    }
    transaction.commit().await?;
    Ok(())
}

/// Addresses are in what is said about it; a row that is kept knows its sheet and line.
fn unaddressed(mut row: Row) -> Row {
    row.source.letters.clear();
    row
}

/// Long work, apart from the threads that answer requests.
pub(super) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> AppResult<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(AppError::internal)
}

/// The files of a house, or one of them.
pub async fn list(
    db: &mut PgConnection,
    house_id: Uuid,
    one: Option<Uuid>,
) -> AppResult<Vec<Import>> {
    let rows = sqlx::query!(
        r#"select i.id, i.party_id, p.name as party, i.file_name, i.row_count, i.problem_count, i.error_count, i.added, i.changed,
                  i.withdrawn, i.unchanged, i.created_at, i.applied_at,
                  i.based_on is not distinct from (select l.id from avail_imports l where l.party_id = i.party_id
                      and l.applied_at is not null order by l.applied_number desc limit 1) as "current!"
           from avail_imports i join rights_parties p on p.id = i.party_id
           where i.house_id = $1 and ($2::uuid is null or i.id = $2) order by i.created_at desc, i.id limit 200"#,
        house_id,
        one
    )
    .fetch_all(db)
    .await?;
    let imports = rows.into_iter().map(|row| Import {
        state: match (row.applied_at, row.error_count) {
            (Some(_), _) => State::Applied,
            (None, 1..) => State::Refused,
            (None, _) if row.current => State::Ready,
            (None, _) => State::Overtaken,
        },
        id: row.id,
        party_id: row.party_id,
        party: row.party,
        file_name: row.file_name,
        rows: row.row_count,
        problems: row.problem_count,
        errors: row.error_count,
        added: row.added,
        changed: row.changed,
        withdrawn: row.withdrawn,
        unchanged: row.unchanged,
        created_at: row.created_at,
        applied_at: row.applied_at,
    });
    Ok(imports.collect())
}

/// A file, its changes from so many on.
pub async fn show(
    db: &mut PgConnection,
    house_id: Uuid,
    id: Uuid,
    from: usize,
) -> AppResult<Detail> {
    let import = list(db, house_id, Some(id)).await?.into_iter().next();
    let import = import.ok_or_else(|| not_found("file of avails"))?;
    let row = sqlx::query!(
        r#"select problems as "problems: Kept<Vec<Problem>>", changes as "changes: Kept<Vec<Changed>>"
           from avail_imports where id = $1 and house_id = $2"#,
        id,
        house_id
    )
    .fetch_one(db)
    .await?;
    let changes = row.changes.0.into_iter().skip(from).take(CHANGES_SHOWN);
    Ok(Detail {
        import,
        problems: row.problems.0,
        changes: changes.collect(),
    })
}
