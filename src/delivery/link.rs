//! A delivery fetched by the house that it is for: a link, made at the desk, under which its files lie for some days.

use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Duration, Utc};
use delivery::{CHECKSUMS, MANIFEST, Manifest};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::desk;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::houses::CurrentHouse;
use crate::people::policy::Operator;
use crate::people::session;
use crate::rights::terms::Of;
use crate::storage::Storage;

/// How long a link holds.
const HOLDS: Duration = Duration::days(14);

/// Where a delivery is fetched from. Told once: the house keeps no more than its digest.
#[derive(Serialize, ToSchema)]
pub struct DeliveryLink {
    /// What `cliffhanger receive` is given at the other house.
    pub address: String,
    pub until: DateTime<Utc>,
}

/// Make a link under which the other house fetches a delivery that is done; one made before holds no longer. Refused where
/// the house may no longer hand it over.
#[utoipa::path(post, operation_id = "link_delivery", path = "/api/v1/desk/rights/deliveries/{id}/link", tag = "rights", params(("id" = Uuid, Path)),
    responses((status = 201, body = DeliveryLink), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn make(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<(StatusCode, Json<DeliveryLink>)> {
    let row = sqlx::query!(
        "select d.deal_id, d.contract_id, d.series_id, d.contract, s.slug from deliveries d join series s on s.id = d.series_id
         where d.id = $1 and d.house_id = $2 and d.state = 'done'",
        id,
        operator.house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(desk::not_so)?;
    desk::may_leave(&app, operator.house_id, row.series_id, &row.contract).await?;
    let token = session::new_token(&app);
    let digest = session::hash_token(&token);
    let until = app.clock.now() + HOLDS;
    let mut tx = app.db.begin().await?;
    sqlx::query!(
        "update deliveries set link_digest = $3, link_until = $4 where id = $1 and house_id = $2",
        id,
        operator.house_id,
        digest.as_slice(),
        until
    )
    .execute(&mut *tx)
    .await?;
    let of = Of::read(row.deal_id, row.contract_id).ok_or_else(desk::not_so)?;
    desk::noted(&app, &mut tx, &operator, "delivery.linked", of, &row.slug).await?;
    tx.commit().await?;
    let house = crate::houses::address(&app, operator.house_id).await?;
    let address = format!("{house}/deliveries/{token}");
    Ok((StatusCode::CREATED, Json(DeliveryLink { address, until })))
}

/// A file of a delivery, for whoever has its link.
pub async fn file(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Path((token, file)): Path<(String, String)>,
) -> AppResult<Response> {
    let digest = session::hash_token(&token);
    let row = sqlx::query!(
        r#"select destination, manifest as "manifest!" from deliveries
           where house_id = $1 and link_digest = $2 and link_until > $3 and state = 'done' and manifest is not null"#,
        house.id,
        digest.as_slice(),
        app.clock.now()
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(over)?;
    let manifest = Manifest::read(&row.manifest.to_string())
        .map_err(|problem| AppError::internal(anyhow::anyhow!("{}", problem.message)))?;
    // Nothing but what the manifest names, wherever the destination lies.
    let named = [MANIFEST, CHECKSUMS].contains(&&*file)
        || manifest.files.iter().any(|one| one.path == file);
    if !named {
        return Err(AppError::not_found(
            "file_not_found",
            "The delivery has no such file.",
            "Take the names from its manifest.",
        ));
    }
    let storage = Storage::at(&row.destination, &app.config).map_err(AppError::internal)?;
    let bytes = storage.size(&file).await.map_err(AppError::internal)?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, bytes.to_string()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(storage.stream(file, 0..bytes))).into_response())
}

fn over() -> AppError {
    AppError::not_found(
        "delivery_link_over",
        "Nothing lies under this link, or no longer.",
        "Ask the house that gave it for another.",
    )
}
