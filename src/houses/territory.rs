//! Where a viewer is.
//!
//! What the proxy before us says, if the settings name its header and say that there is a proxy; else what a file of
//! addresses (MMDB) says; else the house's own territory. A proxy's `T1` (Tor) or `XX` (nobody knows), and an address of which
//! the file says that it hides where somebody is, are doubtful: the house says what is done then, or else the settings do.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use anyhow::Context;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use maxminddb::Reader;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CurrentHouse, House};
use crate::app::App;
use crate::config::Config;
use crate::errors::{AppError, AppResult};

/// What is done where nobody can say for certain where somebody is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = TerritoryDoubt)]
pub enum Doubt {
    /// They are taken to be where the house is.
    #[default]
    House,
    /// What may not be shown everywhere is closed to them.
    Closed,
    /// What was said is believed.
    Trust,
}

/// Where a viewer is taken to be.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    /// ISO 3166-1 alpha-2.
    pub territory: String,
    /// The same for what may be shown; none where it is doubtful, and doubt closes.
    pub certain: Option<String>,
    /// Whether the house shows and sells there: its region names the territory, or none at all.
    pub served: bool,
}

/// Extracts the territory of a request, for prices, taxes and figures.
pub struct Territory(pub String);

/// The same for what is sold: refused where the house does not serve.
pub struct Served(pub String);

/// A file of addresses and the territories that they belong to.
pub struct Places(Option<Reader<Vec<u8>>>);

/// What a country file, or one of anonymous addresses, says of an address.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Record {
    country: Named,
    traits: Traits,
    is_anonymous: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    iso_code: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "as the file has them")]
struct Traits {
    is_anonymous: bool,
    is_anonymous_proxy: bool,
    is_anonymous_vpn: bool,
    is_tor_exit_node: bool,
    is_hosting_provider: bool,
}

/// What somebody said of where a request comes from.
#[derive(Debug, Default)]
struct Told {
    territory: Option<String>,
    doubtful: bool,
}

impl Places {
    pub fn open(file: Option<&Path>) -> anyhow::Result<Self> {
        let open = |file: &Path| {
            Reader::open_readfile(file)
                .with_context(|| format!("cannot read the file of territories {}", file.display()))
        };
        Ok(Self(file.map(open).transpose()?))
    }

    /// None: there is no file, or it knows nothing of the address.
    fn find(&self, address: IpAddr) -> Option<Told> {
        let record: Record = self.0.as_ref()?.lookup(address).ok()?.decode().ok()??;
        let traits = &record.traits;
        let doubtful = record.is_anonymous
            || traits.is_anonymous
            || traits.is_anonymous_proxy
            || traits.is_anonymous_vpn
            || traits.is_tor_exit_node
            || traits.is_hosting_provider;
        Some(Told {
            territory: record.country.iso_code.filter(|code| is_territory(code)),
            doubtful,
        })
    }
}

impl Whereabouts {
    /// Of a request to a house.
    pub fn of(app: &App, house: &House, parts: &Parts) -> Self {
        let told = by_header(&app.config, parts).or_else(|| {
            let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
            let address = crate::security::caller(&parts.headers, peer, app.config.behind_proxy)?;
            app.places.find(address)
        });
        Self::decide(
            told.unwrap_or_default(),
            &house.territory,
            house.region.doubt.unwrap_or(app.config.territory_doubt),
        )
        .within(&house.region.territories)
    }

    /// Looks whether they are where the house serves; nowhere is not.
    fn within(mut self, territories: &[String]) -> Self {
        let certain = self.certain.as_ref();
        self.served =
            territories.is_empty() || certain.is_some_and(|code| territories.contains(code));
        self
    }

    /// Refuses what is sold and shown only where the house serves.
    pub fn must_be_served(&self, house: &House) -> AppResult<()> {
        if self.served {
            return Ok(());
        }
        let (message, remedy) = match self.certain.as_deref() {
            None => (
                format!(
                    "Where you are is not certain, and {} is not offered everywhere.",
                    house.name
                ),
                "Turn off what hides where you are, and reload the page.",
            ),
            Some(code) => {
                let place = rights::Territory::of(code);
                let place = place.map_or_else(|_| code.to_owned(), |place| place.name().to_owned());
                (
                    format!("{} is not offered in {place}.", house.name),
                    "What you have bought here plays on from your account, and is there when you are back.",
                )
            }
        };
        Err(AppError::new(
            StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS,
            "not_served_here",
            message,
            remedy,
        ))
    }

