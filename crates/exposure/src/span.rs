//! Stretches of an episode, by position.

/// Nothing that is watched here is longer: a day.
const END_MS: i64 = 24 * 60 * 60 * 1000;

/// From a position to another, half-open, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub from_ms: i64,
    pub to_ms: i64,
}

impl Span {
    /// What of it makes sense: nothing before the beginning, nothing backwards, nothing longer than a day.
    pub fn sane(self) -> Option<Self> {
        let span = Self {
            from_ms: self.from_ms.max(0),
            to_ms: self.to_ms.min(END_MS),
        };
        (span.from_ms < span.to_ms).then_some(span)
    }

    pub fn length_ms(self) -> i64 {
        self.to_ms - self.from_ms
    }

    /// What both have.
    pub fn within(self, other: Self) -> Option<Self> {
        let span = Self {
            from_ms: self.from_ms.max(other.from_ms),
            to_ms: self.to_ms.min(other.to_ms),
        };
        (span.from_ms < span.to_ms).then_some(span)
    }

    /// What none of `covered` has, in order.
    pub fn without(self, covered: &[Self]) -> Vec<Self> {
        let mut left = vec![self];
        for cover in covered {
            left = left
                .into_iter()
                .flat_map(|span| {
                    let before = Self {
                        to_ms: span.to_ms.min(cover.from_ms),
                        ..span
                    };
                    let after = Self {
                        from_ms: span.from_ms.max(cover.to_ms),
                        ..span
                    };
                    [before, after]
                })
                .filter(|span| span.from_ms < span.to_ms)
                .collect();
        }
        left
    }
}
