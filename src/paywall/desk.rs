//! The operator's side: policies with their preview, gift codes, grants; and redeeming a code.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::gifts::{self, GiftCode, GiftGiven, NewCodes};
use super::grants::{self, Grant};
use super::policies::{self, Kept, invalid};
use super::policy::{NO_ARM, Policy};
use super::quote::{Standing, quote};
use crate::app::App;
use crate::audit;
use crate::catalog::routes::no_such_series;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::Person;
use crate::people::policy::Operator;
use crate::wallet;

const CODES_MAX: i64 = 1_000;
const BONUS_MAX: i64 = 1_000_000;
const DAYS_MAX: i32 = 3_650;

/// A policy and its version.
#[derive(Serialize, ToSchema)]
pub struct PolicyKept {
    /// Null: none. The house's then holds for a series; without one of the house everything is free.
    pub policy: Option<Policy>,
    /// From 1 on; 0: never set.
    pub version: i32,
    pub changed_at: Option<DateTime<Utc>>,
}

impl From<Kept> for PolicyKept {
    fn from(kept: Kept) -> Self {
        let Kept {
            policy,
            version,
            changed_at,
        } = kept;
        Self {
            policy,
            version,
            changed_at,
        }
    }
}

/// The house's policy and the series that have their own.
#[derive(Serialize, ToSchema)]
pub struct Paywalls {
    pub house: PolicyKept,
    pub series: Vec<SeriesPolicy>,
}

#[derive(Serialize, ToSchema)]
pub struct SeriesPolicy {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub paywall: PolicyKept,
}

/// What a policy is to be; null takes it away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyChange {
    pub policy: Option<Policy>,
}

/// Show the house's paywall and those of its series.
#[utoipa::path(get, operation_id = "list_paywalls", path = "/api/v1/desk/paywalls", tag = "desk", responses((status = 200, body = Paywalls)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Paywalls>> {
    let house_id = operator.house_id;
    let house = policies::current(&app.db, house_id, None).await?.into();
    let rows = sqlx::query!(
        r#"select s.id, s.slug, s.title, p.version, p.policy as "policy: sqlx::types::Json<Policy>", p.created_at
           from series s
           join lateral (select version, policy, created_at from paywall_policies
                where house_id = $1 and series_id = s.id order by version desc limit 1) p on true
           where s.house_id = $1 and p.policy is not null order by s.title, s.id limit 10000"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let series = rows.into_iter().map(|row| SeriesPolicy {
        id: row.id,
        slug: row.slug,
        title: row.title,
        paywall: PolicyKept {
            policy: row.policy.map(|policy| policy.0),
            version: row.version,
            changed_at: Some(row.created_at),
        },
    });
    Ok(Json(Paywalls {
        house,
        series: series.collect(),
    }))
}

/// Set the house's paywall, for every series without one of its own.
#[utoipa::path(put, operation_id = "set_house_paywall", path = "/api/v1/desk/paywalls", tag = "desk", request_body = PolicyChange,
    responses((status = 200, body = PolicyKept), (status = 400, body = ErrorBody)))]
pub async fn set_house(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(change): Json<PolicyChange>,
) -> AppResult<Json<PolicyKept>> {
    change_policy(&app, &operator, None, change.policy.as_ref()).await
}

/// Show a series' own paywall.
#[utoipa::path(get, operation_id = "show_series_paywall", path = "/api/v1/desk/series/{id}/paywall", tag = "desk", params(("id" = Uuid, Path)),
    responses((status = 200, body = PolicyKept), (status = 404, body = ErrorBody)))]
pub async fn show_series(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<PolicyKept>> {
    must_be_ours(&app, operator.house_id, id).await?;
    let kept = policies::current(&app.db, operator.house_id, Some(id)).await?;
    Ok(Json(kept.into()))
}

/// Set a series' own paywall.
#[utoipa::path(put, operation_id = "set_series_paywall", path = "/api/v1/desk/series/{id}/paywall", tag = "desk", params(("id" = Uuid, Path)),
    request_body = PolicyChange,
    responses((status = 200, body = PolicyKept), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn set_series(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(change): Json<PolicyChange>,
) -> AppResult<Json<PolicyKept>> {
    must_be_ours(&app, operator.house_id, id).await?;
    change_policy(&app, &operator, Some(id), change.policy.as_ref()).await
}

/// Take a series' own paywall away, so that the house's holds.
#[utoipa::path(delete, operation_id = "remove_series_paywall", path = "/api/v1/desk/series/{id}/paywall", tag = "desk", params(("id" = Uuid, Path)),
    responses((status = 200, body = PolicyKept), (status = 404, body = ErrorBody)))]
