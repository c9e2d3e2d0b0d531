//! Machines of others: the house's accounts, which model makes what, and the one runner that asks them.
//!
//! | room | what |
//! |---|---|
//! | `accounts` | where, with which sealed key, how much at once |
//! | `choices` | which model makes text, voices, pictures, clips |
//! | `history` | both as they were, for undo |
//! | `lanes` | no more at once and in a minute than an account takes |
//!
//! Whoever needs text asks [`chat`] for the model and [`Models::runner`] for who sends; nothing else ever sees a key.

pub mod accounts;
pub mod choices;
pub mod history;
mod lanes;

use std::sync::Arc;
use std::time::Duration;

use providers::guard::{self, Guard};
use providers::run::{Pace, Runner};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};
pub use accounts::Provider;
pub use choices::{Chosen, Makes, Voices, chosen};

/// One per process.
#[derive(Default)]
pub struct Models {
    runner: OnceCell<Arc<Runner>>,
    lanes: lanes::Lanes,
}

impl Models {
    /// Who sends requests, to hosts on the list only.
    pub async fn runner(&self, app: &App) -> AppResult<Arc<Runner>> {
        self.runner
            .get_or_try_init(|| async {
                let pace = Pace {
                    first_wait: Duration::from_millis(app.config.studio.ask_after_ms),
                    ..Pace::default()
                };
                Runner::new(allowed(app)?, pace)
                    .map(Arc::new)
                    .map_err(AppError::internal)
            })
            .await
            .cloned()
    }

    /// Waits until this account takes one more job; it is under way until the result is dropped. Each request of it waits
    /// for its own moment besides: [`lanes::Turn::begin`], [`lanes::Turn::toll`].
    pub async fn lane(&self, app: &App, provider: &Provider) -> AppResult<lanes::Turn> {
        self.lanes.turn(app, provider.id).await
    }

    /// The same, if there is a place now.
    #[cfg(test)]
    pub async fn try_lane(&self, app: &App, provider: Uuid) -> Option<lanes::Turn> {
        self.lanes.try_turn(app, provider).await.unwrap()
    }
}

/// Where requests may go: the usual providers, and what the settings of this machine name.
pub fn allowed(app: &App) -> AppResult<Guard> {
    let own = app.config.studio.provider_hosts.iter().map(String::as_str);
    Guard::new(guard::USUAL.into_iter().chain(own)).map_err(|error| {
        AppError::internal(anyhow::anyhow!(
            "`provider_hosts` in [studio] of the settings: {error}"
        ))
    })
}

/// Who writes text for a house, with the account's key; nothing where none is chosen.
pub async fn chat(app: &App, house_id: Uuid) -> AppResult<Option<Chosen>> {
    chosen(app, house_id, Makes::Text).await
}
