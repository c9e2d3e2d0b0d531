//! A run: everything that is missing or stale is made, in an order in which it can be; what is made is kept at once, so
//! that a run that is killed goes on where it was.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use production::State;
use production::graph::{Graph, Step};
use production::takes::Shelf;
use storyboard::timeline::{Spoken, Timeline, lay_out};
use uuid::Uuid;

use super::batch::{self, Batch};
use super::boards::{self, Episode};
use super::make::VoiceFacts;
use super::paid::unfinished::Till;
use super::paid::{self, Bought, Spend};
use super::shelves::{self, Kept, Made, Origin};
use super::tools::{Buying, Makers, Tools};
use super::translations::{self, Translations};
use super::{Production, another, extras, gates, graph, people};
use crate::app::App;
use crate::errors::AppResult;

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
    /// Key and sentence of each that came to nothing, or to a take that a check stands against.
    pub failed: Vec<(String, String)>,
    /// Keys of what waits for a gate.
    pub blocked: Vec<String>,
    /// What was not paid for, and why; it has not failed.
    pub unpaid: Vec<(String, String)>,
    /// Seconds by kind. Kinds are made side by side, so that their sum is more than what was waited for.
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
    /// The board of an episode.
    pub fn board(&self, number: u32) -> Option<&storyboard::Board> {
        let mut boards = self.episodes.iter().map(|episode| &episode.board);
        boards.find(|board| board.number == number)
    }

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
    /// One more take of what is named, although it is current.
    pub another: bool,
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
        let plan = another::plan(&standing, wanted, asked.another, &tried);
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
        let batches = batches(&ready, &standing.makers);
        let Some(first) = batches.first() else {
            outcome.blocked = plan.blocked.iter().map(|step| step.key.clone()).collect();
            break;
        };
        let kind = first[0].kind;
        let began = std::time::Instant::now();
        let doing = doing(
            kind,
            graph::place(&first[0].key).map(|(number, _, _)| number),
        );
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
                first,
                &asked.spend,
                &progress,
            )
            .await?;
            for (step, bought) in first.iter().zip(bought) {
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
        // Whoever draws leaves nobody else's work waiting: what is ready of other kinds is made beside it.
        let far = AtomicUsize::new(0);
        let mut making: FuturesUnordered<_> = batches
            .iter()
            .map(|steps| {
                let told = AtomicUsize::new(0);
                let (far, progress) = (&far, &progress);
                let (standing, selected) = (&standing, &selected);
                async move {
                    let made = batch::make(Batch {
                        app,
                        production,
                        tools,
                        standing,
                        selected,
                        steps,
                        work,
                        progress: &|at| {
                            let more = at - told.swap(at, Ordering::Relaxed).min(at);
                            progress(far.fetch_add(more, Ordering::Relaxed) + more);
                        },
                    })
                    .boxed()
                    .await;
                    (steps, made)
                }
            })
            .collect();
        while let Some((steps, made)) = making.next().await {
            for (step, made) in steps.iter().zip(made?) {
                tried.insert(step.key.clone());
                match keep(app, production, &standing, step, made).await? {
                    Ok(()) => outcome.made += 1,
                    Err(Against { made, why }) => {
                        outcome.made += usize::from(made);
                        outcome.failed.push((step.key.clone(), why));
                    }
                }
            }
            let kind = steps[0].kind.to_owned();
            *outcome.seconds.entry(kind).or_default() += began.elapsed().as_secs_f64();
        }
        drop(making);
        if production.settings.models.clip && kind == "voice" {
            // What a clip costs hangs on how long its lines came out.
            standing = self::standing(app, production, tools).await?;
        }
        let keys: Vec<String> = batches
            .iter()
            .flatten()
            .map(|step| step.key.clone())
            .collect();
        standing
            .shelves
            .extend(shelves::of(app, production.id, &keys).await?);
        selected.extend(shelves::selected_of(app, production.id, &keys).await?);
    }
    told(Progress {
        done: total.unwrap_or(0),
        total: total.unwrap_or(0),
        doing: String::new(),
    });
    Ok(outcome)
}

/// What would be paid for at most: what is missing, and of what is stale only what somebody asks for.
pub fn would_cost(standing: &Standing, wanted: &[String], again: bool, another: bool) -> i64 {
    let plan = another::plan(standing, wanted, another, &BTreeSet::new());
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
         where id = $1 and state in ('waiting', 'running') returning house_id, production_id, wanted, spend_micros, again, another",
        run_id,
        app.clock.now()
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(()) };
    let production = super::productions::find(app, row.house_id, row.production_id).await?;
    let asked = Asked {
        wanted: row.wanted.clone(),
        another: row.another,
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

/// Why a take is not used, or was not made.
struct Against {
    made: bool,
    why: String,
}

/// Keeps what came of a step: a take, or why there is none.
async fn keep(
    app: &App,
    production: &Production,
    standing: &Standing,
    step: &Step,
    made: Result<Made, String>,
) -> anyhow::Result<Result<(), Against>> {
    let ids = (production.house_id, production.id);
    let basis = standing.graph.basis(&step.key, &standing.shelves);
    match made {
        Ok(made) => {
            let parts = standing.graph.parts(&step.key, &standing.shelves);
            let what = (&*step.key, step.kind);
            let basis = (Some(basis), &parts);
            let stored = shelves::keep(app, ids, what, basis, &made, &Origin::default()).await?;
            Ok(stored
                .against
                .map_or(Ok(()), |why| Err(Against { made: true, why })))
        }
        Err(why) => {
            shelves::failed(app, ids, &step.key, basis, &why).await?;
            Ok(Err(Against { made: false, why }))
        }
    }
}

/// What is made side by side: all that is ready of one kind in one episode (all lines together, for whoever waits hears
/// something then; and all that is bought), and beside it what is ready of other kinds in that episode, or in none, if
/// nobody is paid for it. What the first kind is comes first.
fn batches(ready: &[&Step], makers: &Makers) -> Vec<Vec<Step>> {
    let episode = |step: &Step| graph::place(&step.key).map(|(number, _, _)| number);
    let Some(head) = ready.first() else {
        return Vec::new();
    };
    let (kind, first) = (head.kind, episode(head));
    let bought = makers.bought.makes(kind);
    let mut batches: Vec<Vec<Step>> = Vec::new();
    for &step in ready {
        let whole = matches!(kind, "voice" | "dub") || bought;
        let with = if step.kind == kind {
            whole || episode(step) == first
        } else {
            !bought
                && !makers.bought.makes(step.kind)
                && (episode(step) == first || episode(step).is_none())
        };
        if !with {
            continue;
        }
        match batches.iter_mut().find(|batch| batch[0].kind == step.kind) {
            Some(batch) => batch.push(step.clone()),
            None => batches.push(vec![step.clone()]),
        }
    }
    batches
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
        "panel" => "Drawing the panels of",
        "strip" => "Putting together the strip of",
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