    fn decide(told: Told, house: &str, doubt: Doubt) -> Self {
        let Told {
            territory,
            doubtful,
        } = told;
        match doubt {
            Doubt::House if doubtful => Self::at(house.to_owned()),
            Doubt::Closed if doubtful => Self {
                territory: territory.unwrap_or_else(|| house.to_owned()),
                certain: None,
                served: true,
            },
            Doubt::House | Doubt::Closed | Doubt::Trust => {
                Self::at(territory.unwrap_or_else(|| house.to_owned()))
            }
        }
    }

    fn at(territory: String) -> Self {
        Self {
            certain: Some(territory.clone()),
            served: true,
            territory,
        }
    }
}

/// None: nobody says anything there.
fn by_header(config: &Config, parts: &Parts) -> Option<Told> {
    let header = config.territory_header.as_deref()?;
    let told = parts.headers.get(header).filter(|_| config.behind_proxy)?;
    match told.to_str().ok()? {
        "XX" | "T1" => Some(Told {
            territory: None,
            doubtful: true,
        }),
        code if is_territory(code) => Some(Told {
            territory: Some(code.to_owned()),
            doubtful: false,
        }),
        _ => None,
    }
}

impl FromRequestParts<App> for Whereabouts {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let CurrentHouse(house) = CurrentHouse::from_request_parts(parts, app).await?;
        Ok(Self::of(app, &house, parts))
    }
}

impl FromRequestParts<App> for Territory {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let whereabouts = Whereabouts::from_request_parts(parts, app).await?;
        Ok(Self(whereabouts.territory))
    }
}

impl FromRequestParts<App> for Served {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let CurrentHouse(house) = CurrentHouse::from_request_parts(parts, app).await?;
        let whereabouts = Whereabouts::of(app, &house, parts);
        whereabouts.must_be_served(&house)?;
        Ok(Self(whereabouts.territory))
    }
}

/// Two capital letters.
pub fn is_territory(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(territory: Option<&str>, doubtful: bool, doubt: Doubt) -> (String, Option<String>) {
        let told = Told {
            territory: territory.map(ToOwned::to_owned),
            doubtful,
        };
        let found = Whereabouts::decide(told, "GB", doubt);
        (found.territory, found.certain)
    }

    #[test]
    fn a_house_serves_where_it_says() {
        let at = |told: Told, of: &[&str]| {
            let of: Vec<String> = of.iter().map(|code| (*code).to_owned()).collect();
            Whereabouts::decide(told, "MX", Doubt::Closed)
                .within(&of)
                .served
        };
        let told = |code: Option<&str>, doubtful| Told {
            territory: code.map(ToOwned::to_owned),
            doubtful,
        };
        assert!(at(told(Some("DE"), false), &[]));
        assert!(at(told(Some("DE"), true), &[]));
        assert!(at(told(Some("AR"), false), &["MX", "AR"]));
        assert!(!at(told(Some("DE"), false), &["MX", "AR"]));
        assert!(!at(told(Some("AR"), true), &["MX", "AR"]));
        // Nobody says: it is taken to be where the house is.
        assert!(at(told(None, false), &["MX"]));
    }

    #[test]
    fn doubt_is_handled_by_the_settings() {
        let at = |code: &str| (code.to_owned(), Some(code.to_owned()));
        for doubt in [Doubt::House, Doubt::Closed, Doubt::Trust] {
            assert_eq!(decide(Some("DE"), false, doubt), at("DE"));
            assert_eq!(decide(None, false, doubt), at("GB"));
        }
        assert_eq!(decide(Some("DE"), true, Doubt::House), at("GB"));
        assert_eq!(decide(Some("DE"), true, Doubt::Trust), at("DE"));
        assert_eq!(
            decide(Some("DE"), true, Doubt::Closed),
            ("DE".to_owned(), None)
        );
        assert_eq!(decide(None, true, Doubt::Closed), ("GB".to_owned(), None));
    }
}
