//! One row.

use rights::{Date, TABLE_DATE, Territory};

use super::{Purpose, words};
use crate::{Bound, Column, Finding, Level, Row, Term, Work, bound, cell, codes, eidr, xml};

/// A row on the desk of whoever checks it.
pub(super) struct Desk<'a> {
    pub row: &'a Row,
    pub purpose: Purpose,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Desk<'a> {
    pub fn new(row: &'a Row, purpose: Purpose, findings: &'a mut Vec<Finding>) -> Self {
        Self {
            row,
            purpose,
            findings,
        }
    }

    pub fn get(&self, column: Column) -> &'a str {
        self.row.get(column)
    }

    fn has(&self, column: Column) -> bool {
        !self.get(column).is_empty()
    }

    fn say(&mut self, level: Level, column: Column, says: impl Into<String>) {
        self.findings
            .push(Finding::new(level, self.row.at(column), Some(column), says));
    }

    pub fn error(&mut self, column: Column, says: impl Into<String>) {
        self.say(Level::Error, column, says);
    }

    pub fn warn(&mut self, column: Column, says: impl Into<String>) {
        self.say(Level::Warning, column, says);
    }

    /// A warning about what came, an error in what goes out.
    fn stumble(&mut self, column: Column, says: impl Into<String>) {
        match self.purpose {
            Purpose::Import => self.warn(column, says),
            Purpose::Issue => self.error(column, says),
        }
    }

    /// A row that takes away needs to say no more than what.
    fn takes_away(&self) -> bool {
        matches!(self.get(Column::EntryType), "Full Delete" | "Delete")
    }

    pub fn required(&mut self) {
        let work = Work::of(self.row);
        let always = [Column::Alid, Column::EntryType, Column::DisplayName];
        let licence = [
            Column::WorkType,
            Column::LicenseType,
            Column::FormatProfile,
            Column::Start,
            Column::End,
        ];
        let licence = if self.takes_away() { &[][..] } else { &licence };
        for column in always.iter().chain(licence) {
            if !self.has(*column) {
                self.error(*column, format!("{column} is missing."));
            }
        }
        if !self.has(Column::Territory) && !self.has(Column::TerritoryExclusion) {
            self.error(Column::Territory, "Territory is missing.");
        }
        if self.takes_away() {
            return;
        }
        let mut described = vec![work.content_id()];
        if work != Work::Season && work != Work::Volume {
            described.push(work.alias());
        }
        if work.is_serial() {
            described.extend([Column::SeriesContentId, Column::SeriesTitleInternalAlias]);
        }
        if matches!(work, Work::Episode | Work::Season | Work::Volume) {
            described.push(Column::SeasonContentId);
        }
        described.dedup();
        for column in described {
            if !self.has(column) {
                self.stumble(column, format!("{column} is missing."));
            }
        }
        if work == Work::Episode && !self.has(Column::EpisodeNumber) {
            self.error(Column::EpisodeNumber, "An episode needs its number.");
        }
    }

    pub fn vocabularies(&mut self) {
        for (column, text) in self.row.cells() {
            let Some(words) = words::of(column) else {
                continue;
            };
            if !words.contains(&text) {
                let near = words.iter().find(|word| word.eq_ignore_ascii_case(text));
                let known = match near {
                    Some(word) => format!("it is written {word}"),
                    None if words.len() > 12 => "see the vocabulary of the standard".to_owned(),
                    None => format!("it is one of {}", words.join(", ")),
                };
                self.error(column, format!("“{text}” is no {column}: {known}."));
            }
        }
        let rights = self.get(Column::LicenseRightsDescription);
        if !rights.is_empty() && !words::RIGHTS.contains(&rights) {
            let says = format!(
                "“{rights}” is no description in common use; both sides must know what it means."
            );
            self.warn(Column::LicenseRightsDescription, says);
        }
    }

    pub fn territory(&mut self, column: Column, code: &str) {
        if matches!(code, "EU" | "ZZ" | "WW") {
            self.error(
                column,
                format!("“{code}” is a group. Write one row for each territory."),
            );
            return;
        }
        let upper = code.split('-').next().unwrap_or_default();
        match Territory::of(upper) {
            Err(_) => self.error(column, format!("“{code}” is no territory of ISO 3166-1.")),
            Ok(territory) => {
                let today: Date = TABLE_DATE.parse().expect("the table's day is a date");
                let start = Bound::of(self.get(Column::Start));
                let on = if let Some(Bound::Day(day)) = start {
                    day
                } else {
                    today
                };
                if !territory.is_standard() {
                    self.warn(
                        column,
                        format!("“{code}” is in use, and not of ISO 3166-1."),
                    );
                } else if !territory.is_current(on.max(today)) && !territory.is_current(on) {
                    self.error(column, format!("“{code}” is not a territory on {on}."));
                } else if !territory.is_current(today) {
                    self.warn(column, format!("“{code}” is no territory any more."));
                }
            }
        }
    }

    pub fn eidr(&mut self, column: Column, text: &str) {
        if eidr::is_meant(text) && !eidr::is_valid(&eidr::cell(text)) {
            self.stumble(
                column,
                format!("“{text}” is no EIDR: its form or its check character is wrong."),
            );
        }
    }

    pub fn window(&mut self) {
        for (column, lag) in [
            (Column::Start, Column::StartLag),
            (Column::End, Column::EndLag),
        ] {
            let text = self.get(column);
            match Bound::of(text) {
                Some(Bound::Condition(word)) if word == "TBD" => {
                    self.error(
                        column,
                        "“TBD” is for statuses of offers; an avail needs a date or a condition.",
                    );
                }
                Some(Bound::Condition(word)) if !words::CONDITIONS.contains(&word.as_str()) => {
                    let known = words::CONDITIONS.join(", ");
                    self.error(column, format!("“{word}” is no date (2026-03-01), no moment (2026-03-01T00:00:00Z) and none of {known}."));
                }
                Some(Bound::Zoneless(_)) => {
                    self.stumble(column, "This time has no zone and is read as UTC; others read it as local. Add Z or an offset.");
                }
                _ => {}
            }
            if self.has(lag) {
                if !matches!(Bound::of(text), Some(Bound::Condition(_))) {
                    self.error(
                        lag,
                        format!("A lag needs a condition in {column} that it runs from."),
                    );
                }
                if !cell::is_duration(self.get(lag)) {
                    self.error(lag, "A lag is a duration such as P30D.");
                }
            }
        }
        if let Some(territory) = bound::territory(self.get(Column::Territory))
            && let Err(error) = self.row.term(territory)
            && error.column == Column::End
            && self.has(Column::End)
            && !matches!(Bound::of(self.get(Column::End)), Some(Bound::Condition(_)))
        {
            self.error(Column::End, error.says);
        }
        if let Ok(Term::Waits { on, .. }) = self
            .row
            .term(Territory::all().next().expect("there are territories"))
            && on == "Immediate"
        {
            self.error(Column::End, "A window cannot end immediately.");
        }
    }

    pub fn price(&mut self) {
        let (kind, value, currency) = (
            self.get(Column::PriceType),
            self.get(Column::PriceValue),
            self.get(Column::PriceCurrency),
        );
        let license = self.get(Column::LicenseType);
        if matches!(license, "EST" | "VOD" | "POEST")
            && !self.takes_away()
            && kind.is_empty()
            && !self.has(Column::Srp)
        {
            self.stumble(
                Column::PriceType,
                format!("{license} is paid for, and this row has no price."),
            );
        }
        if kind.is_empty() && !value.is_empty() {
            self.error(Column::PriceValue, "A price needs its PriceType.");
        }
        if !kind.is_empty() && kind != "NA" && value.is_empty() && !kind.ends_with("SRP") {
            self.stumble(
                Column::PriceValue,
                format!("A price of the type {kind} needs its value."),
            );
        }
        let money = xml::is_money(kind);
        let amounts = [
            (Column::PriceValue, value, money),
            (Column::Srp, self.get(Column::Srp), true),
        ];
        for (column, amount, is_money) in amounts {
            if !is_money || amount.is_empty() || amount == "TBD" {
                continue;
            }
            if !xml::is_decimal(amount) || amount.starts_with('-') {
                self.error(column, format!("“{amount}” is no amount: digits and a decimal point, without a sign of currency."));
            } else if currency.is_empty() {
                self.stumble(
                    Column::PriceCurrency,
                    format!("{amount} of which currency?"),
                );
            }
        }
        match currency {
            "" => {}
            "XTS" => self.stumble(
                Column::PriceCurrency,
                "XTS is for tests; nobody can pay in it.",
            ),
            code if !codes::is_currency(code) => {
                self.error(
                    Column::PriceCurrency,
                    format!("“{code}” is no currency of ISO 4217."),
                );
            }
            _ => {}
        }
    }

    pub fn languages(&mut self) {
        let columns = [
            Column::AssetLanguage,
            Column::AllowedLanguages,
            Column::HoldbackLanguage,
            Column::RequiredFulfillmentLanguages,
        ];
        for column in columns {
            for part in cell::parts(self.get(column)) {
                let (tag, asset) = part.split_once(':').unwrap_or((part, ""));
                if let Err(says) = codes::language(tag) {
                    self.error(column, says);
                }
                if !matches!(asset, "" | "subtitle" | "audio" | "subdub" | "sub" | "dub") {
                    self.error(
                        column,
                        format!("“{asset}” is none of subtitle, audio and subdub."),
                    );
                }
            }
        }
        if self.has(Column::AllowedLanguages) && self.has(Column::HoldbackLanguage) {
            self.error(
                Column::HoldbackLanguage,
                "Languages are either allowed or held back; a row says one of the two.",
            );
        }
        let held: Vec<&str> = cell::parts(self.get(Column::HoldbackLanguage)).collect();
        let required = cell::parts(self.get(Column::RequiredFulfillmentLanguages));
        if let Some(both) = required.into_iter().find(|tag| held.contains(tag)) {
            self.error(
                Column::RequiredFulfillmentLanguages,
                format!("“{both}” is required and held back."),
            );
        }
        let license = self.get(Column::LicenseType);
        if matches!(license, "EST" | "VOD" | "POEST")
            && cell::parts(self.get(Column::AssetLanguage)).count() > 1
        {
            self.error(
                Column::AssetLanguage,
                format!("{license} is for one language of the asset; write one row for each."),
            );
        }
    }

    pub fn rating(&mut self) {
        let (name, value, reason) = (
            self.get(Column::RatingSystem),
            self.get(Column::RatingValue),
            self.get(Column::RatingReason),
        );
        if name.is_empty() {
            if !value.is_empty() {
                self.error(Column::RatingValue, "A rating needs its system.");
            }
            return;
        }
        let territory = self.get(Column::Territory);
        let systems: Vec<&codes::RatingSystem> = codes::rating_systems(name).collect();
        let here: Vec<&&codes::RatingSystem> = systems
            .iter()
            .filter(|system| system.territories.contains(&territory))
            .collect();
        if systems.is_empty() {
            self.warn(
                Column::RatingSystem,
                format!(
                    "“{name}” is no rating system in the table of {}.",
                    codes::RATINGS_DATE
                ),
            );
            return;
        }
        if here.is_empty() {
            self.warn(
                Column::RatingSystem,
                format!("{name} is not a rating system of {territory}."),
            );
        }
        let wanted = |system: &&codes::RatingSystem| {
            here.is_empty() || system.territories.contains(&territory)
        };
        let mut values = systems
            .iter()
            .filter(|system| wanted(system))
            .flat_map(|system| &system.values);
        if !values.any(|known| *known == value) {
            self.error(
                Column::RatingValue,
                format!("“{value}” is no rating of {name}."),
            );
        }
        let reasons: Vec<&&str> = systems
            .iter()
            .filter(|system| wanted(system))
            .flat_map(|system| &system.reasons)
            .collect();
        for reason in cell::parts(reason) {
            if !reasons.is_empty() && !reasons.iter().any(|known| **known == reason) {
                self.error(
                    Column::RatingReason,
                    format!("{name} has codes for reasons, and “{reason}” is none of them."),
                );
            }
        }
    }

    /// Cells that go together.
    pub fn together(&mut self) {
        let license = self.get(Column::LicenseType);
        if license == "POEST" && !self.has(Column::SuppressionLiftDate) {
            self.error(
                Column::SuppressionLiftDate,
                "A pre-order needs the day on which it may be announced.",
            );
        }
        if license != "POEST" && self.has(Column::SpecialPreOrderFulfillDate) {
            self.error(
                Column::SpecialPreOrderFulfillDate,
                "Only a pre-order (POEST) is fulfilled on a day of its own.",
            );
        }
        let collection = self.get(Column::WorkType) == "Collection";
        if !collection && self.has(Column::BundledAlids) {
            self.error(
                Column::BundledAlids,
                "Only a Collection bundles other ALIDs.",
            );
        }
        if collection && !self.has(Column::BundledAlids) && !self.takes_away() {
            self.warn(
                Column::BundledAlids,
                "A Collection names the ALIDs that are in it.",
            );
        }
        if self.get(Column::CaptionIncluded) == "No"
            && self.get(Column::Territory) == "US"
            && !self.has(Column::CaptionExemption)
        {
            self.error(
                Column::CaptionExemption,
                "In the US a title without captions needs the number of the reason.",
            );
        }
        if self.has(Column::ExclusiveAttributes) && self.get(Column::Exclusive) != "TRUE" {
            self.warn(
                Column::ExclusiveAttributes,
                "This says how it is exclusive, and Exclusive does not say that it is.",
            );
        }
    }

    /// Elements without a column that have a vocabulary.
    pub fn aside(&mut self) {
        let statuses: [(&str, &[&str]); 3] = [
            ("VolumeMetadata/Status", &["Partial"]),
            ("SeasonStatus", &["Partial"]),
            ("SeriesStatus", &["Concluded", "Continuing", "Pending"]),
        ];
        for (path, text) in &self.row.aside {
            for (end, words) in statuses {
                if path.starts_with("xml:")
                    && path.ends_with(end)
                    && !text.lines().all(|text| words.contains(&text))
                {
                    let says = format!("“{text}” is no {end}: it is one of {}.", words.join(", "));
                    self.findings.push(Finding::new(
                        Level::Error,
                        self.row.source.at(None),
                        None,
                        says,
                    ));
                }
            }
        }
    }
}
