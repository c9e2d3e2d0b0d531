//! A run: everything that is missing or stale is made, in an order in which it can be; what is made is kept at once, so
//! that a run that is killed goes on where it was.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt as _;
use production::State;
use production::graph::{Graph, Step};
use production::takes::Shelf;
use storyboard::timeline::{Spoken, Timeline, lay_out};
use uuid::Uuid;

use super::boards::{self, Episode};
use super::make::{self, VoiceFacts};
use super::paid::unfinished::Till;
use super::paid::{self, Bought, Spend};
use super::shelves::{self, Kept, Made};
use super::tools::{Buying, Makers, Tools};
use super::translations::{self, Translations};
use super::{Production, extras, gates, graph, label, people};
use crate::app::App;
use crate::errors::AppResult;

/// Pixels.
const POSTER_WIDTH: u32 = 1080;
const THUMBNAIL_WIDTH: u32 = 720;

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub total: usize,
    /// In words: "Speaking e03".
    pub doing: String,
}

/// What came of a run.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub made: usize,
    /// Key and sentence of each that came to nothing.
    pub failed: Vec<(String, String)>,
    /// Keys of what waits for a gate.
    pub blocked: Vec<String>,
    /// What was not paid for, and why; it has not failed.
    pub unpaid: Vec<(String, String)>,
    /// Seconds by kind.
    pub seconds: BTreeMap<String, f64>,
}

/// A production as it stands: boards, graph, takes.
pub struct Standing {
    pub episodes: Vec<Episode>,
    pub graph: Graph,
    pub shelves: BTreeMap<String, Shelf>,
    pub closed: BTreeSet<&'static str>,
    pub gates: Vec<gates::GateView>,
    pub makers: Makers,
    pub translations: Translations,
}

impl Standing {
    /// Languages of what is said that no learned voice speaks here.
    pub fn by_rules(&self) -> BTreeSet<&str> {
        let boards = self.episodes.iter().map(|episode| &episode.board);
        boards
            .filter(|board| !board.lines.is_empty())
            .map(|board| &*board.language)
            .filter(|language| self.makers.speaking(language).starts_with("espeak"))
            .collect()
    }
}

/// What is asked of a run.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Keys of artifacts; with all that they need. Empty: everything.
    pub wanted: Vec<String>,
    /// What it may pay for.
    pub spend: Spend,
}

/// How long each shot is, as far as it has been spoken: only a clip that is bought hangs on it.
async fn lengths(
    app: &App,
    production: &Production,
    episodes: &[Episode],
) -> AppResult<graph::Lengths> {
    let mut lengths = graph::Lengths::new();
    if !production.settings.models.clip {
        return Ok(lengths);
    }
    let selected = shelves::selected(app, production.id).await?;
    for board in episodes.iter().map(|episode| &episode.board) {
        for (at, span) in timeline(board, &selected)?.shots.iter().enumerate() {
            lengths.insert(
                (board.number, at),
                span.end_ms.saturating_sub(span.start_ms),
            );
        }
    }
    Ok(lengths)
}

/// Reads where a production stands.
pub async fn standing(
    app: &App,
    production: &Production,
    tools: &Arc<Tools>,
) -> AppResult<Standing> {
    let episodes = boards::all(app, production).await?;
    let bought = Buying::of(app, production).await?;
    let makers = Makers::of(app, tools, &episodes, bought);
    let translations = translations::all(app, production.id).await?;
    let more = extras::nodes(&episodes, &production.settings, &makers, &translations);
    let lengths = lengths(app, production, &episodes).await?;
    let graph = graph::of(&episodes, &production.settings, &makers, &lengths, more)?;
    let shelves = shelves::all(app, production.id).await?;
    let gates = gates::all(app, production, &episodes, &graph, &shelves).await?;
    Ok(Standing {
        shelves,
        closed: gates::closed(&gates),
        gates,
        episodes,
        graph,
        makers,
        translations,
    })
}

