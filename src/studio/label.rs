//! What viewers are told of how a production was made: a label in its pictures, a field in its files, by house rule.

use provenance::aigc::{Aigc, Certainty};
use provenance::label::{self, Label, Rule};
use provenance::source::Source;
use storyboard::Board;
use storyboard::board::Said;

use super::Production;
use super::providers::Makes;
use super::settings::Settings;
use super::tools::Makers;
use crate::app::App;

/// No picture is shorter: what a shot adds to the time that a label is seen for sure.
const SHORTEST_MS: u32 = 700;
/// Seen at least as long, from the first picture on (GB 45438-2025).
const LEAST_MS: u32 = 2_000;
/// Longer than any shot.
const ALWAYS_MS: u32 = u32::MAX;

/// Where the films of a production come from: who draws is code, who speaks may be a trained model.
pub fn source(board: &Board, makers: &Makers) -> Source {
    // Formants by rule are code; every other voice is a model's.
    let trained = !makers.speaking(&board.language).starts_with("espeak");
    let filmed = makers.bought.asked(Makes::Still) || makers.bought.asked(Makes::Clip);
    let heard = board
        .lines
        .iter()
        .any(|line| line.manner != Said::TextMessage);
    if filmed || trained && heard {
        Source::MixedWithTrained
    } else {
        Source::Code
    }
}

/// The label of an episode's pictures; nothing where neither the house nor the production wants one.
pub fn of(rule: Rule, board: &Board, settings: &Settings, source: Source) -> Option<Label> {
    let asked = match rule {
        // A production may say more than its house asks for, never less.
        Rule::Ai if settings.label => Rule::Synthetic,
        rule => rule,
    };
    label::label(asked, source, &board.language, (1080, 1920), ALWAYS_MS)
}

/// How many of the first shots carry the label, so that it is seen long enough however short they turn out.
pub fn shots(board: &Board, label: &Label) -> usize {
    if label.until_ms == ALWAYS_MS {
        return board.shots.len();
    }
    let mut sure = 0;
    for (at, shot) in board.shots.iter().enumerate() {
        sure += shot.hold_ms.max(SHORTEST_MS);
        if sure >= LEAST_MS {
            return at + 1;
        }
    }
    board.shots.len()
}

/// The fields of a file's metadata for an episode; none where it carries no label.
pub fn fields(
    app: &App,
    production: &Production,
    key: &str,
    label: Option<&Label>,
) -> Vec<(&'static str, String)> {
    let field = |_| {
        let aigc = Aigc {
            label: Certainty::Made,
            producer: app.config.house.name.clone(),
            produce_id: format!("{}/{key}", production.id.simple()),
            reserved_1: String::new(),
            propagator: app.config.house.name.clone(),
            propagate_id: String::new(),
            reserved_2: String::new(),
        };
        ("AIGC", aigc.json())
    };
    label.map(field).into_iter().collect()
}
