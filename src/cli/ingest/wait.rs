//! Waiting for episodes to be packaged, or packaging them here when nobody else does.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use sqlx::types::Json;
use uuid::Uuid;

use super::Until;
use crate::app::App;
use crate::errors::Problem;
use crate::ingest::{self, Workshop};
use crate::jobs::{self, Job};

/// How often the state of things is looked at.
const LOOK: Duration = Duration::from_millis(300);
/// Episodes shown at once on a terminal.
const LINES: usize = 12;

/// An episode whose packaging is waited for.
#[derive(Debug)]
pub struct Awaited {
    pub episode_id: Uuid,
    pub number: i32,
    pub file: String,
}

/// Where its package stands.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_field_names,
    reason = "`packages.state` is what it is called"
)]
pub struct State {
    pub state: String,
    stage: Option<String>,
    progress: f32,
    playable: bool,
    /// What stopped it for good.
    pub problem: Option<Problem>,
    /// What it waits for.
    passing: Option<Problem>,
}

impl State {
    fn is_over(&self, until: Until) -> bool {
        match self.state.as_str() {
            "complete" | "failed" => true,
            "playable" => until == Until::Playable,
            _ => until == Until::Taken,
        }
    }

    fn words(&self) -> String {
        let stage = match self.stage.as_deref() {
            Some("probe") => "looking into it",
            Some("measure") => "measuring loudness",
            Some("first_rung") => "first size",
            Some("artwork") => "poster",
            Some("text") => "subtitles",
            Some("rest") => "other sizes",
            Some(other) => other,
            None => "waits",
        };
        match (&self.passing, self.state.as_str()) {
            (_, "complete") => "complete".to_owned(),
            (_, "failed") => "cannot be made".to_owned(),
            (Some(problem), _) if self.stage.is_none() => {
                format!("waits: {} {}", problem.message, problem.remedy)
            }
            _ if self.playable => format!("playable, {stage}"),
            _ => stage.to_owned(),
        }
    }
}

