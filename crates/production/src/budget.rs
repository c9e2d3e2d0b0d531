//! What may be spent. Reserved before a paid job is asked for, settled when it is known what it cost; what is reserved
//! counts as spent, so that jobs that run at once never pass a cap together.

use serde::{Deserialize, Serialize};

/// Caps in millionths of one currency. Nothing: no cap of that kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caps {
    pub shot: Option<i64>,
    pub episode: Option<i64>,
    pub series: Option<i64>,
    pub day: Option<i64>,
}

/// Spent and reserved so far, for what a job belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    pub shot: i64,
    pub episode: i64,
    pub series: i64,
    pub day: i64,
}

/// Which cap would be passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this would cost {asked} millionths where {left} of the {cap} for one {of} are left: raise that cap, or choose what costs less"
)]
pub struct Over {
    pub of: &'static str,
    pub cap: i64,
    pub left: i64,
    pub asked: i64,
}

impl Caps {
    /// Whether so much more may be reserved.
    ///
    /// # Errors
    /// The narrowest cap that it would pass. A negative amount is never allowed.
    pub fn allow(&self, used: &Used, asked: i64) -> Result<(), Over> {
        let caps = [
            ("shot", self.shot, used.shot),
            ("episode", self.episode, used.episode),
            ("series", self.series, used.series),
            ("day", self.day, used.day),
        ];
        for (of, cap, used) in caps {
            let Some(cap) = cap else { continue };
            let left = cap.saturating_sub(used).max(0);
            if asked > left || asked < 0 {
                return Err(Over {
                    of,
                    cap,
                    left,
                    asked,
                });
            }
        }
        Ok(())
    }
}
