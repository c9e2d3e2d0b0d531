//! The episodes of a production as shots: from the script, or as somebody has changed them.

use production::Digest;
use sqlx::types::Json;
use storyboard::Board;
use storyboard::breakdown::{self, Options};

use super::Production;
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// One episode.
#[derive(Clone, Debug)]
pub struct Episode {
    pub board: Board,
    /// Somebody has changed it by hand.
    pub changed: bool,
    /// The script has changed since they did.
    pub behind: bool,
}

/// What the script says, untouched.
pub fn from_script(production: &Production) -> Vec<Board> {
    breakdown::series(
        &production.script(),
        &Options {
            series: production.title.clone(),
            language: production.language.clone(),
            seed: production.seed as u64,
            cast: None,
        },
    )
}

/// All episodes, in order.
pub async fn all(app: &App, production: &Production) -> AppResult<Vec<Episode>> {
    let mut changed: std::collections::BTreeMap<i32, (Json<Board>, Vec<u8>)> = sqlx::query!(
        r#"select number, board as "board: Json<Board>", changed_from from production_boards where production_id = $1"#,
        production.id
    )
    .fetch_all(&app.db)
    .await?
    .into_iter()
    .map(|row| (row.number, (row.board, row.changed_from)))
    .collect();
    Ok(from_script(production)
        .into_iter()
        .map(|board| match changed.remove(&(board.number as i32)) {
            Some((by_hand, from)) => Episode {
                behind: from != digest(&board).0,
                board: by_hand.0,
                changed: true,
            },
            None => Episode {
                board,
                changed: false,
                behind: false,
            },
        })
        .collect())
}

/// Keeps an episode as somebody has changed it.
pub async fn change(app: &App, production: &Production, board: &Board) -> AppResult<()> {
    check(board)?;
    let own = from_script(production)
        .into_iter()
        .find(|own| own.number == board.number)
        .ok_or_else(|| {
            AppError::not_found(
                "episode_not_found",
                "The script has no such episode.",
                "Add a section for it to the script first.",
            )
        })?;
    let from = digest(&own);
    sqlx::query!(
        "insert into production_boards (production_id, house_id, number, board, changed_from, updated_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (production_id, number) do update
         set board = excluded.board, changed_from = excluded.changed_from, updated_at = excluded.updated_at",
        production.id,
        production.house_id,
        board.number as i32,
        Json(board) as _,
        &from.0[..],
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Back to what the script says.
pub async fn forget(app: &App, production: &Production, number: u32) -> AppResult<()> {
    sqlx::query!(
        "delete from production_boards where production_id = $1 and number = $2",
        production.id,
        number as i32
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// A board that can be drawn: every index is within it, and it is of a size that ends.
fn check(board: &Board) -> AppResult<()> {
    let broken = |what: String| {
        AppError::bad_request(
            "bad_board",
            format!("This storyboard cannot be drawn: {what}."),
            "Load the storyboard anew and repeat the change.",
        )
    };
    if board.shots.len() > 2_000 || board.lines.len() > 4_000 || board.shots.is_empty() {
        return Err(broken("it has no shots, or more than 2,000".into()));
    }
    for shot in &board.shots {
        if shot.place >= board.places.len() {
            return Err(broken(format!(
                "shot {} is in a place that it does not have",
                shot.id
            )));
        }
        if let Some(line) = shot.lines.iter().find(|line| **line >= board.lines.len()) {
            return Err(broken(format!(
                "shot {} says line {line}, which it does not have",
                shot.id
            )));
        }
        if shot.hold_ms > 60_000 || shot.people.len() > 12 || shot.messages.len() > 200 {
            return Err(broken(format!("shot {} is too long or too full", shot.id)));
        }
        if let Some(figure) = shot
            .people
            .iter()
            .find(|figure| board.character(&figure.character).is_none())
        {
            return Err(broken(format!(
                "nobody of the cast is called {}",
                figure.character
            )));
        }
    }
    let mut said: Vec<usize> = board
        .shots
        .iter()
        .flat_map(|shot| shot.lines.iter().copied())
        .collect();
    said.sort_unstable();
    if said.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(broken("a line is said in two shots".into()));
    }
    Ok(())
}

fn digest(board: &Board) -> Digest {
    Digest::of([serde_json::to_vec(board).expect("plain data becomes JSON")])
}