/// Makes what is asked for and all that it needs; everything, where nothing is named. Refused where somebody real has not
/// agreed.
pub async fn run(
    app: &App,
    production: &Production,
    tools: &Arc<Tools>,
    asked: &Asked,
    work: &Path,
    told: &(dyn Fn(Progress) + Send + Sync),
) -> anyhow::Result<Outcome> {
    people::check(app, production).await?;
    let used = production.settings.models;
    let paid_for = used.voice || used.still || used.clip;
    if !paid_for && !paid::buying::under_way(app, production.id).await? {
        return steps(app, production, tools, asked, work, told).await;
    }
    let till = Till::wait(app, production.id).await?;
    let done = async {
        // What an earlier run has asked for comes first: it is paid for.
        told(Progress {
            doing: "Asking for what is paid for".into(),
            ..Progress::default()
        });
        paid::unfinished::go_on(app, production.id, false).await?;
        steps(app, production, tools, asked, work, told).await
    }
    .await;
    till.close().await;
    done
}

async fn steps(
    app: &App,
    production: &Production,
    tools: &Arc<Tools>,
    asked: &Asked,
    work: &Path,
    told: &(dyn Fn(Progress) + Send + Sync),
) -> anyhow::Result<Outcome> {
    let wanted = &asked.wanted;
    let mut outcome = Outcome::default();
    let mut total = None;
    let mut tried: BTreeSet<String> = BTreeSet::new();
    tokio::fs::create_dir_all(work).await?;
    // Read once: a run makes what was there when it began. Of takes and gates only what changes is read again.
    let mut standing = standing(app, production, tools).await?;
    let mut selected = shelves::selected(app, production.id).await?;
    loop {
        if app.stopping.is_cancelled() {
            anyhow::bail!("stopped; the same command goes on where it was");
        }
        let Standing {
            episodes,
            graph,
            shelves,
            ..
        } = &standing;
        standing.gates = gates::all(app, production, episodes, graph, shelves).await?;
        standing.closed = gates::closed(&standing.gates);
        // What was named and failed is tried once more, not for ever.
        let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
        let plan = standing
            .graph
            .plan(&standing.shelves, &standing.closed, &names);
        let total = *total.get_or_insert(plan.steps.len());
        // What was paid for is not paid for again unless somebody says so.
        for step in &plan.steps {
            let paid = standing.makers.bought.makes(step.kind);
            if paid
                && step.state == State::Stale
                && !asked.spend.again
                && !wanted.contains(&step.key)
                && tried.insert(step.key.clone())
            {
                let why = "it was made of something else: ask for it by name, keep it by its lock, or let the run pay again";
                outcome.unpaid.push((step.key.clone(), why.into()));
            }
        }
        let ready = ready(&standing.graph, &plan.steps, &tried);
        let Some(kind) = ready.first().map(|step| step.kind) else {
            outcome.blocked = plan.blocked.iter().map(|step| step.key.clone()).collect();
            break;
        };
        // All lines together, all shots of one episode together, the rest one by one: whoever waits sees something.
        let episode = |step: &Step| graph::place(&step.key).map(|(number, _, _)| number);
        let first = episode(ready[0]);
        let batch: Vec<Step> = ready
            .into_iter()
            .filter(|step| {
                step.kind == kind
                    && (matches!(kind, "voice" | "dub")
                        || standing.makers.bought.makes(kind)
                        || episode(step) == first)
            })
            .cloned()
            .collect();
        let began = std::time::Instant::now();
        let doing = doing(kind, first);
        let done = total.saturating_sub(plan.steps.len());
        told(Progress {
            done,
            total,
            doing: doing.clone(),
        });
        let progress = |at: usize| {
            told(Progress {
                done: done + at,
                total,
                doing: doing.clone(),
            });
        };
        if standing.makers.bought.makes(kind) {
            let bought = paid::buy(
                app,
                production,
                tools,
                &standing,
                &selected,
                &batch,
                &asked.spend,
                &progress,
            )
            .await?;
            for (step, bought) in batch.iter().zip(bought) {
                tried.insert(step.key.clone());
                match bought {
                    Bought::Made => outcome.made += 1,
                    Bought::Failed(why) => outcome.failed.push((step.key.clone(), why)),
                    Bought::Not(why) => outcome.unpaid.push((step.key.clone(), why)),
                }
            }
            *outcome.seconds.entry(kind.to_owned()).or_default() += began.elapsed().as_secs_f64();
            standing = self::standing(app, production, tools).await?;
            selected = shelves::selected(app, production.id).await?;
            continue;
        }
        let made = make_batch(
            app, production, tools, &standing, &selected, &batch, work, &progress,
        )
        .boxed()
        .await?;
        for (step, made) in batch.iter().zip(made) {
            tried.insert(step.key.clone());
            let basis = standing.graph.basis(&step.key, &standing.shelves);
            match made {
                Ok(made) => {
                    let parts = standing.graph.parts(&step.key, &standing.shelves);
                    let ids = (production.house_id, production.id);
                    shelves::keep(
                        app,
                        ids,
                        (&step.key, step.kind),
                        (Some(basis), &parts),
                        &made,
                    )
                    .await?;
                    outcome.made += 1;
                }
                Err(why) => {
                    shelves::failed(
                        app,
                        (production.house_id, production.id),
                        &step.key,
                        basis,
                        &why,
                    )
                    .await?;
                    outcome.failed.push((step.key.clone(), why));
                }
            }
        }
        if production.settings.models.clip && kind == "voice" {
            // What a clip costs hangs on how long its lines came out.
            standing = self::standing(app, production, tools).await?;
        }
        let keys: Vec<String> = batch.iter().map(|step| step.key.clone()).collect();
        standing
            .shelves
            .extend(shelves::of(app, production.id, &keys).await?);
        selected.extend(shelves::selected_of(app, production.id, &keys).await?);
        *outcome.seconds.entry(kind.to_owned()).or_default() += began.elapsed().as_secs_f64();
    }
    told(Progress {
        done: total.unwrap_or(0),
        total: total.unwrap_or(0),
        doing: String::new(),
    });
    Ok(outcome)
}

