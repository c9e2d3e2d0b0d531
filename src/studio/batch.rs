//! The making of a batch: steps of one kind that can be made at once, handed to whoever makes that kind.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use production::graph::Step;
use provenance::label::Label;
use storyboard::Board;
use storyboard::timeline::lay_out;

use super::make::{self, VoiceFacts};
use super::run::{Standing, spoken};
use super::shelves::{Kept, Made};
use super::tools::Tools;
use super::{Production, another, extras, graph, label};
use crate::app::App;

/// Pixels.
const POSTER_WIDTH: u32 = 1080;
const THUMBNAIL_WIDTH: u32 = 720;

/// Steps of one kind, and all that their makers look at.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    pub app: &'a App,
    pub production: &'a Production,
    pub tools: &'a Arc<Tools>,
    pub standing: &'a Standing,
    /// What is made already.
    pub selected: &'a BTreeMap<String, Kept>,
    pub steps: &'a [Step],
    /// A folder for what is in the making.
    pub work: &'a Path,
    /// Told how many are made.
    pub progress: &'a (dyn Fn(usize) + Send + Sync),
}

/// What came of each step, in their order; a refusal is a sentence with what to do.
type All = Vec<Result<Made, String>>;

/// Makes them.
pub async fn make(batch: Batch<'_>) -> anyhow::Result<All> {
    match batch.steps[0].kind {
        "voice" => batch.voices().await,
        "dub" => batch.dubs().await,
        "poster" => batch.poster().await,
        "trailer" => batch.trailer().await,
        kind => batch.of_episode(kind).await,
    }
}

