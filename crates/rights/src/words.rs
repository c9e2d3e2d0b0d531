//! Sentences about rights.

use crate::{
    Claim, Clash, Dimension, Kind, LanguageSet, MediaSet, Overlap, Runs, TABLE_DATE, TerritorySet,
    Universe, territory,
};

const LISTED: usize = 12;

/// An overlap that can be read out.
pub(crate) struct Place<'a> {
    universe: &'a Universe,
    overlap: &'a Overlap,
}

impl<'a> Place<'a> {
    pub fn new(universe: &'a Universe, overlap: &'a Overlap) -> Self {
        Self { universe, overlap }
    }

    fn titles(&self) -> String {
        let first = self.overlap.titles.first();
        let name = first.map_or("", |title| self.universe.titles.name(*title));
        match self.overlap.titles.len() {
            0 | 1 => format!("“{name}”"),
            2 => format!("“{name}” and one more title"),
            count => format!("“{name}” and {} more titles", count - 1),
        }
    }

    fn territories(&self) -> String {
        let rows = self.overlap.area.rows().iter();
        territories(rows.fold(TerritorySet::EMPTY, |set, row| set.or(row.territories)))
    }

    fn media(&self) -> String {
        let rows = self.overlap.area.rows().iter();
        self.media_of(rows.fold(MediaSet::EMPTY, |set, row| set.or(row.media)))
    }

    fn media_of(&self, set: MediaSet) -> String {
        if set.covers(&self.universe.media.all()) {
            return "all media".to_owned();
        }
        listed(&self.universe.media.names(set))
    }

    fn languages(&self) -> String {
        let rows = self.overlap.area.rows().iter();
        self.languages_of(rows.fold(LanguageSet::EMPTY, |set, row| set.or(row.languages)))
    }

    fn languages_of(&self, set: LanguageSet) -> String {
        let tags: Vec<&str> = self.universe.languages.tags(set).collect();
        if set == LanguageSet::ALL || tags.len() == self.universe.languages.len() {
            return "every language".to_owned();
        }
        listed(&tags)
    }

    fn runs(&self) -> Runs {
        let rows = self.overlap.area.rows().iter();
        rows.fold(Runs::NONE, |set, row| set.or(row.runs))
    }

    /// `“The Heiress” (SVOD) in DE, AT, in every language, from 2026-01-01 until 2027-01-01`.
    fn whole(&self) -> String {
        format!(
            "{} ({}) in {}, in {}, {}",
            self.titles(),
            self.media(),
            self.territories(),
            self.languages(),
            self.overlap.window
        )
    }

    /// The part in one dimension, to be left out or to be asked for.
    fn part(&self, dimension: Dimension) -> String {
        match dimension {
            Dimension::Title => self.titles(),
            Dimension::Media => self.media(),
            Dimension::Territory => self.territories(),
            Dimension::Language => self.languages(),
            Dimension::Run => self.runs().to_string(),
            Dimension::Time => format!("the time {}", self.overlap.window),
            Dimension::Exclusivity | Dimension::Sublicence => "this".to_owned(),
        }
    }

    fn contract(&self, claim: &Claim) -> String {
        format!("contract {}", self.universe.contract_name(claim.contract))
    }

    fn short(&self, claim: &Claim, dimension: Dimension) -> String {
        match dimension {
            Dimension::Title => "it is for other titles".to_owned(),
            Dimension::Media => format!("its media are {}", self.media_of(claim.media)),
            Dimension::Territory => {
                format!("its territories are {}", territories(claim.territories))
            }
            Dimension::Language => {
                format!("its languages are {}", self.languages_of(claim.languages))
            }
            Dimension::Time => format!("it runs {}", claim.window),
            Dimension::Run => format!("it is for {}", claim.runs),
            Dimension::Exclusivity => "it is not exclusive".to_owned(),
            Dimension::Sublicence => "it does not allow licensing on".to_owned(),
        }
    }
}

fn territories(set: TerritorySet) -> String {
    let on = TABLE_DATE.parse().expect("the table's day is a date");
    let words = territory::words(set, on);
    if words.starts_with("World") {
        return words;
    }
    listed(&words.split(", ").collect::<Vec<_>>())
}

