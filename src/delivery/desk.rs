//! Deliveries at the desk: begun for a series of a signed deal or of a contract in force, watched, stopped, begun again; and those that came.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use delivery::Films;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgConnection;
use sqlx::types::Json as Kept;
use utoipa::ToSchema;
use uuid::Uuid;

use super::films::ReceivedFilms;
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::jobs::{self, Job};
use crate::people::Person;
use crate::people::policy::Operator;
use crate::rights::delivered;
use crate::rights::terms::Of;

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum DeliveryState {
    Waiting,
    Running,
    /// Somebody has stopped it; it goes on where it was when it is begun again.
    Stopped,
    Done,
    Failed,
}

/// What a delivery carries of each film: as it was brought (`mezzanine`), encoded as viewers get it, with HLS playlists
/// (`renditions`), or both.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type,
)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = DeliveryFilms)]
pub enum FilmChoice {
    #[default]
    Mezzanine,
    Renditions,
    Both,
}

impl From<FilmChoice> for Films {
    fn from(choice: FilmChoice) -> Self {
        match choice {
            FilmChoice::Mezzanine => Self::Mezzanine,
            FilmChoice::Renditions => Self::Renditions,
            FilmChoice::Both => Self::Both,
        }
    }
}

/// A delivery of one series.
#[derive(Serialize, ToSchema)]
pub struct Delivery {
    pub id: Uuid,
    pub series_id: Uuid,
    pub series: String,
    /// The folder or bucket that it goes to.
    pub destination: String,
    pub films: FilmChoice,
    pub state: DeliveryState,
    /// Files that are done, of how many; 0 of 0 before it has begun.
    pub done: i32,
    pub total: i32,
    /// Bytes of all files, once they are there.
    pub bytes: Option<i64>,
    /// Why it failed.
    pub problem: Option<String>,
    pub asked_by: Option<String>,
    pub asked_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// The deliveries of a deal or a contract, the last first.
#[derive(Serialize, ToSchema)]
pub struct Deliveries {
    pub items: Vec<Delivery>,
}

/// What is to be delivered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDelivery {
    pub series_id: Uuid,
    #[serde(default)]
    pub films: FilmChoice,
}

/// A delivery that came from another house.
#[derive(Serialize, ToSchema)]
pub struct ReceivedDelivery {
    pub id: Uuid,
    pub sender: String,
    pub at: DateTime<Utc>,
    /// Records that came of how it was made; 0: none did.
    pub records: i32,
    /// What was done with its films; null: it came before that was written down.
    pub films: Option<ReceivedFilms>,
}

#[derive(Serialize, ToSchema)]
pub struct ReceivedDeliveries {
    pub items: Vec<ReceivedDelivery>,
}

async fn all(app: &App, house_id: Uuid, of: Of) -> AppResult<Json<Deliveries>> {
    let (deal_id, contract_id) = (of.deal(), of.contract());
    let items = sqlx::query_as!(
        Delivery,
        r#"select d.id, d.series_id, s.title as series, d.destination, d.films as "films: FilmChoice", d.state as "state: DeliveryState", d.done, d.total, d.bytes,
                  d.problem, coalesce(p.display_name, p.email) as asked_by, d.asked_at, d.ended_at
           from deliveries d join series s on s.id = d.series_id left join people p on p.id = d.asked_by
           where d.house_id = $1 and (d.deal_id = $2 or d.contract_id = $3) order by d.place desc limit 200"#,
        house_id,
        deal_id,
        contract_id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Json(Deliveries { items }))
}

/// List what was delivered of a deal, and what is on its way.
#[utoipa::path(get, operation_id = "list_deliveries", path = "/api/v1/desk/rights/deals/{id}/deliveries", tag = "rights", params(("id" = Uuid, Path)),
    responses((status = 200, body = Deliveries), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Deliveries>> {
    all(&app, operator.house_id, Of::Deal(id)).await
}

/// List what was delivered of a contract without a deal, and what is on its way.
#[utoipa::path(get, operation_id = "list_contract_deliveries", path = "/api/v1/desk/rights/contracts/{id}/deliveries", tag = "rights",
    params(("id" = Uuid, Path)), responses((status = 200, body = Deliveries), (status = 403, body = ErrorBody)))]
