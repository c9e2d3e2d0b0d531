//! The name of a series in addresses.

use crate::clock::Random;

/// Longest base of a slug; the column takes 80, which leaves room for a number.
const LENGTH_MAX: usize = 64;
/// Letters of a made-up slug, without those that look alike.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// `Crème brûlée!` → `creme-brulee`, `霸道总裁` → `ba-dao-zong-cai`. A title without a letter or a
/// digit in any script gives a short random name.
pub fn of_title(title: &str, random: &Random) -> String {
    let mut slug = String::new();
    // Titles are at most 200 characters; a character may become several letters.
    for letter in deunicode::deunicode_with_tofu(title, " ").chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if letter != '\'' && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= LENGTH_MAX {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    let readable = title.chars().any(char::is_alphanumeric);
    if readable && !slug.is_empty() {
        return slug.to_owned();
    }
    let letters = random.bytes::<8>();
    let letters = letters.map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
    format!("s-{}", String::from_iter(letters))
}

/// The `attempt`-th slug to try for a base: itself, then numbered from 2.
pub fn numbered(base: &str, attempt: usize) -> String {
    if attempt <= 1 {
        base.to_owned()
    } else {
        format!("{base}-{attempt}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::of_title;
    use crate::clock::Random;

    #[test]
    fn titles_of_many_scripts_become_readable() {
        let random = Random::seeded(1);
        for (title, slug) in [
            ("The CEO's Secret Wife", "the-ceos-secret-wife"),
            ("Crème brûlée!", "creme-brulee"),
            ("  -- Ärger & Söhne --  ", "arger-sohne"),
            ("Тайна", "taina"),
            ("霸道总裁", "ba-dao-zong-cai"),
            ("사랑", "sarang"),
        ] {
            assert_eq!(of_title(title, &random), slug);
        }
    }

    #[test]
    fn a_title_without_letters_gets_a_short_name() {
        let random = Random::seeded(1);
        let (first, second) = (of_title("!!! 😀", &random), of_title("!!! 😀", &random));
        assert!(first.starts_with("s-") && first.len() == 10, "{first}");
        assert_ne!(first, second);
    }

    proptest! {
        #[test]
        fn every_title_has_a_slug_that_the_database_takes(title in "\\PC{0,200}") {
            let slug = of_title(&title, &Random::seeded(1));
            let bytes = slug.as_bytes();
            prop_assert!((1..=64).contains(&bytes.len()), "{slug}");
            prop_assert!(bytes[0].is_ascii_lowercase() || bytes[0].is_ascii_digit());
            prop_assert!(bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-'));
        }
    }
}
