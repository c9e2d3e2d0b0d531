//! File names that every system takes, whatever a title or an upload was called.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

/// Bytes of a name, its ending included. Systems take 255; folders around it need room too.
const LONGEST: usize = 120;

/// Names that Windows keeps for devices, with any ending.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Characters that turn the reading direction or show nothing: a name must not look other than it is.
fn hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// One part of a path: letters of every script and emoji stay; separators, quotes, controls and what
/// some system refuses become a dash. Never empty, never hidden, never `..`.
pub fn file(name: &str) -> String {
    let mut safe = String::new();
    for c in name.nfc() {
        let kept = match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\'' | '`' | '%' | '#' | '&'
            | '$' | ';' => '-',
            c if c.is_control() => '-',
            c if hidden(c) => continue,
            c if c.is_whitespace() => ' ',
            c => c,
        };
        let doubled = matches!(kept, '-' | ' ') && safe.ends_with(kept);
        if !doubled {
            safe.push(kept);
        }
    }
    let trimmed = safe.trim_matches(|c: char| c == '.' || c == ' ' || c == '-');
    let short = shorten(trimmed);
    let stem = short.split('.').next().unwrap_or_default().to_lowercase();
    match short.as_str() {
        "" => "untitled".into(),
        _ if RESERVED.contains(&stem.as_str()) => format!("_{short}"),
        _ => short,
    }
}

/// Cuts before the ending, between characters.
fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.into();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 8 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let mut end = LONGEST - ending.len();
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", stem[..end].trim_end_matches([' ', '.', '-']))
}

/// Gives every name its own, also where two differ in case only.
#[derive(Debug, Default)]
pub struct Unique {
    taken: HashSet<String>,
}

impl Unique {
    /// The safe form of a name, numbered where it is taken: `a.mp4`, `a-2.mp4`.
    pub fn take(&mut self, name: &str) -> String {
        let safe = file(name);
        let (stem, ending) = match safe.rsplit_once('.') {
            Some((stem, ending)) => (stem.to_owned(), format!(".{ending}")),
            None => (safe.clone(), String::new()),
        };
        let mut candidate = safe;
        let mut number = 2;
        while !self.taken.insert(candidate.to_lowercase()) {
            candidate = format!("{stem}-{number}{ending}");
            number += 1;
        }
        candidate
    }
}

/// On one line: for titles in formats whose lines mean something. Controls become spaces; what turns the direction goes.
pub fn line(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|&c| !hidden(c)) {
        let c = if c.is_control() || c.is_whitespace() {
            ' '
        } else {
            c
        };
        if !(c == ' ' && (out.is_empty() || out.ends_with(' '))) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A path as part of an address: everything but unreserved characters and `/` as percent and two digits.
pub fn address(path: &str) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte as char);
            }
            other => write!(out, "%{other:02X}").expect("a string takes everything"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hostile_names_become_plain_ones_and_good_names_stay() {
        assert_eq!(file("../../etc/passwd"), "etc-passwd");
        assert_eq!(file("a\"b'c\n<d>.mp4"), "a-b-c-d-.mp4");
        assert_eq!(file("CON.txt"), "_CON.txt");
        assert_eq!(file("..."), "untitled");
        assert_eq!(file("\u{202e}4pm.exe"), "4pm.exe");
        assert_eq!(file("合约婚姻 💍.mp4"), "合约婚姻 💍.mp4");
        assert_eq!(file("زواج بالعقد"), "زواج بالعقد");
        assert!(file(&"字".repeat(500)).len() <= LONGEST);
    }

    #[test]
    fn two_files_of_one_name_get_two_names() {
        let mut unique = Unique::default();
        assert_eq!(unique.take("a/b.mp4"), "a-b.mp4");
        assert_eq!(unique.take("A-b.mp4"), "A-b-2.mp4");
    }

    proptest! {
        #[test]
        fn a_name_is_one_part_of_a_path_and_stays_so(name in any::<String>()) {
            let safe = file(&name);
            prop_assert!(!safe.is_empty() && safe.len() <= LONGEST + 1);
            prop_assert!(safe != "." && safe != ".." && !safe.starts_with('.'));
            prop_assert!(!safe.contains(['/', '\\', ':']) && !safe.chars().any(char::is_control));
            prop_assert!(!line(&name).contains(['\n', '\r']));
            prop_assert!(address(&name).is_ascii());
        }
    }
}
