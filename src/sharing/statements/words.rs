//! The words of statements.

mod latin;
mod scripts;

/// One language's.
pub struct Words {
    pub statement: &'static str,
    pub payee: &'static str,
    pub period: &'static str,
    pub version: &'static str,
    pub replaced: &'static str,
    pub made: &'static str,
    pub opening: &'static str,
    pub earned: &'static str,
    pub moved: &'static str,
    pub closing: &'static str,
    pub difference: &'static str,
    pub amount: &'static str,
    pub series: &'static str,
    pub revenue: &'static str,
    pub tier: &'static str,
    pub count: &'static str,
    pub gross: &'static str,
    pub share: &'static str,
    pub date: &'static str,
    pub payout: &'static str,
    pub approved: &'static str,
    pub returned: &'static str,
    pub kept_back: &'static str,
    pub recovered: &'static str,
    pub proof: &'static str,
    /// In the order of [`KINDS`].
    kinds: [&'static str; 7],
}

const KINDS: [&str; 7] = [
    "unlocks",
    "vip",
    "adverts",
    "sponsorship",
    "licence",
    "pledges",
    "breakage",
];

/// The words for a BCP 47 tag, and the tag of the language that they are in: English where it is unknown.
pub fn words(language: &str) -> (&'static str, &'static Words) {
    let primary = language.split('-').next().unwrap_or_default();
    let mut all = latin::TABLE.iter().chain(scripts::TABLE);
    let (tag, words) = all
        .find(|(tag, _)| *tag == primary)
        .unwrap_or(&latin::TABLE[0]);
    (*tag, words)
}

impl Words {
    /// A kind of revenue; one that has no word yet stands as it is kept.
    pub fn kind<'a>(&'a self, kind: &'a str) -> &'a str {
        let place = KINDS.iter().position(|&known| known == kind);
        place.map_or(kind, |place| self.kinds[place])
    }

    /// Why a line is there, where it is no plain share.
    pub fn reason(&self, reason: &str) -> Option<&'static str> {
        match reason {
            "kept_back" => Some(self.kept_back),
            "recovered" => Some(self.recovered),
            _ => None,
        }
    }

    /// What became of a payout.
    pub fn event<'a>(&'a self, event: &'a str) -> &'a str {
        match event {
            "approved" => self.approved,
            "returned" => self.returned,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_of_a_house_has_its_words_and_each_kind_of_revenue_one() {
        for language in crate::houses::LANGUAGES {
            assert_eq!(words(language).0, *language);
        }
        assert_eq!((words("pt-BR").0, words("nl").0), ("pt", "en"));
        for kind in crate::books::revenue::RevenueKind::ALL {
            assert_ne!(words("en").1.kind(kind.as_str()), kind.as_str());
        }
        assert_eq!(words("en").1.kind("new"), "new");
    }
}
