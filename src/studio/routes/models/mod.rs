//! Who makes things by machines of others: accounts, and which model makes what. Keys go in and never come out.

pub mod accounts;
pub mod choices;

use axum::extract::State;
use chrono::{DateTime, Utc};
use providers::{Api, Model};
use serde::Serialize;
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json as Jsonb;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::Person;
use crate::people::policy::{Operator, Producer};
use crate::studio::providers::accounts::api_name;
use crate::studio::providers::history::{self, Way};
use crate::studio::providers::{Makes, Voices};

/// Everything that the page about models shows.
#[derive(Serialize, ToSchema)]
pub struct ModelsView {
    pub providers: Vec<ProviderView>,
    pub choices: Vec<ChoiceView>,
    /// Models that are known, with what they can do and cost and the day of that note.
    #[schema(value_type = Vec<Object>)]
    pub catalogue: Vec<Model>,
    /// Protocols, with the address of the vendor where there is one.
    pub protocols: Vec<ProtocolView>,
    /// What undo and redo would take back and do again.
    pub undo: Option<history::Change>,
    pub redo: Option<history::Change>,
}

#[derive(Serialize, ToSchema)]
pub struct ProtocolView {
    /// `open-ai`, `ark`, …
    pub api: String,
    pub base: Option<String>,
}

/// An account. Of its keys it is only told whether they are there.
#[derive(Serialize, ToSchema)]
pub struct ProviderView {
    pub id: Uuid,
    pub name: String,
    pub api: String,
    pub base: String,
    pub has_key: bool,
    pub has_second: bool,
    pub at_once: i32,
    pub per_minute: i32,
    pub relay: Option<String>,
    pub tested_at: Option<DateTime<Utc>>,
    pub test_problem: Option<String>,
}

/// A model that makes something for this house.
#[derive(Serialize, ToSchema)]
pub struct ChoiceView {
    pub makes: Makes,
    pub provider_id: Uuid,
    pub provider: String,
    /// `{id, api, kind, noted, source, verified, can, price}`
    #[schema(value_type = Object)]
    pub model: Model,
    pub voices: Voices,
    pub licence: String,
    /// When it first made something for this house. Before that it has not been run against the live service.
    pub proven_at: Option<DateTime<Utc>>,
}

/// Show accounts, chosen models and the models that are known.
#[utoipa::path(get, operation_id = "list_models", path = "/api/v1/studio/models", tag = "studio", responses((status = 200, body = ModelsView), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(person): Operator,
) -> AppResult<Json<ModelsView>> {
    Ok(Json(view(&app, person.house_id).await?))
}

/// Show which models make what for this house: what a production may use.
#[utoipa::path(get, operation_id = "list_makers", path = "/api/v1/studio/makers", tag = "studio", responses((status = 200, body = Vec<ChoiceView>), (status = 403, body = ErrorBody)))]
pub async fn makers(
    State(app): State<App>,
    Producer(person): Producer,
) -> AppResult<Json<Vec<ChoiceView>>> {
    Ok(Json(choices(&app, person.house_id).await?))
}

async fn choices(app: &App, house_id: Uuid) -> AppResult<Vec<ChoiceView>> {
    let rows = sqlx::query!(
        r#"select makes, provider_id, name, model as "model: Jsonb<Model>", voices as "voices: Jsonb<Voices>", licence, proven_at
           from studio_choices join studio_providers on studio_providers.id = provider_id
           where studio_choices.house_id = $1 order by makes"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(ChoiceView {
                makes: Makes::ALL
                    .into_iter()
                    .find(|makes| makes.name() == row.makes)?,
                provider_id: row.provider_id,
                provider: row.name,
                model: row.model.0,
                voices: row.voices.0,
                licence: row.licence,
                proven_at: row.proven_at,
            })
        })
        .collect())
}

async fn view(app: &App, house_id: Uuid) -> AppResult<ModelsView> {
    let providers = sqlx::query_as!(
        ProviderView,
        r#"select id, name, api, base, key_sealed is not null as "has_key!", second_sealed is not null as "has_second!",
                  at_once, per_minute, relay, tested_at, test_problem
           from studio_providers where house_id = $1 order by name"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let protocols = [
        Api::OpenAi,
        Api::Ark,
        Api::Kling,
        Api::Gemini,
        Api::MiniMax,
        Api::Fal,
        Api::Replicate,
        Api::ComfyUi,
        Api::Wyoming,
        Api::Relay,
    ];
    Ok(ModelsView {
        providers,
        choices: choices(app, house_id).await?,
        undo: history::last(app, house_id, Way::Back).await?,
        redo: history::last(app, house_id, Way::Forth).await?,
        catalogue: providers::model::usual(),
        protocols: protocols
            .into_iter()
            .map(|api| ProtocolView {
                api: api_name(api),
                base: api.base().map(str::to_owned),
            })
            .collect(),
    })
}

/// Keeps what stands there, for undo.
async fn note(
    tx: &mut PgConnection,
    app: &App,
    person: &Person,
    what: &str,
    which: &str,
) -> AppResult<()> {
    let change = history::Change {
        what: what.to_owned(),
        which: which.to_owned(),
    };
    history::note(tx, app, person.house_id, &change).await
}

/// Goes a step through the changes of accounts and choices.
async fn gone(app: &App, person: &Person, way: Way, action: &'static str) -> AppResult<ModelsView> {
    let mut tx = app.db.begin().await?;
    let change = history::go(&mut tx, app, person.house_id, way).await?;
    let detail = json!({ "what": change.what, "which": change.which });
    audit::note(
        &mut *tx,
        app,
        person,
        action,
        "house",
        person.house_id,
        detail,
    )
    .await?;
    tx.commit().await?;
    view(app, person.house_id).await
}

/// Take the last change of accounts or choices back; what stood there a day ago and earlier stays.
#[utoipa::path(post, operation_id = "undo_models", path = "/api/v1/studio/models/undo", tag = "studio", responses((status = 200, body = ModelsView), (status = 409, body = ErrorBody)))]
pub async fn undo(
    State(app): State<App>,
    Operator(person): Operator,
) -> AppResult<Json<ModelsView>> {
    Ok(Json(gone(&app, &person, Way::Back, "models.undone").await?))
}

/// Do again what was taken back last; whatever is changed in between ends that.
#[utoipa::path(post, operation_id = "redo_models", path = "/api/v1/studio/models/redo", tag = "studio", responses((status = 200, body = ModelsView), (status = 409, body = ErrorBody)))]
pub async fn redo(
    State(app): State<App>,
    Operator(person): Operator,
) -> AppResult<Json<ModelsView>> {
    Ok(Json(
        gone(&app, &person, Way::Forth, "models.redone").await?,
    ))
}
