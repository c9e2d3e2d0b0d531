//! The studio's requests about series. A producer has their own, an operator all of the house.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::series::{lock_series, series_not_found};
use super::view::{self, StudioSeries};
use super::{NewSeries, Release, SeriesChange, Status};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::Person;
use crate::people::policy::{Action, Producer, can};

const PAGE: i64 = 100;

/// The series of a person.
#[derive(Serialize, ToSchema)]
pub struct StudioList {
    /// Those that changed last come first, at most a hundred.
    pub items: Vec<StudioSeries>,
    /// There are older ones: ask with `after`.
    pub more: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The series that the list goes on after: the last one of the page before.
    after: Option<Uuid>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// All episodes of the series, in their new order.
    pub episode_ids: Vec<Uuid>,
}

/// Whose series a person sees: all (none) or their own.
fn owner(person: &Person) -> Option<Uuid> {
    (!can(person.role, Action::EditEverySeries)).then_some(person.id)
}

/// Refuses a series that is not this person's; somebody else's is as if it were not there.
pub async fn check(app: &App, person: &Person, series_id: Uuid) -> AppResult<()> {
    sqlx::query_scalar!(
        "select id from series where id = $1 and house_id = $2 and ($3::uuid is null or owner_id = $3)",
        series_id,
        person.house_id,
        owner(person)
    )
    .fetch_optional(&app.db)
    .await?
    .map(drop)
    .ok_or_else(series_not_found)
}

/// The series as the studio sees it.
pub async fn one(app: &App, series_id: Uuid) -> AppResult<Json<StudioSeries>> {
    let series = view::load(app, &[series_id]).await?.pop();
    series.map(Json).ok_or_else(series_not_found)
}

/// List one's series; an operator sees all of the house.
#[utoipa::path(get, operation_id = "list_series", path = "/api/v1/studio/series", tag = "studio", params(ListQuery), responses((status = 200, body = StudioList), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Producer(person): Producer,
    Query(query): Query<ListQuery>,
) -> AppResult<Json<StudioList>> {
    let mut ids = sqlx::query_scalar!(
        "select id from series
         where house_id = $1 and ($2::uuid is null or owner_id = $2)
           and ($3::uuid is null
                or (updated_at, id) < (select updated_at, id from series where id = $3 and house_id = $1))
         order by updated_at desc, id desc limit $4",
        person.house_id,
        owner(&person),
        query.after,
        PAGE + 1
    )
    .fetch_all(&app.db)
    .await?;
    let more = ids.len() as i64 > PAGE;
    ids.truncate(PAGE as usize);
    let items = view::load(&app, &ids).await?;
    Ok(Json(StudioList { items, more }))
}

/// Make a draft.
#[utoipa::path(
    post, operation_id = "create_series", path = "/api/v1/studio/series", tag = "studio", request_body = NewSeries,
    responses((status = 201, body = StudioSeries), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub async fn create(
    State(app): State<App>,
    Producer(person): Producer,
    Json(new): Json<NewSeries>,
) -> AppResult<(StatusCode, Json<StudioSeries>)> {
    let mut transaction = app.db.begin().await?;
    let id = super::create_series(
        &app,
        &mut transaction,
        person.house_id,
        Some(person.id),
        &new,
    )
    .await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, one(&app, id).await?))
}

/// Read a series.
#[utoipa::path(
    get, operation_id = "show_studio_series", path = "/api/v1/studio/series/{id}", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = 200, body = StudioSeries), (status = 404, body = ErrorBody))
)]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<StudioSeries>> {
    check(&app, &person, id).await?;
    one(&app, id).await
}

/// Change what is given of a series.
#[utoipa::path(
    patch, operation_id = "change_series", path = "/api/v1/studio/series/{id}", tag = "studio", params(("id" = Uuid, Path)), request_body = SeriesChange,
    responses((status = 200, body = StudioSeries), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub async fn change(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(change): Json<SeriesChange>,
) -> AppResult<Json<StudioSeries>> {
    check(&app, &person, id).await?;
    let mut transaction = app.db.begin().await?;
    super::change_series(&app, &mut transaction, person.house_id, id, &change).await?;
    transaction.commit().await?;
    one(&app, id).await
}

/// Delete a draft with all its episodes.
#[utoipa::path(
    delete, operation_id = "remove_series", path = "/api/v1/studio/series/{id}", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub async fn remove(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    check(&app, &person, id).await?;
    let mut transaction = app.db.begin().await?;
    lock_series(&mut transaction, person.house_id, id).await?;
    let dates = sqlx::query!(
        "select publish_at, withdrawn_at from series where id = $1",
        id
    )
    .fetch_one(&mut *transaction)
    .await?;
    if Status::of(dates.publish_at, dates.withdrawn_at, app.clock.now()) != Status::Draft {
        return Err(AppError::conflict(
            "series_not_draft",
            "Only a draft can be deleted: this series is known to viewers.",
            "Withdraw it instead.",
        ));
    }
    sqlx::query!("delete from series where id = $1", id)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Publish now, at a time, or week by week. Refused with everything that is missing.
#[utoipa::path(
    post, operation_id = "publish_series", path = "/api/v1/studio/series/{id}/publish", tag = "studio", params(("id" = Uuid, Path)), request_body = Release,
    responses((status = 200, body = StudioSeries), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub async fn publish(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(release): Json<Release>,
) -> AppResult<Json<StudioSeries>> {
    check(&app, &person, id).await?;
    let mut transaction = app.db.begin().await?;
    super::publish(&app, &mut transaction, person.house_id, id, &release).await?;
    transaction.commit().await?;
    one(&app, id).await
}

/// Take a series from everybody's sight; publishing it again brings it back.
#[utoipa::path(
    post, operation_id = "withdraw_series", path = "/api/v1/studio/series/{id}/withdraw", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = 200, body = StudioSeries), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub async fn withdraw(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<StudioSeries>> {
    check(&app, &person, id).await?;
    let mut transaction = app.db.begin().await?;
    super::withdraw(&app, &mut transaction, person.house_id, id).await?;
    transaction.commit().await?;
    one(&app, id).await
}

/// Put the episodes in another order; they are numbered anew from 1.
#[utoipa::path(
    put, operation_id = "order_episodes", path = "/api/v1/studio/series/{id}/order", tag = "studio", params(("id" = Uuid, Path)), request_body = Order,
    responses((status = 200, body = StudioSeries), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub async fn order(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(order): Json<Order>,
) -> AppResult<Json<StudioSeries>> {
    check(&app, &person, id).await?;
    let mut transaction = app.db.begin().await?;
    super::order_episodes(
        &app,
        &mut transaction,
        person.house_id,
        id,
        &order.episode_ids,
    )
    .await?;
    transaction.commit().await?;
    one(&app, id).await
}
