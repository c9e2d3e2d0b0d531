//! What media delivery asks before it gives a byte away.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use uuid::Uuid;

use super::access::{Access, with_key};
use super::pass::{Holder, holds};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::people::MaybePerson;
use crate::rights::Sight;

/// That a request may have what it asks for.
#[derive(Clone, Debug)]
pub enum Pass {
    /// The episode is free: anybody may.
    Free,
    /// This viewer may; addresses inside what is served carry the pass on.
    Own(String),
}

impl Pass {
    /// What an address is followed by.
    pub fn query(&self) -> String {
        match self {
            Self::Free => String::new(),
            Self::Own(pass) => format!("?pass={pass}"),
        }
    }
}

/// Lets a request have media of an episode, or refuses it, by one look at the episode. Only without a pass the session is
/// left alone at first: then the episode is free for everybody, or for this viewer's arm, or locked.
pub async fn may_fetch(
    app: &App,
    sight: &Sight,
    parts: &mut Parts,
    episode_id: Uuid,
) -> AppResult<Pass> {
    let pass = parts.uri.query().and_then(pass_in).map(ToOwned::to_owned);
    if pass.is_none() {
        let (access, _) = with_key(app, sight, None, episode_id)
            .await?
            .ok_or_else(locked)?;
        if access.is_free() {
            return Ok(Pass::Free);
        }
    }
    let MaybePerson(person) = MaybePerson::from_request_parts(parts, app).await?;
    let (access, key) = with_key(app, sight, person.as_ref(), episode_id)
        .await?
        .ok_or_else(locked)?;
    match access {
        Access::Free { .. } => return Ok(Pass::Free),
        Access::Locked { .. } => return Err(locked()),
        Access::Unlocked | Access::Vip { .. } | Access::Granted { .. } => {}
    }
    let (person, pass) = person.zip(pass).ok_or_else(locked)?;
    let holder = Holder {
        house_id: sight.house_id,
        episode_id,
        viewer_key: person.viewer_key,
    };
    if key.is_some_and(|key| holds(&key, &holder, &pass, app.clock.now())) {
        Ok(Pass::Own(pass))
    } else {
        Err(locked())
    }
}

/// The pass in a query: the only one, for of two nobody could say which was meant.
fn pass_in(query: &str) -> Option<&str> {
    let mut passes = query
        .split('&')
        .filter_map(|pair| pair.strip_prefix("pass="));
    let pass = passes.next()?;
    passes.next().is_none().then_some(pass)
}

fn locked() -> AppError {
    AppError::new(
        StatusCode::FORBIDDEN,
        "locked",
        "This episode is locked for you.",
        "Open it on its page, or reload the page if you have opened it already.",
    )
}
