//! The episodes of a production as shots: from the script, or as somebody has changed them.

use production::Digest;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;
use storyboard::breakdown::{self, Options};
use storyboard::{Board, Character};
use uuid::Uuid;

use super::changes::{self, Change, What};
use super::{Production, cast};
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

/// A board as somebody has changed it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ByHand {
    pub board: Board,
    /// Of the board that it was changed from.
    pub from: Digest,
}

/// What the script says, with the cast as it is.
fn from_script(production: &Production, cast: &[Character]) -> Vec<Board> {
    breakdown::series(
        &production.script(),
        &Options {
            series: production.title.clone(),
            language: production.language.clone(),
            seed: production.seed as u64,
            cast: Some(cast.to_vec()),
        },
    )
}

async fn people(app: &App, production: &Production) -> AppResult<Vec<Character>> {
    let members = cast::all(app, production).await?;
    Ok(members.into_iter().map(|member| member.person).collect())
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
    let cast = people(app, production).await?;
    Ok(from_script(production, &cast)
        .into_iter()
        .map(|board| match changed.remove(&(board.number as i32)) {
            Some((Json(mut by_hand), from)) => {
                // How people look is the cast's matter, also where shots were changed.
                for person in &mut by_hand.cast {
                    if let Some(now) = cast.iter().find(|now| now.id == person.id) {
                        person.clone_from(now);
                    }
                }
                Episode {
                    behind: from != digest(&board).0,
                    board: by_hand,
                    changed: true,
                }
            }
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
    let cast = people(app, production).await?;
    let own = from_script(production, &cast)
        .into_iter()
        .find(|own| own.number == board.number)
        .ok_or_else(|| {
            AppError::not_found(
                "episode_not_found",
                "The script has no such episode.",
                "Add a section for it to the script first.",
            )
        })?;
    let by_hand = ByHand {
        board: board.clone(),
        from: digest(&own),
    };
    replace(app, production, board.number, Some(&by_hand)).await
}

/// Back to what the script says.
pub async fn forget(app: &App, production: &Production, number: u32) -> AppResult<()> {
    replace(app, production, number, None).await
}

async fn replace(
    app: &App,
    production: &Production,
    number: u32,
    board: Option<&ByHand>,
) -> AppResult<()> {
    let mut tx = app.db.begin().await?;
    let before = now(&mut tx, production.id, number).await?;
    if before.is_none() && board.is_none() {
        return Ok(());
    }
    let change = Change {
        what: What::Board,
        which: number.to_string(),
        was: serde_json::to_value(before).map_err(AppError::internal)?,
    };
    changes::note(&mut tx, app, production, &change).await?;
    put(&mut tx, app, production, number, board).await?;
    tx.commit().await?;
    Ok(())
}

/// The board as somebody has changed it, held until the transaction ends; nothing where it is the script's.
pub async fn now(
    tx: &mut PgConnection,
    production_id: Uuid,
    number: u32,
) -> AppResult<Option<ByHand>> {
    let row = sqlx::query!(
        r#"select board as "board: Json<Board>", changed_from from production_boards
           where production_id = $1 and number = $2 for update"#,
        production_id,
        number as i32
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let from = row.changed_from.try_into().map_err(|_| {
        AppError::internal(anyhow::anyhow!("a digest of a board is not of 32 bytes"))
    })?;
    Ok(Some(ByHand {
        board: row.board.0,
        from: Digest(from),
    }))
}

/// Puts a board there, or the script's; nothing is kept of what was there.
pub async fn put(
    tx: &mut PgConnection,
    app: &App,
    production: &Production,
    number: u32,
    board: Option<&ByHand>,
) -> AppResult<()> {
    match board {
        Some(by_hand) => {
            sqlx::query!(
                "insert into production_boards (production_id, house_id, number, board, changed_from, updated_at)
                 values ($1, $2, $3, $4, $5, $6)
                 on conflict (production_id, number) do update
                 set board = excluded.board, changed_from = excluded.changed_from, updated_at = excluded.updated_at",
                production.id,
                production.house_id,
                number as i32,
                Json(&by_hand.board) as _,
                &by_hand.from.0[..],
                app.clock.now()
            )
            .execute(&mut *tx)
            .await?;
        }
        None => {
            sqlx::query!(
                "delete from production_boards where production_id = $1 and number = $2",
                production.id,
                number as i32
            )
            .execute(&mut *tx)
            .await?;
        }
    }
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

/// Of what the script says; how people look is no part of it.
fn digest(board: &Board) -> Digest {
    let board = Board {
        cast: Vec::new(),
        ..board.clone()
    };
    Digest::of([serde_json::to_vec(&board).expect("plain data becomes JSON")])
}
