//! `World excl. China, Hong Kong and Macao`: the words of a contract, frozen into a set.
//!
//! ```text
//! text  = { place | sign }            read from left to right; places are added, or taken away after `excl.`
//! place = CODE | name | group | ( text ) | place ( excl. text )
//! sign  = , ; + & / and | excl. excluding except without minus - | incl. including plus
//! ```

use std::{collections::HashMap, sync::LazyLock};

use jiff::civil::Date;

use super::{TABLE_DATE, Territory, group, groups, world};
use crate::{Error, TerritorySet};

const MAX_TEXT: usize = 8_000;
const MAX_DEPTH: usize = 8;
/// Words in the longest name of the tables, with room.
const MAX_WORDS: usize = 10;
const EXCLUDES: [&str; 10] = [
    "excl",
    "excluding",
    "exclusive",
    "except",
    "exception",
    "ex",
    "exc",
    "without",
    "minus",
    "less",
];

/// Territories as they were meant on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The contract's own words.
    pub words: String,
    /// The day that the words were read for: the signing.
    pub on: Date,
    /// The version of the tables that gave the set.
    pub table: String,
    pub territories: TerritorySet,
}

impl Frozen {
    /// What the same words would mean on another day, and the frozen set does not have: to be asked for, if wanted.
    pub fn not_included(&self, on: Date) -> Result<TerritorySet, Error> {
        let now = freeze(&self.words, on)?.territories;
        Ok(now.without(super::carried(self.territories)))
    }
}

#[derive(Clone, Copy)]
enum Place {
    Territory(Territory),
    Group(&'static str),
}

/// Names in lower case without accents and marks, words parted by one space.
static NAMES: LazyLock<HashMap<String, Place>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for territory in Territory::all() {
        let line = territory.line();
        for name in std::iter::once(line.name).chain(line.others.split(';')) {
            names.insert(plain(name), Place::Territory(territory));
        }
    }
    for (group, name) in super::groups::names() {
        names.insert(plain(name), Place::Group(group));
    }
    names.remove("");
    names
});

/// Reads territories as they are meant on that day.
pub fn freeze(text: &str, on: Date) -> Result<Frozen, Error> {
    if text.len() > MAX_TEXT {
        let what = "the text is too long";
        return Err(Error::NotReadable { at: MAX_TEXT, what });
    }
    let tokens = tokens(text);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        on,
    };
    let territories = reader.text(TerritorySet::EMPTY, 0)?;
    if territories.is_empty() {
        return Err(Error::NoTerritory(text.chars().take(80).collect()));
    }
    Ok(Frozen {
        words: text.to_owned(),
        on,
        table: TABLE_DATE.to_owned(),
        territories,
    })
}

/// A set in few words, for sentences: a group's name, `World excl. CN`, or codes.
pub(crate) fn words(set: TerritorySet, on: Date) -> String {
    let codes = |set: TerritorySet| {
        let codes: Vec<&str> = Territory::of_set(set).map(Territory::code).collect();
        codes.join(", ")
    };
    let world = world(on);
    let missing = world.without(set);
    if !set.covers(&world) && set.len() > 12 && missing.len() <= 12 {
        return format!("World excl. {}", codes(missing));
    }
    let named = |name: &&str| group(name, on) == Some(set);
    match groups().find(named) {
        Some(name) => name.to_owned(),
        None if set.covers(&world) => "World".to_owned(),
        None => codes(set),
    }
}

enum Token<'a> {
    Word {
        text: &'a str,
        plain: String,
        at: usize,
    },
    Comma,
    Minus,
    Open {
        at: usize,
    },
    Close {
        at: usize,
    },
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut before_is_space = true;
    let mut count = 1;
    while let Some(first) = rest.chars().next() {
        let at = count;
        let mut taken = first.len_utf8();
        match first {
            _ if first.is_whitespace() => {}
            ',' | ';' | '+' | '/' | '|' => tokens.push(Token::Comma),
            '(' | '[' => tokens.push(Token::Open { at }),
            ')' | ']' => tokens.push(Token::Close { at }),
            '−' => tokens.push(Token::Minus),
            // `World - CN` takes away; `ex-China` and `Timor-Leste` are words.
            '-' | '–' | '—' if before_is_space => tokens.push(Token::Minus),
            '-' | '–' | '—' => {}
            _ => {
                let ends = |c: char| c.is_whitespace() || ",;+/|()[]−-–—".contains(c);
                taken = rest.find(ends).unwrap_or(rest.len());
                let text = &rest[..taken];
                let plain = plain(text);
                tokens.push(Token::Word { text, plain, at });
            }
        }
        before_is_space = first.is_whitespace();
        count += rest[..taken].chars().count();
        rest = &rest[taken..];
    }
    tokens
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    on: Date,
}

