//! Who may come into a market.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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

/// Somebody who may come in.
pub struct Visitor {
    pub house: Arc<House>,
    pub person: Option<Person>,
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
        let open = match door {
            _ if operator => true,
            Door::Public => true,
            Door::Closed => false,
            Door::Invited => invited(app, &house, person.as_ref()).await?,
        };
        match (open, door) {
            (true, _) => Ok(Self { house, person }),
            (false, Door::Invited) => Err(AppError::new(
                StatusCode::FORBIDDEN,
                "market_invited_only",
                "This market is for those whom the house has invited.",
                "Open the link that you were given again, or ask the house for a new one.",
            )),
            _ => Err(AppError::not_found(
                "market_closed",
                "This house has no market open.",
                "Ask the house, or look at what it shows.",
            )),
        }
    }
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
