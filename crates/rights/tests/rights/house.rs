//! A house with one series and the contracts that the named cases are about.

use rights::{
    Book, Claim, ContractId, Kind, LanguageId, LanguageSet, MediaSet, MediaTree, Moment, Point,
    Proposal, Purpose, Reach, Runs, Territory, TerritorySet, TitleCover, TitleId, Universe, Window,
    freeze,
};

pub struct House {
    pub universe: Universe,
    pub series: TitleId,
    pub episodes: Vec<TitleId>,
    pub claims: Vec<Claim>,
}

pub fn day(text: &str) -> Moment {
    format!("{text}T00:00:00Z").parse().unwrap()
}

pub fn days(from: &str, until: &str) -> Window {
    Window::new(day(from), day(until)).unwrap()
}

pub fn places(text: &str) -> TerritorySet {
    freeze(text, "2026-11-01".parse().unwrap())
        .unwrap()
        .territories
}

pub const ALONE: Kind = Kind::In {
    exclusive: true,
    sublicence: true,
    keeps: false,
};
pub const SHARED: Kind = Kind::In {
    exclusive: false,
    sublicence: true,
    keeps: false,
};
pub const OUT: Kind = Kind::Out { exclusive: false };
pub const OUT_ALONE: Kind = Kind::Out { exclusive: true };
/// Long before every window here.
pub const TODAY: &str = "2026-01-01";

impl House {
    pub fn new() -> Self {
        let mut universe = Universe::new(MediaTree::standard());
        let series = universe
            .titles
            .add("The Heiress", None, Moment::ALWAYS)
            .unwrap();
        let mut episodes = Vec::new();
        for number in 1..=3 {
            let name = format!("The Heiress, episode {number}");
            episodes.push(
                universe
                    .titles
                    .add(&name, Some(series), Moment::ALWAYS)
                    .unwrap(),
            );
        }
        for tag in ["en", "de", "zh"] {
            universe.languages.add(tag).unwrap();
        }
        Self {
            universe,
            series,
            episodes,
            claims: Vec::new(),
        }
    }

    pub fn media(&self, names: &[&str]) -> MediaSet {
        let media = &self.universe.media;
        let covers = names.iter().map(|name| {
            media
                .cover(media.find(name).unwrap(), Reach::AndLater)
                .unwrap()
        });
        covers.fold(MediaSet::EMPTY, MediaSet::or)
    }

    pub fn whole(&self) -> Vec<TitleCover> {
        vec![TitleCover {
            title: self.series,
            reach: Reach::AndLater,
        }]
    }

    /// A row about the whole series in every language.
    pub fn row(
        &mut self,
        name: &str,
        kind: Kind,
        media: &str,
        places: &str,
        window: Window,
    ) -> &mut Claim {
        let contract = self.universe.contract(name);
        let claim = Claim {
            contract,
            kind,
            titles: self.whole(),
            media: self.media(&[media]),
            territories: self::places(places),
            languages: LanguageSet::ALL,
            window,
            runs: Runs::ANY,
        };
        self.claims.push(claim);
        self.claims.last_mut().unwrap()
    }

    pub fn book(&self) -> Book {
        Book::new(self.universe.clone(), self.claims.clone()).unwrap()
    }

    pub fn proposal(
        &self,
        purpose: Purpose,
        media: &str,
        places: &str,
        window: Window,
    ) -> Proposal {
        Proposal {
            titles: self.whole(),
            media: self.media(&[media]),
            territories: self::places(places),
            languages: LanguageSet::ALL,
            window,
            runs: Runs::UNNUMBERED,
            purpose,
            instead_of: Vec::new(),
        }
    }

    pub fn point(&self, media: &str, territory: &str, at: &str) -> Point {
        Point {
            title: self.episodes[0],
            media: self.universe.media.find(media).unwrap(),
            territory: Territory::of(territory).unwrap(),
            language: LanguageId(0),
            at: if at.contains('T') {
                at.parse().unwrap()
            } else {
                day(at)
            },
        }
    }

    pub fn contract(&self, name: &str) -> ContractId {
        let ids = (0..self.claims.len() as u32).map(ContractId);
        let mut found = ids.filter(|id| self.universe.contract_name(*id) == name);
        found.next().unwrap()
    }
}