fn listed(names: &[&str]) -> String {
    match names.len() {
        0 => "nothing".to_owned(),
        count if count <= LISTED => names.join(", "),
        count => format!("{} and {} more", names[..LISTED].join(", "), count - LISTED),
    }
}

fn small(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Sentence and remedy for what no contract gives.
pub(crate) fn missing(
    place: &Place,
    clash: Clash,
    nearest: Option<&Claim>,
    short: &[Dimension],
) -> (String, String) {
    let whole = place.whole();
    let Some(claim) = nearest else {
        let nobody = match clash {
            Clash::NotLicensed => "The contract to be delivered to does not give",
            _ => "No contract gives a right in",
        };
        let remedy = format!("License it in first, or leave {} out.", place.titles());
        return (format!("{nobody} {whole}."), remedy);
    };
    let contract = place.contract(claim);
    let reasons: Vec<String> = short
        .iter()
        .map(|dimension| place.short(claim, *dimension))
        .collect();
    let because = reasons.join(", and ");
    let out = short
        .first()
        .map_or_else(String::new, |dimension| place.part(*dimension));
    match clash {
        Clash::NoExclusiveRightIn => (
            format!("Nothing exclusive can be sold of {whole}: {because} ({contract})."),
            "Offer it without exclusivity, or have the licensor's grant made exclusive.".to_owned(),
        ),
        Clash::NoSublicence => (
            format!(
                "{} gives the right in {whole}, but not to sell it: {because}.",
                capital(&contract)
            ),
            "Ask the licensor for permission to license it on.".to_owned(),
        ),
        Clash::NotLicensed => (
            format!(
                "{} does not give its licensee {whole}: {because}.",
                capital(&contract)
            ),
            format!("Amend the contract, or leave {out} out of the delivery."),
        ),
        _ => (
            format!("No contract gives a right in {whole}; the nearest is {contract}: {because}."),
            format!("License it in first, or leave {out} out."),
        ),
    }
}

/// Sentence and remedy for a claim that is in the way.
pub(crate) fn blocked(
    place: &Place,
    clash: Clash,
    claim: &Claim,
    dimension: Dimension,
) -> (String, String) {
    let (whole, contract) = (place.whole(), capital(&place.contract(claim)));
    let leave = format!("Leave {} out", place.part(dimension));
    let numbered = claim.runs.is_numbered();
    match (clash, claim.kind) {
        (Clash::HeldBack, _) => (
            format!("{contract} holds back {whole}; that binds this house too."),
            format!("{leave}, or wait for the end of the holdback."),
        ),
        (Clash::Reserved, Kind::Option { expires, .. }) => (
            format!("{contract} is an option on {whole}; it lapses at {expires}."),
            format!("{leave}, wait until it lapses, or have it given up."),
        ),
        (Clash::Reserved, Kind::FirstRefusal { expires }) => (
            format!("{contract} must be asked first about {whole}, until {expires}."),
            format!(
                "Ask, and note at that contract that they declined. Or {}.",
                small(&leave)
            ),
        ),
        (Clash::Runs, _) => (
            format!(
                "{contract} has {} of {whole}; a run is sold once.",
                place.runs()
            ),
            "Offer other runs.".to_owned(),
        ),
        (Clash::OverlapIn, _) => (
            format!("{contract} gives {whole} too, and one of the two is exclusive."),
            "Ask both licensors who holds it; one of the two grants cannot be right.".to_owned(),
        ),
        (_, Kind::Out { exclusive: true }) if numbered => (
            format!(
                "{contract} has licensed {} of {whole} exclusively; that closes all runs in its period.",
                claim.runs
            ),
            format!("{leave}."),
        ),
        (_, Kind::Out { exclusive: true }) => (
            format!("{contract} has licensed {whole} exclusively."),
            format!("{leave}."),
        ),
        _ => (
            format!("{contract} has licensed {whole}, so nobody can have it alone."),
            format!("{leave}, or offer it without exclusivity."),
        ),
    }
}