/// What would be paid for at most: what is missing, and of what is stale only what somebody asks for.
pub fn would_cost(standing: &Standing, wanted: &[String], again: bool) -> i64 {
    let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let plan = standing
        .graph
        .plan(&standing.shelves, &standing.closed, &names);
    let paid = plan
        .steps
        .iter()
        .filter(|step| step.state != State::Stale || again || wanted.contains(&step.key));
    paid.map(|step| step.cost_micros).sum()
}

/// A run that was asked for over HTTP: its row tells how far it is. A run that is found running was left by a process
/// that died, and is gone on with.
pub async fn work(app: &App, run_id: Uuid) -> anyhow::Result<()> {
    let row = sqlx::query!(
        "update production_runs set state = 'running', started_at = coalesce(started_at, $2)
         where id = $1 and state in ('waiting', 'running') returning house_id, production_id, wanted, spend_micros, again",
        run_id,
        app.clock.now()
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(()) };
    let production = super::productions::find(app, row.house_id, row.production_id).await?;
    let asked = Asked {
        wanted: row.wanted.clone(),
        spend: Spend {
            id: run_id,
            most_micros: row.spend_micros,
            again: row.again,
        },
    };
    let (sender, mut progress) = tokio::sync::watch::channel(Progress::default());
    let going = async {
        let tools = app
            .studio
            .tools(app, {
                let sender = sender.clone();
                move |doing| {
                    sender.send_modify(|progress| progress.doing = doing);
                }
            })
            .await?;
        let folder = production.work_folder(app);
        run(app, &production, &tools, &asked, &folder, &|progress| {
            sender.send_replace(progress);
        })
        .await
    };
    tokio::pin!(going);
    let outcome = loop {
        tokio::select! {
            outcome = &mut going => break outcome,
            _ = progress.changed() => {
                let now = progress.borrow_and_update().clone();
                let still = sqlx::query!(
                    "update production_runs set done = $2, total = $3, doing = $4 where id = $1 and state = 'running'",
                    run_id,
                    now.done as i32,
                    now.total as i32,
                    now.doing
                )
                .execute(&app.db)
                .await?;
                if still.rows_affected() == 0 {
                    // Somebody has stopped it: what is being made is put down.
                    return Ok(());
                }
            }
        }
    };
    if app.stopping.is_cancelled() {
        anyhow::bail!("the house closes; the run goes on when it opens");
    }
    let problem = match &outcome {
        Ok(outcome) => outcome
            .failed
            .first()
            .or(outcome.unpaid.first())
            .map(|(key, why)| format!("{key}: {why}")),
        Err(error) => Some(format!("{error:#}")),
    };
    sqlx::query!(
        "update production_runs set state = case when $2::text is null then 'done' else 'failed' end, problem = $2,
                done = case when $2::text is null then total else done end, doing = '', ended_at = $3
         where id = $1 and state = 'running'",
        run_id,
        problem,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Steps of which nothing that they need is still to be made.
fn ready<'a>(graph: &Graph, steps: &'a [Step], tried: &BTreeSet<String>) -> Vec<&'a Step> {
    let waiting: BTreeSet<&str> = steps.iter().map(|step| &*step.key).collect();
    steps
        .iter()
        .filter(|step| !tried.contains(&step.key))
        .filter(|step| {
            graph.node(&step.key).is_some_and(|node| {
                let mut before = node.needs.iter().chain(&node.after);
                before.all(|need| !waiting.contains(&**need))
            })
        })
        .collect()
}

