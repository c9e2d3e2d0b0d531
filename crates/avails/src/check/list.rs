//! Rows that contradict each other.

use std::collections::HashMap;

use rights::Window;

use crate::{Column, Finding, Level, Row, Term, Work, bound};

pub(super) fn check(rows: &[Row], findings: &mut Vec<Finding>) {
    windows(rows, findings);
    volumes(rows, findings);
}

/// The same licence of the same thing twice at one time.
fn windows(rows: &[Row], findings: &mut Vec<Finding>) {
    let mut seen: HashMap<Vec<&str>, Vec<(Window, &Row)>> = HashMap::new();
    for row in rows
        .iter()
        .filter(|row| !row.get(Column::EntryType).ends_with("Delete"))
    {
        let columns = [
            Column::Alid,
            Column::Territory,
            Column::LicenseType,
            Column::LicenseRightsDescription,
            Column::FormatProfile,
            Column::Hdr,
            Column::AssetLanguage,
            Column::AllowedLanguages,
            Column::HoldbackLanguage,
            Column::Licensee,
        ];
        let territory = bound::territory(row.get(Column::Territory));
        let Some(Ok(Term::Window(window))) = territory.map(|territory| row.term(territory)) else {
            continue;
        };
        let others = seen
            .entry(columns.map(|column| row.get(column)).to_vec())
            .or_default();
        if let Some((_, other)) = others.iter().find(|(its, _)| its.and(&window).is_some()) {
            let says = format!(
                "This window overlaps that of {}, for the same licence.",
                other.at(Column::Start)
            );
            findings.push(Finding::new(
                Level::Warning,
                row.at(Column::Start),
                Some(Column::Start),
                says,
            ));
        }
        // Enough for whoever reads it: a file of one window ten thousand times is not compared with all of itself.
        if others.len() < 50 {
            others.push((window, row));
        }
    }
}

/// Volumes of a season that have an episode in common; the numbers stand in XML alone.
fn volumes(rows: &[Row], findings: &mut Vec<Finding>) {
    let mut seen: Vec<(&str, &str, i64, i64)> = Vec::new();
    for row in rows.iter().filter(|row| Work::of(row) == Work::Volume) {
        let number = |name: &str| -> Option<i64> {
            let found = row
                .aside
                .iter()
                .find(|(path, _)| path.starts_with("xml:") && path.ends_with(name));
            found?.1.lines().next()?.trim().parse().ok()
        };
        let (Some(first), Some(count)) = (
            number("VolumeFirstEpisodeNumber"),
            number("VolumeNumberOfEpisodes"),
        ) else {
            continue;
        };
        let (season, alid, end) = (
            row.get(Column::SeasonContentId),
            row.get(Column::Alid),
            first.saturating_add(count),
        );
        let common = seen.iter().find(|(its, other, from, to)| {
            *its == season && *other != alid && first < *to && *from < end
        });
        if let Some((_, other, ..)) = common {
            let says = format!("This volume has episodes that are in {other} too.");
            findings.push(Finding::new(Level::Error, row.source.at(None), None, says));
        }
        seen.push((season, alid, first, end));
    }
}
