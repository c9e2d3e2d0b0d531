//! When each part goes out: a table to work from, and a calendar.

use chrono::{DateTime, Duration, Utc};

use super::plan::PlatformPlan;
use crate::names;
use crate::stems::Table;

/// How parts follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    pub first: DateTime<Utc>,
    pub every_hours: u32,
}

/// A part with its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub at: DateTime<Utc>,
    pub network: String,
    pub file: String,
    pub title: String,
    pub description: String,
}

/// The parts of several episodes of one network in a row.
pub fn slots(plans: &[PlatformPlan], rhythm: Rhythm) -> Vec<Slot> {
    let parts = plans
        .iter()
        .flat_map(|plan| plan.parts.iter().map(move |part| (plan, part)));
    let slot = |(index, (plan, part)): (usize, (&PlatformPlan, &super::Part))| {
        let after = Duration::hours(i64::from(rhythm.every_hours) * index as i64);
        Slot {
            at: rhythm
                .first
                .checked_add_signed(after)
                .unwrap_or(rhythm.first),
            network: plan.limits.name.to_owned(),
            file: part.file.clone(),
            title: part.title.clone(),
            description: part.description.clone(),
        }
    };
    parts.enumerate().map(slot).collect()
}

/// Comma-separated, moments in UTC.
pub fn csv(slots: &[Slot]) -> String {
    let mut table = Table::new(&["when_utc", "network", "file", "title", "description"]);
    for slot in slots {
        let when = slot.at.format("%Y-%m-%d %H:%M").to_string();
        table.row(&[
            &when,
            &slot.network,
            &slot.file,
            &slot.title,
            &slot.description,
        ]);
    }
    table.text
}

/// iCalendar (RFC 5545). `made`: the moment of writing, which the format asks for.
pub fn ics(slots: &[Slot], made: DateTime<Utc>) -> String {
    let stamp = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".into(),
        "PRODID:-//Cliffhanger//Schedule//EN".into(),
    ];
    for slot in slots {
        let name = format!("{}\0{}\0{}", slot.network, slot.file, slot.at);
        let uid = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, name.as_bytes());
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{uid}"),
            format!("DTSTAMP:{}", stamp(made)),
            format!("DTSTART:{}", stamp(slot.at)),
            "DURATION:PT15M".into(),
            format!(
                "SUMMARY:{}",
                escape(&names::line(&format!("{}: {}", slot.network, slot.title)))
            ),
            format!(
                "DESCRIPTION:{}",
                escape(&format!("{}\n\n{}", slot.file, slot.description))
            ),
            "END:VEVENT".into(),
        ]);
    }
    lines.push("END:VCALENDAR".into());
    lines.iter().map(|line| fold(line) + "\r\n").collect()
}

fn escape(text: &str) -> String {
    let shown: String = text
        .chars()
        .filter(|&c| c == '\n' || !c.is_control())
        .collect();
    shown
        .replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace('\n', "\\n")
}

/// At most 75 bytes a line; what goes on begins with a space.
fn fold(line: &str) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out
}
