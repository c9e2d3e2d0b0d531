//! Storyboards by hand, as the page changes them: a shot, where it plays, the order of the shots, how a line is said.

use serde_json::{Value, json};
use storyboard::Board;
use storyboard::shot::Transition;

use super::Operation;
use super::work::changed;
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::routes::episodes;
use crate::studio::{Production, boards};

/// How long a shot is seen in which nothing is said, at least: one that was made of another says nothing.
const SILENT_MS: u32 = 1_200;

/// Changes a board; nothing where the operation is none of these.
pub async fn change(
    app: &App,
    production: &Production,
    operation: &Operation,
) -> AppResult<Option<Value>> {
    let number = match operation {
        Operation::ChangeShot { episode, .. }
        | Operation::ChangePlace { episode, .. }
        | Operation::MoveShot { episode, .. }
        | Operation::RepeatShot { episode, .. }
        | Operation::RemoveShot { episode, .. }
        | Operation::SayLine { episode, .. } => *episode,
        _ => return Ok(None),
    };
    let mut board = episodes::episode(app, production, number).await?.board;
    let done = changed_board(&mut board, operation)?;
    boards::change(app, production, &board).await?;
    Ok(Some(done))
}

fn changed_board(board: &mut Board, operation: &Operation) -> AppResult<Value> {
    match operation {
        Operation::ChangeShot { shot, changes, .. } => {
            let at = place_of(board, *shot)?;
            board.shots[at] = changed(&board.shots[at], changes)?;
            Ok(json!({ "changed": "shot", "shot": board.shots[at] }))
        }
        Operation::ChangePlace {
            shot,
            changes,
            apart,
            ..
        } => {
            let at = place_of(board, *shot)?;
            let mut place = board.shots[at].place;
            let own = board.places.get(place).ok_or_else(no_place)?.clone();
            let there = board.shots.iter().filter(|shot| shot.place == place);
            if *apart && there.count() > 1 {
                place = board.places.len();
                board.places.push(own.clone());
                board.shots[at].place = place;
            }
            board.places[place] = changed(&own, changes)?;
            Ok(json!({ "changed": "place", "place": board.places[place] }))
        }
        Operation::MoveShot { shot, to, .. } => {
            let (from, to) = (place_of(board, *shot)?, place_of(board, *to)?);
            let own = board.shots.remove(from);
            board.shots.insert(to, own);
            Ok(json!({ "moved": shot, "to": to + 1 }))
        }
        Operation::RepeatShot { shot, .. } => {
            let at = place_of(board, *shot)?;
            let mut again = board.shots[at].clone();
            // A line is said once.
            again.lines.clear();
            again.card = None;
            again.transition = Transition::Cut;
            again.hold_ms = again.hold_ms.max(SILENT_MS);
            board.shots.insert(at + 1, again);
            Ok(json!({ "repeated": shot, "shots": board.shots.len() }))
        }
        Operation::RemoveShot { shot, .. } => {
            let at = place_of(board, *shot)?;
            if board.shots.len() < 2 {
                return Err(AppError::bad_request(
                    "last_shot",
                    "An episode has at least one shot.",
                    "Change this one instead.",
                ));
            }
            // What was said in it is said in the one before, else in the one after: no word is lost.
            let own = board.shots.remove(at);
            match at.checked_sub(1) {
                Some(before) => board.shots[before].lines.extend(own.lines),
                None => {
                    board.shots[0].lines.splice(0..0, own.lines);
                }
            }
            Ok(json!({ "removed": shot, "shots": board.shots.len() }))
        }
        Operation::SayLine { line, feeling, .. } => {
            let own = line
                .checked_sub(1)
                .and_then(|at| board.lines.get_mut(at))
                .ok_or_else(|| {
                    AppError::not_found(
                        "line_not_found",
                        "The episode has no such line.",
                        "Look at the episode.",
                    )
                })?;
            let feels = json!({ "feeling": feeling });
            *own = changed(own, feels.as_object().unwrap_or(&serde_json::Map::new()))?;
            Ok(json!({ "changed": "line", "line": own }))
        }
        other => Err(AppError::internal(anyhow::anyhow!(
            "{other:?} changes no board"
        ))),
    }
}

/// Where a shot is that was counted from 1.
fn place_of(board: &Board, shot: usize) -> AppResult<usize> {
    let at = shot.checked_sub(1).filter(|at| *at < board.shots.len());
    at.ok_or_else(|| {
        AppError::not_found(
            "shot_not_found",
            "The episode has no such shot.",
            "Look at the episode.",
        )
    })
}

fn no_place() -> AppError {
    AppError::internal(anyhow::anyhow!("a shot is at no place of its board"))
}