pub async fn remove_series(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<PolicyKept>> {
    must_be_ours(&app, operator.house_id, id).await?;
    change_policy(&app, &operator, Some(id), None).await
}

async fn must_be_ours(app: &App, house_id: Uuid, series_id: Uuid) -> AppResult<()> {
    sqlx::query_scalar!(
        "select id from series where id = $1 and house_id = $2",
        series_id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .map(|_| ())
    .ok_or_else(no_such_series)
}

async fn change_policy(
    app: &App,
    operator: &Person,
    series_id: Option<Uuid>,
    policy: Option<&Policy>,
) -> AppResult<Json<PolicyKept>> {
    let house_id = operator.house_id;
    let mut transaction = app.db.begin().await?;
    let before = policies::current(&mut *transaction, house_id, series_id).await?;
    let by = Some(operator.id);
    if policies::set(app, &mut transaction, house_id, series_id, policy, by).await? {
        let kind = if series_id.is_some() {
            "series"
        } else {
            "house"
        };
        let detail = serde_json::json!({ "before": before.policy, "after": policy });
        let subject = series_id.unwrap_or(house_id);
        audit::note(
            &mut *transaction,
            app,
            operator,
            "paywall.changed",
            kind,
            subject,
            detail,
        )
        .await?;
    }
    let after = policies::current(&mut *transaction, house_id, series_id).await?;
    transaction.commit().await?;
    Ok(Json(after.into()))
}

/// A policy to be looked at before it is saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    pub policy: Policy,
    /// The series whose episodes are shown; without one, sixty episodes.
    pub series_id: Option<Uuid>,
    /// The moment; now when left out.
    pub at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct PolicyPreview {
    /// One for each arm; a policy without arms has one, `all`.
    pub arms: Vec<ArmPreview>,
}

/// What viewers of an arm see who have bought nothing yet.
#[derive(Serialize, ToSchema)]
pub struct ArmPreview {
    pub arm: String,
    pub episodes: Vec<EpisodePreview>,
    /// Coins for all locked episodes one by one, without the cap.
    pub singles: i64,
    /// Coins for the ten from the first locked one on, and for all of them.
    pub next_ten: Option<i64>,
    pub series: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct EpisodePreview {
    pub number: u32,
    pub coins: i64,
    pub free: bool,
    /// Until when it is free, if not for good.
    pub free_until: Option<DateTime<Utc>>,
}

/// Show what a policy comes to, without saving it.
#[utoipa::path(post, operation_id = "preview_paywall", path = "/api/v1/desk/paywalls/preview", tag = "desk", request_body = PreviewRequest,
    responses((status = 200, body = PolicyPreview), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn preview(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(request): Json<PreviewRequest>,
) -> AppResult<Json<PolicyPreview>> {
    let policy = request.policy;
    policy.check().map_err(|what| invalid(&what))?;
    let now = request.at.unwrap_or_else(|| app.clock.now());
    let numbers: Vec<u32> = if let Some(id) = request.series_id {
        must_be_ours(&app, operator.house_id, id).await?;
        sqlx::query_scalar!(
            "select number from episodes where series_id = $1 and withdrawn_at is null order by number",
            id
        )
        .fetch_all(&app.db)
        .await?
        .into_iter()
        .map(|number| u32::try_from(number).unwrap_or_default())
        .collect()
    } else {
        (1..=60).collect()
    };
    let names: Vec<&str> = policy.arms.iter().map(|arm| &*arm.name).collect();
    let names = if names.is_empty() {
        vec![NO_ARM]
    } else {
        names
    };
    let arms = names.into_iter().map(|name| {
        let terms = policy.terms(name);
        let episodes: Vec<EpisodePreview> = numbers
            .iter()
            .map(|number| {
                let free = terms.free(*number, now);
                EpisodePreview {
                    number: *number,
                    coins: free.map_or_else(|| terms.price(*number, now), |_| 0),
                    free: free.is_some(),
                    free_until: free.and_then(|free| free.until),
                }
            })
            .collect();
        let standings: Vec<Standing> = episodes
            .iter()
            .map(|episode| Standing {
                id: Uuid::nil(),
                number: episode.number,
                duration_ms: 0,
                locked: !episode.free,
            })
            .collect();
        let first = episodes.iter().find(|episode| !episode.free);
        let quote = quote(
            &terms,
            now,
            &standings,
            0,
            first.map_or(1, |one| one.number),
        );
        ArmPreview {
            arm: name.to_owned(),
            singles: episodes.iter().map(|episode| episode.coins).sum(),
            next_ten: quote.next_ten.map(|bundle| bundle.coins),
            series: quote.series.map(|bundle| bundle.coins),
            episodes,
        }
    });
    Ok(Json(PolicyPreview {
        arms: arms.collect(),
    }))
}

/// Codes to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiftCodesRequest {
    /// What they are for, for the operators.
    pub label: String,
    /// How many; 1 when left out, at most 1,000.
    pub count: Option<i64>,
    /// Bonus coins.
    #[serde(default)]
    pub bonus: i64,
    /// After so many days the bonus coins expire; null: never.
    pub bonus_days: Option<i32>,
    /// A series that is opened.
    pub series_id: Option<Uuid>,
    /// For so many days; null: for good.
    pub series_days: Option<i32>,
    /// How many people may use a code, each once; 1 when left out.
    pub uses_max: Option<i32>,
    pub expires_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct NewGiftCodes {
    pub codes: Vec<NewGiftCode>,
}

/// A code, told for the only time: it is not kept.
#[derive(Serialize, ToSchema)]
pub struct NewGiftCode {
    pub id: Uuid,
    #[schema(example = "7ZQ4-M0XK-2B9C-TTHR")]
    pub code: String,
}

/// List the gift codes.
#[utoipa::path(get, operation_id = "list_gift_codes", path = "/api/v1/desk/gift-codes", tag = "desk", responses((status = 200, body = [GiftCode])))]
pub async fn list_codes(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Vec<GiftCode>>> {
    Ok(Json(gifts::list(&app, operator.house_id).await?))
}

/// Make gift codes.
#[utoipa::path(post, operation_id = "create_gift_codes", path = "/api/v1/desk/gift-codes", tag = "desk", request_body = GiftCodesRequest,
    responses((status = 201, body = NewGiftCodes), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn create_codes(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(request): Json<GiftCodesRequest>,
) -> AppResult<(StatusCode, Json<NewGiftCodes>)> {
    let now = app.clock.now();
    let new = NewCodes {
        label: request.label.trim().to_owned(),
        count: request.count.unwrap_or(1),
        bonus: request.bonus,
        bonus_days: request.bonus_days,
        series_id: request.series_id,
        series_days: request.series_days,
        uses_max: request.uses_max.unwrap_or(1),
        expires_at: request.expires_at,
    };
    let days = |days: Option<i32>| days.is_none_or(|days| (1..=DAYS_MAX).contains(&days));
    let sound = (1..=80).contains(&new.label.chars().count())
        && (1..=CODES_MAX).contains(&new.count)
        && (0..=BONUS_MAX).contains(&new.bonus)
        && (1..=1_000_000).contains(&new.uses_max)
        && days(new.bonus_days)
        && days(new.series_days)
        && new.expires_at.is_none_or(|end| end > now && end < far(now))
        && (new.bonus > 0 || new.series_id.is_some());
    if !sound {
        return Err(AppError::bad_request(
            "gift_invalid",
            "These gift codes cannot be made.",
            "A code has a label of up to 80 characters, up to 1,000,000 bonus coins or a series, whole days up to \
             3,650, an end in the future, and up to 1,000 are made at once.",
        ));
    }
    if let Some(series_id) = new.series_id {
        must_be_ours(&app, operator.house_id, series_id).await?;
    }
    let mut transaction = app.db.begin().await?;
    let codes = gifts::create(&app, &mut transaction, operator.house_id, operator.id, &new).await?;
    for (id, _) in &codes {
        let detail = serde_json::json!({
            "label": new.label, "bonus": new.bonus, "series": new.series_id, "uses_max": new.uses_max,
        });
        audit::note(
            &mut *transaction,
            &app,
            &operator,
            "gift_code.made",
            "gift_code",
            *id,
            detail,
        )
        .await?;
    }
    transaction.commit().await?;
    let codes = codes.into_iter().map(|(id, code)| NewGiftCode { id, code });
    Ok((
        StatusCode::CREATED,
        Json(NewGiftCodes {
            codes: codes.collect(),
        }),
    ))
}

/// The end of what anybody means seriously.
fn far(now: DateTime<Utc>) -> DateTime<Utc> {
    now + chrono::Duration::days(365 * 20)
}

/// What an operator gives to a viewer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantRequest {
    /// Made by the client, so that a second try gives nothing twice; made here when left out.
    pub id: Option<Uuid>,
    pub person_id: Uuid,
    /// One of the three.
    pub episode_id: Option<Uuid>,
    pub series_id: Option<Uuid>,
    pub bonus: Option<i64>,
    /// Why, for the audit log.
    pub note: String,
    /// When it ends; null: never.
    pub until: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct GrantDone {
    pub id: Uuid,
}

/// Give a viewer an episode, a series, or bonus coins.
#[utoipa::path(post, operation_id = "create_grant", path = "/api/v1/desk/grants", tag = "desk", request_body = GrantRequest,
    responses((status = 201, body = GrantDone), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn create_grant(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(request): Json<GrantRequest>,
) -> AppResult<(StatusCode, Json<GrantDone>)> {
    let (now, house_id) = (app.clock.now(), operator.house_id);
    let id = request.id.unwrap_or_else(|| app.random.id());
    let what = [
        request.episode_id.is_some(),
        request.series_id.is_some(),
        request.bonus.is_some(),
    ];
    let sound = what.iter().filter(|there| **there).count() == 1
        && request
            .bonus
            .is_none_or(|bonus| (1..=BONUS_MAX).contains(&bonus))
        && request.note.chars().count() <= 400
        && request.until.is_none_or(|end| end > now && end < far(now));
    if !sound {
        return Err(AppError::bad_request(
            "grant_invalid",
            "This cannot be given.",
            "Give one episode, one series, or up to 1,000,000 bonus coins, with an end in the future or none.",
        ));
    }
    let there = sqlx::query_scalar!(
        "select id from people where id = $1 and house_id = $2",
        request.person_id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?;
    if there.is_none() {
        return Err(AppError::not_found(
            "person_not_found",
            "There is no such viewer in this house.",
            "Look for them in the list of people.",
        ));
    }
    let mut transaction = app.db.begin().await?;
    let person_id = request.person_id;
    if let Some(bonus) = request.bonus {
        let ends = request.until;
        wallet::gift(&app, &mut transaction, house_id, person_id, id, bonus, ends).await?;
    } else {
        let grant = Grant {
            id,
            episode_id: request.episode_id,
            series_id: request.series_id,
            reason: "promotion".into(),
            until: request.until,
        };
        grants::grant(&app, &mut *transaction, house_id, person_id, &grant).await?;
    }
    // Not whom: the log outlives them.
    let detail = serde_json::json!({
        "episode": request.episode_id, "series": request.series_id, "bonus": request.bonus,
        "note": request.note, "until": request.until,
    });
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "grant.made",
        "grant",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    if request.bonus.is_some() {
        wallet::open(&app, id).await?;
    }
    Ok((StatusCode::CREATED, Json(GrantDone { id })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemRequest {
    #[schema(example = "7ZQ4-M0XK-2B9C-TTHR")]
    pub code: String,
}

/// Redeem a gift code.
#[utoipa::path(post, operation_id = "redeem_gift", path = "/api/v1/gifts/redeem", tag = "wallet", request_body = RedeemRequest,
    responses((status = 200, body = GiftGiven), (status = 404, body = ErrorBody, description = "`gift_unknown`"),
              (status = 409, body = ErrorBody, description = "`gift_used`, `gift_expired`")))]
pub async fn redeem(
    State(app): State<App>,
    person: Person,
    Json(request): Json<RedeemRequest>,
) -> AppResult<Json<GiftGiven>> {
    Ok(Json(gifts::redeem(&app, &person, &request.code).await?))
}
