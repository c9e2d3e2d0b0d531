//! The studio's requests about packaging.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::catalog::studio::{self, StudioSeries};
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Producer;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Needed once for a landscape source.
    pub framing: Option<Framing>,
}

/// How a landscape source is made vertical.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Framing {
    CropLeft,
    CropCenter,
    CropRight,
    /// The whole picture over a blurred copy of itself.
    Blur,
}

impl From<Framing> for media::Framing {
    fn from(framing: Framing) -> Self {
        match framing {
            Framing::CropLeft => Self::CropLeft,
            Framing::CropCenter => Self::CropCenter,
            Framing::CropRight => Self::CropRight,
            Framing::Blur => Self::Blur,
        }
    }
}

/// Package an episode again, after a failure or with another framing.
#[utoipa::path(
    post, operation_id = "retry_episode", path = "/api/v1/studio/episodes/{id}/retry", tag = "studio", params(("id" = Uuid, Path)), request_body = Retry,
    responses((status = 200, body = StudioSeries, description = "The whole series."), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub async fn retry(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(retry): Json<Retry>,
) -> AppResult<Json<StudioSeries>> {
    let series_id = studio::series_of(&app, &person, id).await?;
    let framing = retry.framing.map(media::Framing::from);
    super::retry(&app, person.house_id, id, framing).await?;
    studio::one(&app, series_id).await
}
