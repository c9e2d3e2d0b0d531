//! Accounts at machines of others: added, changed, asked whether they answer, removed.

use axum::extract::State;
use axum::http::StatusCode;
use providers::adapter::relay::Relay;
use providers::run::Tested;
use providers::{Api, Call, Model, Want};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::Person;
use crate::people::policy::Operator;
use crate::studio::providers::accounts::{self, api_of};
use crate::studio::providers::allowed;
use crate::studio::providers::history;

use super::{ModelsView, note, view};

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

/// What an account said.
#[derive(Serialize, ToSchema)]
pub struct TestView {
    /// `answers`, `refuses` or `cannot_be_asked`
    pub outcome: String,
    pub message: Option<String>,
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
