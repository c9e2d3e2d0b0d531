//! What is made from what: lines and shots from boards, a mix and an episode from those.

use std::collections::BTreeMap;

use production::graph::{Graph, Node};
use production::{Digest, State};
use serde::Serialize;
use storyboard::Board;
use storyboard::board::Said;

use super::boards::Episode;
use super::label;
use super::paid::wish::{self, Wish};
use super::providers::{Chosen, Makes};
use super::settings::{Gate, Settings};
use super::tools::Makers;
use crate::errors::{AppError, AppResult};

/// Seconds of one core that a second of each takes, measured on two cores: `bench/studio`.
const VOICE_PER_S: f64 = 0.7;
const CLIP_PER_S: f64 = 0.85;
const MIX_PER_S: f64 = 0.03;
const FILM_S: f64 = 1.8;
/// A panel drawn and lettered; of a strip, its pieces put together and cut into pictures.
const PANEL_S: f64 = 0.25;
const STRIP_PER_PANEL_S: f64 = 0.06;

/// Keys of artifacts.
pub fn voice(episode: u32, line: usize) -> String {
    format!("e{episode:02}/voice/l{:02}", line + 1)
}
pub fn shot(episode: u32, shot: usize) -> String {
    format!("e{episode:02}/shot/t{:02}", shot + 1)
}
pub fn still(episode: u32, shot: usize) -> String {
    format!("e{episode:02}/still/t{:02}", shot + 1)
}
pub fn clip(episode: u32, shot: usize) -> String {
    format!("e{episode:02}/clip/t{:02}", shot + 1)
}
pub fn mix(episode: u32) -> String {
    format!("e{episode:02}/mix")
}
pub fn film(episode: u32) -> String {
    format!("e{episode:02}/film")
}
pub fn captions(episode: u32) -> String {
    format!("e{episode:02}/captions")
}
pub fn panel(episode: u32, shot: usize) -> String {
    format!("e{episode:02}/panel/t{:02}", shot + 1)
}
pub fn strip(episode: u32) -> String {
    format!("e{episode:02}/strip")
}
pub const POSTER: &str = "poster";

/// The place of an artifact in a production, from its key.
pub fn place(key: &str) -> Option<(u32, &str, Option<usize>)> {
    let (episode, rest) = key.strip_prefix('e')?.split_once('/')?;
    let episode = episode.parse().ok()?;
    Some(match rest.split_once('/') {
        Some((kind, at)) => (
            episode,
            kind,
            at.get(1..)
                .and_then(|at| at.parse::<usize>().ok())
                .map(|at| at - 1),
        ),
        None => (episode, rest, None),
    })
}

/// How long each shot is as far as it has been spoken, in milliseconds, by episode and shot.
pub type Lengths = BTreeMap<(u32, usize), u32>;

/// The whole production.
///
/// `more`: what does not come from a board alone, see [`super::extras`].
pub fn of(
    episodes: &[Episode],
    settings: &Settings,
    makers: &Makers,
    lengths: &Lengths,
    more: Vec<Node>,
) -> AppResult<Graph> {
    let mut nodes = Vec::new();
    for episode in episodes {
        add(&mut nodes, &episode.board, settings, makers, lengths);
    }
    if let Some(first) = episodes.first() {
        nodes.push(node(
            POSTER.into(),
            "poster",
            [
                ("board", digest(&first.board.cast)),
                ("who draws", text(makers.drawing)),
                ("title", text(&first.board.series)),
                ("label", labelled(&first.board, settings, makers)),
            ],
            Vec::new(),
            1.0,
            Some(Gate::Shots),
        ));
    }
    nodes.extend(more);
    Graph::new(nodes).map_err(AppError::internal)
}

