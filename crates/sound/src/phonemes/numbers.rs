//! Numbers as words, in English and Chinese. Every other language's are left to `espeak-ng`.

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// `$1,200` → `one thousand two hundred dollars`; nothing if it is not a number. Small letters in.
pub fn english(word: &str) -> Option<String> {
    if !word.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Some((hours, minutes)) = word.split_once(':') {
        let (hours, minutes) = (hours.parse().ok()?, minutes.parse::<u64>().ok()?);
        return Some(match minutes {
            0 => format!("{} o'clock", cardinal(hours)),
            1..10 => format!("{} oh {}", cardinal(hours), cardinal(minutes)),
            _ => format!("{} {}", cardinal(hours), cardinal(minutes)),
        });
    }
    let (word, unit) = match (word.strip_prefix('$'), word.strip_suffix('%')) {
        (Some(sum), _) => (sum, if sum == "1" { " dollar" } else { " dollars" }),
        (_, Some(share)) => (share, " percent"),
        _ => (word, ""),
    };
    let plain = word.replace(',', "");
    if let Some(number) = plain
        .strip_suffix("st")
        .or_else(|| plain.strip_suffix("nd"))
        .or_else(|| plain.strip_suffix("rd"))
        .or_else(|| plain.strip_suffix("th"))
    {
        return number.parse().ok().map(ordinal);
    }
    if let Some((whole, part)) = plain.split_once('.') {
        let digits: Option<Vec<&str>> = part
            .chars()
            .map(|c| c.to_digit(10).map(|d| ONES[d as usize]))
            .collect();
        return Some(format!(
            "{} point {}{unit}",
            cardinal(whole.parse().ok()?),
            digits?.join(" ")
        ));
    }
    if let Some(decade) = plain
        .strip_suffix('s')
        .and_then(|number| number.parse::<u64>().ok())
    {
        return Some(
            format!("{}s", year(decade).unwrap_or_else(|| cardinal(decade))).replace("ys", "ies"),
        );
    }
    let Ok(number) = plain.parse::<u64>() else {
        // A code, or too great for a number: digit by digit, letters as they are.
        let spelled: Vec<String> = plain
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| {
                c.to_digit(10)
                    .map_or_else(|| c.to_string(), |digit| ONES[digit as usize].into())
            })
            .collect();
        return Some(spelled.join(" "));
    };
    let is_year = unit.is_empty() && !word.contains(',') && word.len() == 4;
    Some(
        is_year
            .then(|| year(number))
            .flatten()
            .unwrap_or_else(|| cardinal(number))
            + unit,
    )
}

fn year(number: u64) -> Option<String> {
    match (number / 100, number % 100) {
        (11..=20, 0) if number != 2000 => Some(format!("{} hundred", cardinal(number / 100))),
        (11..=19, 1..10) => Some(format!(
            "{} oh {}",
            cardinal(number / 100),
            cardinal(number % 100)
        )),
        (11..=19, rest) | (20, rest @ 10..) => {
            Some(format!("{} {}", cardinal(number / 100), cardinal(rest)))
        }
        _ => None,
    }
}

fn cardinal(number: u64) -> String {
    match number {
        0..20 => ONES[number as usize].into(),
        20..100 => {
            let tens = TENS[(number / 10) as usize];
            if number.is_multiple_of(10) {
                tens.into()
            } else {
                format!("{tens} {}", ONES[(number % 10) as usize])
            }
        }
        100..1_000 => scaled(number, 100, "hundred"),
        1_000..1_000_000 => scaled(number, 1_000, "thousand"),
        1_000_000..1_000_000_000 => scaled(number, 1_000_000, "million"),
        1_000_000_000..1_000_000_000_000 => scaled(number, 1_000_000_000, "billion"),
        _ => scaled(number, 1_000_000_000_000, "trillion"),
    }
}

fn scaled(number: u64, unit: u64, name: &str) -> String {
    let head = format!("{} {name}", cardinal(number / unit));
    if number.is_multiple_of(unit) {
        head
    } else {
        format!("{head} {}", cardinal(number % unit))
    }
}

fn ordinal(number: u64) -> String {
    let words = cardinal(number);
    let (head, last) = words
        .rsplit_once(' ')
        .map_or(("", words.as_str()), |(head, last)| (head, last));
    let last = match last {
        "one" => "first".into(),
        "two" => "second".into(),
        "three" => "third".into(),
        "five" => "fifth".into(),
        "eight" => "eighth".into(),
        "nine" => "ninth".into(),
        "twelve" => "twelfth".into(),
        tens if tens.ends_with('y') => format!("{}ieth", &tens[..tens.len() - 1]),
        other => format!("{other}th"),
    };
    if head.is_empty() {
        last
    } else {
        format!("{head} {last}")
    }
}

/// `105` → `一百零五`.
pub fn chinese(digits: &str) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let each = || {
        digits
            .chars()
            .filter_map(|c| c.to_digit(10))
            .map(|d| DIGITS[d as usize])
            .collect()
    };
    let Ok(number) = digits.replace(',', "").parse::<u64>() else {
        return each();
    };
    if digits.len() == 4 && (1900..2100).contains(&number) || number >= 1_000_000_000_000 {
        return each();
    }
    if number == 0 {
        return "零".into();
    }
    let mut said = String::new();
    let mut gap = false;
    for (power, name) in [(8, "亿"), (4, "万"), (0, "")] {
        let group = number / 10u64.pow(power) % 10_000;
        if group == 0 {
            gap |= !said.is_empty();
            continue;
        }
        for (place, unit) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = group / place % 10;
            if digit == 0 {
                gap |= !said.is_empty();
                continue;
            }
            if std::mem::take(&mut gap) {
                said.push('零');
            }
            if !(digit == 1 && place == 10 && said.is_empty()) {
                said.push(DIGITS[digit as usize]);
            }
            said.push_str(unit);
        }
        gap = false;
        said.push_str(name);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_numbers() {
        for (written, said) in [
            ("0", "zero"),
            ("21", "twenty one"),
            ("105", "one hundred five"),
            ("$1,200", "one thousand two hundred dollars"),
            ("50%", "fifty percent"),
            ("3:05", "three oh five"),
            ("10:00", "ten o'clock"),
            ("1999", "nineteen ninety nine"),
            ("2026", "twenty twenty six"),
            ("2001", "two thousand one"),
            ("42nd", "forty second"),
            ("20th", "twentieth"),
            ("3.14", "three point one four"),
            ("90s", "nineties"),
            ("b12", "b one two"),
        ] {
            assert_eq!(english(written).as_deref(), Some(said), "{written}");
        }
        assert_eq!(english("word"), None);
    }

    #[test]
    fn chinese_numbers() {
        for (written, said) in [
            ("5", "五"),
            ("12", "十二"),
            ("105", "一百零五"),
            ("2026", "二零二六"),
            ("10000", "一万"),
            ("50300", "五万零三百"),
            ("1000000", "一百万"),
        ] {
            assert_eq!(chinese(written), said, "{written}");
        }
    }
}
