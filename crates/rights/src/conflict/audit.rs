//! A book's own faults.

use super::{Conflict, Want};
use crate::{Book, Kind, Moment, Proposal, Purpose};

impl Book {
    /// Every claim of which the book itself says that it should not be: a grant out or a reservation without its
    /// grant in, or in the way of another; two licensors who give the same alone. By the claim's number.
    pub fn audit(&self, now: Moment) -> Vec<(usize, Vec<Conflict>)> {
        let mut found = Vec::new();
        for (at, claim) in self.claims().iter().enumerate() {
            let purpose = match claim.kind {
                Kind::Out { exclusive } => Purpose::Sell { exclusive },
                Kind::Option { exclusive, .. } => Purpose::Reserve { exclusive },
                Kind::FirstRefusal { .. } => Purpose::Reserve { exclusive: false },
                Kind::In { exclusive, .. } => Purpose::Acquire { exclusive },
                Kind::Holdback => continue,
            };
            if !claim.kind.stands(now) {
                continue;
            }
            let proposal = Proposal {
                titles: claim.titles.clone(),
                media: claim.media,
                territories: claim.territories,
                languages: claim.languages,
                window: claim.window,
                runs: claim.runs,
                purpose,
                instead_of: vec![claim.contract],
            };
            let conflicts = Want::new(self, &proposal, self.spans(at).to_vec()).conflicts(now);
            if !conflicts.is_empty() {
                found.push((at, conflicts));
            }
        }
        found
    }
}