fn add(
    nodes: &mut Vec<Node>,
    board: &Board,
    settings: &Settings,
    makers: &Makers,
    lengths_ms: &Lengths,
) {
    let number = board.number;
    let lengths: Vec<f64> = board
        .lines
        .iter()
        .map(|line| screenplay::lint::pace::speech_s(&line.text).max(0.6))
        .collect();
    for (at, line) in board
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.manner != Said::TextMessage)
    {
        let cast = board.character(&line.speaker);
        nodes.push(node(
            voice(number, at),
            "voice",
            [
                ("words", text(&line.text)),
                ("feeling", digest(&line.feeling)),
                ("voice", text(makers.voice_of(board, &line.speaker))),
                ("who speaks", text(makers.speaking(&board.language))),
                ("language", text(&board.language)),
                (
                    "cast",
                    digest(
                        &cast.map(|person| (person.appearance.presenting, person.appearance.age)),
                    ),
                ),
            ],
            Vec::new(),
            lengths[at] * VOICE_PER_S,
            Some(Gate::Script),
        ));
        if let Some(chosen) = makers.bought.chosen(Makes::Voice) {
            let voice = makers.voice_of(board, &line.speaker);
            priced(nodes, wish::voice(board, at, &voice, &chosen.model), chosen);
        }
    }
    let spoken = |line: &usize| {
        board
            .lines
            .get(*line)
            .is_some_and(|line| line.manner != Said::TextMessage)
    };
    let label = label::of(makers.label, board, settings, label::source(board, makers));
    let with_label = label.as_ref().map_or(0, |label| label::shots(board, label));
    let mut total = 0.0;
    for (at, shown) in board.shots.iter().enumerate() {
        let seconds: f64 = shown
            .lines
            .iter()
            .filter_map(|line| lengths.get(*line))
            .sum::<f64>()
            + f64::from(shown.hold_ms) / 1000.0;
        total += seconds;
        if wish::by_model(shown)
            && (makers.bought.asked(Makes::Still) || makers.bought.asked(Makes::Clip))
        {
            let ms = lengths_ms.get(&(number, at)).copied();
            let ms = ms.unwrap_or((seconds * 1000.0) as u32);
            bought(nodes, board, at, ms, settings, makers, &spoken);
            continue;
        }
        nodes.push(node(
            shot(number, at),
            "shot",
            [
                ("picture", digest(&board.only(at))),
                ("captions", digest(&settings.captions)),
                ("label", digest(&label.as_ref().filter(|_| at < with_label))),
                ("who draws", text(makers.drawing)),
            ],
            shown
                .lines
                .iter()
                .filter(|line| spoken(line))
                .map(|line| voice(number, *line))
                .collect(),
            seconds * CLIP_PER_S,
            Some(Gate::Stills),
        ));
    }
    let voices: Vec<String> = (0..board.lines.len())
        .filter(spoken)
        .map(|line| voice(number, line))
        .collect();
    let heard: Vec<_> = board
        .shots
        .iter()
        .map(|shot| {
            (
                shot.mood,
                &shot.action,
                shot.hold_ms,
                &shot.lines,
                shot.place,
                &shot.effects,
            )
        })
        .collect();
    nodes.push(node(
        mix(number),
        "mix",
        [
            ("sounds", digest(&heard)),
            ("places", digest(&board.places)),
            ("who mixes", text(makers.mixing)),
        ],
        voices.clone(),
        total * MIX_PER_S,
        Some(Gate::Shots),
    ));
    nodes.push(node(
        captions(number),
        "captions",
        [
            (
                "lines",
                digest(
                    &board
                        .lines
                        .iter()
                        .map(|line| (&line.text, &line.speaker, line.manner))
                        .collect::<Vec<_>>(),
                ),
            ),
            ("holds", digest(&heard)),
        ],
        voices,
        0.05,
        None,
    ));
    let mut parts: Vec<String> = (0..board.shots.len()).map(|at| shot(number, at)).collect();
    parts.push(mix(number));
    nodes.push(node(
        film(number),
        "film",
        [
            ("title", text(&board.title)),
            ("label", labelled(board, settings, makers)),
            ("who cuts", text(makers.cutting)),
        ],
        parts,
        FILM_S,
        Some(Gate::Clips),
    ));
    webcomic(nodes, board, settings, makers);
}

/// What a model makes of a shot that can stand in a panel, and the gate that it goes through: its picture, else a frame of
/// its clip.
fn pictured(board: &Board, at: usize, makers: &Makers) -> Option<(String, Gate)> {
    let number = board.number;
    if !wish::by_model(board.shots.get(at)?) {
        None
    } else if makers.bought.asked(Makes::Still) {
        Some((still(number, at), Gate::Stills))
    } else if makers.bought.asked(Makes::Clip) {
        Some((clip(number, at), Gate::Clips))
    } else {
        None
    }
}

/// Panels, and the strip that is put together of them: a line that is said otherwise is one panel lettered anew.
fn webcomic(nodes: &mut Vec<Node>, board: &Board, settings: &Settings, makers: &Makers) {
    let number = board.number;
    let choices = artwork::strip::panels(board);
    for choice in &choices {
        let (source, gate) = pictured(board, choice.shot, makers).unzip();
        nodes.push(node(
            panel(number, choice.shot),
            "panel",
            [
                ("picture", digest(&board.panel(choice.shot))),
                (
                    "page",
                    digest(&(choice.height, choice.gutter, choice.bleed)),
                ),
                ("who draws", text(makers.drawing)),
            ],
            source.into_iter().collect(),
            PANEL_S,
            gate.or(Some(Gate::Shots)),
        ));
    }
    nodes.push(node(
        strip(number),
        "strip",
        [
            (
                "title",
                digest(&(&board.series, &board.title, &board.language)),
            ),
            ("label", labelled(board, settings, makers)),
            ("who draws", text(makers.drawing)),
        ],
        choices
            .iter()
            .map(|choice| panel(number, choice.shot))
            .collect(),
        choices.len() as f64 * STRIP_PER_PANEL_S,
        Some(Gate::Shots),
    ));
}

/// What a label depends on.
pub fn labelled(board: &Board, settings: &Settings, makers: &Makers) -> Digest {
    let source = label::source(board, makers);
    digest(&label::of(makers.label, board, settings, source))
}

