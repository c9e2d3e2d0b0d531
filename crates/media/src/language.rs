//! Language codes of containers to BCP 47.

/// ISO 639-2 (both forms) to the shorter code that BCP 47 prefers.
const SHORT: &[(&str, &str)] = &[
    ("ara", "ar"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("chi", "zh"),
    ("cze", "cs"),
    ("dan", "da"),
    ("deu", "de"),
    ("dut", "nl"),
    ("ell", "el"),
    ("eng", "en"),
    ("est", "et"),
    ("fas", "fa"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("ger", "de"),
    ("gre", "el"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("ind", "id"),
    ("ita", "it"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kor", "ko"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("may", "ms"),
    ("msa", "ms"),
    ("mya", "my"),
    ("nld", "nl"),
    ("nor", "no"),
    ("pan", "pa"),
    ("per", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rum", "ro"),
    ("rus", "ru"),
    ("slk", "sk"),
    ("slo", "sk"),
    ("slv", "sl"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swa", "sw"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tha", "th"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("vie", "vi"),
    ("zho", "zh"),
];

/// The code of three letters that an MP4 says a BCP 47 language by; nothing where we know none.
pub fn in_mp4(tag: &str) -> Option<&'static str> {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    let known = SHORT
        .iter()
        .find(|(_, short)| short.eq_ignore_ascii_case(primary));
    known.map(|(long, _)| *long)
}

/// `eng` → `en`, `zh-hans` → `zh-Hans`, `pt-br` → `pt-BR`; `und` for anything that is not shaped like a language tag.
pub fn normalise(tag: &str) -> String {
    let tag = tag.trim().replace('_', "-");
    let shaped = tag.len() <= 35
        && tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    let primary = tag
        .split('-')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if !shaped
        || !(2..=3).contains(&primary.len())
        || !primary.bytes().all(|b| b.is_ascii_lowercase())
    {
        return "und".to_owned();
    }
    let primary = SHORT
        .iter()
        .find(|(long, _)| *long == primary)
        .map_or(primary.clone(), |(_, short)| (*short).to_owned());
    let mut parts = vec![primary];
    for part in tag.split('-').skip(1) {
        parts.push(match part.len() {
            2 => part.to_ascii_uppercase(),
            4 if part.bytes().all(|b| b.is_ascii_alphabetic()) => {
                format!(
                    "{}{}",
                    part[..1].to_ascii_uppercase(),
                    part[1..].to_ascii_lowercase()
                )
            }
            _ => part.to_ascii_lowercase(),
        });
    }
    parts.join("-")
}

/// Makes `language` unlike all of `taken` by a private-use subtag: the second `en` becomes `en-x-2`.
pub(crate) fn distinct(language: &str, taken: &[&str]) -> String {
    let mut candidate = language.to_owned();
    let mut number = 2;
    while taken.contains(&candidate.as_str()) {
        candidate = format!("{language}-x-{number}");
        number += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_take_their_bcp_47_form() {
        for (given, expected) in [
            ("eng", "en"),
            ("chi", "zh"),
            ("zh-hans", "zh-Hans"),
            ("PT_br", "pt-BR"),
            ("es-419", "es-419"),
            ("", "und"),
            ("english", "und"),
            ("../../x", "und"),
            ("1en", "und"),
        ] {
            assert_eq!(normalise(given), expected, "{given}");
        }
    }

    #[test]
    fn a_second_track_of_a_language_gets_its_own_tag() {
        assert_eq!(distinct("en", &["en", "en-x-2"]), "en-x-3");
        assert_eq!(distinct("ko", &["en"]), "ko");
    }
}