impl Batch<'_> {
    fn board(&self, key: &str) -> anyhow::Result<&Board> {
        graph::place(key)
            .and_then(|(number, _, _)| self.standing.board(number))
            .ok_or_else(|| anyhow::anyhow!("{key} is of no episode"))
    }

    /// The places of the steps in their episode.
    fn places(&self) -> Vec<usize> {
        let places = self.steps.iter().map(|step| graph::place(&step.key)?.2);
        places.flatten().collect()
    }

    fn label(&self, board: &Board) -> Option<Label> {
        let makers = &self.standing.makers;
        let source = label::source(board, makers);
        label::of(makers.label, board, &self.production.settings, source)
    }

    async fn voices(&self) -> anyhow::Result<All> {
        let mut lines = Vec::new();
        for step in self.steps {
            let board = self.board(&step.key)?;
            let line = graph::place(&step.key)
                .and_then(|(_, _, at)| make::voice::line(board, &self.standing.makers, at?));
            lines.push(
                line.ok_or_else(|| anyhow::anyhow!("a line of the plan is not in its board"))?,
            );
        }
        // Counted by whoever speaks, looked at here: only this task may tell.
        let counter = Arc::new(AtomicUsize::new(0));
        let said: Vec<(String, String)> = lines
            .iter()
            .map(|line| (line.text.clone(), line.language.clone()))
            .collect();
        let (tools, count) = (self.tools.clone(), counter.clone());
        let mut speaking = tokio::task::spawn_blocking(move || {
            make::voice::speak(&tools.voices, &lines, &|done| {
                count.store(done, Ordering::Relaxed);
            })
        });
        let mut made = loop {
            tokio::select! {
                made = &mut speaking => break made?,
                () = tokio::time::sleep(Duration::from_millis(300)) => {
                    (self.progress)(counter.load(Ordering::Relaxed));
                }
            }
        };
        for (take, (text, language)) in made.iter_mut().zip(&said) {
            if let Ok(take) = take {
                make::judged::line(self.app, take, text, language, make::judged::Speaker::House)
                    .await;
            }
        }
        Ok(made)
    }

    async fn dubs(&self) -> anyhow::Result<All> {
        let mut lines = Vec::new();
        for step in self.steps {
            lines.push(self.dubbed(&step.key)?);
        }
        let tools = self.tools.clone();
        let speak = move || make::dub::speak(&tools.voices, &lines, &|_| {});
        Ok(tokio::task::spawn_blocking(speak).await?)
    }

    async fn poster(&self) -> anyhow::Result<All> {
        let first = self.standing.episodes[0].board.clone();
        let label = self.label(&first);
        let poster = make::pictures::poster(self.tools.clone(), first, POSTER_WIDTH, label);
        Ok(vec![poster.await?])
    }

    async fn trailer(&self) -> anyhow::Result<All> {
        let episodes = self.standing.episodes.iter().take(extras::TEASED);
        let boards: Vec<_> = episodes.map(|episode| &episode.board).collect();
        let label = boards.first().and_then(|first| self.label(first));
        let fields = label::fields(self.app, self.production, extras::TRAILER, label.as_ref());
        let (app, tools) = (self.app, self.tools);
        let cut = make::trailer::trailer(app, tools, &boards, self.selected, fields, self.work);
        Ok(vec![cut.boxed().await?])
    }

    /// What hangs on how long the lines of an episode came out.
    async fn of_episode(&self, kind: &str) -> anyhow::Result<All> {
        let Batch {
            app,
            production,
            tools,
            standing,
            selected,
            work,
            ..
        } = *self;
        let key = &*self.steps[0].key;
        let board = self.board(key)?;
        let number = board.number;
        let spoken = spoken(board, selected)?;
        let timeline = lay_out(board, &spoken)?;
        let seed = another::seed(standing, key, production.seed as u64);
        Ok(match kind {
            "shot" => self.shots(board, &spoken).await?,
            "panel" => {
                let shots = self.places();
                let sources: Vec<_> = shots.iter().map(|at| self.pictured(board, *at)).collect();
                make::strip::panels(app, tools, board, &shots, &sources, work, self.progress)
                    .await?
            }
            "strip" => {
                let panels = artwork::strip::panels(board);
                let panels = panels
                    .iter()
                    .map(|choice| graph::panel(number, choice.shot));
                let panels = self.all(panels)?;
                vec![make::strip::strip(app, tools, board, &panels, self.label(board)).await?]
            }
            "mix" => {
                let voices = voices(app, board, selected, |at| graph::voice(number, at)).await?;
                vec![make::mix::mix(board, &timeline, voices, seed).await?]
            }
            "captions" => vec![Ok(make::captions::captions(board, &timeline, false))],
            "translation" => {
                let other = other(standing, board, key)?;
                vec![Ok(make::captions::captions(&other, &timeline, true))]
            }
            "dub mix" => {
                let language = extras::language(key).unwrap_or_default();
                let voices =
                    voices(app, board, selected, |at| extras::dub(number, language, at)).await?;
                vec![make::mix::mix(board, &timeline, voices, seed).await?]
            }
            "thumbnail" => {
                let (board, label) = (board.clone(), self.label(board));
                let tools = tools.clone();
                vec![make::pictures::poster(tools, board, THUMBNAIL_WIDTH, label).await?]
            }
            "film" => {
                let clips = self.all((0..board.shots.len()).map(|at| graph::shot(number, at)))?;
                let mix = self.all([graph::mix(number)])?[0];
                let fields = label::fields(app, production, key, self.label(board).as_ref());
                vec![make::film::film(app, board, &timeline, &clips, mix, fields, work).await?]
            }
            other => anyhow::bail!("nobody here makes a {other}"),
        })
    }

    /// The clips of shots; of what models made, where they did.
    async fn shots(
        &self,
        board: &Board,
        spoken: &[storyboard::timeline::Spoken],
    ) -> anyhow::Result<All> {
        let shots = self.places();
        let source = |at: &usize| {
            let keys = [graph::clip, graph::still].map(|key| key(board.number, *at));
            self.first_made(&keys)
        };
        make::pictures::shots(
            self.app,
            self.tools,
            board,
            spoken,
            &shots,
            &shots.iter().map(source).collect::<Vec<_>>(),
            &self.production.settings,
            self.label(board).as_ref(),
            self.work,
            self.progress,
        )
        .await
    }

    /// What a model made of a shot that can stand in a panel.
    fn pictured(&self, board: &Board, at: usize) -> Option<Kept> {
        self.first_made(&[graph::still, graph::clip].map(|key| key(board.number, at)))
    }

    /// The take of the first of these that are in the plan and made.
    fn first_made(&self, keys: &[String; 2]) -> Option<Kept> {
        let planned = |key: &&String| self.standing.graph.node(key).is_some();
        let mut there = keys.iter().filter(planned);
        there.find_map(|key| self.selected.get(key)).cloned()
    }

    /// The takes of these artifacts.
    fn all(&self, keys: impl IntoIterator<Item = String>) -> anyhow::Result<Vec<&Kept>> {
        let keys = keys.into_iter();
        keys.map(|key| {
            let kept = self.selected.get(&key);
            kept.ok_or_else(|| anyhow::anyhow!("{key} is not made"))
        })
        .collect()
    }

    /// A line of a dub, and how many milliseconds it has.
    fn dubbed(&self, key: &str) -> anyhow::Result<(sound::voices::Line, u32)> {
        let missing = || anyhow::anyhow!("{key} is of no line");
        let board = self.board(key)?;
        let at = graph::place(key)
            .and_then(|(_, _, at)| at)
            .ok_or_else(missing)?;
        let other = other(self.standing, board, key)?;
        let line = other.lines.get(at).ok_or_else(missing)?;
        let own = self.all([graph::voice(board.number, at)])?[0];
        let own: VoiceFacts = serde_json::from_value(own.facts.clone())?;
        let room = own.spoken.length_ms + make::hooks::pause_after(board, at);
        let makers = &self.standing.makers;
        let spoken = sound::voices::Line {
            text: line.text.clone(),
            language: other.language.clone(),
            voice: makers.dubbed(board, &line.speaker, &other.language),
            feeling: line.feeling,
            speed: 1.0,
        };
        Ok((spoken, room))
    }
}

/// The sounds of an episode's lines, by their places.
pub async fn voices(
    app: &App,
    board: &Board,
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
fn other(standing: &Standing, board: &Board, key: &str) -> anyhow::Result<Board> {
    extras::language(key)
        .and_then(|language| standing.translations.board(board, language))
        .ok_or_else(|| anyhow::anyhow!("{key} has no translation"))
}
