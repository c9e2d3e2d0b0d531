//! Starts and ends of windows. Inside this crate they are what the cell says; they become instants once, here.
//!
//! A date without a time is a day of the first time zone of the territory; the last day belongs to the window. In a
//! workbook a time without a zone is UTC; in XML it is the territory's first zone, and is given its offset when it is
//! read. Those who read workbooks differ about this: [`check`](crate::check) asks for the zone.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::{Offset, TimeZone, TimeZoneDatabase},
};
use rights::{Edge, Moment, Territory, Window, edge};

use crate::{Column, Row};

/// What a cell of `Start` or `End` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// `2026-03-01`.
    Day(Date),
    /// `2026-03-01T12:00:00Z`, or with another offset.
    At(Timestamp),
    /// `2026-03-01T12:00:00`.
    Zoneless(DateTime),
    /// `Open`, `ESTStart`, …: a word of the vocabulary, or any other.
    Condition(String),
}

/// When a row holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// Half-open, in UTC.
    Window(Window),
    /// It begins or ends with something that a calendar does not know: `ESTStart` with a lag of `P30D`.
    Waits { on: String, lag: String },
}

/// Why a row has no term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoTerm {
    pub column: Column,
    pub says: String,
}

impl Bound {
    /// None where there is nothing.
    pub fn of(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let bound = if text.len() == 10 {
            text.parse().ok().map(Self::Day)
        } else if text.as_bytes().get(10) == Some(&b'T') {
            let moment = text.parse().ok().map(Self::At);
            moment.or_else(|| {
                text.parse()
                    .ok()
                    .filter(|_| !text.contains('['))
                    .map(Self::Zoneless)
            })
        } else {
            None
        };
        Some(bound.unwrap_or_else(|| Self::Condition(text.to_owned())))
    }

    fn moment(&self, territory: Territory, side: Edge) -> Result<Moment, String> {
        match self {
            Self::Day(day) => edge(*day, territory, side).map_err(|error| error.to_string()),
            Self::At(at) => Ok(inside(*at, side)),
            Self::Zoneless(at) => {
                let at = TimeZone::UTC
                    .to_timestamp(*at)
                    .map_err(|error| error.to_string())?;
                Ok(inside(at, side))
            }
            Self::Condition(word) => match (word.as_str(), side) {
                ("Open" | "Immediate", Edge::Start) => Ok(Moment::ALWAYS),
                ("Open", Edge::End) => Ok(Moment::FOREVER),
                _ => Err(format!("“{word}” is neither a date nor a moment.")),
            },
        }
    }
}

/// The last second of a window belongs to it: `…T23:59:59Z` ends at midnight. Any other end is the instant itself.
fn inside(at: Timestamp, side: Edge) -> Moment {
    let micros = at.as_microsecond();
    let last_second = micros.rem_euclid(60_000_000) == 59_000_000;
    if side == Edge::End && last_second {
        return Moment::from_micros(micros + 1_000_000);
    }
    Moment::from_micros(micros)
}

impl Row {
    /// When this row holds in this territory.
    pub fn term(&self, territory: Territory) -> Result<Term, NoTerm> {
        let bound = |column: Column, side: Edge| -> Result<Result<Moment, Term>, NoTerm> {
            let no = |says: String| NoTerm { column, says };
            let text = self.get(column);
            let bound = Bound::of(text).ok_or_else(|| no(format!("{column} is missing.")))?;
            let lag = self.get(if side == Edge::Start {
                Column::StartLag
            } else {
                Column::EndLag
            });
            match &bound {
                Bound::Condition(word) if is_event(word) || !lag.is_empty() => {
                    Ok(Err(Term::Waits {
                        on: word.clone(),
                        lag: lag.to_owned(),
                    }))
                }
                bound => bound.moment(territory, side).map(Ok).map_err(no),
            }
        };
        let (start, end) = (
            bound(Column::Start, Edge::Start)?,
            bound(Column::End, Edge::End)?,
        );
        match (start, end) {
            (Err(waits), _) | (_, Err(waits)) => Ok(waits),
            (Ok(start), Ok(end)) => Window::new(start, end)
                .map(Term::Window)
                .map_err(|_| NoTerm {
                    column: Column::End,
                    says: format!("The window ends at {end}, not after its start at {start}."),
                }),
        }
    }
}

/// Conditions that wait for something.
pub(crate) fn is_event(word: &str) -> bool {
    matches!(
        word,
        "ESTStart" | "EST" | "Broadcast" | "Completed" | "Theatrical" | "TBD"
    )
}

