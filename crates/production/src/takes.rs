//! Takes: what has been made of an artifact so far. A new one never overwrites an old one; one is selected.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Digest;

/// One way in which an artifact came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Take {
    pub id: String,
    /// Of what it was made: see [`Graph::basis`](crate::Graph::basis). Nothing: somebody brought it (an own upload).
    pub basis: Option<Digest>,
    /// What the basis was made of then, by name, so that it can be told what has changed.
    pub parts: BTreeMap<String, Digest>,
    /// Of its bytes.
    pub content: Digest,
    /// What a check has against it, in a sentence: it is used only if somebody selects it.
    #[serde(default)]
    pub against: Option<String>,
}

/// The takes of one artifact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    /// Oldest first.
    pub takes: Vec<Take>,
    /// Id of the take that is used.
    pub selected: Option<String>,
    /// The selected take is kept whatever changes.
    pub locked: bool,
    /// Why the last attempt came to nothing, and on what basis.
    pub failed: Option<(Digest, String)>,
}

impl Shelf {
    /// Why what was last made on this basis is not used: a check stands against it.
    pub fn held(&self, basis: Digest) -> Option<&str> {
        let mut made = self.takes.iter().rev();
        let last = made.find(|take| take.basis == Some(basis))?;
        last.against.as_deref()
    }

    pub fn selected(&self) -> Option<&Take> {
        self.selected
            .as_ref()
            .and_then(|id| self.takes.iter().find(|take| take.id == *id))
    }
}
