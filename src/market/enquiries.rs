//! A buyer asks for something: it stands among the deals of the house, as an enquiry.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::door::{Door, Visitor};
use super::{email, line, prose};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::Person;
use crate::people::policy::Operator;
use crate::rights::block::{Block, BlockKind, Direction};
use crate::rights::deals;
use crate::rights::parties;
use crate::rights::terms::fee;

/// Series in one enquiry.
const SERIES_MAX: usize = 20;
/// Enquiries of one buyer in a day.
const DAY_MAX: i64 = 20;

/// What a buyer wants.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewMarketEnquiry)]
#[serde(deny_unknown_fields)]
pub struct NewEnquiry {
    pub name: String,
    pub company: String,
    pub email: String,
    pub series_ids: Vec<Uuid>,
    /// Such as `SVOD`.
    pub media: Vec<String>,
    /// Such as `DE, AT` or `World excl. China`.
    pub territories: String,
    #[serde(default)]
    pub exclusive: bool,
    #[serde(default)]
    pub message: String,
    /// The producer on whose page it is asked, by the name in the address.
    #[serde(default)]
    pub producer: Option<String>,
}

/// That it has arrived.
#[derive(Serialize, ToSchema)]
#[schema(as = MarketEnquiryReceipt)]
pub struct Receipt {
    /// The name that the deal has at the house.
    pub deal: String,
}

/// An enquiry, at the desk.
#[derive(Serialize, ToSchema)]
#[schema(as = MarketEnquiry)]
pub struct Enquiry {
    pub id: Uuid,
    pub deal_id: Uuid,
    pub deal: String,
    /// How far the deal has come.
    pub status: String,
    pub name: String,
    pub company: String,
    pub email: String,
    pub message: String,
    /// On whose page it was asked; null: the house's own.
    pub producer: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = MarketEnquiries)]
pub struct Enquiries {
    /// The newest first.
    pub items: Vec<Enquiry>,
}

/// Ask for rights in series of the market.
#[utoipa::path(post, operation_id = "enquire_at_market", path = "/api/v1/market/enquiries", tag = "market", request_body = NewEnquiry,
    responses((status = 201, body = Receipt), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    person: Person,
    Json(new): Json<NewEnquiry>,
) -> AppResult<(StatusCode, Json<Receipt>)> {
    let (house, now) = (&visitor.house, app.clock.now());
    let name = line(&new.name, 80, "name")?;
    let company = line(&new.company, 80, "company")?;
    let email = email(&new.email)?;
    let message = prose(&new.message, 2000, "message")?;
    let mut transaction = app.db.begin().await?;
    for id in &new.series_ids {
        visitor.may_see(*id)?;
    }
    let titles = titles(&mut transaction, house.id, &new.series_ids).await?;
    let producer = producer(&mut transaction, &visitor, new.producer.as_deref()).await?;
    let lately = sqlx::query_scalar!(
        r#"select count(*) as "count!" from market_enquiries where house_id = $1 and person_id = $2 and at > $3"#,
        house.id,
        person.id,
        now - Duration::days(1)
    )
    .fetch_one(&mut *transaction)
    .await?;
    if lately >= DAY_MAX {
        return Err(AppError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "enquiries_too_many",
            "You have asked for much today; the house has to answer first.",
            "Write to the house, or come back tomorrow.",
        ));
    }
    let id = app.random.id();
    let deal = deal_name(&company, &titles, id);
    let party = parties::buyer(&app, &mut transaction, house.id, &company, &email).await?;
    let asked = deals::steps::NewDeal {
        name: deal.clone(),
        direction: Direction::Out,
        party_id: party,
        avail_row_ids: Vec::new(),
        deliverables: Vec::new(),
        blocks: vec![Block {
            kind: BlockKind::Grant,
            series_ids: new.series_ids,
            episode_ids: Vec::new(),
            later_episodes: true,
            media: new.media,
            territories: new.territories,
            languages: None,
            starts: None,
            ends: None,
            exclusive: new.exclusive,
            sublicence: false,
            keeps: false,
            runs: None,
            expires_at: None,
        }],
        fee: fee::Fee {
            kind: fee::FeeKind::None,
            currency: house.currency.clone(),
            amount: None,
            share_bp: None,
            share_contract_id: None,
            payments: Vec::new(),
        },
        note: match &producer {
            Some((_, producer)) => format!("{name}, {email} ({producer}): {message}"),
            None => format!("{name}, {email}: {message}"),
        },
    };
    let deal_id = deals::steps::create(&app, &mut transaction, &person, asked).await?;
    sqlx::query!(
        "insert into market_enquiries (id, house_id, deal_id, person_id, name, company, email, message, at, producer_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id,
        house.id,
        deal_id,
        person.id,
        name,
        company,
        email,
        message,
        now,
        producer.as_ref().map(|(id, _)| *id)
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, Json(Receipt { deal })))
}

/// The producer on whose page it is asked, by id and name.
async fn producer(
    db: &mut sqlx::PgConnection,
    visitor: &Visitor,
    slug: Option<&str>,
) -> AppResult<Option<(Uuid, String)>> {
    let Some(slug) = slug else { return Ok(None) };
    let found = sqlx::query!(
        r#"select m.id, p.name, m.door as "door: Door" from market_producers m join rights_parties p on p.id = m.party_id
           where m.house_id = $1 and m.slug = $2"#,
        visitor.house.id,
        slug
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| super::not_found("producer"))?;
    visitor.may_enter(found.door)?;
    Ok(Some((found.id, found.name)))
}

/// The titles of series that are all on the market.
async fn titles(
    db: &mut sqlx::PgConnection,
    house_id: Uuid,
    series: &[Uuid],
) -> AppResult<Vec<String>> {
    if series.is_empty() || series.len() > SERIES_MAX {
        return Err(AppError::bad_request(
            "enquiry_series",
            format!("An enquiry is about 1 to {SERIES_MAX} series."),
            "Choose those that you want, or ask twice.",
        ));
    }
    let titles = sqlx::query_scalar!(
        "select s.title from series s where s.house_id = $1 and s.id = any ($2)
           and exists (select from market_slate_series m where m.series_id = s.id) order by s.title",
        house_id,
        series
    )
    .fetch_all(&mut *db)
    .await?;
    if titles.len() == series.len() {
        Ok(titles)
    } else {
        Err(super::not_found("series"))
    }
}

/// Told apart by the last letters, for a buyer may ask twice.
fn deal_name(company: &str, titles: &[String], id: Uuid) -> String {
    let more = match titles.len() {
        0 | 1 => String::new(),
        count => format!(" + {}", count - 1),
    };
    let first = titles.first().map(String::as_str).unwrap_or_default();
    let clip = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let tail = &id.simple().to_string()[..4];
    format!(
        "{}: {}{more} ({tail})",
        clip(company, 30).trim(),
        clip(first, 34).trim()
    )
}

/// List the enquiries of buyers.
#[utoipa::path(get, operation_id = "list_market_enquiries", path = "/api/v1/desk/market/enquiries", tag = "market",
    responses((status = 200, body = Enquiries), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Enquiries>> {
    let items = sqlx::query_as!(
        Enquiry,
        r#"select q.id, q.deal_id, d.name as deal, d.status, q.name, q.company, q.email, q.message, p.name as "producer?", q.at
         from market_enquiries q join rights_deals d on d.id = q.deal_id
         left join market_producers m on m.id = q.producer_id left join rights_parties p on p.id = m.party_id
         where q.house_id = $1 order by q.at desc, q.id limit 500"#,
        operator.house_id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Json(Enquiries { items }))
}
