//! Whose copy a file is: its frames are read, and held against the mark of every screener.

use std::path::Path;

use media::{Cancel, Limits, Tools};
use uuid::Uuid;
use watermark::{CHANCE_MAX, HEIGHT, Reading, Seed, WIDTH, chance};

use crate::app::App;

/// Frames that are read, apart from each other.
const FRAMES: usize = 160;

/// A screener that a file leans towards.
#[derive(Clone, Debug)]
pub struct Suspect {
    pub screener: Uuid,
    pub name: String,
    pub email: String,
    pub title: String,
    /// In standard deviations.
    pub score: f64,
    /// The most probable it can be that any wrong name reaches that score.
    pub chance: f64,
}

/// What a file says.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Frames that were read.
    pub frames: usize,
    /// Screeners that it was held against.
    pub screeners: usize,
    /// Those whose mark is certainly in it, the surest first. More than one: copies were mixed.
    pub certain: Vec<Suspect>,
    /// The one that comes nearest, though it proves nothing.
    pub nearest: Option<Suspect>,
}

/// Reads a file and names the screeners whose mark it has.
pub async fn name(
    app: &App,
    tools: &Tools,
    limits: &Limits,
    house_id: Uuid,
    file: &Path,
) -> anyhow::Result<Verdict> {
    let luma = media::luma(tools, limits, file, (WIDTH, HEIGHT), FRAMES, &Cancel::new()).await?;
    let rows = sqlx::query!(
        "select c.id, c.name, c.email, c.seed, s.title from screeners c join series s on s.id = c.series_id
         where c.house_id = $1 order by c.created_at, c.id",
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    tokio::task::spawn_blocking(move || {
        let mut reading = Reading::default();
        for frame in luma.chunks_exact(WIDTH * HEIGHT) {
            reading.add(frame);
        }
        let screeners = rows.len();
        let mut all: Vec<Suspect> = rows
            .into_iter()
            .filter_map(|row| {
                let seed: [u8; 32] = row.seed.as_slice().try_into().ok()?;
                let score = reading.score(&Seed(seed));
                Some(Suspect {
                    screener: row.id,
                    name: row.name,
                    email: row.email,
                    title: row.title,
                    score,
                    chance: chance(score, screeners),
                })
            })
            .collect();
        all.sort_by(|one, other| other.score.total_cmp(&one.score));
        let sure = all.partition_point(|suspect| suspect.chance <= CHANCE_MAX);
        Verdict {
            frames: reading.frames(),
            screeners,
            nearest: all.get(sure).cloned(),
            certain: all.drain(..sure).collect(),
        }
    })
    .await
    .map_err(Into::into)
}
