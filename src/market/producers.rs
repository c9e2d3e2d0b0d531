//! Producers with a page of their own: a party of the house, its words, its door, the slates that are its.
//!
//! A producer's page may be open where the house's market is not: a visitor then sees the series of such pages, and nothing
//! else. It hides nothing either: what is on a producer's slate stands on the house's own market too, behind that door.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::door::{Door, Visitor};
use super::settings::{contact, said};
use super::shown::{MarketGroup, MarketSeries, shortlist_of, some};
use super::{not_found, slates};
use crate::app::App;
use crate::audit;
use crate::catalog::language::Language;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::paywall::Outlook;
use crate::people::policy::Operator;

/// A producer's page as the desk keeps it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MarketProducer)]
pub struct Producer {
    pub id: Uuid,
    pub party_id: Uuid,
    /// The party's name.
    pub name: String,
    pub slug: String,
    pub door: Door,
    pub intro: String,
    pub contact_name: String,
    pub contact_email: String,
}

/// What an operator sets.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewMarketProducer)]
#[serde(deny_unknown_fields)]
pub struct NewProducer {
    /// For the address: small letters, digits and hyphens.
    pub slug: String,
    pub door: Door,
    pub intro: String,
    pub contact_name: String,
    pub contact_email: String,
}

/// A producer among others.
#[derive(Serialize, ToSchema)]
#[schema(as = MarketProducerName)]
pub struct Named {
    pub slug: String,
    pub name: String,
}

/// What a buyer sees of one producer.
#[derive(Serialize, ToSchema)]
pub struct ProducerMarket {
    pub name: String,
    pub intro: String,
    pub contact_name: String,
    pub contact_email: String,
    pub slates: Vec<MarketGroup>,
    /// Each series of the slates once.
    pub series: Vec<MarketSeries>,
    /// Ids of series that the buyer has set aside, in that order.
    pub shortlist: Vec<Uuid>,
    /// An operator sees it though it is closed.
    pub closed: bool,
    /// Whether the house's own market is open to whoever asks.
    pub whole: bool,
}

pub(super) async fn read(app: &App, house_id: Uuid) -> AppResult<Vec<Producer>> {
    Ok(sqlx::query_as!(
        Producer,
        r#"select m.id, m.party_id, p.name, m.slug, m.door as "door: Door", m.intro, m.contact_name, m.contact_email
           from market_producers m join rights_parties p on p.id = m.party_id
           where m.house_id = $1 order by p.name, m.id"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?)
}

/// Give a party of the house a page of its own on the market, or change it.
#[utoipa::path(put, operation_id = "set_market_producer", path = "/api/v1/desk/market/producers/{party_id}", tag = "market",
    params(("party_id" = Uuid, Path)), request_body = NewProducer,
    responses((status = 200, body = Producer), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn set(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(party_id): Path<Uuid>,
    Json(new): Json<NewProducer>,
) -> AppResult<Json<Producer>> {
    let house_id = operator.house_id;
    let intro = said(&new.intro)?;
    let (contact_name, contact_email) = contact(&new.contact_name, &new.contact_email)?;
    if !is_slug(&new.slug) {
        return Err(AppError::bad_request(
            "slug_invalid",
            "That is no address for a page.",
            "Take up to 40 small letters, digits and hyphens, such as `northlight`.",
        ));
    }
    let mut tx = app.db.begin().await?;
    let taken = sqlx::query_scalar!(
        r#"select exists (select from market_producers where house_id = $1 and slug = $2 and party_id <> $3) as "taken!""#,
        house_id,
        new.slug,
        party_id
    )
    .fetch_one(&mut *tx)
    .await?;
    if taken {
        return Err(AppError::conflict(
            "producer_known",
            format!("Another producer's page is at `{}` already.", new.slug),
            "Choose another address.",
        ));
    }
    let kept = sqlx::query_scalar!(
        "insert into market_producers (id, house_id, party_id, slug, door, intro, contact_name, contact_email, updated_at)
         select $1, p.house_id, p.id, $4, $5, $6, $7, $8, $9 from rights_parties p where p.id = $3 and p.house_id = $2
         on conflict (party_id) do update set slug = excluded.slug, door = excluded.door, intro = excluded.intro,
             contact_name = excluded.contact_name, contact_email = excluded.contact_email, updated_at = excluded.updated_at
         returning id",
        app.random.id(),
        house_id,
        party_id,
        new.slug,
        new.door as _,
        intro,
        contact_name,
        contact_email,
        app.clock.now()
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| not_found("party"))?;
    let detail = json!({ "slug": new.slug, "door": new.door });
    audit::note(
        &mut *tx,
        &app,
        &operator,
        "market.producer_set",
        "market_producer",
        kept,
        detail,
    )
    .await?;
    tx.commit().await?;
    let all = read(&app, house_id).await?;
    let found = all.into_iter().find(|one| one.id == kept);
    found.map(Json).ok_or_else(|| not_found("producer"))
}

/// Take a producer's page off the market. Its slates stay, as the house's.
#[utoipa::path(delete, operation_id = "remove_market_producer", path = "/api/v1/desk/market/producers/{party_id}", tag = "market",
    params(("party_id" = Uuid, Path)), responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn remove(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(party_id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let mut tx = app.db.begin().await?;
    let gone = sqlx::query!(
        "delete from market_producers where party_id = $1 and house_id = $2 returning id, slug",
        party_id,
        operator.house_id
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| not_found("producer"))?;
    let detail = json!({ "slug": gone.slug });
    audit::note(
        &mut *tx,
        &app,
        &operator,
        "market.producer_removed",
        "market_producer",
        gone.id,
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn is_slug(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && !text.starts_with('-')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Show what a producer offers.
#[utoipa::path(get, operation_id = "show_producer_market", path = "/api/v1/market/producers/{slug}", tag = "market",
    params(("slug" = String, Path)),
    responses((status = 200, body = ProducerMarket), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Outlook(sight): Outlook,
    Language(language): Language,
    Path(slug): Path<String>,
) -> AppResult<Json<ProducerMarket>> {
    let house = &visitor.house;
    let all = read(&app, house.id).await?;
    let found = all.into_iter().find(|one| one.slug == slug);
    let producer = found.ok_or_else(|| not_found("producer"))?;
    visitor.may_enter(producer.door)?;
    let kept = slates::read(&app, house.id).await?;
    let slates: Vec<MarketGroup> = kept
        .into_iter()
        .filter(|slate| slate.producer_id == Some(producer.id) && !slate.series_ids.is_empty())
        .map(MarketGroup::of)
        .collect();
    let ids: Vec<Uuid> = slates
        .iter()
        .flat_map(|slate| slate.series_ids.iter().copied())
        .collect();
    Ok(Json(ProducerMarket {
        name: producer.name,
        intro: producer.intro,
        contact_name: producer.contact_name,
        contact_email: producer.contact_email,
        series: some(&app, house, &language, &ids, sight.closed()).await?,
        slates,
        shortlist: shortlist_of(&app, &visitor).await?,
        closed: producer.door == Door::Closed,
        whole: visitor.whole().is_ok(),
    }))
}
