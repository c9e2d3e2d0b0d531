//! What a script says of its own story, in notes that Fountain programs leave alone.
//!
//! A note whose first word is one of these, with a colon, is a fact of the story at the place where it stands:
//!
//! | note | says |
//! |---|---|
//! | `[[dies: MARA]]` | from here on she is dead |
//! | `[[returns: MARA]]` | she was not, or comes back as a ghost: she may speak again |
//! | `[[learns: true-heir, MARA]]` | she gets to know the secret |
//! | `[[tells: true-heir, KAI, MARA]]` | Kai, who knows it, tells her |
//! | `[[knows: true-heir, MARA]]` | she speaks or acts as one who knows it |
//! | `[[takes: ring, MARA]]` | she has it from here on, whoever had it |
//! | `[[gives: ring, MARA, KAI]]` | she has it, and from here on he has |
//! | `[[uses: ring, KAI]]` | he shows, opens, fires, wears it: he must have it |
//! | `[[loses: ring, KAI]]` | he had it; nobody has it until somebody takes it |
//! | `[[breaks: ring]]` | it is destroyed, for good |
//! | `[[look: MARA red-dress]]` | what she wears, until the end of the episode |
//! | `[[age: MARA, 27]]` | how old she is now |
//! | `[[is: MARA, sister, KAI]]` | Mara is the sister of Kai |
//! | `[[years: 6]]` | so many years pass |
//! | `[[gone: PALACE HALL]]` | nobody can be there any more |
//! | `[[back: PALACE HALL]]` | one can again |
//! | `[[flashback]]` | until the next scene heading this is the past: nothing here changes what is so now |
//!
//! Parts are set apart by commas; where a name is one word, a space does for two parts. A heading or section
//! with the word FLASHBACK (RECUERDO, 回忆, 闪回) is one as well. All other notes are a writer's own, and stay so.

use std::fmt;

use crate::{Element, Kind, Script};

/// One thing that is so in the story from here on. Names are as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    Dies {
        who: String,
    },
    Returns {
        who: String,
    },
    Learns {
        secret: String,
        who: String,
    },
    Tells {
        secret: String,
        who: String,
        to: String,
    },
    Knows {
        secret: String,
        who: String,
    },
    Takes {
        prop: String,
        who: String,
    },
    Gives {
        prop: String,
        who: String,
        to: String,
    },
    Uses {
        prop: String,
        who: String,
    },
    Loses {
        prop: String,
        who: String,
    },
    Breaks {
        prop: String,
    },
    Look {
        who: String,
        look: String,
    },
    /// In years.
    Age {
        who: String,
        age: u16,
    },
    Is {
        who: String,
        is: String,
        of: String,
    },
    Years {
        years: u16,
    },
    Gone {
        location: String,
    },
    Back {
        location: String,
    },
    Flashback,
}

/// A note that has the first word of a fact and is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`[[{note}]]` is no fact of the story: write it like `[[{like}]]`")]
pub struct BadFact {
    pub note: String,
    /// One that is right.
    pub like: &'static str,
}

/// The words of the language, each with an example.
const WORDS: &[(&str, &str)] = &[
    ("dies", "dies: MARA"),
    ("returns", "returns: MARA"),
    ("learns", "learns: true-heir, MARA"),
    ("tells", "tells: true-heir, KAI, MARA"),
    ("knows", "knows: true-heir, MARA"),
    ("takes", "takes: ring, MARA"),
    ("gives", "gives: ring, MARA, KAI"),
    ("uses", "uses: ring, KAI"),
    ("loses", "loses: ring, KAI"),
    ("breaks", "breaks: ring"),
    ("look", "look: MARA red-dress"),
    ("age", "age: MARA, 27"),
    ("is", "is: MARA, sister, KAI"),
    ("years", "years: 6"),
    ("gone", "gone: PALACE HALL"),
    ("back", "back: PALACE HALL"),
    ("flashback", "flashback"),
];

/// Words that mean one of the language's and are not.
const NEARLY: &[(&str, &str)] = &[
    ("die", "dies"),
    ("dead", "dies"),
    ("return", "returns"),
    ("learn", "learns"),
    ("tell", "tells"),
    ("know", "knows"),
    ("take", "takes"),
    ("give", "gives"),
    ("use", "uses"),
    ("lose", "loses"),
    ("break", "breaks"),
    ("destroys", "breaks"),
    ("destroyed", "breaks"),
    ("looks", "look"),
    ("wears", "look"),
];

impl Fact {
    /// Reads what stands between `[[` and `]]`. Nothing for a writer's own note.
    pub fn read(note: &str) -> Option<Result<Self, BadFact>> {
        let note = note.trim();
        let (word, rest) = match note.split_once([':', '：']) {
            Some((word, rest)) => (word.trim().to_lowercase(), rest.trim()),
            None if note.eq_ignore_ascii_case("flashback") => return Some(Ok(Self::Flashback)),
            None => return None,
        };
        let bad = |word: &str| {
            let (_, like) = WORDS.iter().find(|(other, _)| *other == word)?;
            let note = note.chars().take(80).collect();
            Some(Err(BadFact { note, like }))
        };
        if let Some((_, meant)) = NEARLY.iter().find(|(nearly, _)| *nearly == word) {
            return bad(meant);
        }
        WORDS.iter().find(|(other, _)| *other == word)?;
        let parts = parts(&word, rest);
        if parts
            .iter()
            .any(|part| part.is_empty() || part.contains(['[', ']', '\n']))
        {
            return bad(&word);
        }
        fact(&word, &parts).map(Ok).or_else(|| bad(&word))
    }
}

