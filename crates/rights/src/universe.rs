//! What rights are about.

use crate::{Languages, MediaTree, Titles};

/// A contract by the order in which it was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContractId(pub u32);

/// Titles, media, languages and contracts, each with its number. Numbers never change: a later universe is this one
/// with more at the end.
#[derive(Clone, Debug, Default)]
pub struct Universe {
    pub titles: Titles,
    pub media: MediaTree,
    pub languages: Languages,
    contracts: Vec<String>,
}

impl Universe {
    pub fn new(media: MediaTree) -> Self {
        Self {
            media,
            ..Self::default()
        }
    }

    /// Adds a contract by the name that people know it by.
    pub fn contract(&mut self, name: &str) -> ContractId {
        self.contracts.push(name.to_owned());
        ContractId(self.contracts.len() as u32 - 1)
    }

    pub fn contract_name(&self, id: ContractId) -> &str {
        self.contracts.get(id.0 as usize).map_or("", String::as_str)
    }

    pub(crate) fn has_contract(&self, id: ContractId) -> bool {
        (id.0 as usize) < self.contracts.len()
    }
}
