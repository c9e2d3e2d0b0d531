//! One row.

use rights::{Date, TABLE_DATE, Territory};

use super::{Purpose, words};
use crate::{Bound, Column, Finding, Level, Row, Work, eidr};

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

    pub fn has(&self, column: Column) -> bool {
        !self.get(column).is_empty()
    }

    pub fn say(&mut self, level: Level, column: Column, says: impl Into<String>) {
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
    pub fn stumble(&mut self, column: Column, says: impl Into<String>) {
        match self.purpose {
            Purpose::Import => self.warn(column, says),
            Purpose::Issue => self.error(column, says),
        }
    }

    /// A row that takes away needs to say no more than what.
    pub fn takes_away(&self) -> bool {
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
