//! The audit log, as operators read it.

use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::period::Period;
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Query};
use crate::people::policy::Operator;

const PAGE: i64 = 100;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LogWanted {
    /// Only this action, such as `paywall.changed`.
    action: Option<String>,
    /// Only what this person did.
    person_id: Option<Uuid>,
    /// Only what was done to this thing.
    subject_id: Option<Uuid>,
    /// The first and the last day (UTC); without them from the beginning until now.
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// What came before this line.
    before: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct AuditLog {
    /// The newest first.
    pub items: Vec<AuditLine>,
    /// Pass as `before` for the lines before these.
    pub next: Option<Uuid>,
    /// Every action that was ever noted in this house.
    pub actions: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct AuditLine {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// Null once the person is erased.
    pub person_id: Option<Uuid>,
    pub person_name: Option<String>,
    pub role: String,
    #[schema(example = "paywall.changed")]
    pub action: String,
    pub subject_kind: String,
    pub subject_id: Uuid,
    /// What it was before and after; its keys depend on the action.
    pub detail: serde_json::Value,
}

/// Who did what in this house.
#[utoipa::path(
    get, operation_id = "audit_log", path = "/api/v1/desk/audit", tag = "desk", params(LogWanted),
    responses((status = 200, body = AuditLog), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(wanted): Query<LogWanted>,
) -> AppResult<Json<AuditLog>> {
    let bounds = match (wanted.from, wanted.to) {
        (None, None) => None,
        (from, to) => {
            let first = from.or(NaiveDate::from_ymd_opt(1990, 1, 1));
            Some(Period::of(first, to, app.clock.now())?.bounds())
        }
    };
    let items = sqlx::query_as!(
        AuditLine,
        r#"select l.id, l.at, l.person_id, coalesce(p.display_name, p.email) as person_name, l.role, l.action, l.subject_kind,
               l.subject_id, l.detail
           from audit_log l left join people p on p.id = l.person_id and p.house_id = l.house_id
           where l.house_id = $1 and ($2::text is null or l.action = $2) and ($3::uuid is null or l.person_id = $3)
               and ($4::uuid is null or l.subject_id = $4)
               and ($5::timestamptz is null or l.at >= $5) and ($6::timestamptz is null or l.at < $6)
               and ($7::uuid is null or (l.at, l.id) < (select b.at, b.id from audit_log b where b.id = $7 and b.house_id = $1))
           order by l.at desc, l.id desc limit $8"#,
        operator.house_id,
        wanted.action,
        wanted.person_id,
        wanted.subject_id,
        bounds.map(|(from, _)| from),
        bounds.map(|(_, to)| to),
        wanted.before,
        PAGE
    )
    .fetch_all(&app.db)
    .await?;
    let actions = sqlx::query_scalar!(
        "select distinct action from audit_log where house_id = $1 order by action",
        operator.house_id
    )
    .fetch_all(&app.db)
    .await?;
    let full = i64::try_from(items.len()).is_ok_and(|count| count == PAGE);
    Ok(Json(AuditLog {
        next: items.last().map(|last| last.id).filter(|_| full),
        items,
        actions,
    }))
}
