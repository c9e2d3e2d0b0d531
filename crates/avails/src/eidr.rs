//! EIDR: `10.5240/XXXX-XXXX-XXXX-XXXX-XXXX-C`, with the check character of ISO 7064 Mod 37,36.
//!
//! Files from elsewhere hold many that are made up: they are taken with a warning. We do not send one on.

const PREFIX: &str = "10.5240/";
const URN: &str = "urn:eidr:10.5240:";

/// Whether a text is an EIDR of a title, edit or manifestation whose check character is right.
pub fn is_valid(text: &str) -> bool {
    let Some(suffix) = text.strip_prefix(PREFIX) else {
        return false;
    };
    let groups: Vec<&str> = suffix.split('-').collect();
    let hex = |group: &&str| {
        group.len() == 4
            && group
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'))
    };
    let [body @ .., check] = groups.as_slice() else {
        return false;
    };
    body.len() == 5
        && body.iter().all(hex)
        && check.len() == 1
        && check_character(&body.concat()).is_some_and(|right| check.starts_with(right))
}

/// The check character over digits and capital letters.
pub fn check_character(body: &str) -> Option<char> {
    let mut product = 36;
    for letter in body.chars() {
        let value = letter
            .to_digit(36)
            .filter(|_| !letter.is_ascii_lowercase())?;
        let sum = (product + value) % 36;
        product = (if sum == 0 { 36 } else { sum }) * 2 % 37;
    }
    let value = (37 - product) % 36;
    char::from_digit(value, 36).map(|letter| letter.to_ascii_uppercase())
}

/// Whether a text means to be an EIDR, right or wrong.
pub(crate) fn is_meant(text: &str) -> bool {
    text.starts_with("10.5240/") || text.to_ascii_lowercase().starts_with("urn:eidr:")
}

/// As a cell of a workbook holds it. What is no URN of an EIDR stays as it is.
pub(crate) fn cell(text: &str) -> String {
    match text.strip_prefix(URN) {
        Some(suffix) if is_suffix(suffix) => format!("{PREFIX}{suffix}"),
        _ => text.to_owned(),
    }
}

/// As XML holds it.
pub(crate) fn urn(text: &str) -> String {
    match text.strip_prefix(PREFIX) {
        Some(suffix) if is_suffix(suffix) => format!("{URN}{suffix}"),
        _ => text.to_owned(),
    }
}

fn is_suffix(suffix: &str) -> bool {
    !suffix.is_empty()
        && suffix
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a7_the_check_character_is_that_of_other_implementations() {
        for good in [
            "10.5240/EA73-79D7-1B2B-B378-3A73-M",
            "10.5240/7791-8534-2C23-9030-8610-5",
            "10.5240/77C5-ED35-8FC2-7D9D-9531-1",
            "10.5240/8FF3-1C20-84F5-F247-8BCD-E",
        ] {
            assert!(is_valid(good), "{good}");
            assert_eq!(cell(&urn(good)), good);
        }
        for bad in [
            "10.5240/EA73-79D7-1B2B-B378-3A73-N",
            "10.5240/AE73-79D7-1B2B-B378-3A73-M",
            "10.5240/1489-49A2-3956-4B2D-ZZ45-6",
            "10.5240/:1489-49A2-3956-4B2D-FE16-5",
            "10.5240/ea73-79d7-1b2b-b378-3a73-m",
            "10.5240/EA73-79D7-1B2B-B378-3A73",
            "10.5240/",
            "",
        ] {
            assert!(!is_valid(bad), "{bad}");
        }
    }

    #[test]
    fn a7_any_one_character_changed_is_found() {
        let good = "10.5240/EA73-79D7-1B2B-B378-3A73-M";
        for at in 8..good.len() {
            for other in "0123456789ABCDEFGM".chars() {
                let mut changed = good.to_owned();
                changed.replace_range(at..=at, &other.to_string());
                assert_eq!(is_valid(&changed), changed == good, "{changed}");
            }
        }
    }
}
