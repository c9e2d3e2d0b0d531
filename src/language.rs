//! Language tags as people write them to BCP 47 as we keep it.

/// `ZH_hans` → `zh-Hans`, `pt-br` → `pt-BR`; none when it is no tag (RFC 5646, section 2.1, without
/// grandfathered forms: language, then parts of two to eight letters or digits).
pub fn canonical(tag: &str) -> Option<String> {
    let tag = tag.trim().replace('_', "-");
    if tag.len() > 35 || !tag.is_ascii() {
        return None;
    }
    let mut parts = tag.split('-');
    let language = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|byte| byte.is_ascii_lowercase())
    {
        return None;
    }
    let mut canonical = language;
    for part in parts {
        if !(2..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            return None;
        }
        let lower = part.to_ascii_lowercase();
        canonical.push('-');
        // Cases by convention (RFC 5646, section 2.1.1): scripts in title case, regions in capitals.
        match part.len() {
            2 => canonical.push_str(&lower.to_ascii_uppercase()),
            4 if part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                canonical.push_str(&lower[..1].to_ascii_uppercase());
                canonical.push_str(&lower[1..]);
            }
            _ => canonical.push_str(&lower),
        }
    }
    Some(canonical)
}

/// Codes that languages once had and that systems still send, with those that they have now (CLDR's aliases).
const RENAMED: [(&str, &str); 3] = [("in", "id"), ("iw", "he"), ("tl", "fil")];

/// The language of a tag without its region and script, an old code by its new one.
pub fn primary(tag: &str) -> String {
    let code = tag.split(['-', '_']).next().unwrap_or_default();
    let code = code.to_ascii_lowercase();
    match RENAMED.iter().find(|(old, _)| *old == code) {
        Some((_, new)) => (*new).to_owned(),
        None => code,
    }
}

#[cfg(test)]
mod tests {
    use super::{canonical, primary};

    #[test]
    fn old_codes_are_read_as_the_new_ones() {
        for (tag, wanted) in [
            ("fil-PH", "fil"),
            ("tl-PH", "fil"),
            ("in", "id"),
            ("ZH_hant", "zh"),
            ("fi", "fi"),
            ("", ""),
        ] {
            assert_eq!(primary(tag), wanted);
        }
    }

    #[test]
    fn tags_get_one_spelling() {
        assert_eq!(canonical("EN").as_deref(), Some("en"));
        assert_eq!(canonical(" zh_hans ").as_deref(), Some("zh-Hans"));
        assert_eq!(canonical("pt-br").as_deref(), Some("pt-BR"));
        assert_eq!(canonical("zh-HANT-tw").as_deref(), Some("zh-Hant-TW"));
        assert_eq!(canonical("es-419").as_deref(), Some("es-419"));
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for tag in [
            "",
            "-",
            "e",
            "english",
            "en-",
            "en--US",
            "日本",
            "en\0",
            "e1",
            "en-a",
            &"en-abcdefgh".repeat(9),
        ] {
            assert_eq!(canonical(tag), None, "{tag:?}");
        }
    }
}
