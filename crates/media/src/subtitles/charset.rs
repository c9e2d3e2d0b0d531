//! Which encoding a text file is in.

use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The text, its line ends as `\n`, and the encoding's name.
///
/// A byte order mark decides; without one, UTF-16 shows by its zero bytes, UTF-8 by being valid, and legacy encodings
/// are told apart by the frequency tables that browsers use, with the BCP 47 language as a hint (empty for none).
pub fn decode(bytes: &[u8], language: &str) -> (String, &'static str) {
    let encoding = Encoding::for_bom(bytes)
        .map(|(encoding, _)| encoding)
        .or_else(|| wide(bytes))
        .unwrap_or_else(|| {
            if std::str::from_utf8(bytes).is_ok() {
                UTF_8
            } else {
                legacy(bytes, language)
            }
        });
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "\u{fffd}");
    (text, encoding.name())
}

/// UTF-16 without a mark: of the digits, colons and spaces of a subtitle file one byte of two is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |odd: usize| {
        head.iter()
            .skip(odd)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 8;
    if head.len() >= 16 && odd > many && even * 8 < odd {
        Some(UTF_16LE)
    } else if head.len() >= 16 && even > many && odd * 8 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn legacy(bytes: &[u8], language: &str) -> &'static Encoding {
    let mut detector = EncodingDetector::new();
    detector.feed(bytes, true);
    detector.guess(top_level_domain(language).map(str::as_bytes), false)
}

/// The detector takes its hint as the country of a web page.
fn top_level_domain(language: &str) -> Option<&'static str> {
    let mut parts = language.split('-');
    let primary = parts.next()?;
    Some(match primary {
        "zh" if parts.any(|part| matches!(part, "Hant" | "TW" | "HK" | "MO")) => "tw",
        "zh" => "cn",
        "ja" => "jp",
        "ko" => "kr",
        "ru" => "ru",
        "uk" => "ua",
        "bg" => "bg",
        "sr" => "rs",
        "el" => "gr",
        "he" => "il",
        "ar" => "sa",
        "fa" => "ir",
        "tr" => "tr",
        "th" => "th",
        "vi" => "vn",
        "pl" => "pl",
        "cs" => "cz",
        "hu" => "hu",
        _ => return None,
    })
}
