//! A screenplay as a list of elements that together are its whole text.

use serde::Serialize;

/// A screenplay. [`Script::read`] takes any text; [`Script::write`] gives the same bytes back, save where an
/// element was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub elements: Vec<Element>,
}

/// A piece of the text, of one or more whole lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Element {
    pub kind: Kind,
    /// What it says, without the marks that say what it is: lines joined by `\n`, boneyard left out, emphasis
    /// and notes inside it still in their marks (see [`crate::inline`]).
    pub text: String,
    /// Where it begins, from 1; 0 for one that was never in a text.
    pub line: usize,
    /// The bytes that it was read from, line ends included.
    #[serde(skip)]
    pub(crate) raw: String,
}

/// What an element is. The names are those of the Fountain syntax (fountain.io/syntax).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An entry of the title page; the text is its value.
    Title {
        key: String,
    },
    /// A scene heading, with the number that stands between `#`.
    Heading {
        number: Option<String>,
    },
    Action,
    /// Who speaks; `extension` is what stands in parentheses, such as `V.O.`.
    Character {
        extension: Option<String>,
        /// Said at the same time as the dialogue before.
        dual: bool,
    },
    Parenthetical,
    Dialogue,
    Lyric,
    Transition,
    Centered,
    PageBreak,
    Note,
    /// `#` is 1, `##` is 2, …
    Section {
        depth: u8,
    },
    Synopsis,
    /// Cut out by its writer, and kept.
    Boneyard,
    /// Empty lines.
    Blank,
}

impl Script {
    /// The value of the title page's entry, its key in any case.
    pub fn title(&self, wanted: &str) -> Option<&str> {
        self.elements
            .iter()
            .find_map(|element| match &element.kind {
                Kind::Title { key } if key.eq_ignore_ascii_case(wanted) => Some(&*element.text),
                _ => None,
            })
    }

    /// Whether there is anything to be played.
    pub fn is_empty(&self) -> bool {
        self.elements.iter().all(|element| {
            matches!(
                element.kind,
                Kind::Blank | Kind::Boneyard | Kind::Title { .. }
            )
        })
    }
}

impl Element {
    /// An element that was not read from a text. It is written in its plainest form, and forced where another
    /// reading would be possible.
    pub fn new(kind: Kind, text: impl Into<String>) -> Self {
        let mut element = Self {
            kind,
            text: text.into(),
            line: 0,
            raw: String::new(),
        };
        element.raw = crate::fountain::written(&element);
        element
    }

    /// Says something else; its bytes are written anew.
    pub fn set_text(&mut self, text: impl Into<String>) {
        let line = self.line;
        *self = Self::new(self.kind.clone(), text);
        self.line = line;
    }
}
