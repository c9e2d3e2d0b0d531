//! Which model writes for a house.

use std::time::Duration;

use providers::guard::Guard;
use providers::model::{Can, Price};
use providers::run::{Pace, Runner};
use providers::schema::Tier;
use providers::{Account, Api, Kind, Model, Secret};
use url::{Host, Url};
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::providers::{self as chosen_by_house, Provider};

/// A model, where it is asked, and how much of it one writing may take.
#[derive(Clone, Debug)]
pub struct Endpoint {
    pub account: Account,
    pub model: Model,
    /// Nobody is paid: it runs on this machine, or is shown no key.
    pub free: bool,
    /// Questions of one writing, at most.
    pub calls_max: u32,
    /// Tokens that it may write in one writing.
    pub tokens_max: u64,
    /// An answer has to be whole by then.
    pub patience: Duration,
    /// The account by whose limits questions are asked; nothing: a server of this machine's settings.
    provider: Option<Provider>,
    /// The only host that is asked.
    guard: Guard,
}

impl Endpoint {
    /// A place among the questions that the account takes at once and in a minute; held until the answer is there.
    pub async fn turn(&self, app: &App) -> AppResult<Option<impl Sized + use<>>> {
        let Some(provider) = &self.provider else {
            return Ok(None);
        };
        let turn = app.models.lane(app, provider).await?;
        turn.begin().await?;
        Ok(Some(turn))
    }

    pub fn runner(&self) -> AppResult<Runner> {
        let pace = Pace {
            submit: self.patience,
            ..Pace::default()
        };
        Runner::new(self.guard.clone(), pace).map_err(AppError::internal)
    }
}

/// The model that writes for a house: the one that its operators have chosen, else the one of the settings.
pub async fn endpoint(app: &App, house_id: Uuid) -> AppResult<Endpoint> {
    let limits = &app.config.studio.llm;
    if let Some(chosen) = chosen_by_house::chat(app, house_id).await? {
        return Ok(Endpoint {
            account: chosen.account,
            model: chosen.model,
            free: false,
            calls_max: limits.calls,
            tokens_max: limits.tokens,
            patience: Duration::from_secs(limits.seconds.clamp(1, 3600)),
            guard: chosen_by_house::allowed(app)?,
            provider: Some(chosen.provider),
        });
    }
    let settings = &app.config.studio.llm;
    let Some(url) = &settings.url else {
        return Err(AppError::conflict(
            "no_model",
            "No language model is set up here.",
            "Name one in the settings, [studio.llm] with url and model, or let the house's engines write.",
        ));
    };
    // Whoever writes the settings trusts the host in them, be it this machine.
    let mut origin = url.clone();
    origin.set_path("");
    origin.set_query(None);
    let guard = Guard::new([origin.as_str().trim_end_matches('/')]).map_err(AppError::internal)?;
    let key = settings.key.as_ref().map(|key| Secret::new(key.0.clone()));
    let free = key.is_none() || is_here(url);
    Ok(Endpoint {
        account: Account::new(url.as_str(), key),
        model: model(&settings.model),
        free,
        calls_max: settings.calls,
        tokens_max: settings.tokens,
        patience: Duration::from_secs(settings.seconds.clamp(1, 3600)),
        guard,
        provider: None,
    })
}

/// Whether an address is of this machine.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// As the crate knows it; one that it does not know can do all tiers until its server says otherwise.
fn model(id: &str) -> Model {
    let known = ::providers::model::usual().into_iter();
    let known = known
        .into_iter()
        .find(|model| model.id == id && model.kind == Kind::Chat);
    known.unwrap_or_else(|| Model {
        id: id.to_owned(),
        api: Api::OpenAi,
        kind: Kind::Chat,
        noted: String::new(),
        source: "the settings".into(),
        verified: false,
        can: Can {
            tiers: Tier::ALL.to_vec(),
            ..Can::default()
        },
        price: Price::Unknown,
        input: None,
    })
}
