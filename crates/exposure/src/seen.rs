//! From what was watched to exposures.

use std::collections::BTreeMap;

use crate::{Pass, Span};

/// A brand inside the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    pub span: Span,
    /// Its share of the picture, in thousandths.
    pub area: u16,
    /// Said aloud: then it need not be large.
    pub spoken: bool,
}

/// What a deal says about counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How long without a break makes an exposure billable.
    pub continuous_ms: i64,
    /// The least share of the picture, in thousandths.
    pub area: u16,
    /// Billable exposures of a placement for each viewer and day; zero: no limit.
    pub per_viewer_day: u32,
    /// Where the brand is lawful (ISO 3166-1 alpha-2); empty: everywhere.
    pub lawful: Vec<String>,
}

impl Terms {
    pub fn is_lawful(&self, territory: &str) -> bool {
        self.lawful.is_empty() || self.lawful.iter().any(|lawful| lawful == territory)
    }

    /// Whether a placement is large enough, or loud.
    pub fn is_noticeable(&self, placement: &Placement) -> bool {
        placement.spoken || placement.area >= self.area
    }
}

/// How much of a placement was watched in one play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// Every moment once.
    pub counted_ms: i64,
    /// The longest without a break.
    pub longest_ms: i64,
}

/// How much of `span` the passes of one play show.
pub fn exposure<'a>(span: Span, passes: impl IntoIterator<Item = &'a Pass>) -> Exposure {
    let mut exposure = Exposure::default();
    let mut covered: Vec<Span> = Vec::new();
    for pass in passes {
        let mut unbroken = 0;
        for stretch in &pass.stretches {
            let Some(shown) = stretch.span.within(span) else {
                // It left the placement: whatever comes back is another look.
                unbroken = 0;
                continue;
            };
            unbroken += stretch.part_ms(shown);
            exposure.longest_ms = exposure.longest_ms.max(unbroken);
            for new in shown.without(&covered) {
                exposure.counted_ms += stretch.part_ms(new);
            }
            covered.push(shown);
        }
    }
    exposure
}

/// What one viewer saw of a placement on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Plays in which any of it was seen.
    pub exposures: u32,
    /// Of these, what a brand pays for.
    pub billable: u32,
    /// Of all exposures.
    pub counted_ms: i64,
}

/// Counts what one viewer saw on one day in one territory. `passes` are of plays of the placement's episode.
pub fn seen<'a>(
    terms: &Terms,
    placement: &Placement,
    territory: &str,
    passes: impl IntoIterator<Item = &'a Pass>,
) -> Seen {
    let mut plays: BTreeMap<u128, Vec<&Pass>> = BTreeMap::new();
    for pass in passes {
        plays.entry(pass.play).or_default().push(pass);
    }
    let mut seen = Seen::default();
    let pays = terms.is_lawful(territory) && terms.is_noticeable(placement);
    for passes in plays.into_values() {
        let exposure = exposure(placement.span, passes);
        if exposure.counted_ms == 0 {
            continue;
        }
        seen.exposures += 1;
        seen.counted_ms += exposure.counted_ms;
        let below_limit = terms.per_viewer_day == 0 || seen.billable < terms.per_viewer_day;
        if pays && below_limit && exposure.longest_ms >= terms.continuous_ms {
            seen.billable += 1;
        }
    }
    seen
}
