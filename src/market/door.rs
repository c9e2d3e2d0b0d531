//! Who may come into a market.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::not_found;
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::houses::{CurrentHouse, House};
use crate::people::{MaybePerson, Person, Role};

/// Whom it opens to.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = MarketDoor)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Door {
    /// Only operators see how it would look.
    #[default]
    Closed,
    /// Whoever came by a link that still holds.
    Invited,
    Public,
}

/// Somebody who may come in: to the whole market, or to what open pages of producers show.
pub struct Visitor {
    pub house: Arc<House>,
    pub person: Option<Person>,
    /// The house's own door, and whether it is open to them.
    door: Door,
    open: bool,
    invited: bool,
    operator: bool,
    /// Series of producers whose pages are open to them, where the house's door is not.
    series: Vec<Uuid>,
}

impl Visitor {
    /// Refuses whoever only some producers' pages are open to.
    pub fn whole(&self) -> AppResult<()> {
        if self.open {
            return Ok(());
        }
        Err(refused(self.door))
    }

    /// Refuses a series that is not on a page which is open to them.
    pub fn may_see(&self, series_id: Uuid) -> AppResult<()> {
        if self.open || self.series.contains(&series_id) {
            return Ok(());
        }
        Err(not_found("series"))
    }

    /// Refuses a page with a door of its own that is not open to them.
    pub fn may_enter(&self, door: Door) -> AppResult<()> {
        let open = match door {
            Door::Public => true,
            Door::Invited => self.invited || self.operator,
            Door::Closed => self.operator,
        };
        if open { Ok(()) } else { Err(refused(door)) }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        let CurrentHouse(house) = CurrentHouse::from_request_parts(parts, app).await?;
        let MaybePerson(person) = MaybePerson::from_request_parts(parts, app).await?;
        let door = sqlx::query_scalar!(
            r#"select door as "door: Door" from markets where house_id = $1"#,
            house.id
        )
        .fetch_optional(&app.db)
        .await?
        .unwrap_or_default();
        let operator = person
            .as_ref()
            .is_some_and(|person| person.role == Role::Operator);
        let invited = invited(app, &house, person.as_ref()).await?;
        let open = operator || door == Door::Public || door == Door::Invited && invited;
        let series = if open {
            Vec::new()
        } else {
            of_producers(app, &house, invited).await?
        };
        if !open && series.is_empty() {
            return Err(refused(door));
        }
        Ok(Self {
            house,
            person,
            door,
            open,
            invited,
            operator,
            series,
        })
    }
}

fn refused(door: Door) -> AppError {
    if door == Door::Invited {
        return AppError::new(
            StatusCode::FORBIDDEN,
            "market_invited_only",
            "This market is for those whom the house has invited.",
            "Open the link that you were given again, or ask the house for a new one.",
        );
    }
    AppError::not_found(
        "market_closed",
        "This house has no market open.",
        "Ask the house, or look at what it shows.",
    )
}

/// Series of producers whose pages are open to everybody, or to whoever was invited.
async fn of_producers(app: &App, house: &House, invited: bool) -> AppResult<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select distinct m.series_id from market_producers p
         join market_slates s on s.producer_id = p.id join market_slate_series m on m.slate_id = s.id
         where p.house_id = $1 and (p.door = 'public' or p.door = 'invited' and $2)",
        house.id,
        invited
    )
    .fetch_all(&app.db)
    .await?)
}

async fn invited(app: &App, house: &House, person: Option<&Person>) -> AppResult<bool> {
    let Some(person) = person else {
        return Ok(false);
    };
    Ok(sqlx::query_scalar!(
        r#"select exists (select from market_guests g join market_invitations i on i.id = g.invitation_id
               where g.person_id = $1 and g.house_id = $2 and i.revoked_at is null and i.expires_at > $3) as "invited!""#,
        person.id,
        house.id,
        app.clock.now()
    )
    .fetch_one(&app.db)
    .await?)
}