/// The `xs:dateTime` of a cell; none for a condition.
pub(crate) fn to_xml(text: &str, side: Edge) -> Option<String> {
    match Bound::of(text)? {
        Bound::Day(day) => {
            let time = if side == Edge::Start {
                "00:00:00"
            } else {
                "23:59:59"
            };
            Some(format!("{day}T{time}"))
        }
        Bound::At(_) => Some(text.to_owned()),
        Bound::Zoneless(_) => Some(format!("{text}Z")),
        Bound::Condition(_) => None,
    }
}

/// The cell of an `xs:dateTime`.
pub(crate) fn from_xml(text: &str, territory: Option<Territory>, side: Edge) -> String {
    let Some(Bound::Zoneless(at)) = Bound::of(text) else {
        return text.to_owned();
    };
    let whole_day = if side == Edge::Start {
        "00:00:00"
    } else {
        "23:59:59"
    };
    if text.get(11..) == Some(whole_day) {
        return at.date().to_string();
    }
    match territory.and_then(|territory| offset(at, territory)) {
        Some(offset) if offset == Offset::UTC => format!("{text}Z"),
        Some(offset) => {
            let minutes = offset.seconds() / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            format!(
                "{text}{sign}{:02}:{:02}",
                minutes.abs() / 60,
                minutes.abs() % 60
            )
        }
        None => format!("{text}Z"),
    }
}

/// The offset of the zone of a territory in which a time of the clock comes first.
fn offset(at: DateTime, territory: Territory) -> Option<Offset> {
    let database = TimeZoneDatabase::bundled();
    let zones = territory.zones().filter_map(|name| database.get(name).ok());
    let moments = zones.filter_map(|zone| {
        let moment = zone.to_ambiguous_timestamp(at).compatible().ok()?;
        Some((moment, zone.to_offset(moment)))
    });
    moments
        .min_by_key(|(moment, _)| *moment)
        .map(|(_, offset)| offset)
}

/// The territory of a code or of a region of one: `US-CA` is in the US.
pub(crate) fn territory(code: &str) -> Option<Territory> {
    Territory::of(code.split('-').next()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(territory: &str, start: &str, end: &str) -> String {
        let row = Row::default()
            .with(Column::Start, start)
            .with(Column::End, end);
        match row.term(Territory::of(territory).unwrap()) {
            Ok(Term::Window(window)) => window.to_string(),
            Ok(Term::Waits { on, lag }) => format!("waits on {on} {lag}"),
            Err(no) => format!("{}: {}", no.column, no.says),
        }
    }

    #[test]
    fn days_are_days_of_the_first_zone_and_the_last_one_is_inside() {
        assert_eq!(
            term("DE", "2026-03-01", "2026-03-31"),
            "from 2026-02-28T23:00:00Z until 2026-03-31T22:00:00Z"
        );
        assert_eq!(
            term("US", "2026-01-15", "Open"),
            "from 2026-01-15T05:00:00Z without end"
        );
        assert_eq!(
            term("GB", "2026-01-01T00:00:00Z", "2026-01-31T23:59:59Z"),
            "from 2026-01-01 until 2026-02-01"
        );
        assert_eq!(
            term("CN", "2026-01-01T08:00:00+08:00", "2026-01-02T00:00:00"),
            "from 2026-01-01 until 2026-01-02"
        );
        assert_eq!(term("DE", "Open", "Open"), "at any time");
        assert_eq!(term("DE", "2026-03-01", "ESTStart"), "waits on ESTStart ");
        assert!(term("DE", "2026-03-01", "2026-02-01").starts_with("End: The window ends"));
        assert!(term("DE", "2026-02-30", "Open").starts_with("Start: “2026-02-30” is neither"));
        assert!(term("DE", "", "Open").starts_with("Start: Start is missing"));
    }

    #[test]
    fn xml_has_the_day_as_its_first_or_last_second_and_gives_it_back() {
        for (side, xml) in [
            (Edge::Start, "2026-03-01T00:00:00"),
            (Edge::End, "2026-03-01T23:59:59"),
        ] {
            assert_eq!(to_xml("2026-03-01", side).as_deref(), Some(xml));
            assert_eq!(from_xml(xml, territory("DE"), side), "2026-03-01");
        }
        assert_eq!(
            to_xml("2026-03-01T12:00:00", Edge::Start).as_deref(),
            Some("2026-03-01T12:00:00Z")
        );
        assert_eq!(
            from_xml("2026-03-01T23:59:59", territory("US"), Edge::Start),
            "2026-03-01T23:59:59-05:00"
        );
        assert_eq!(
            from_xml("2026-07-01T00:00:00", territory("US-CA"), Edge::End),
            "2026-07-01T00:00:00-04:00"
        );
        assert_eq!(
            from_xml("2026-03-01T12:00:00+01:00", None, Edge::Start),
            "2026-03-01T12:00:00+01:00"
        );
        assert_eq!(to_xml("Open", Edge::End), None);
    }
}