/// `true-heir, MARA` or `true-heir MARA`
fn parts<'a>(word: &str, rest: &'a str) -> Vec<&'a str> {
    let parts: Vec<&str> = rest.split([',', '，', '、']).map(str::trim).collect();
    let [one] = parts[..] else { return parts };
    let spaced = match word {
        "look" | "age" => one.rsplit_once(char::is_whitespace),
        "learns" | "knows" | "takes" | "uses" | "loses" => one.split_once(char::is_whitespace),
        _ => None,
    };
    spaced.map_or(vec![one], |(first, second)| {
        vec![first.trim(), second.trim()]
    })
}

fn fact(word: &str, parts: &[&str]) -> Option<Fact> {
    let owned = |text: &str| text.to_owned();
    Some(match (word, parts) {
        ("dies", [who]) => Fact::Dies { who: owned(who) },
        ("returns", [who]) => Fact::Returns { who: owned(who) },
        ("learns", [secret, who]) => Fact::Learns {
            secret: owned(secret),
            who: owned(who),
        },
        ("tells", [secret, who, to]) => Fact::Tells {
            secret: owned(secret),
            who: owned(who),
            to: owned(to),
        },
        ("knows", [secret, who]) => Fact::Knows {
            secret: owned(secret),
            who: owned(who),
        },
        ("takes", [prop, who]) => Fact::Takes {
            prop: owned(prop),
            who: owned(who),
        },
        ("gives", [prop, who, to]) => Fact::Gives {
            prop: owned(prop),
            who: owned(who),
            to: owned(to),
        },
        ("uses", [prop, who]) => Fact::Uses {
            prop: owned(prop),
            who: owned(who),
        },
        ("loses", [prop, who]) => Fact::Loses {
            prop: owned(prop),
            who: owned(who),
        },
        ("breaks", [prop]) => Fact::Breaks { prop: owned(prop) },
        ("look", [who, look]) => Fact::Look {
            who: owned(who),
            look: owned(look),
        },
        ("age", [who, age]) => Fact::Age {
            who: owned(who),
            age: age.parse().ok().filter(|age| *age < 10_000)?,
        },
        ("is", [who, is, of]) => Fact::Is {
            who: owned(who),
            is: owned(is),
            of: owned(of),
        },
        ("years", [years]) => Fact::Years {
            years: years.parse().ok().filter(|years| *years < 10_000)?,
        },
        ("gone", [location]) => Fact::Gone {
            location: owned(location),
        },
        ("back", [location]) => Fact::Back {
            location: owned(location),
        },
        _ => return None,
    })
}

/// As it is written between `[[` and `]]`.
impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dies { who } => write!(f, "dies: {who}"),
            Self::Returns { who } => write!(f, "returns: {who}"),
            Self::Learns { secret, who } => write!(f, "learns: {secret}, {who}"),
            Self::Tells { secret, who, to } => write!(f, "tells: {secret}, {who}, {to}"),
            Self::Knows { secret, who } => write!(f, "knows: {secret}, {who}"),
            Self::Takes { prop, who } => write!(f, "takes: {prop}, {who}"),
            Self::Gives { prop, who, to } => write!(f, "gives: {prop}, {who}, {to}"),
            Self::Uses { prop, who } => write!(f, "uses: {prop}, {who}"),
            Self::Loses { prop, who } => write!(f, "loses: {prop}, {who}"),
            Self::Breaks { prop } => write!(f, "breaks: {prop}"),
            Self::Look { who, look } => write!(f, "look: {who}, {look}"),
            Self::Age { who, age } => write!(f, "age: {who}, {age}"),
            Self::Is { who, is, of } => write!(f, "is: {who}, {is}, {of}"),
            Self::Years { years } => write!(f, "years: {years}"),
            Self::Gone { location } => write!(f, "gone: {location}"),
            Self::Back { location } => write!(f, "back: {location}"),
            Self::Flashback => write!(f, "flashback"),
        }
    }
}

/// Something that a script says, where it says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// From 1; 0 in a script that was not read from a text.
    pub line: usize,
    pub fact: Result<Fact, BadFact>,
}

/// The facts that an element says, in order.
pub fn of(element: &Element) -> Vec<Said> {
    if element.kind == Kind::Note {
        let read = Fact::read(&element.text);
        return read
            .map(|fact| Said {
                line: element.line,
                fact,
            })
            .into_iter()
            .collect();
    }
    if !element.text.contains("[[") {
        return Vec::new();
    }
    let mut said = Vec::new();
    for (ahead, text) in element.text.split('\n').enumerate() {
        let facts = crate::inline::notes(text)
            .into_iter()
            .filter_map(|note| Fact::read(&note));
        let line = if element.line == 0 {
            0
        } else {
            element.line + ahead
        };
        said.extend(facts.map(|fact| Said { line, fact }));
    }
    said
}

/// All that a script says, in order.
pub fn all(script: &Script) -> Vec<Said> {
    script.elements.iter().flat_map(of).collect()
}

/// Whether a heading or a section says that what follows is the past.
pub fn is_flashback(heading: &str) -> bool {
    let upper = heading.to_uppercase();
    ["FLASHBACK", "FLASH BACK", "RECUERDO", "回忆", "闪回"]
        .iter()
        .any(|word| upper.contains(word))
}