pub async fn list_of_contract(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Deliveries>> {
    all(&app, operator.house_id, Of::Contract(id)).await
}

/// Deliver a series of a signed deal with its rights. Refused at once where the house may not hand it over.
#[utoipa::path(post, operation_id = "start_delivery", path = "/api/v1/desk/rights/deals/{id}/deliveries", tag = "rights", params(("id" = Uuid, Path)),
    request_body = NewDelivery,
    responses((status = 201, body = Deliveries), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub async fn start(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDelivery>,
) -> AppResult<(StatusCode, Json<Deliveries>)> {
    begin(&app, &operator, Of::Deal(id), &new).await
}

/// Deliver a series of a contract in force that came from no deal, with its rights. Refused at once where the house may not hand
/// it over.
#[utoipa::path(post, operation_id = "start_contract_delivery", path = "/api/v1/desk/rights/contracts/{id}/deliveries", tag = "rights",
    params(("id" = Uuid, Path)), request_body = NewDelivery,
    responses((status = 201, body = Deliveries), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub async fn start_of_contract(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDelivery>,
) -> AppResult<(StatusCode, Json<Deliveries>)> {
    begin(&app, &operator, Of::Contract(id), &new).await
}

async fn begin(
    app: &App,
    operator: &Person,
    of: Of,
    new: &NewDelivery,
) -> AppResult<(StatusCode, Json<Deliveries>)> {
    let house_id = operator.house_id;
    let (deal_id, contract_id) = (of.deal(), of.contract());
    let found = sqlx::query!(
        "select c.reference, s.slug from rights_contracts c join series s on s.id = $3 and s.house_id = c.house_id
         where c.house_id = $1 and (c.deal_id = $2 or c.id = $5 and c.deal_id is null) and c.direction = 'out'
           and (c.status = 'active' or c.status = 'ended' and c.ended_at > $4)",
        house_id,
        deal_id,
        new.series_id,
        app.clock.now(),
        contract_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| {
        AppError::conflict(
            "delivery_unsigned",
            "There is no contract in force here by which the series is given away.",
            "Deliver it once both sides have signed.",
        )
    })?;
    // The gate is asked at once, and again by the job.
    may_leave(app, house_id, new.series_id, &found.reference).await?;
    let id = app.random.id();
    let destination = destination(app, of.id(), &found.slug, new.films);
    let mut tx = app.db.begin().await?;
    let made = sqlx::query!(
        "insert into deliveries (id, house_id, deal_id, series_id, contract, destination, state, asked_by, asked_at, films, contract_id)
         values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9, $10) on conflict do nothing",
        id,
        house_id,
        deal_id,
        new.series_id,
        found.reference,
        destination,
        operator.id,
        app.clock.now(),
        new.films as FilmChoice,
        contract_id
    )
    .execute(&mut *tx)
    .await?;
    if made.rows_affected() == 0 {
        return Err(AppError::conflict(
            "delivery_under_way",
            "This series is on its way already.",
            "Wait for it, or go on with the one that was stopped.",
        ));
    }
    jobs::enqueue(&mut *tx, &app.random, &Job::Deliver { delivery_id: id }).await?;
    noted(app, &mut tx, operator, "delivery.started", of, &found.slug).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, all(app, house_id, of).await?))
}

/// Where a series of a deal or a contract is delivered to: the same place each time, so that nothing is written twice. What carries other
/// films has a place of its own.
fn destination(app: &App, of: Uuid, slug: &str, films: FilmChoice) -> String {
    let name = match films {
        FilmChoice::Mezzanine => slug.to_owned(),
        FilmChoice::Renditions => format!("{slug}.renditions"),
        FilmChoice::Both => format!("{slug}.both"),
    };
    if let Some(url) = &app.config.deliveries {
        return format!("{}/{of}/{name}", url.as_str().trim_end_matches('/'));
    }
    let folder = app.config.data.join("delivered");
    let folder = folder.join(of.to_string()).join(name);
    folder.to_string_lossy().into_owned()
}

/// Whether a contract out still lets a series be handed over.
pub(super) async fn may_leave(
    app: &App,
    house_id: Uuid,
    series_id: Uuid,
    contract: &str,
) -> AppResult<()> {
    let rights = delivered::of_contract(app, house_id, series_id, contract).await;
    rights.map(drop).map_err(|error| {
        AppError::conflict(
            "delivery_refused",
            error.to_string(),
            "See Contracts and “Ask the gate”.",
        )
    })
}

pub(super) async fn noted(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    action: &str,
    of: Of,
    slug: &str,
) -> AppResult<()> {
    let detail = json!({ "series": slug });
    audit::note(&mut *db, app, operator, action, of.kind(), of.id(), detail).await
}