/// A shot that models make: a picture, a clip of it, and the shot that is put together of those.
fn bought(
    nodes: &mut Vec<Node>,
    board: &Board,
    at: usize,
    length_ms: u32,
    settings: &Settings,
    makers: &Makers,
    spoken: &dyn Fn(&usize) -> bool,
) {
    let number = board.number;
    let shown = &board.shots[at];
    let prompt = wish::prompt(board, at).unwrap_or_default();
    let seen = silent(board, at);
    let voices: Vec<String> = shown
        .lines
        .iter()
        .filter(|line| spoken(line))
        .map(|line| voice(number, *line))
        .collect();
    let (stills, clips) = (
        makers.bought.asked(Makes::Still),
        makers.bought.asked(Makes::Clip),
    );
    if stills {
        nodes.push(node(
            still(number, at),
            "still",
            [
                ("prompt", text(&prompt)),
                ("picture", digest(&seen)),
                ("who draws", text(makers.bought.name(Makes::Still))),
            ],
            Vec::new(),
            2.0,
            Some(Gate::Shots),
        ));
        if let Some(chosen) = makers.bought.chosen(Makes::Still) {
            priced(nodes, wish::still(board, at, &chosen.model, None), chosen);
        }
    }
    if clips {
        let chosen = makers.bought.chosen(Makes::Clip);
        let seconds = chosen.map_or(0, |chosen| wish::seconds(&chosen.model, length_ms));
        let mut made = node(
            clip(number, at),
            "clip",
            [
                ("prompt", text(&prompt)),
                ("picture", digest(&seen)),
                // Not the words: a line that is said anew and is as long leaves the clip as it is.
                ("length", digest(&seconds)),
                ("who films", text(makers.bought.name(Makes::Clip))),
            ],
            stills.then(|| still(number, at)).into_iter().collect(),
            4.0,
            Some(Gate::Stills),
        );
        made.after.clone_from(&voices);
        nodes.push(made);
        if let Some(chosen) = chosen {
            let wish = wish::clip(board, at, &chosen.model, length_ms, None);
            priced(nodes, wish, chosen);
        }
    }
    let shows = if clips {
        clip(number, at)
    } else {
        still(number, at)
    };
    nodes.push(node(
        shot(number, at),
        "shot",
        [
            ("picture", digest(&board.only(at))),
            ("captions", digest(&settings.captions)),
            ("label", labelled_shot(board, at, settings, makers)),
            ("who cuts", text(makers.cutting)),
        ],
        std::iter::once(shows).chain(voices).collect(),
        f64::from(length_ms) / 1000.0 * CLIP_PER_S,
        Some(Gate::Stills),
    ));
}

/// A shot without what is said in it and how long it is held: what a picture of it shows.
fn silent(board: &Board, at: usize) -> Option<Board> {
    let mut only = board.only(at)?;
    only.lines.clear();
    only.shots.drain(..only.shots.len() - 1);
    for shot in &mut only.shots {
        shot.lines.clear();
        shot.hold_ms = 0;
    }
    Some(only)
}

/// What the last artifact costs, as far as somebody has noted a price.
fn priced(nodes: &mut [Node], wish: Option<Wish>, chosen: &Chosen) {
    let cost = wish.and_then(|wish| chosen.model.estimate(&wish.bare()));
    if let (Some(node), Some(cost)) = (nodes.last_mut(), cost) {
        node.cost_micros = cost.micros;
    }
}

/// The same of a shot: only the first ones carry it.
fn labelled_shot(board: &Board, at: usize, settings: &Settings, makers: &Makers) -> Digest {
    let source = label::source(board, makers);
    let label = label::of(makers.label, board, settings, source);
    let shown = label.filter(|label| at < label::shots(board, label));
    digest(&shown)
}

pub fn node<const N: usize>(
    key: String,
    kind: &'static str,
    own: [(&'static str, Digest); N],
    needs: Vec<String>,
    seconds: f64,
    gate: Option<Gate>,
) -> Node {
    Node {
        key,
        kind,
        own: BTreeMap::from(own),
        needs,
        seconds,
        cost_micros: 0,
        after: Vec::new(),
        // All that come before it too: where the script is not approved, nothing is drawn.
        gates: Gate::ALL
            .into_iter()
            .filter(|before| gate.is_some_and(|gate| *before <= gate))
            .map(Gate::name)
            .collect(),
    }
}

pub fn text(text: impl AsRef<str>) -> Digest {
    Digest::of([text.as_ref()])
}

pub fn digest(value: &impl Serialize) -> Digest {
    Digest::of([serde_json::to_vec(value).expect("plain data becomes JSON")])
}

/// How many artifacts stand where.
pub fn count(states: &BTreeMap<String, State>) -> (usize, usize) {
    let current = states
        .values()
        .filter(|state| **state == State::Current)
        .count();
    (current, states.len())
}
