//! The one question: may this be played, sold, shown, here and now. Feed, pages, playback and the paywall all ask the gate
//! of the algebra here.

use rights::{LanguageId, Moment, Point, Territory};
use uuid::Uuid;

use super::book::HouseRights;
use super::catalogue::Series;

/// By which ways an episode may be seen where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a door, open or shut"
)]
pub struct Doors {
    /// It may be sold for coins.
    pub coins: bool,
    pub vip: bool,
    /// An advert may open it.
    pub advert: bool,
    /// What is free is free by whatever way there is.
    pub any: bool,
    /// Who has bought it may play it: as long as it is sold, and after that where the deal says so.
    pub owned: bool,
}

impl Doors {
    pub const ALL: Self = Self {
        coins: true,
        vip: true,
        advert: true,
        any: true,
        owned: true,
    };
    pub const NONE: Self = Self {
        coins: false,
        vip: false,
        advert: false,
        any: false,
        owned: false,
    };

    pub fn shut(self) -> bool {
        !self.any && !self.owned
    }
}

/// Somebody somewhere, at a moment; nowhere where it is not known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stand {
    pub territory: Option<Territory>,
    pub at: Moment,
    /// Since when they own it.
    pub bought: Option<Moment>,
}

/// What cannot be seen somewhere.
#[derive(Debug, Default)]
pub struct Closed {
    /// Series of which everything is closed, and closed episodes of the others.
    pub ids: Vec<Uuid>,
    /// The series of those, for whoever may have bought something of them.
    pub series: Vec<Uuid>,
}

/// Ways that a viewer may have to an episode, by the media that they need a right in.
const WAYS: [&str; 4] = ["Coins", "SVOD", "Rewarded", "AVOD"];

impl HouseRights {
    fn asks(&self, series: &Series, episode_id: Uuid, stand: Stand) -> Option<Asked<'_>> {
        let territory = stand.territory?;
        let known = series.episodes.get(&episode_id);
        let title = known.map_or(series.title, |known| known.title);
        let languages = match known {
            Some(known) => known.languages.clone(),
            None => series.original.into_iter().collect(),
        };
        Some(Asked {
            rights: self,
            point: Point {
                title,
                media: rights::MediaId(0),
                territory,
                language: LanguageId(0),
                at: stand.at,
            },
            languages,
            bought: stand.bought,
        })
    }

    pub(super) fn doors_of(&self, series: &Series, episode_id: Uuid, stand: Stand) -> Doors {
        let Some(asked) = self.asks(series, episode_id, stand) else {
            return Doors::NONE;
        };
        let [coins, vip, advert, free] = WAYS.map(|way| asked.may(way));
        Doors {
            coins,
            vip,
            advert,
            any: coins || vip || advert || free,
            owned: coins || asked.kept(),
        }
    }

    /// Whether a track in this language may be given: in a licensed language, or what is under licensed subtitles.
    pub(super) fn speaks(
        &self,
        series: &Series,
        episode_id: Uuid,
        language: &str,
        stand: Stand,
    ) -> bool {
        let Some(mut asked) = self.asks(series, episode_id, stand) else {
            return false;
        };
        // A track may be in a language that nobody had named when the book was built.
        let Ok(language) = self.book.universe().languages.or_unnamed(language) else {
            return false;
        };
        if Some(language) == series.original {
            return true;
        }
        asked.languages = vec![language];
        WAYS.iter().any(|way| asked.may(way)) || asked.kept()
    }

    /// Looks at everything that is under contract.
    pub(super) fn look(&self, stand: Stand) -> Closed {
        let mut closed = Closed::default();
        for (id, series) in &self.catalogue.under_contract {
            let shut: Vec<Uuid> = series
                .episodes
                .keys()
                .filter(|episode| !self.doors_of(series, **episode, stand).any)
                .copied()
                .collect();
            if shut.is_empty() && !series.episodes.is_empty() {
                continue;
            }
            closed.series.push(*id);
            if shut.len() == series.episodes.len() {
                closed.ids.push(*id);
            } else {
                closed.ids.extend(shut);
            }
        }
        closed
    }
}

/// A point without its media and language.
struct Asked<'a> {
    rights: &'a HouseRights,
    point: Point,
    languages: Vec<LanguageId>,
    bought: Option<Moment>,
}

impl Asked<'_> {
    fn ask(&self, way: &str, bought: Option<Moment>) -> bool {
        let media = self.rights.book.universe().media.find(way);
        let media = media.expect("the ways are kinds of the standard tree");
        self.languages.iter().any(|language| {
            let point = Point {
                media,
                language: *language,
                ..self.point
            };
            self.rights.gate.may_play(&point, bought)
        })
    }

    fn may(&self, way: &str) -> bool {
        self.ask(way, None)
    }

    /// What was bought is a sale for coins.
    fn kept(&self) -> bool {
        self.bought.is_some() && self.ask("Coins", self.bought)
    }
}