/// Stop a delivery where it is. What was written stays.
#[utoipa::path(post, operation_id = "stop_delivery", path = "/api/v1/desk/rights/deliveries/{id}/stop", tag = "rights", params(("id" = Uuid, Path)),
    responses((status = 200, body = Deliveries), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn stop(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Deliveries>> {
    step(&app, &operator, "delivery.stopped", async |db| {
        let row = sqlx::query_as!(
            Stepped,
            r#"update deliveries d set state = 'stopped', ended_at = $3 from series s
               where d.id = $1 and d.house_id = $2 and d.state in ('waiting', 'running') and s.id = d.series_id
               returning d.deal_id, d.contract_id, s.slug"#,
            id,
            operator.house_id,
            app.clock.now()
        );
        Ok(row.fetch_optional(db).await?)
    })
    .await
}

/// Go on with a delivery that was stopped or has failed: what is there already is not written again.
#[utoipa::path(post, operation_id = "resume_delivery", path = "/api/v1/desk/rights/deliveries/{id}/resume", tag = "rights", params(("id" = Uuid, Path)),
    responses((status = 200, body = Deliveries), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn resume(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Deliveries>> {
    step(&app, &operator, "delivery.resumed", async |db| {
        let row = sqlx::query_as!(
            Stepped,
            r#"update deliveries d set state = 'waiting', problem = null, ended_at = null from series s
               where d.id = $1 and d.house_id = $2 and d.state in ('stopped', 'failed') and s.id = d.series_id
                 and not exists (select from deliveries o where (o.deal_id = d.deal_id or o.contract_id = d.contract_id) and o.series_id = d.series_id
                                 and o.id <> d.id and o.state in ('waiting', 'running', 'stopped'))
               returning d.deal_id, d.contract_id, s.slug"#,
            id,
            operator.house_id
        );
        let row = row.fetch_optional(&mut *db).await?;
        if row.is_some() {
            jobs::enqueue(&mut *db, &app.random, &Job::Deliver { delivery_id: id }).await?;
        }
        Ok(row)
    })
    .await
}

/// A delivery that has moved on.
struct Stepped {
    deal_id: Option<Uuid>,
    contract_id: Option<Uuid>,
    slug: String,
}

/// Moves a delivery on, notes by whom, and gives those beside it. Nothing moved: it stands otherwise by now.
async fn step(
    app: &App,
    operator: &Person,
    action: &str,
    change: impl AsyncFnOnce(&mut PgConnection) -> AppResult<Option<Stepped>>,
) -> AppResult<Json<Deliveries>> {
    let mut tx = app.db.begin().await?;
    let moved = change(&mut tx).await?.ok_or_else(not_so)?;
    let of = Of::read(moved.deal_id, moved.contract_id).ok_or_else(not_so)?;
    noted(app, &mut tx, operator, action, of, &moved.slug).await?;
    tx.commit().await?;
    all(app, operator.house_id, of).await
}

pub(super) fn not_so() -> AppError {
    AppError::conflict(
        "delivery_state",
        "There is no such delivery, or it stands otherwise by now.",
        "Reload the page to see how it stands.",
    )
}

/// Download the manifest of a delivery: every file with its digest, and the rights that went with it.
#[utoipa::path(get, operation_id = "delivery_manifest", path = "/api/v1/desk/rights/deliveries/{id}/manifest", tag = "rights", params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/json"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn manifest(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Response> {
    let kept = sqlx::query_scalar!(
        r#"select manifest as "manifest!" from deliveries where id = $1 and house_id = $2 and manifest is not null"#,
        id,
        operator.house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("manifest"))?;
    download(&kept, "manifest")
}

/// List the deliveries by which a series came.
#[utoipa::path(get, operation_id = "list_received_deliveries", path = "/api/v1/desk/rights/titles/{id}/received", tag = "rights", params(("id" = Uuid, Path)),
    responses((status = 200, body = ReceivedDeliveries), (status = 403, body = ErrorBody)))]
pub async fn received(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<ReceivedDeliveries>> {
    let rows = sqlx::query!(
        r#"select id, sender, at, jsonb_array_length(records) as "records!", films as "films: Kept<ReceivedFilms>"
           from deliveries_received where house_id = $1 and series_id = $2 order by at desc, id limit 100"#,
        operator.house_id,
        id
    )
    .fetch_all(&app.db)
    .await?;
    let items = rows.into_iter().map(|row| ReceivedDelivery {
        id: row.id,
        sender: row.sender,
        at: row.at,
        records: row.records,
        films: row.films.map(|films| films.0),
    });
    Ok(Json(ReceivedDeliveries {
        items: items.collect(),
    }))
}

/// Download how what came was made, as its sender told it.
#[utoipa::path(get, operation_id = "received_provenance", path = "/api/v1/desk/rights/received/{id}/provenance", tag = "rights", params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/json"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn provenance(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Response> {
    let kept = sqlx::query!(
        "select records, signed from deliveries_received where id = $1 and house_id = $2",
        id,
        operator.house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("record"))?;
    let whole = json!({ "records": kept.records, "signed": kept.signed });
    download(&whole, "provenance")
}

fn not_found(what: &str) -> AppError {
    AppError::not_found(
        "delivery_not_found",
        format!("There is no such {what}, or it is not finished."),
        "Reload the page to see what there is.",
    )
}

fn download(value: &Value, name: &str) -> AppResult<Response> {
    let text = serde_json::to_string_pretty(value).map_err(AppError::internal)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.json\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, text).into_response())
}
