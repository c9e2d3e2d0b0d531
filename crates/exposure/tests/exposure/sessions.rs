//! Sessions written by hand: what players told, and what a careful reader counts.

use exposure::{Placement, Report, Span, Terms, Told, passes, seen};
use serde_json::Value;

fn spans(value: &Value) -> Vec<Span> {
    let pair = |pair: &Value| Span {
        from_ms: pair[0].as_i64().unwrap(),
        to_ms: pair[1].as_i64().unwrap(),
    };
    value.as_array().unwrap().iter().map(pair).collect()
}

fn report(value: &Value) -> Report {
    let told = match value["told"].as_str().unwrap() {
        "began" => Told::Began,
        "watched" => Told::Watched(spans(&value["spans"])),
        "hidden" => Told::Hidden(spans(&value["spans"])),
        other => panic!("{other}"),
    };
    Report {
        at_ms: value["at"].as_i64().unwrap(),
        play: value["play"].as_u64().unwrap().into(),
        told,
    }
}

#[test]
fn b1_b2_sessions_written_by_hand_come_to_what_was_counted_by_hand() {
    let file: Value = serde_json::from_str(include_str!("../sessions/sessions.json")).unwrap();
    let sessions = file.as_array().unwrap();
    assert!(sessions.len() >= 6);
    for session in sessions {
        let reports: Vec<Report> = session["reports"]
            .as_array()
            .unwrap()
            .iter()
            .map(report)
            .collect();
        let placement = Placement {
            span: spans(&session["placements"])[0],
            area: 100,
            spoken: false,
        };
        let terms = Terms {
            continuous_ms: 2_000,
            area: 15,
            per_viewer_day: 2,
            lawful: Vec::new(),
        };
        let seen = seen(&terms, &placement, "US", &passes(&reports));
        let counted = [seen.exposures.into(), seen.billable.into(), seen.counted_ms];
        let by_hand = &session["exposures_billable_ms"];
        assert_eq!(
            Value::from(counted.to_vec()),
            *by_hand,
            "{}",
            session["what"]
        );
    }
}
