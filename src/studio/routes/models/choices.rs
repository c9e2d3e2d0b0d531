//! Which model makes what.

use axum::extract::State;
use axum::http::StatusCode;
use providers::Model;
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json as Jsonb;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;
use crate::studio::providers::accounts::{self, api_name};
use crate::studio::providers::{Makes, Voices};

use super::{ModelsView, note, view};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceBody {
    pub provider_id: Uuid,
    /// An entry of the catalogue, as it is or corrected: prices change.
    #[schema(value_type = Object)]
    pub model: Model,
    #[serde(default)]
    pub voices: Voices,
    #[serde(default)]
    pub licence: String,
}

/// Choose the model that makes something.
#[utoipa::path(put, operation_id = "choose_model", path = "/api/v1/studio/models/choices/{makes}", tag = "studio", params(("makes" = Makes, Path)), request_body = ChoiceBody, responses((status = 200, body = ModelsView), (status = 400, body = ErrorBody)))]
pub async fn choose(
    State(app): State<App>,
    Operator(person): Operator,
    Path(makes): Path<Makes>,
    Json(body): Json<ChoiceBody>,
) -> AppResult<Json<ModelsView>> {
    let model = Model {
        // Only what it has made here says that it does.
        verified: false,
        ..body.model
    };
    let bad = |message: String, remedy: &str| AppError::bad_request("bad_model", message, remedy);
    let api = sqlx::query_scalar!(
        "select api from studio_providers where house_id = $1 and id = $2",
        person.house_id,
        body.provider_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(accounts::not_found)?;
    if api_name(model.api) != api {
        return Err(bad(
            format!(
                "{} is spoken to as {}, this account as {api}.",
                model.id,
                api_name(model.api)
            ),
            "Choose a model of this account's protocol.",
        ));
    }
    if model.kind != makes.kind() {
        return Err(bad(
            format!("{} does not make what is chosen here.", model.id),
            "Choose a model of the right kind.",
        ));
    }
    if model.id.trim().is_empty() || model.id.len() > 200 || body.licence.chars().count() > 500 {
        return Err(bad(
            "A model has a name of up to 200 letters, its terms up to 500.".into(),
            "Take the name from the provider's page.",
        ));
    }
    if makes == Makes::Voice && body.voices == Voices::default() {
        return Err(bad(
            "No voice is named.".into(),
            "Name at least one of the provider's voices.",
        ));
    }
    let mut tx = app.db.begin().await?;
    note(&mut tx, &app, &person, "chosen", makes.name()).await?;
    sqlx::query!(
        "insert into studio_choices (house_id, makes, provider_id, model, voices, licence, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (house_id, makes) do update set provider_id = excluded.provider_id, model = excluded.model,
             voices = excluded.voices, licence = excluded.licence, updated_at = excluded.updated_at,
             proven_at = case when studio_choices.provider_id = excluded.provider_id
                               and studio_choices.model ->> 'id' = excluded.model ->> 'id' then studio_choices.proven_at end",
        person.house_id,
        makes.name(),
        body.provider_id,
        Jsonb(&model) as _,
        Jsonb(&body.voices) as _,
        body.licence,
        app.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    let detail = json!({ "makes": makes, "model": model.id });
    audit::note(
        &mut *tx,
        &app,
        &person,
        "models.chosen",
        "provider",
        body.provider_id,
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(Json(view(&app, person.house_id).await?))
}

/// Let the house's own offline makers make it again.
#[utoipa::path(delete, operation_id = "unchoose_model", path = "/api/v1/studio/models/choices/{makes}", tag = "studio", params(("makes" = Makes, Path)), responses((status = 204)))]
pub async fn unchoose(
    State(app): State<App>,
    Operator(person): Operator,
    Path(makes): Path<Makes>,
) -> AppResult<StatusCode> {
    let mut tx = app.db.begin().await?;
    let was = sqlx::query_scalar!(
        "select provider_id from studio_choices where house_id = $1 and makes = $2 for update",
        person.house_id,
        makes.name()
    )
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(provider_id) = was {
        note(&mut tx, &app, &person, "unchosen", makes.name()).await?;
        sqlx::query!(
            "delete from studio_choices where house_id = $1 and makes = $2",
            person.house_id,
            makes.name()
        )
        .execute(&mut *tx)
        .await?;
        let detail = json!({ "makes": makes });
        audit::note(
            &mut *tx,
            &app,
            &person,
            "models.unchosen",
            "provider",
            provider_id,
            detail,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
