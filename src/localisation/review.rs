//! From a draft to what viewers have: sent, approved or sent back, and taken back. Nothing else puts a text before viewers.

use axum::extract::State;
use bytes::Bytes;
use media::subtitles::{self, judge};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::limits::Reading;
use super::track::{Track, latest, live, read};
use super::{Medium, Place, State as Stage, Work};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::ingest::{blobs, sidecars};
use crate::people::policy::Operator;

/// A step of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = LocalisationStep)]
pub enum Step {
    /// To its reviewer.
    Send,
    /// Viewers have it from now on.
    Approve,
    /// It is a draft again, with the reviewer's note.
    Return,
    /// Viewers have it no more.
    Withdraw,
}

/// A step, by somebody who has seen the track.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LocalisationStepBody)]
pub struct StepBody {
    pub version: i32,
    pub step: Step,
    /// What the reviewer asks for, where it is sent back.
    #[serde(default)]
    pub note: String,
}

/// Who is to approve.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LocalisationReviewer)]
pub struct ReviewerBody {
    pub version: i32,
    /// An operator of the house; null: whoever comes first.
    pub reviewer_id: Option<Uuid>,
}

/// Send a track to review, approve it, send it back, or take it from viewers.
#[utoipa::path(post, operation_id = "step_localisation_track", path = "/api/v1/desk/localisation/episodes/{id}/{language}/step", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)), request_body = StepBody,
    responses((status = 200, body = Track), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn step(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
    Json(body): Json<StepBody>,
) -> AppResult<Json<Track>> {
    let place = Place::find(&app, operator.house_id, id, &language).await?;
    let note = body.note.trim();
    if note.chars().count() > 1000 || note.contains('\0') {
        return Err(AppError::bad_request(
            "note_too_long",
            "A note has at most 1000 letters.",
            "Shorten it.",
        ));
    }
    // Before the row is held: the text is what `version` names, which `hold` makes sure of.
    let prepared = match body.step {
        Step::Approve => Some(prepared(&app, &place).await?),
        _ => None,
    };
    let mut tx = app.db.begin().await?;
    let mut work = Work::hold(&app, &mut tx, &place, Medium::Text, body.version).await?;
    match (body.step, work.state) {
        (Step::Send, Stage::Draft) => {
            whole(&app, &place, &work).await?;
            work.state = Stage::Review;
            work.note.clear();
        }
        (Step::Approve, Stage::Review) => {
            may_approve(&mut tx, &work, operator.id).await?;
            whole(&app, &place, &work).await?;
            let (version, kind, key) = prepared.flatten().ok_or_else(nothing_saved)?;
            blobs::hold(&app, &mut tx, [key.as_str()].into_iter()).await?;
            let (whose, what) = (
                (place.house_id, place.episode_id),
                (&*place.language, &*kind),
            );
            sidecars::approve(&app, &mut tx, whose, what, &key).await?;
            work.state = Stage::Approved;
            work.shown_version = Some(version);
        }
        (Step::Return, Stage::Review) => {
            may_approve(&mut tx, &work, operator.id).await?;
            work.state = Stage::Draft;
            note.clone_into(&mut work.note);
        }
        (Step::Withdraw, _) if work.shown_version.is_some() => {
            let whose = (place.house_id, place.episode_id);
            sidecars::withdraw(&app, &mut tx, whose, &place.language).await?;
            work.state = Stage::Draft;
            work.shown_version = None;
        }
        (step, state) => return Err(out_of_turn(step, state)),
    }
    work.version += 1;
    work.keep(&app, &mut tx, place.house_id).await?;
    let action = match body.step {
        Step::Send => "localisation.sent",
        Step::Approve => "localisation.approved",
        Step::Return => "localisation.returned",
        Step::Withdraw => "localisation.withdrawn",
    };
    let detail =
        json!({ "episode": place.number, "language": place.language, "version": work.version });
    audit::note(
        &mut *tx,
        &app,
        &operator,
        action,
        "series",
        place.series_id,
        detail,
    )
    .await?;
    tx.commit().await?;
    read(&app, &place).await.map(Json)
}

/// Say who is to approve a track.
#[utoipa::path(put, operation_id = "set_localisation_reviewer", path = "/api/v1/desk/localisation/episodes/{id}/{language}/reviewer", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)), request_body = ReviewerBody,
    responses((status = 200, body = Track), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn reviewer(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
    Json(body): Json<ReviewerBody>,
) -> AppResult<Json<Track>> {
    let place = Place::find(&app, operator.house_id, id, &language).await?;
    let mut tx = app.db.begin().await?;
    runs_the_house(&mut tx, place.house_id, body.reviewer_id).await?;
    let mut work = Work::hold(&app, &mut tx, &place, Medium::Text, body.version).await?;
    work.reviewer_id = body.reviewer_id;
    work.version += 1;
    work.keep(&app, &mut tx, place.house_id).await?;
    let detail = json!({ "episode": place.number, "language": place.language, "reviewer": body.reviewer_id });
    audit::note(
        &mut *tx,
        &app,
        &operator,
        "localisation.reviewer",
        "series",
        place.series_id,
        detail,
    )
    .await?;
    tx.commit().await?;
    read(&app, &place).await.map(Json)
}

/// What would be published: the version, its kind, and its bytes, kept.
async fn prepared(app: &App, place: &Place) -> AppResult<Option<(i32, String, String)>> {
    let Some(work) = Work::read(&app.db, place, Medium::Text).await? else {
        return Ok(None);
    };
    let Some((version, mut cues)) = latest(app, place.house_id, work.id).await? else {
        return Ok(None);
    };
    cues.retain(|cue| !cue.text.is_empty());
    let text = Bytes::from(subtitles::to_webvtt(&cues));
    let key = app.storage.keep_bytes(blobs::TEXT, text, "vtt").await?;
    let kind = live(app, place, &place.language).await?;
    let kind = kind.map_or_else(|| place.kind().to_owned(), |live| live.kind);
    Ok(Some((version, kind, key)))
}

/// Refuses a text that viewers could not read to its end.
async fn whole(app: &App, place: &Place, work: &Work) -> AppResult<()> {
    let (_, cues) = latest(app, place.house_id, work.id)
        .await?
        .filter(|(_, cues)| !cues.is_empty())
        .ok_or_else(nothing_saved)?;
    let judged = Reading::of(&place.language).with(|limits| judge::judge(&cues, limits));
    let grave = judged
        .iter()
        .position(|one| one.faults.iter().any(|fault| fault.kind.is_grave()));
    let Some(at) = grave else { return Ok(()) };
    let count = judged
        .iter()
        .filter(|one| one.faults.iter().any(|fault| fault.kind.is_grave()))
        .count();
    Err(AppError::conflict(
        "captions_unready",
        format!(
            "{count} captions have no text or no time; the first is caption {}.",
            at + 1
        ),
        "Fill them in or delete them, and save.",
    ))
}

fn nothing_saved() -> AppError {
    AppError::conflict(
        "nothing_saved",
        "Nothing has been saved here that viewers could read.",
        "Write the captions or bring a file in, save, and send it to review.",
    )
}

fn out_of_turn(step: Step, state: Stage) -> AppError {
    let message = match (step, state) {
        (Step::Send, Stage::Review) => "This track waits for its reviewer already.",
        (Step::Send, Stage::Approved) => {
            "This track is approved, and nothing has been changed since."
        }
        (Step::Approve | Step::Return, _) => "This track has not been sent to review.",
        _ => "Viewers have nothing of this track.",
    };
    AppError::conflict("out_of_turn", message, "Look at how it stands now.")
}

/// Whoever is named approves; nobody named, any operator.
pub(super) async fn may_approve(
    db: &mut PgConnection,
    work: &Work,
    person_id: Uuid,
) -> AppResult<()> {
    let Some(reviewer) = work.reviewer_id.filter(|id| *id != person_id) else {
        return Ok(());
    };
    let name = sqlx::query_scalar!(
        "select coalesce(display_name, email) from people where id = $1",
        reviewer
    )
    .fetch_optional(db)
    .await?
    .flatten();
    Err(AppError::conflict(
        "others_review",
        format!(
            "{} reviews this track.",
            name.as_deref().unwrap_or("Another operator")
        ),
        "Let them approve it, or name another reviewer.",
    ))
}

pub(super) async fn runs_the_house(
    db: &mut PgConnection,
    house_id: Uuid,
    reviewer_id: Option<Uuid>,
) -> AppResult<()> {
    let Some(id) = reviewer_id else { return Ok(()) };
    let runs = sqlx::query_scalar!(
        r#"select exists (select from people where id = $1 and house_id = $2 and role = 'operator') as "runs!""#,
        id,
        house_id
    )
    .fetch_one(db)
    .await?;
    if runs {
        return Ok(());
    }
    Err(AppError::bad_request(
        "no_reviewer",
        "That is nobody who runs this house.",
        "Choose an operator of the house.",
    ))
}
