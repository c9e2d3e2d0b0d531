//! Dates of contracts become instants: half-open, in the first time zone of the territory.

use rights::{Date, Edge, Moment, Territory, Window, edge, window, windows};

use crate::house::{day, places};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn starts(code: &str, day: &str) -> String {
    let at = edge(date(day), Territory::of(code).unwrap(), Edge::Start).unwrap();
    at.micros()
        .to_string()
        .parse::<i64>()
        .map(Moment::from_micros)
        .unwrap()
        .to_string()
}

#[test]
fn a3_the_first_zone_is_where_the_day_begins_first() {
    // Kamchatka +12; New York −5 and −4; Lord Howe +11, and +10:30 before Sydney's +10; Noronha −2; Kiritimati +14.
    let expected = [
        ("RU", "2026-01-15", "2026-01-14T12:00:00Z"),
        ("RU", "2026-07-15", "2026-07-14T12:00:00Z"),
        ("US", "2026-01-15", "2026-01-15T05:00:00Z"),
        ("US", "2026-07-15", "2026-07-15T04:00:00Z"),
        ("AU", "2026-01-15", "2026-01-14T13:00:00Z"),
        ("AU", "2026-07-15", "2026-07-14T13:30:00Z"),
        ("BR", "2026-01-15", "2026-01-15T02:00:00Z"),
        ("KI", "2026-01-15", "2026-01-14T10:00:00Z"),
        ("DE", "2026-01-15", "2026-01-14T23:00:00Z"),
        ("CN", "2026-01-15", "2026-01-14T16:00:00Z"),
        ("IN", "2026-01-15", "2026-01-14T18:30:00Z"),
        ("NP", "2026-01-15", "2026-01-14T18:15:00Z"),
        ("GB", "2026-01-15", "2026-01-15"),
        // Nobody lives there.
        ("BV", "2026-01-15", "2026-01-15"),
    ];
    for (code, day, at) in expected {
        assert_eq!(starts(code, day), at, "{code} {day}");
    }
}

#[test]
fn a3_clock_changes_neither_lose_nor_double_an_hour() {
    let hours = |code: &str, first: &str, last: &str| {
        let window = window(date(first), Some(date(last)), Territory::of(code).unwrap()).unwrap();
        (window.end().micros() - window.start().micros()) / 3_600_000_000
    };
    assert_eq!(hours("DE", "2026-03-29", "2026-03-29"), 23);
    assert_eq!(hours("DE", "2026-10-25", "2026-10-25"), 25);
    assert_eq!(hours("US", "2026-03-08", "2026-03-08"), 23);
    assert_eq!(hours("US", "2026-11-01", "2026-11-01"), 25);
    assert_eq!(hours("DE", "2026-01-01", "2026-12-31"), 365 * 24);
    // Midnight itself is left out: the day begins at one o'clock. In Havana it comes twice.
    assert_eq!(starts("LB", "2026-03-29"), "2026-03-28T22:00:00Z");
    assert_eq!(hours("LB", "2026-03-29", "2026-03-29"), 23);
    assert_eq!(hours("CU", "2015-11-01", "2015-11-01"), 25);
    assert_eq!(starts("CU", "2015-11-01"), "2015-11-01T04:00:00Z");
}

#[test]
fn a3_a_day_that_never_was_is_an_empty_window() {
    // Samoa went from the 29th to the 31st of December 2011.
    let samoa = Territory::of("WS").unwrap();
    let skipped = window(date("2011-12-30"), Some(date("2011-12-30")), samoa);
    assert_eq!(skipped.unwrap_err().code(), "rights.empty_window");
}

#[test]
fn a3_neighbouring_days_touch_everywhere_through_all_clock_changes() {
    for territory in Territory::all() {
        let mut day = date("2011-12-25");
        while day < date("2012-01-05") {
            let next = day.tomorrow().unwrap();
            assert_eq!(
                edge(day, territory, Edge::End),
                edge(next, territory, Edge::Start)
            );
            day = next;
        }
        let mut day = date("2026-01-01");
        while day < date("2027-01-01") {
            let next = day.tomorrow().unwrap();
            let (one, two) = (
                window(day, Some(day), territory).unwrap(),
                window(next, Some(next), territory).unwrap(),
            );
            assert_eq!(one.end(), two.start(), "{territory} {day}");
            assert_eq!(one.and(&two), None);
            assert!(one.has(Moment::from_micros(one.end().micros() - 1)) && !one.has(one.end()));
            day = next;
        }
    }
}

#[test]
fn a3_windows_are_half_open_and_never_empty() {
    let window = Window::new(day("2026-01-01"), day("2026-02-01")).unwrap();
    assert!(window.has(day("2026-01-01")) && !window.has(day("2026-02-01")));
    assert_eq!(window.to_string(), "from 2026-01-01 until 2026-02-01");
    for end in ["2026-01-01", "2025-12-31"] {
        let refused = Window::new(day("2026-01-01"), day(end)).unwrap_err();
        assert_eq!(refused.code(), "rights.empty_window");
    }
    let backwards = rights::window(
        date("2026-02-01"),
        Some(date("2026-01-01")),
        Territory::of("DE").unwrap(),
    );
    assert_eq!(backwards.unwrap_err().code(), "rights.empty_window");
    let open = rights::window(date("2026-02-01"), None, Territory::of("DE").unwrap()).unwrap();
    assert_eq!(open.end(), Moment::FOREVER);
}

#[test]
fn the_same_days_over_many_territories_are_one_window_each_zone() {
    let found = windows(
        date("2026-01-01"),
        Some(date("2026-12-31")),
        places("DACH, GB, JP"),
    )
    .unwrap();
    let told: Vec<String> = found
        .iter()
        .map(|(window, set)| {
            let codes: Vec<&str> = Territory::of_set(*set).map(Territory::code).collect();
            format!("{} {}", codes.join(","), window.start())
        })
        .collect();
    assert_eq!(
        told,
        [
            "JP 2025-12-31T15:00:00Z",
            "AT,CH,DE 2025-12-31T23:00:00Z",
            "GB 2026-01-01"
        ]
    );
    let world = windows(date("2026-01-01"), None, places("World")).unwrap();
    let all = world.iter().map(|(_, set)| set.len()).sum::<usize>();
    assert_eq!(all, places("World").len());
}

#[test]
fn dates_out_of_reach_are_refused() {
    for day in [Date::MAX, Date::MIN] {
        for side in [Edge::Start, Edge::End] {
            for territory in Territory::all() {
                if let Err(refused) = edge(day, territory, side) {
                    assert_eq!(refused.code(), "rights.date_out_of_range");
                }
            }
        }
    }
}
