//! What operators say of a series' chain of title: how it was made, what is asked for beside the rule, what is waived.

use rights::chain::{Kind, Need, Paper};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Policy;
use crate::app::App;
use crate::audit;
use crate::catalog::routes::no_such_series;
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::{line, not_found};

#[derive(Deserialize, ToSchema)]
#[schema(as = NewTitlePolicy)]
#[serde(deny_unknown_fields)]
pub struct NewPolicy {
    pub policy: Policy,
}

/// How a series was made.
#[derive(Deserialize, ToSchema)]
#[schema(as = TitleAbout)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// `live_action`, `animation`, `generated`, `licensed`
    pub kind: String,
    /// From a book, a film, somebody's life.
    pub adapted: bool,
    pub music: bool,
}

/// Where the house departs from the rule.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewTitleException)]
#[serde(deny_unknown_fields)]
pub struct NewException {
    pub paper: String,
    #[serde(default)]
    pub subject: String,
    /// `added` or `waived`
    pub change: String,
    pub reason: String,
}

/// Sees that a series is of this house.
pub async fn series(db: &mut PgConnection, house_id: Uuid, id: Uuid) -> AppResult<()> {
    sqlx::query_scalar!(
        "select id from series where id = $1 and house_id = $2",
        id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .map(|_| ())
    .ok_or_else(no_such_series)
}

/// Reads what a document is about.
pub fn need(paper: &str, subject: &str) -> AppResult<Need> {
    let paper = Paper::of(paper).ok_or_else(|| {
        AppError::bad_request(
            "title_paper_unknown",
            "That is no document of a chain of title.",
            "Choose one of the list, or `other` with a name.",
        )
    })?;
    let subject = match subject.trim() {
        "" if matches!(paper, Paper::Other | Paper::Provider) => {
            return Err(AppError::bad_request(
                "title_subject_missing",
                "It has to be said whose document that is, or what it is.",
                "Give it a name.",
            ));
        }
        "" => String::new(),
        subject => line(subject, 200, "name")?,
    };
    Ok(Need { paper, subject })
}

pub async fn set_policy(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    policy: Policy,
) -> AppResult<()> {
    let by = Some(operator.id);
    super::choose(db, operator.house_id, policy, by, app.clock.now()).await?;
    let (house, detail) = (operator.house_id, json!({ "policy": policy }));
    audit::note(
        &mut *db,
        app,
        operator,
        "title.policy_set",
        "house",
        house,
        detail,
    )
    .await
}

pub async fn say(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    about: &About,
) -> AppResult<()> {
    series(db, operator.house_id, id).await?;
    let kind = Kind::of(&about.kind).ok_or_else(|| {
        AppError::bad_request(
            "title_kind_unknown",
            "A series is live action, animation, generated or licensed.",
            "Choose one of these.",
        )
    })?;
    sqlx::query!(
        "insert into title_chains (series_id, house_id, kind, adapted, music, updated_by, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (series_id) do update set kind = excluded.kind, adapted = excluded.adapted, music = excluded.music,
             updated_by = excluded.updated_by, updated_at = excluded.updated_at",
        id,
        operator.house_id,
        kind.code(),
        about.adapted,
        about.music,
        operator.id,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    let detail = json!({ "kind": kind.code(), "adapted": about.adapted, "music": about.music });
    audit::note(&mut *db, app, operator, "title.said", "series", id, detail).await
}

pub async fn except(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    series_id: Uuid,
    new: &NewException,
) -> AppResult<()> {
    series(db, operator.house_id, series_id).await?;
    let need = need(&new.paper, &new.subject)?;
    let reason = line(&new.reason, 400, "reason")?;
    if !matches!(new.change.as_str(), "added" | "waived") {
        return Err(AppError::bad_request(
            "title_change_unknown",
            "A document is added to what is asked for, or waived.",
            "Choose one of both.",
        ));
    }
    let kept = sqlx::query!(
        "insert into title_exceptions (id, house_id, series_id, paper, subject, change, reason, person_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        app.random.id(),
        operator.house_id,
        series_id,
        need.paper.code(),
        need.subject,
        new.change,
        reason,
        operator.id,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    if kept.rows_affected() == 0 {
        return Err(AppError::conflict(
            "title_exception_known",
            "The house has said something about this document already.",
            "Take that back first.",
        ));
    }
    let detail = json!({ "paper": new.paper, "change": new.change, "reason": reason });
    audit::note(
        &mut *db,
        app,
        operator,
        "title.excepted",
        "series",
        series_id,
        detail,
    )
    .await
}

/// Takes an exception back; gives its series.
pub async fn lift(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
) -> AppResult<Uuid> {
    let series_id = sqlx::query_scalar!(
        "update title_exceptions set lifted_by = $3, lifted_at = $4
         where id = $1 and house_id = $2 and lifted_at is null returning series_id",
        id,
        operator.house_id,
        operator.id,
        app.clock.now()
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| not_found("exception"))?;
    audit::note(
        &mut *db,
        app,
        operator,
        "title.exception_lifted",
        "series",
        series_id,
        json!({ "exception": id }),
    )
    .await?;
    Ok(series_id)
}