/// Waits until every episode is as far as wanted, showing how far they are.
pub async fn wait(
    app: &App,
    shop: &Workshop,
    episodes: &[Awaited],
    until: Until,
    silent: bool,
) -> anyhow::Result<Vec<State>> {
    let mut screen = Screen::new(silent);
    let work = tokio::spawn({
        let (app, shop) = (app.clone(), shop.clone());
        let ids: Vec<Uuid> = episodes.iter().map(|episode| episode.episode_id).collect();
        async move {
            if until != Until::Taken {
                work(&app, &shop, &ids, until).await;
            }
        }
    });
    loop {
        let states = look(app, episodes).await?;
        screen.show(episodes, &states);
        if states.iter().all(|state| state.is_over(until)) {
            Screen::end();
            work.abort();
            return Ok(states);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Packages what nobody packages. A worker that lives has it before us.
async fn work(app: &App, shop: &Workshop, ids: &[Uuid], until: Until) {
    loop {
        match work_once(app, shop, ids, until).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(LOOK).await,
            Err(error) => {
                tracing::error!("packaging: {error:#}");
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        }
    }
}

async fn work_once(app: &App, shop: &Workshop, ids: &[Uuid], until: Until) -> anyhow::Result<bool> {
    if jobs::is_worked_on(&app.db).await? {
        return Ok(false);
    }
    let waiting = ingest::unfinished(app, shop.id).await?;
    let next = waiting
        .into_iter()
        .filter(|one| ids.contains(&one.episode_id))
        .find(|one| !one.playable || until == Until::Complete);
    let Some(next) = next else { return Ok(false) };
    let episode_id = next.episode_id;
    let job = if next.playable {
        Job::Rest { episode_id }
    } else {
        Job::FirstRung { episode_id }
    };
    jobs::perform(app, shop, &job).await?;
    Ok(true)
}

async fn look(app: &App, episodes: &[Awaited]) -> sqlx::Result<Vec<State>> {
    let ids: Vec<Uuid> = episodes.iter().map(|episode| episode.episode_id).collect();
    let rows = sqlx::query!(
        r#"select state as "state?", stage, coalesce(progress, 0) as "progress!", playable_at is not null as "playable!",
                  problem as "problem: Json<Problem>"
           from unnest($1::uuid[]) with ordinality as wanted (id, place)
           left join packages p on p.episode_id = wanted.id order by place"#,
        &ids
    )
    .fetch_all(&app.db)
    .await?;
    let states = rows.into_iter().map(|row| {
        // An episode that was deleted meanwhile.
        let state = row.state.unwrap_or_else(|| "failed".to_owned());
        let problem = row.problem.map(|problem| problem.0);
        let failed = state == "failed";
        State {
            stage: row.stage,
            progress: row.progress,
            playable: row.playable,
            problem: problem.clone().filter(|_| failed),
            passing: problem.filter(|_| !failed),
            state,
        }
    });
    Ok(states.collect())
}

/// One line an episode: drawn over and over on a terminal, printed on each change elsewhere.
struct Screen {
    silent: bool,
    terminal: bool,
    /// Lines that the next drawing goes over.
    drawn: usize,
    /// What was printed last of each episode.
    said: Vec<String>,
}

impl Screen {
    fn new(silent: bool) -> Self {
        Self {
            silent,
            terminal: std::io::stdout().is_terminal(),
            drawn: 0,
            said: Vec::new(),
        }
    }

    fn show(&mut self, episodes: &[Awaited], states: &[State]) {
        if self.silent {
            return;
        }
        if self.terminal {
            self.draw(episodes, states);
        } else {
            self.print(episodes, states);
        }
    }

    fn draw(&mut self, episodes: &[Awaited], states: &[State]) {
        let mut lines = Vec::new();
        let over = states
            .iter()
            .filter(|state| state.state == "complete")
            .count();
        let mut shown: Vec<_> = episodes
            .iter()
            .zip(states)
            .filter(|(_, state)| state.state != "complete")
            .collect();
        let hidden = shown.len().saturating_sub(LINES);
        shown.truncate(LINES);
        for (episode, state) in shown {
            lines.push(line(episode, state));
        }
        if hidden > 0 {
            lines.push(format!("       … and {hidden} more"));
        }
        lines.push(format!("{over} of {} complete", states.len()));
        let mut out = std::io::stdout().lock();
        if self.drawn > 0 {
            let _ = write!(out, "\x1b[{}A", self.drawn);
        }
        for line in &lines {
            // One line each, or the next drawing would go over the wrong ones.
            let line: String = line.chars().take(100).collect();
            let _ = writeln!(out, "\x1b[2K{line}");
        }
        let _ = write!(out, "\x1b[J");
        let _ = out.flush();
        self.drawn = lines.len();
    }

    fn print(&mut self, episodes: &[Awaited], states: &[State]) {
        self.said.resize(episodes.len(), String::new());
        for ((episode, state), said) in episodes.iter().zip(states).zip(&mut self.said) {
            let words = state.words();
            // Of an episode that is complete from the beginning nothing is said.
            let news =
                *said != words && !(said.is_empty() && (words == "complete" || words == "waits"));
            if news {
                println!("Episode {} ({}): {words}", episode.number, episode.file);
            }
            *said = words;
        }
    }

    fn end() {
        let _ = std::io::stdout().flush();
    }
}

/// `  3  02 The ring.mp4  ████████░░░░░░░░  51 %  playable, other sizes`
fn line(episode: &Awaited, state: &State) -> String {
    const BAR: usize = 16;
    let full = (state.progress.clamp(0.0, 1.0) * BAR as f32).round() as usize;
    let bar = format!("{}{}", "█".repeat(full), "░".repeat(BAR - full));
    let name: String = episode.file.chars().take(28).collect();
    let percent = (state.progress * 100.0).round();
    format!(
        "{:>4}  {name:<28}  {bar} {percent:>3} %  {}",
        episode.number,
        state.words()
    )
}
