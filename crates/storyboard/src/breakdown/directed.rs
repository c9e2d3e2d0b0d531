//! Framings that the script asks for: `[[shot: close_up]]` before what is done or said.

use screenplay::{Kind, Script};

use crate::board::Board;
use crate::shot::{Framing, Shot};

/// Gives shots the framings that notes ask for, where enough people are in them. The first note of a shot counts.
pub fn direct(script: &Script, boards: &mut [Board]) {
    let mut done: Vec<(u32, String)> = Vec::new();
    for (line, framing) in notes(script) {
        for board in boards.iter_mut() {
            let lines = &board.lines;
            let shows = |shot: &&mut Shot| {
                shot.script_line == line
                    || shot
                        .lines
                        .iter()
                        .any(|at| lines.get(*at).is_some_and(|one| one.script_line == line))
            };
            let Some(shot) = board.shots.iter_mut().find(shows) else {
                continue;
            };
            let key = (board.number, shot.id.clone());
            if fits(shot, framing) && !done.contains(&key) {
                shot.framing = framing;
                done.push(key);
            }
            break;
        }
    }
}

/// By the line of the script that each is about.
fn notes(script: &Script) -> Vec<(usize, Framing)> {
    let mut notes = Vec::new();
    let mut wanted: Option<Framing> = None;
    for element in &script.elements {
        match &element.kind {
            Kind::Note => {
                if let Some(("shot", framing)) = element.text.trim().split_once(':') {
                    wanted = named(framing.trim());
                }
            }
            Kind::Blank | Kind::Boneyard => {}
            Kind::Action | Kind::Character { .. } => {
                notes.extend(wanted.take().map(|framing| (element.line, framing)));
            }
            _ => wanted = None,
        }
    }
    notes
}

fn named(framing: &str) -> Option<Framing> {
    Some(match framing {
        "wide" => Framing::Wide,
        "two_shot" => Framing::TwoShot,
        "over_shoulder" => Framing::OverShoulder,
        "medium" => Framing::Medium,
        "close_up" => Framing::CloseUp,
        "extreme_close_up" => Framing::ExtremeCloseUp,
        _ => return None,
    })
}

/// Things and screens that are to be read stay as they are.
fn fits(shot: &Shot, framing: Framing) -> bool {
    if matches!(
        shot.framing,
        Framing::Insert | Framing::PhoneScreen | Framing::Card
    ) {
        return false;
    }
    let people = shot.people.len();
    match framing {
        Framing::Wide => true,
        Framing::TwoShot => people >= 2,
        // Where there are two, the other's shoulder is in the way of the face: one face alone is asked for with one.
        Framing::OverShoulder => people == 2,
        _ => people == 1,
    }
}
