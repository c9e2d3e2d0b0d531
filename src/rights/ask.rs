//! An operator asks the gate: may this be played, sold or delivered there and then, and if not, why.

use axum::extract::State;
use chrono::{DateTime, Utc};
use rights::{ContractId, Point, Purpose, Territory};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::block::{moment, refused, time};
use super::book::{self, HouseRights};
use super::conflicts::{Shown, shown};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Query};
use crate::houses::CurrentHouse;
use crate::people::policy::Operator;

/// What is to be done.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[schema(as = RightsPurpose)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    Play,
    Sell,
    SellExclusive,
    /// To the licensee of a contract that is in force.
    Deliver,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    purpose: Wish,
    series_id: Uuid,
    episode_id: Option<Uuid>,
    /// ISO 3166-1 alpha-2
    territory: String,
    /// BCP 47
    language: String,
    /// Such as `Coins`.
    media: String,
    /// Now, when left out.
    at: Option<DateTime<Utc>>,
    /// Of a delivery: the contract by which it goes.
    contract_id: Option<Uuid>,
}

/// Yes, with the contract that it rests on; or no, with every reason.
#[derive(Serialize, ToSchema)]
#[schema(as = RightsAnswer)]
pub struct Answer {
    pub may: bool,
    /// The moment that was asked about.
    pub at: DateTime<Utc>,
    /// The time zone of the house, as the IANA names it: sentences tell moments in UTC.
    pub zone: Option<String>,
    pub contract_id: Option<Uuid>,
    pub contract: Option<String>,
    /// When the answer may become another; null: never.
    pub until: Option<DateTime<Utc>>,
    pub reasons: Vec<Shown>,
}

/// Ask whether something may be played, sold or delivered.
#[utoipa::path(get, operation_id = "ask_rights", path = "/api/v1/desk/rights/may", tag = "rights", params(Asked),
    responses((status = 200, body = Answer), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn may(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Operator(operator): Operator,
    Query(asked): Query<Asked>,
) -> AppResult<Json<Answer>> {
    let mut db = app.db.acquire().await?;
    let rights = book::read(&mut db, operator.house_id, &[], &[]).await?;
    let catalogue = &rights.catalogue;
    let title = catalogue.titles.get(&asked.series_id);
    let title = *title.ok_or_else(|| super::not_found("series"))?;
    let episode = asked.episode_id.and_then(|id| catalogue.titles.get(&id));
    let mut universe = rights.book.universe().clone();
    let media = universe.media.find(&asked.media).ok_or_else(|| {
        AppError::bad_request(
            "rights_unknown_media",
            "That is no kind of media.",
            "Use a name of the list of media, such as VOD, SVOD, Coins or AVOD.",
        )
    })?;
    let language = universe.languages.add(&asked.language);
    let at = asked.at.unwrap_or_else(|| app.clock.now());
    let point = Point {
        title: *episode.unwrap_or(&title),
        media,
        territory: Territory::of(&asked.territory).map_err(|error| refused(&error))?,
        language: language.map_err(|error| refused(&error))?,
        at: moment(at),
    };
    let purpose = match asked.purpose {
        Wish::Play => Purpose::Play { bought: None },
        Wish::Sell => Purpose::Sell { exclusive: false },
        Wish::SellExclusive => Purpose::Sell { exclusive: true },
        Wish::Deliver => Purpose::Deliver {
            to: licensee(&rights, asked.contract_id)?,
        },
    };
    let zone = Territory::of(&house.territory)
        .ok()
        .and_then(|own| own.zones().next())
        .map(str::to_owned);
    let answer = match rights.book.may(&point, purpose, moment(app.clock.now())) {
        Ok(permit) => {
            let number = permit.contract.map(|ContractId(number)| number as usize);
            Answer {
                may: true,
                at,
                zone,
                contract_id: number
                    .and_then(|number| rights.contracts.get(number).copied().flatten()),
                contract: permit
                    .contract
                    .map(|contract| universe.contract_name(contract).to_owned()),
                until: time(permit.until),
                reasons: Vec::new(),
            }
        }
        Err(conflicts) => Answer {
            may: false,
            at,
            zone,
            contract_id: None,
            contract: None,
            until: None,
            reasons: conflicts
                .into_iter()
                .map(|conflict| shown(&rights, conflict))
                .collect(),
        },
    };
    Ok(Json(answer))
}

/// The contract of a delivery, as the book knows it.
fn licensee(rights: &HouseRights, contract: Option<Uuid>) -> AppResult<ContractId> {
    let known = contract.and_then(|id| rights.contracts.iter().position(|one| *one == Some(id)));
    known
        .and_then(|number| u32::try_from(number).ok())
        .map(ContractId)
        .ok_or_else(|| {
            AppError::bad_request(
                "delivery_contract",
                "A delivery is asked about for a contract in force by which this house gives rights.",
                "Choose the contract.",
            )
        })
}
