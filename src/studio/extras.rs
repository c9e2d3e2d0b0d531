//! What a series is shown and sold with besides its episodes, as artifacts: a trailer, thumbnails; and each episode in
//! other languages, to be read and to be heard.

use production::graph::Node;
use storyboard::Board;
use storyboard::board::Said;

use super::boards::Episode;
use super::graph::{self, digest, labelled, node, text};
use super::make::hooks;
use super::settings::{Gate, Localised, Settings};
use super::tools::Makers;
use super::translations::Translations;

pub const TRAILER: &str = "trailer";
/// The first episodes, of which the trailer is cut.
pub const TEASED: usize = 3;

/// Seconds of one core.
const TRAILER_S: f64 = 4.0;
const THUMBNAIL_S: f64 = 1.0;
const DUB_PER_S: f64 = 0.7;

pub fn thumbnail(episode: u32) -> String {
    format!("e{episode:02}/thumbnail")
}
pub fn captions(episode: u32, language: &str) -> String {
    format!("e{episode:02}/captions-{language}")
}
pub fn dub(episode: u32, language: &str, line: usize) -> String {
    format!("e{episode:02}/dub-{language}/l{:02}", line + 1)
}
pub fn dub_mix(episode: u32, language: &str) -> String {
    format!("e{episode:02}/dubmix-{language}")
}

/// The language of an artifact, from its key.
pub fn language(key: &str) -> Option<&str> {
    let (_, kind, _) = graph::place(key)?;
    kind.split_once('-').map(|(_, language)| language)
}

/// All of them.
pub fn nodes(
    episodes: &[Episode],
    settings: &Settings,
    makers: &Makers,
    translations: &Translations,
) -> Vec<Node> {
    let mut nodes = Vec::new();
    for board in episodes.iter().map(|episode| &episode.board) {
        nodes.push(node(
            thumbnail(board.number),
            "thumbnail",
            [
                ("board", digest(&board.shots)),
                ("cast", digest(&board.cast)),
                ("places", digest(&board.places)),
                ("label", labelled(board, settings, makers)),
                ("who draws", text(makers.drawing)),
            ],
            Vec::new(),
            THUMBNAIL_S,
            Some(Gate::Shots),
        ));
        for Localised { language, dub } in &settings.languages {
            if let Some(other) = translations.board(board, language) {
                in_language(&mut nodes, board, &other, *dub, makers);
            }
        }
    }
    if let Some(first) = episodes.first() {
        nodes.push(trailer(episodes, &first.board, settings, makers));
    }
    nodes
}

fn trailer(episodes: &[Episode], first: &Board, settings: &Settings, makers: &Makers) -> Node {
    let mut needs = Vec::new();
    for board in episodes.iter().take(TEASED).map(|episode| &episode.board) {
        for at in hooks::shots(board).into_iter().flatten() {
            needs.push(graph::shot(board.number, at));
        }
        needs.push(graph::mix(board.number));
    }
    needs.sort();
    needs.dedup();
    node(
        TRAILER.into(),
        "trailer",
        [
            ("title", text(&first.series)),
            ("label", labelled(first, settings, makers)),
            ("who cuts", text(makers.cutting)),
        ],
        needs,
        TRAILER_S,
        Some(Gate::Clips),
    )
}

fn in_language(nodes: &mut Vec<Node>, board: &Board, other: &Board, dubbed: bool, makers: &Makers) {
    let (number, language) = (board.number, other.language.as_str());
    let spoken: Vec<usize> = (0..board.lines.len())
        .filter(|at| board.lines[*at].manner != Said::TextMessage)
        .collect();
    let voices: Vec<String> = spoken.iter().map(|at| graph::voice(number, *at)).collect();
    let words: Vec<_> = other
        .lines
        .iter()
        .map(|line| (&line.text, &line.speaker, line.manner))
        .collect();
    let holds: Vec<_> = board
        .shots
        .iter()
        .map(|shot| (shot.hold_ms, &shot.lines))
        .collect();
    nodes.push(node(
        captions(number, language),
        "translation",
        [("lines", digest(&words)), ("holds", digest(&holds))],
        voices.clone(),
        0.05,
        None,
    ));
    if !dubbed {
        return;
    }
    let mut needs = voices;
    for at in spoken {
        let line = &other.lines[at];
        let room = hooks::pause_after(board, at);
        nodes.push(node(
            dub(number, language, at),
            "dub",
            [
                ("words", text(&line.text)),
                ("feeling", digest(&line.feeling)),
                ("voice", text(makers.dubbed(board, &line.speaker, language))),
                ("who speaks", text(makers.speaking(language))),
                ("pause", digest(&room)),
            ],
            vec![graph::voice(number, at)],
            screenplay::lint::pace::speech_s(&line.text).max(0.6) * DUB_PER_S,
            Some(Gate::Script),
        ));
        needs.push(dub(number, language, at));
    }
    nodes.push(node(
        dub_mix(number, language),
        "dub mix",
        [
            ("holds", digest(&holds)),
            ("places", digest(&board.places)),
            ("who mixes", text(makers.mixing)),
        ],
        needs,
        4.0,
        Some(Gate::Shots),
    ));
}