impl Reader<'_> {
    /// Reads on from a set until the end of the text or of the bracket.
    fn text(&mut self, mut set: TerritorySet, depth: usize) -> Result<TerritorySet, Error> {
        let mut adds = true;
        while let Some(token) = self.tokens.get(self.at) {
            let places = match token {
                Token::Comma => {
                    self.at += 1;
                    continue;
                }
                Token::Minus => {
                    self.at += 1;
                    adds = false;
                    continue;
                }
                Token::Close { .. } if depth > 0 => return Ok(set),
                Token::Close { at } => {
                    let what = "this bracket was never opened";
                    return Err(Error::NotReadable { at: *at, what });
                }
                Token::Open { .. } => self.bracket(TerritorySet::EMPTY, depth)?,
                Token::Word { text, plain, at } => {
                    if let Some(places) = self.place()? {
                        places
                    } else {
                        match plain.as_str() {
                            word if EXCLUDES.contains(&word) => adds = false,
                            "incl" | "including" | "plus" => adds = true,
                            "" | "and" | "the" | "with" | "of" | "for" | "territories" => {}
                            _ => {
                                let word = text.chars().take(40).collect();
                                return Err(Error::UnknownPlace { word, at: *at });
                            }
                        }
                        self.at += 1;
                        continue;
                    }
                }
            };
            // `EU (excl. France)`: what is in the bracket is about this place alone.
            let places = if self.excludes_next() {
                self.bracket(places, depth)?
            } else {
                places
            };
            set = if adds {
                set.or(places)
            } else {
                set.without(places)
            };
        }
        Ok(set)
    }

    /// Reads a bracket that opens here, on from a set.
    fn bracket(&mut self, set: TerritorySet, depth: usize) -> Result<TerritorySet, Error> {
        let at = match self.tokens.get(self.at) {
            Some(Token::Open { at }) => *at,
            _ => 0,
        };
        if depth == MAX_DEPTH {
            let what = "there are too many brackets inside each other";
            return Err(Error::NotReadable { at, what });
        }
        self.at += 1;
        let inner = self.text(set, depth + 1)?;
        if !matches!(self.tokens.get(self.at), Some(Token::Close { .. })) {
            let what = "this bracket is never closed";
            return Err(Error::NotReadable { at, what });
        }
        self.at += 1;
        Ok(inner)
    }

    /// Whether a bracket opens here that takes away from what stands before it.
    fn excludes_next(&self) -> bool {
        let sign = match self.tokens.get(self.at + 1) {
            Some(Token::Minus) => true,
            Some(Token::Word { plain, .. }) => EXCLUDES.contains(&plain.as_str()),
            _ => false,
        };
        sign && matches!(self.tokens.get(self.at), Some(Token::Open { .. }))
    }

    /// The longest name that begins here, if one does.
    fn place(&mut self) -> Result<Option<TerritorySet>, Error> {
        let mut name = String::new();
        let mut found = None;
        let following = self.tokens[self.at..].iter().take(MAX_WORDS);
        for (count, token) in following.enumerate() {
            let Token::Word { text, plain, .. } = token else {
                break;
            };
            let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
            if count == 0
                && is_code
                && let Ok(territory) = Territory::of(text)
            {
                found = Some((Place::Territory(territory), 1));
            }
            if count > 0 {
                name.push(' ');
            }
            name.push_str(plain);
            if let Some(place) = NAMES.get(&name) {
                found = Some((*place, count + 1));
            }
        }
        let Some((place, words)) = found else {
            return Ok(None);
        };
        let set = match place {
            Place::Group(name) => {
                group(name, self.on).expect("groups of the names are in the table")
            }
            Place::Territory(territory) if territory.is_current(self.on) => {
                TerritorySet::one(territory.number())
            }
            Place::Territory(territory) => return Err(territory.not_on(self.on)),
        };
        self.at += words;
        Ok(Some(set))
    }
}

/// Lower case, without accents and marks; `&` is `and`; a hyphen parts words.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => plain.push('a'),
            'ç' => plain.push('c'),
            'è' | 'é' | 'ê' | 'ë' => plain.push('e'),
            'ì' | 'í' | 'î' | 'ï' => plain.push('i'),
            'ñ' => plain.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => plain.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => plain.push('u'),
            '&' => plain.push_str(" and "),
            '-' | '–' | ' ' => plain.push(' '),
            _ if letter.is_alphanumeric() => plain.push(letter),
            _ => {}
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
