//! From what a viewer's players told to what was watched.

use std::collections::HashMap;

use crate::Span;

/// Between two reports that follow each other, longer than this beyond what was played: the picture stood still.
pub const WAIT_MS: i64 = 1_000;

/// What a player told, and when by its clock (milliseconds).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub at_ms: i64,
    /// Which play of which episode.
    pub play: u128,
    pub told: Told,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The first picture is on screen.
    Began,
    /// What was played since the report before.
    Watched(Vec<Span>),
    /// The same, while the page was hidden.
    Hidden(Vec<Span>),
}

/// A span of the picture, and the time on the clock that counts for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub span: Span,
    /// At most the span's length.
    pub took_ms: i64,
}

impl Stretch {
    /// The time that counts for a part of it, rounded down.
    pub fn part_ms(self, part: Span) -> i64 {
        let exact = i128::from(part.length_ms()) * i128::from(self.took_ms)
            / i128::from(self.span.length_ms());
        i64::try_from(exact).expect("a part is no longer than the whole")
    }
}

/// Stretches that were played one after the other without a break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    pub play: u128,
    pub stretches: Vec<Stretch>,
}

/// The passes of one viewer, from all that their players told, in whatever order.
pub fn passes(reports: &[Report]) -> Vec<Pass> {
    let mut ordered: Vec<&Report> = reports.iter().collect();
    // At one moment a beginning comes first.
    ordered.sort_by_key(|report| (report.at_ms, report.told != Told::Began));
    // When each play told something last, and where in `passes` it goes on.
    let mut plays: HashMap<u128, (i64, Option<usize>)> = HashMap::new();
    let mut eyes = i64::MIN;
    let mut passes: Vec<Pass> = Vec::new();
    for report in ordered {
        let known = plays.get(&report.play).copied();
        let open = match &report.told {
            // Told twice, it began once.
            Told::Began => known.and_then(|(_, open)| open),
            Told::Hidden(_) => None,
            Told::Watched(spans) => known.and_then(|(last, open)| {
                let wall = report.at_ms.saturating_sub(last.max(eyes)).max(0);
                eyes = report.at_ms;
                watch(&mut passes, report.play, spans, wall, open)
            }),
        };
        plays.insert(report.play, (report.at_ms, open));
    }
    passes
}

/// Adds one report; gives the pass that the next one may go on with.
fn watch(
    passes: &mut Vec<Pass>,
    play: u128,
    spans: &[Span],
    wall_ms: i64,
    mut open: Option<usize>,
) -> Option<usize> {
    let spans: Vec<Span> = spans.iter().copied().filter_map(Span::sane).collect();
    let length: i128 = spans.iter().map(|span| i128::from(span.length_ms())).sum();
    let counts = length.min(i128::from(wall_ms));
    if i128::from(wall_ms) > length + i128::from(WAIT_MS) {
        open = None;
    }
    let mut before = 0;
    for span in spans {
        let after = before + i128::from(span.length_ms());
        let took = counts * after / length - counts * before / length;
        before = after;
        let stretch = Stretch {
            span,
            took_ms: i64::try_from(took).expect("no more than the span's length"),
        };
        let goes_on = open.filter(|&at| {
            let last = passes[at].stretches.last();
            last.is_some_and(|last| last.span.to_ms == span.from_ms)
        });
        let at = goes_on.unwrap_or_else(|| {
            passes.push(Pass {
                play,
                stretches: Vec::new(),
            });
            passes.len() - 1
        });
        passes[at].stretches.push(stretch);
        open = Some(at);
    }
    open
}