fn doing(kind: &str, episode: Option<u32>) -> String {
    let what = match kind {
        "voice" => return "Speaking".into(),
        "still" => return "Pictures".into(),
        "clip" => return "Clips".into(),
        "shot" => "Drawing",
        "mix" => "Mixing",
        "film" => "Cutting",
        "captions" => "Writing captions of",
        "strip" => "Drawing the strip of",
        "thumbnail" => "Drawing the thumbnail of",
        "translation" => "Writing other captions of",
        "dub" => return "Speaking other languages".into(),
        "dub mix" => "Mixing other languages of",
        "trailer" => return "Cutting the trailer".into(),
        _ => return "Drawing the poster".into(),
    };
    episode.map_or_else(
        || what.to_owned(),
        |number| format!("{what} episode {number}"),
    )
}

#[expect(
    clippy::too_many_arguments,
    reason = "all of them are what a maker looks at"
)]
async fn make_batch(
    app: &App,
    production: &Production,
    tools: &Arc<Tools>,
    standing: &Standing,
    selected: &BTreeMap<String, Kept>,
    batch: &[Step],
    work: &Path,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> anyhow::Result<Vec<Result<Made, String>>> {
    let board = |step: &Step| {
        let (number, _, at) = graph::place(&step.key)?;
        let episode = standing
            .episodes
            .iter()
            .find(|episode| episode.board.number == number)?;
        Some((&episode.board, at))
    };
    let kind = batch[0].kind;
    if kind == "voice" {
        let lines: Vec<_> = batch
            .iter()
            .filter_map(|step| {
                board(step).and_then(|(board, at)| make::voice::line(board, &standing.makers, at?))
            })
            .collect();
        anyhow::ensure!(
            lines.len() == batch.len(),
            "a line of the plan is not in its board"
        );
        // Counted by whoever speaks, looked at here: only this task may tell.
        let counter = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let (tools, count) = (tools.clone(), counter.clone());
        let mut speaking = tokio::task::spawn_blocking(move || {
            make::voice::speak(&tools.voices, &lines, &|done| {
                count.store(done, std::sync::atomic::Ordering::Relaxed);
            })
        });
        loop {
            tokio::select! {
                made = &mut speaking => return Ok(made?),
                () = tokio::time::sleep(std::time::Duration::from_millis(300)) => {
                    progress(counter.load(std::sync::atomic::Ordering::Relaxed));
                }
            }
        }
    }
    let settings = &production.settings;
    let label_of = |board: &storyboard::Board| {
        let source = label::source(board, &standing.makers);
        label::of(standing.makers.label, board, settings, source)
    };
    if kind == "poster" {
        let first = standing.episodes[0].board.clone();
        let label = label_of(&first);
        return Ok(vec![
            make::pictures::poster(tools.clone(), first, POSTER_WIDTH, label).await?,
        ]);
    }
    if kind == "trailer" {
        let boards: Vec<_> = standing
            .episodes
            .iter()
            .take(extras::TEASED)
            .map(|episode| &episode.board)
            .collect();
        let label = boards.first().and_then(|first| label_of(first));
        let fields = label::fields(app, production, extras::TRAILER, label.as_ref());
        return Ok(vec![
            make::trailer::trailer(app, tools, &boards, selected, fields, work)
                .boxed()
                .await?,
        ]);
    }
    if kind == "dub" {
        let mut lines = Vec::new();
        for step in batch {
            lines.push(dubbed(standing, selected, &step.key)?);
        }
        let tools = tools.clone();
        return Ok(tokio::task::spawn_blocking(move || {
            make::dub::speak(&tools.voices, &lines, &|_| {})
        })
        .await?);
    }
    let (board, _) =
        board(&batch[0]).ok_or_else(|| anyhow::anyhow!("{} is of no episode", batch[0].key))?;
    let spoken = spoken(board, selected)?;
    let timeline = lay_out(board, &spoken)?;
    let number = board.number;
    Ok(match kind {
        "shot" => {
            let shots: Vec<usize> = batch
                .iter()
                .filter_map(|step| graph::place(&step.key)?.2)
                .collect();
            let source = |at: &usize| {
                let keys = [graph::clip(number, *at), graph::still(number, *at)];
                let mut keys = keys.iter();
                keys.find_map(|key| standing.graph.node(key).and(selected.get(key)))
            };
            make::pictures::shots(
                app,
                tools,
                board,
                &spoken,
                &shots,
                &shots
                    .iter()
                    .map(|at| source(at).cloned())
                    .collect::<Vec<_>>(),
                settings,
                label_of(board).as_ref(),
                work,
                progress,
            )
            .await?
        }
        "mix" => {
            let voices = voices(app, board, selected, |at| graph::voice(number, at)).await?;
            vec![make::mix::mix(board, &timeline, voices, production.seed as u64).await?]
        }
        "captions" => vec![Ok(make::captions::captions(board, &timeline, false))],
        "translation" => {
            let other = other(standing, board, &batch[0].key)?;
            vec![Ok(make::captions::captions(&other, &timeline, true))]
        }
        "dub mix" => {
            let language = extras::language(&batch[0].key).unwrap_or_default();
            let voices =
                voices(app, board, selected, |at| extras::dub(number, language, at)).await?;
            vec![make::mix::mix(board, &timeline, voices, production.seed as u64).await?]
        }
        "thumbnail" => {
            let label = label_of(board);
            vec![
                make::pictures::poster(tools.clone(), board.clone(), THUMBNAIL_WIDTH, label)
                    .await?,
            ]
        }
        "film" => {
            let keys: Vec<String> = (0..board.shots.len())
                .map(|at| graph::shot(number, at))
                .collect();
            let clips: Option<Vec<&Kept>> = keys.iter().map(|key| selected.get(key)).collect();
            let clips =
                clips.ok_or_else(|| anyhow::anyhow!("a shot of episode {number} is not drawn"))?;
            let mix = selected.get(&graph::mix(number));
            let mix = mix.ok_or_else(|| anyhow::anyhow!("episode {number} is not mixed"))?;
            let fields = label::fields(app, production, &batch[0].key, label_of(board).as_ref());
            vec![make::film::film(app, board, &timeline, &clips, mix, fields, work).await?]
        }
        "strip" => vec![make::pictures::strip(app, tools, board.clone(), label_of(board)).await?],
        other => anyhow::bail!("nobody here makes a {other}"),
    })
}

/// The sounds of an episode's lines, by their places.
pub async fn voices(
    app: &App,
    board: &storyboard::Board,
    selected: &BTreeMap<String, Kept>,
    key: impl Fn(usize) -> String,
) -> anyhow::Result<BTreeMap<usize, Bytes>> {
    let mut voices = BTreeMap::new();
    for (at, line) in board.lines.iter().enumerate() {
        if line.manner == storyboard::board::Said::TextMessage {
            continue;
        }
        let kept = selected.get(&key(at)).ok_or_else(|| {
            anyhow::anyhow!("line {} of episode {} is not spoken", at + 1, board.number)
        })?;
        voices.insert(at, app.storage.read(&kept.blob_key).await?);
    }
    Ok(voices)
}

/// A board in the language that a key names.
fn other(
    standing: &Standing,
    board: &storyboard::Board,
    key: &str,
) -> anyhow::Result<storyboard::Board> {
    extras::language(key)
        .and_then(|language| standing.translations.board(board, language))
        .ok_or_else(|| anyhow::anyhow!("{key} has no translation"))
}

/// A line of a dub, and how many milliseconds it has.
fn dubbed(
    standing: &Standing,
    selected: &BTreeMap<String, Kept>,
    key: &str,
) -> anyhow::Result<(sound::voices::Line, u32)> {
    let missing = || anyhow::anyhow!("{key} is of no line");
    let (number, _, at) = graph::place(key).ok_or_else(missing)?;
    let at = at.ok_or_else(missing)?;
    let board = standing
        .episodes
        .iter()
        .find(|episode| episode.board.number == number)
        .map(|episode| &episode.board)
        .ok_or_else(missing)?;
    let other = other(standing, board, key)?;
    let line = other.lines.get(at).ok_or_else(missing)?;
    let own = selected
        .get(&graph::voice(number, at))
        .ok_or_else(|| anyhow::anyhow!("line {} of episode {number} is not spoken", at + 1))?;
    let own: VoiceFacts = serde_json::from_value(own.facts.clone())?;
    let room = own.spoken.length_ms + make::hooks::pause_after(board, at);
    let spoken = sound::voices::Line {
        text: line.text.clone(),
        language: other.language.clone(),
        voice: standing
            .makers
            .dubbed(board, &line.speaker, &other.language),
        feeling: line.feeling,
        speed: 1.0,
    };
    Ok((spoken, room))
}

/// How the lines of a board came out; of text messages, how long they are read.
pub fn spoken(
    board: &storyboard::Board,
    selected: &BTreeMap<String, Kept>,
) -> anyhow::Result<Vec<Spoken>> {
    board
        .lines
        .iter()
        .enumerate()
        .map(
            |(at, line)| match selected.get(&graph::voice(board.number, at)) {
                Some(kept) => Ok(serde_json::from_value::<VoiceFacts>(kept.facts.clone())?.spoken),
                None => Ok(Spoken::estimated(&line.text, line.manner)),
            },
        )
        .collect()
}

/// When everything happens in an episode, as far as it has been spoken.
pub fn timeline(
    board: &storyboard::Board,
    selected: &BTreeMap<String, Kept>,
) -> anyhow::Result<Timeline> {
    Ok(lay_out(board, &spoken(board, selected)?)?)
}
