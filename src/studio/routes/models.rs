//! Who makes things by machines of others: accounts, and which model makes what. Keys go in and never come out.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use providers::adapter::relay::Relay;
use providers::run::Tested;
use providers::{Api, Call, Model, Want};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json as Jsonb;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::Person;
use crate::people::policy::{Operator, Producer};
use crate::studio::providers::accounts::{self, api_name, api_of};
use crate::studio::providers::history::{self, Way};
use crate::studio::providers::{Makes, Voices, allowed};

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

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderBody {
    pub name: String,
    /// `open-ai`, `comfy-ui`, `ark`, `kling`, `gemini`, `mini-max`, `fal`, `replicate`, `relay` or `wyoming`
    pub api: String,
    /// By default the vendor's own.
    pub base: Option<String>,
    /// Absent: as it was. Empty: none.
    pub key: Option<String>,
    /// The secret key beside the access key, where a provider has two.
    pub second: Option<String>,
    pub at_once: Option<i32>,
    pub per_minute: Option<i32>,
    /// The description of a relay, as TOML.
    pub relay: Option<String>,
}

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

/// What an account said.
#[derive(Serialize, ToSchema)]
pub struct TestView {
    /// `answers`, `refuses` or `cannot_be_asked`
    pub outcome: String,
    pub message: Option<String>,
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

/// What a body says, checked: protocol, address, limits.
struct Checked {
    base: String,
    at_once: i32,
    per_minute: i32,
}

fn check(app: &App, body: &ProviderBody) -> AppResult<Checked> {
    let bad = |code, message: String, remedy: &str| AppError::bad_request(code, message, remedy);
    let name = body.name.trim();
    if name.is_empty() || name.chars().count() > 80 {
        return Err(bad(
            "bad_name",
            "A name has 1 to 80 characters.".into(),
            "Name the account, such as Ark.",
        ));
    }
    let api = api_of(&body.api).ok_or_else(|| {
        bad(
            "bad_protocol",
            format!("Nobody here speaks {}.", body.api),
            "Choose one of the protocols of the list.",
        )
    })?;
    let base = body
        .base
        .as_deref()
        .map(str::trim)
        .filter(|base| !base.is_empty())
        .or(api.base())
        .ok_or_else(|| {
            bad(
                "base_missing",
                "This protocol has no address of its own.".into(),
                "Say where the server answers, such as http://127.0.0.1:8188.",
            )
        })?
        .trim_end_matches('/')
        .to_owned();
    let guard = allowed(app)?;
    let reached = if api == Api::Wyoming {
        guard.allows_tcp(&base).map(|_| ())
    } else {
        guard.allows(&base).map(|_| ())
    };
    reached.map_err(|error| {
        bad(
            "host_not_allowed",
            format!("{error}."),
            "Whoever runs this machine adds it to `provider_hosts` in [studio] of its settings.",
        )
    })?;
    if api == Api::Relay && body.relay.is_none() {
        return Err(bad(
            "relay_missing",
            "A relay needs its description.".into(),
            "Paste its TOML: what is posted where, and where its answer says how far it is.",
        ));
    }
    if let Some(text) = &body.relay {
        Relay::read(text).map_err(|error| {
            bad(
                "bad_relay",
                format!("The relay's description cannot be read: {error}."),
                "Correct it; an error names its line.",
            )
        })?;
    }
    for key in [&body.key, &body.second].into_iter().flatten() {
        if key.len() > 4096 || key.chars().any(char::is_control) {
            return Err(bad(
                "bad_key",
                "This is no key.".into(),
                "Copy it again from the provider's page.",
            ));
        }
    }
    let (at_once, per_minute) = (body.at_once.unwrap_or(2), body.per_minute.unwrap_or(30));
    if !(1..=64).contains(&at_once) || !(1..=6000).contains(&per_minute) {
        return Err(bad(
            "bad_limits",
            "An account takes 1 to 64 requests at once and 1 to 6,000 in a minute.".into(),
            "Enter what the provider allows.",
        ));
    }
    Ok(Checked {
        base,
        at_once,
        per_minute,
    })
}

/// Sealed, or none where it is empty.
fn sealed(
    app: &App,
    person: &Person,
    id: Uuid,
    which: &str,
    key: Option<&String>,
) -> AppResult<Option<Vec<u8>>> {
    let key = key.map(|key| key.trim()).filter(|key| !key.is_empty());
    key.map(|key| accounts::seal(app, person.house_id, id, which, key))
        .transpose()
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

/// Add an account.
#[utoipa::path(post, operation_id = "add_provider", path = "/api/v1/studio/models/providers", tag = "studio", request_body = ProviderBody, responses((status = 201, body = ModelsView), (status = 400, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(person): Operator,
    Json(body): Json<ProviderBody>,
) -> AppResult<(StatusCode, Json<ModelsView>)> {
    let checked = check(&app, &body)?;
    let id = app.random.id();
    let key = sealed(&app, &person, id, "key", body.key.as_ref())?;
    let second = sealed(&app, &person, id, "second", body.second.as_ref())?;
    let mut tx = app.db.begin().await?;
    note(&mut tx, &app, &person, "provider_added", body.name.trim()).await?;
    let added = sqlx::query!(
        "insert into studio_providers (id, house_id, name, api, base, key_sealed, second_sealed, at_once, per_minute, relay, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (house_id, name) do nothing",
        id,
        person.house_id,
        body.name.trim(),
        body.api,
        checked.base,
        key,
        second,
        checked.at_once,
        checked.per_minute,
        body.relay,
        app.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    if added.rows_affected() == 0 {
        return Err(name_taken(&body.name));
    }
    let detail = json!({ "name": body.name.trim(), "api": body.api, "base": checked.base });
    audit::note(
        &mut *tx,
        &app,
        &person,
        "models.provider_added",
        "provider",
        id,
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok((
        StatusCode::CREATED,
        Json(view(&app, person.house_id).await?),
    ))
}

fn name_taken(name: &str) -> AppError {
    AppError::conflict(
        "name_taken",
        format!("There is an account called {} already.", name.trim()),
        "Give this one another name.",
    )
}

/// Change an account.
#[utoipa::path(put, operation_id = "change_provider", path = "/api/v1/studio/models/providers/{id}", tag = "studio", params(("id" = Uuid, Path)), request_body = ProviderBody, responses((status = 200, body = ModelsView), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Operator(person): Operator,
    Path(id): Path<Uuid>,
    Json(body): Json<ProviderBody>,
) -> AppResult<Json<ModelsView>> {
    let checked = check(&app, &body)?;
    let key = sealed(&app, &person, id, "key", body.key.as_ref())?;
    let second = sealed(&app, &person, id, "second", body.second.as_ref())?;
    let mut tx = app.db.begin().await?;
    let taken = sqlx::query_scalar!(
        "select id from studio_providers where house_id = $1 and name = $2 and id <> $3",
        person.house_id,
        body.name.trim(),
        id
    )
    .fetch_optional(&mut *tx)
    .await?;
    if taken.is_some() {
        return Err(name_taken(&body.name));
    }
    note(&mut tx, &app, &person, "provider_changed", body.name.trim()).await?;
    // A key is for the host that it was entered for: another host gets none of them.
    let changed = sqlx::query!(
        "update studio_providers set name = $3, api = $4, base = $5,
                key_sealed = case when $6 then $7 when base = $5 then key_sealed end,
                second_sealed = case when $8 then $9 when base = $5 then second_sealed end,
                at_once = $10, per_minute = $11, relay = $12, tested_at = null, test_problem = null
         where house_id = $1 and id = $2",
        person.house_id,
        id,
        body.name.trim(),
        body.api,
        checked.base,
        body.key.is_some(),
        key,
        body.second.is_some(),
        second,
        checked.at_once,
        checked.per_minute,
        body.relay
    )
    .execute(&mut *tx)
    .await?;
    if changed.rows_affected() == 0 {
        return Err(accounts::not_found());
    }
    let detail = json!({ "name": body.name.trim(), "api": body.api, "base": checked.base, "key_changed": body.key.is_some() });
    audit::note(
        &mut *tx,
        &app,
        &person,
        "models.provider_changed",
        "provider",
        id,
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(Json(view(&app, person.house_id).await?))
}

/// Remove an account, its keys and what was chosen of it.
#[utoipa::path(delete, operation_id = "remove_provider", path = "/api/v1/studio/models/providers/{id}", tag = "studio", params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn remove(
    State(app): State<App>,
    Operator(person): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let mut tx = app.db.begin().await?;
    let live = sqlx::query_scalar!(
        r#"select count(*) as "count!" from production_jobs where house_id = $1 and provider_id = $2
           and stage in ('planned', 'submitting', 'submitted', 'running', 'ambiguous')"#,
        person.house_id,
        id
    )
    .fetch_one(&mut *tx)
    .await?;
    if live > 0 {
        return Err(history::jobs_under_way(live));
    }
    let name = sqlx::query_scalar!(
        "select name from studio_providers where house_id = $1 and id = $2",
        person.house_id,
        id
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(accounts::not_found)?;
    note(&mut tx, &app, &person, "provider_removed", &name).await?;
    sqlx::query!(
        "delete from studio_providers where house_id = $1 and id = $2",
        person.house_id,
        id
    )
    .execute(&mut *tx)
    .await?;
    audit::note(
        &mut *tx,
        &app,
        &person,
        "models.provider_removed",
        "provider",
        id,
        json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask an account whether it answers. It costs nothing.
#[utoipa::path(post, operation_id = "test_provider", path = "/api/v1/studio/models/providers/{id}/test", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = TestView), (status = 404, body = ErrorBody)))]
pub async fn test(
    State(app): State<App>,
    Operator(person): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<TestView>> {
    let (provider, account, relay) = accounts::open(&app, person.house_id, id).await?;
    let model = any_model(provider.api);
    let want = Want::Chat(providers::want::Chat::default());
    let call = Call {
        account: &account,
        model: &model,
        want: &want,
        relay: relay.as_ref(),
        now: app.clock.now().timestamp().max(0) as u64,
    };
    let tested = app.models.runner(&app).await?.test(&call).await;
    let (outcome, message) = match tested {
        Ok(Tested::Answers) => ("answers", None),
        Ok(Tested::Refuses(why)) => ("refuses", Some(why)),
        Ok(Tested::CannotBeAsked) => ("cannot_be_asked", None),
        Err(error) => ("refuses", Some(error.to_string())),
    };
    sqlx::query!(
        "update studio_providers set tested_at = case when $3 then $4::timestamptz end, test_problem = $5 where house_id = $1 and id = $2",
        person.house_id,
        id,
        outcome != "cannot_be_asked",
        app.clock.now(),
        message
    )
    .execute(&app.db)
    .await?;
    Ok(Json(TestView {
        outcome: outcome.to_owned(),
        message,
    }))
}

/// A question about the account names no model.
fn any_model(api: Api) -> Model {
    Model {
        id: String::new(),
        api,
        kind: providers::Kind::Chat,
        noted: String::new(),
        source: String::new(),
        verified: false,
        can: providers::model::Can::default(),
        price: providers::model::Price::Unknown,
        input: None,
    }
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
