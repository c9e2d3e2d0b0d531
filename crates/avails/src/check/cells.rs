//! Cells by what their column holds.

use super::row::Desk;
use crate::{Bound, Column, Holds, cell};

pub(super) fn check(desk: &mut Desk<'_>) {
    for (column, text) in desk.row.cells() {
        let wanted = match column.holds() {
            Holds::Hours => (cell::hours(text).is_none()).then_some("whole hours"),
            Holds::RunTime => {
                (cell::run_time(text).is_none()).then_some("a length such as 01:32:03")
            }
            Holds::Truth => (!matches!(text, "TRUE" | "FALSE")).then_some("TRUE or FALSE"),
            Holds::YesNo => (!matches!(text, "Yes" | "No")).then_some("Yes or No"),
            Holds::Date => (!is_date(column, text)).then_some("a date such as 2026-03-01"),
            Holds::Eidr => {
                desk.eidr(column, text);
                None
            }
            Holds::Territory => {
                desk.territory(column, text);
                None
            }
            Holds::Territories => {
                for code in cell::parts(text) {
                    desk.territory(column, code);
                }
                None
            }
            Holds::Text | Holds::Word | Holds::Ids | Holds::Languages | Holds::Edge => None,
        };
        if let Some(wanted) = wanted {
            desk.error(column, format!("“{}” is not {wanted}.", short(text)));
        }
        let counts = matches!(
            column,
            Column::EpisodeNumber
                | Column::SeasonNumber
                | Column::VolumeNumber
                | Column::EpisodeCount
                | Column::SeasonCount
        );
        if counts && text.parse::<i32>().is_err() {
            desk.error(column, format!("“{}” is not a whole number.", short(text)));
        }
        if column == Column::WindowDuration && !cell::is_duration(text) {
            desk.error(
                column,
                format!("“{}” is not a duration such as P30D.", short(text)),
            );
        }
    }
}

fn is_date(column: Column, text: &str) -> bool {
    let year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let month = text.len() == 7 && matches!(Bound::of(&format!("{text}-01")), Some(Bound::Day(_)));
    match Bound::of(text) {
        Some(Bound::Day(_)) => true,
        Some(Bound::At(_) | Bound::Zoneless(_)) => column != Column::ReleaseYear,
        _ => {
            (year && column.group() == "AvailMetadata") || (month && column == Column::ReleaseYear)
        }
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
