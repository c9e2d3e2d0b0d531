//! Which shots become panels, how high they are, how far apart: rhythm.

use serde::Serialize;
use storyboard::Board;
use storyboard::shot::{Effect, Feeling, Framing, Shot};

/// A shot that becomes a panel. Lengths are shares of the strip's width.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    pub shot: usize,
    pub height: f32,
    /// The white above it: how much time passes.
    pub gutter: f32,
    /// Whether it runs to the page's edges.
    pub bleed: bool,
}

/// Panels of a board: what is said, where we are, what is held and what strikes; not every look.
pub fn panels(board: &Board) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for (index, shot) in board.shots.iter().enumerate() {
        let last = index + 1 == board.shots.len();
        if !(last || choices.is_empty() || worth(shot)) {
            continue;
        }
        let before = choices.last().map(|choice| &board.shots[choice.shot]);
        let moved = before.is_none_or(|before| before.place != shot.place);
        let gutter = if shot.card.is_some() {
            0.5
        } else if moved {
            0.34
        } else {
            0.12
        };
        choices.push(Choice {
            shot: index,
            height: height(shot, moved),
            gutter,
            bleed: strong(shot) || moved && shot.framing == Framing::Wide,
        });
    }
    choices
}

fn worth(shot: &Shot) -> bool {
    !shot.lines.is_empty()
        || shot.card.is_some()
        || shot.prop.is_some()
        || strong(shot)
        || matches!(
            shot.framing,
            Framing::Wide | Framing::Insert | Framing::PhoneScreen | Framing::ExtremeCloseUp
        )
}

/// Whether something strikes.
fn strong(shot: &Shot) -> bool {
    shot.effects
        .iter()
        .any(|effect| matches!(effect, Effect::Impact | Effect::SpeedLines))
        || matches!(shot.framing, Framing::CloseUp | Framing::ExtremeCloseUp)
            && shot.people.iter().any(|figure| {
                matches!(
                    figure.feeling,
                    Feeling::Shocked | Feeling::Furious | Feeling::Crying | Feeling::Afraid
                )
            })
}

fn height(shot: &Shot, moved: bool) -> f32 {
    let base = match shot.framing {
        Framing::Wide if moved => 1.25,
        Framing::Wide => 0.95,
        Framing::PhoneScreen => 1.3,
        Framing::TwoShot => 0.9,
        Framing::Medium | Framing::Card => 0.88,
        Framing::OverShoulder => 0.84,
        Framing::CloseUp => 0.92,
        Framing::Insert => 0.76,
        Framing::ExtremeCloseUp => 0.46,
    };
    if strong(shot) { base * 1.2 } else { base }
}
