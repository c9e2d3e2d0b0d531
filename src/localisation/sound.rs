//! A dub that comes as a sound file: it is put beside the sounds of the episode's film, which is packaged anew with it.

use std::io::Write as _;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use media::{Cancel, dub};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use uuid::Uuid;

use super::table::{self, Series};
use super::{Medium, Place, State as Stage, Work};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::ingest::intake::{NewSource, Number, replace_source};
use crate::ingest::problem::unusable;
use crate::people::policy::Operator;

/// Ten minutes of uncompressed stereo.
const FILE_MAX: usize = 128 << 20;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SoundQuery {
    /// The version of the dub that was seen; 0 where there is none.
    version: i32,
}

/// Bring in a dub as a sound file of any usual kind, as long as the episode. Viewers hear it once it is approved; until it is
/// packaged they have the episode as it was.
#[utoipa::path(put, operation_id = "add_localisation_sound", path = "/api/v1/desk/localisation/episodes/{id}/{language}/sound", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path), SoundQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Series), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
    Query(query): Query<SoundQuery>,
    body: Body,
) -> AppResult<Json<Series>> {
    let place = Place::find(&app, operator.house_id, id, &language).await?;
    if place.language == place.spoken {
        return Err(AppError::bad_request(
            "not_a_dub",
            "This is the language that the series is spoken in.",
            "Choose a dub.",
        ));
    }
    let film = film(&app, &place).await?;
    let bytes = to_bytes(body, FILE_MAX).await.map_err(|_| {
        AppError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "sound_too_large",
            format!("A sound has at most {} MB.", FILE_MAX >> 20),
            "Send it compressed, as FLAC, M4A or MP3.",
        )
    })?;
    let shop = app.uploads.shop(&app).await?;
    let folder = tempfile::tempdir_in(shop.path()).map_err(AppError::internal)?;
    let sound = folder.path().join("sound");
    let mut file = std::fs::File::create(&sound).map_err(AppError::internal)?;
    file.write_all(&bytes).map_err(AppError::internal)?;
    drop((file, bytes));
    let (limits, cancel) = (&shop.limits, Cancel::new());
    let length = dub::sound_ms(&shop.tools, limits, &sound, &cancel).await;
    fits(
        length.map_err(|error| unusable(&error))?,
        film.probe.duration_ms,
    )?;
    let local = app.storage.local_copy(&film.key, folder.path()).await;
    let local = local.map_err(AppError::internal)?;
    let output = folder.path().join("film.mkv");
    let of = (local.as_path(), &film.probe);
    let new = (sound.as_path(), place.language.as_str());
    dub::add_sound(&shop.tools, limits, of, new, &output, &cancel)
        .await
        .map_err(|error| unusable(&error))?;
    // Nobody hears it before somebody has listened to it.
    let mut tx = app.db.begin().await?;
    let mut work = Work::hold(&app, &mut tx, &place, Medium::Sound, query.version).await?;
    work.state = Stage::Draft;
    work.version += 1;
    work.keep(&app, &mut tx, place.house_id).await?;
    let detail = json!({ "episode": place.number, "language": place.language, "state": "brought" });
    audit::note(
        &mut *tx,
        &app,
        &operator,
        "localisation.dub",
        "series",
        place.series_id,
        detail,
    )
    .await?;
    tx.commit().await?;
    let stem = film
        .name
        .rsplit_once('.')
        .map_or(film.name.as_str(), |(stem, _)| stem);
    let source = NewSource {
        house_id: place.house_id,
        series_id: place.series_id,
        number: Number::Preferably(place.number),
        title: None,
        file: &output,
        file_name: &format!("{stem}.mkv"),
        framing: None,
    };
    replace_source(&app, place.episode_id, &source).await?;
    table::read(&app, &operator, place.series_id)
        .await
        .map(Json)
}

/// The film of an episode that nothing is done with.
struct Film {
    name: String,
    key: String,
    probe: media::Source,
}

async fn film(app: &App, place: &Place) -> AppResult<Film> {
    let row = sqlx::query!(
        r#"select s.file_name, s.blob_key, s.probe as "probe: sqlx::types::Json<media::Source>", p.state
           from sources s join packages p on p.episode_id = s.episode_id where s.episode_id = $1 and s.house_id = $2"#,
        place.episode_id,
        place.house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| {
        AppError::conflict(
            "no_film",
            "This episode has no film that a sound could be put to.",
            "Bring in its film first.",
        )
    })?;
    let at_rest = row.state == "complete";
    match row.probe {
        Some(probe) if at_rest && probe.audio.is_empty() => Err(AppError::conflict(
            "film_silent",
            "The episode's film has no sound of its own that the dub could stand beside.",
            "Bring in the film with its sound first.",
        )),
        Some(probe) if at_rest => Ok(Film {
            name: row.file_name,
            key: row.blob_key,
            probe: probe.0,
        }),
        _ => Err(AppError::conflict(
            "film_at_work",
            "The episode's film is being worked on.",
            "Wait until it is ready, then bring the sound in again.",
        )),
    }
}

/// Refuses a sound of another length: it would run away from the lips.
fn fits(sound_ms: u64, film_ms: u64) -> AppResult<()> {
    if sound_ms <= film_ms + dub::LONGER_MS && film_ms <= sound_ms + dub::SHORTER_MS {
        return Ok(());
    }
    let seconds = |ms: u64| format!("{}.{}", ms / 1000, ms % 1000 / 100);
    Err(AppError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "sound_length",
        format!(
            "The sound lasts {} s and the episode {} s.",
            seconds(sound_ms),
            seconds(film_ms)
        ),
        "Bring in the sound of the whole episode, from its first picture to its last.",
    ))
}
