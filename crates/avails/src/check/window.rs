//! Starts, ends and lags.

use super::{row::Desk, words};
use crate::{Bound, Column, bound, cell};

impl Desk<'_> {
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
        if self.get(Column::End) == "Immediate" {
            self.error(Column::End, "A window cannot end immediately.");
        }
    }
}
