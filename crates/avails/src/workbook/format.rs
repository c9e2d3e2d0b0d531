//! How a number in a cell is shown, which is all that tells a date from a number.

use jiff::{
    ToSpan,
    civil::{Date, date},
};

use crate::{cell, xml::Node};

#[derive(Clone, Copy, Debug)]
pub(super) enum Format {
    Plain,
    /// The day that serial number 0 is.
    Date(Date),
    Time,
}

/// 1900 was no leap year; the count of days says it was, so the days before its March are off by one.
const DAY_ZERO: Date = date(1899, 12, 30);
const DAY_ZERO_1904: Date = date(1904, 1, 1);

impl Format {
    /// The format of each style, in the order in which cells name them.
    pub fn all(styles: &Node, from_1904: bool) -> Vec<Self> {
        let zero = if from_1904 { DAY_ZERO_1904 } else { DAY_ZERO };
        let part = |name: &str| styles.children.iter().find(move |node| node.name == name);
        let custom: Vec<(&str, &str)> = part("numFmts").map_or_else(Vec::new, |formats| {
            formats
                .children
                .iter()
                .filter_map(|node| {
                    Some((node.attribute("numFmtId")?, node.attribute("formatCode")?))
                })
                .collect()
        });
        let of = |node: &Node| {
            let id = node.attribute("numFmtId").unwrap_or_default();
            match custom.iter().find(|(known, _)| *known == id) {
                Some((_, code)) => Self::of_code(code, zero),
                None => match id.parse().unwrap_or(0) {
                    14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Self::Date(zero),
                    18..=21 | 32..=35 | 45..=47 | 55 | 56 => Self::Time,
                    _ => Self::Plain,
                },
            }
        };
        part("cellXfs").map_or_else(Vec::new, |formats| {
            formats.children.iter().map(of).collect()
        })
    }

    fn of_code(code: &str, zero: Date) -> Self {
        let (mut quoted, mut bracket, mut skip) = (false, String::new(), false);
        let mut inside = false;
        let (mut day, mut time) = (false, false);
        for letter in code.chars() {
            match letter {
                _ if skip => skip = false,
                '"' => quoted = !quoted,
                _ if quoted => {}
                '\\' | '_' | '*' => skip = true,
                '[' => {
                    inside = true;
                    bracket.clear();
                }
                ']' => {
                    inside = false;
                    // `[h]:mm` counts hours; `[Red]` and `[$-409]` say nothing of time.
                    time |= matches!(
                        bracket.to_ascii_lowercase().trim_matches(['h', 'm', 's']),
                        ""
                    ) && !bracket.is_empty();
                }
                _ if inside => bracket.push(letter),
                'y' | 'Y' | 'd' | 'D' => day = true,
                'h' | 'H' | 's' | 'S' => time = true,
                // The second part is for negative numbers.
                ';' => break,
                _ => {}
            }
        }
        match (day, time) {
            (true, _) => Self::Date(zero),
            (false, true) => Self::Time,
            _ => Self::Plain,
        }
    }

    /// The text that a number means in a cell of this format: `2013-05-14`, `2013-05-14T12:00:00`, `01:56:20`, `4.99`.
    pub fn text(self, number: &str) -> String {
        let Ok(value) = number.trim().parse::<f64>() else {
            return number.to_owned();
        };
        let plain = || format!("{value}");
        if !value.is_finite() || !(0.0..3_000_000.0).contains(&value) {
            return if value.is_finite() {
                plain()
            } else {
                number.to_owned()
            };
        }
        let seconds = (value * 86_400.0).round() as i64;
        let (days, rest) = (seconds / 86_400, (seconds % 86_400) as u32);
        match self {
            Self::Plain => plain(),
            Self::Time => cell::clock(seconds as u32),
            Self::Date(_) if days == 0 => cell::clock(rest),
            Self::Date(zero) => {
                let days = if zero == DAY_ZERO && days < 60 {
                    days + 1
                } else {
                    days
                };
                match zero.checked_add(days.days()) {
                    Ok(day) if rest == 0 => day.to_string(),
                    Ok(day) => format!("{day}T{}", cell::clock(rest)),
                    Err(_) => plain(),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dates_where_their_format_says_so() {
        let code = |code| Format::of_code(code, DAY_ZERO);
        for date in [
            "yyyy-mm-dd",
            "m/d/yy h:mm",
            "[$-409]d-mmm-yyyy",
            "dd\\.mm\\.yyyy",
        ] {
            assert_eq!(code(date).text("41408"), "2013-05-14", "{date}");
        }
        for time in ["h:mm:ss", "[h]:mm:ss", "mm:ss.0"] {
            assert_eq!(code(time).text("0.0807870370370370"), "01:56:20", "{time}");
        }
        for number in ["General", "0.00", "[Red]0", "\"days\"0", "#,##0.00 [$EUR]"] {
            assert_eq!(code(number).text("41408"), "41408", "{number}");
        }
        assert_eq!(code("0.00").text("4.9900000000000002"), "4.99");
        assert_eq!(code("yyyy-mm-dd").text("41408.5"), "2013-05-14T12:00:00");
        assert_eq!(code("yyyy-mm-dd").text("1"), "1900-01-01");
        assert_eq!(
            Format::of_code("yyyy-mm-dd", DAY_ZERO_1904).text("39946"),
            "2013-05-14"
        );
        assert_eq!(code("yyyy").text("1e300"), format!("{}", 1e300));
    }
}
