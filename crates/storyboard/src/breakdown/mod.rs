//! A screenplay broken down into boards: cast, places, lines and the shots that tell it. Made by rule and seed, so that
//! the same script is the same board, and a changed line changes only the shots it is in.

mod business;
mod casting;
mod directed;
mod lines;
mod locations;
mod scene;
mod wardrobe;
mod words;

use screenplay::Script;
use screenplay::bible::Bible;
use screenplay::scenes::{Episode, episodes};

pub use casting::{cast, id, notes};

use crate::board::Board;
use crate::cast::Character;
use crate::shot::{Card, CardKind, Framing, Mood, Move, Shot, Transition};

/// What the script does not say.
#[derive(Clone, Debug)]
pub struct Options {
    /// Name of the series.
    pub series: String,
    /// BCP 47.
    pub language: String,
    /// Another seed, another choice of faces, camera moves and rooms.
    pub seed: u64,
    /// The cast, where somebody has drawn it up already ([`drawn_up`]); nothing: read from the script.
    pub cast: Option<Vec<Character>>,
}

/// Everybody who speaks, as the script and its bible tell of them, in the order of how much they say. What the bible
/// says goes before what is read from the script, and what neither says the seed chooses.
pub fn drawn_up(script: &Script, bible: Option<&Bible>, seed: u64) -> Vec<Character> {
    cast(&episodes(script), &notes(script), bible, seed)
}

/// What the writer should know of a language, by its BCP 47 tag, whose words no table has: the boards are drawn, but
/// only by who is there and what is said. Nothing of a language that is read.
pub fn unread(language: &str) -> Option<String> {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    let known = |row: &&(&str, &str)| row.0.eq_ignore_ascii_case(primary);
    if words::LANGUAGES.iter().any(|row| known(&row)) {
        return None;
    }
    let names: Vec<&str> = words::LANGUAGES.iter().map(|row| row.1).collect();
    Some(format!(
        "Places, hours, weather, feelings, poses, things and sounds are read from words in {}; not in \"{primary}\". \
         Write headings and feelings in one of these, or set them on the storyboard.",
        names.join(", ")
    ))
}

/// One board an episode, in order. A script in which nothing happens has none.
pub fn series(script: &Script, options: &Options) -> Vec<Board> {
    let episodes = episodes(script);
    let cast = options
        .cast
        .clone()
        .unwrap_or_else(|| cast(&episodes, &notes(script), None, options.seed));
    let last = episodes.len();
    let mut boards: Vec<Board> = episodes
        .iter()
        .enumerate()
        .map(|(at, episode)| board(episode, at + 1 == last, &cast, options))
        .filter(|board| !board.shots.is_empty())
        .collect();
    directed::direct(script, &mut boards);
    boards
}

fn board(episode: &Episode, last: bool, cast: &[Character], options: &Options) -> Board {
    let mut board = Board {
        series: options.series.clone(),
        number: episode.number as u32,
        title: title(&episode.title),
        language: options.language.clone(),
        cast: Vec::new(),
        places: Vec::new(),
        lines: Vec::new(),
        shots: Vec::new(),
    };
    let scenes: Vec<_> = episode
        .scenes
        .iter()
        .filter(|scene| !scene.beats.is_empty())
        .collect();
    let mut before = None;
    for (index, scene) in scenes.iter().enumerate() {
        let place = locations::place(scene, before.as_ref(), options.seed);
        let at = board
            .places
            .iter()
            .position(|known| *known == place)
            .unwrap_or_else(|| {
                board.places.push(place.clone());
                board.places.len() - 1
            });
        scene::shoot(
            &mut board,
            scene,
            index,
            at,
            cast,
            index + 1 == scenes.len(),
        );
        before = Some(place);
    }
    if board.shots.is_empty() {
        return board;
    }
    number(&mut board);
    name_on_the_first(&mut board);
    board.shots.push(ending(&board, last));
    board.cast = cast
        .iter()
        .filter(|character| {
            board.lines.iter().any(|line| line.speaker == character.id)
                || board
                    .shots
                    .iter()
                    .flat_map(|shot| &shot.people)
                    .any(|figure| figure.character == character.id)
                || board.shots.iter().any(|shot| {
                    let prop = shot.prop.as_ref();
                    prop.and_then(|prop| prop.held_by.as_ref()) == Some(&character.id)
                })
        })
        .cloned()
        .collect();
    board
}

/// `Episode 3: The Ring` → `The Ring`; the number is told beside it.
fn title(section: &str) -> String {
    let rest = section.split_once([':', '：']).map(|(_, rest)| rest.trim());
    rest.filter(|rest| !rest.is_empty())
        .unwrap_or(section)
        .to_owned()
}

/// Ids from where things stand.
fn number(board: &mut Board) {
    let episode = board.number;
    for (at, line) in board.lines.iter_mut().enumerate() {
        line.id = format!("e{episode:02}-l{:02}", at + 1);
    }
    for (at, shot) in board.shots.iter_mut().enumerate() {
        shot.id = format!("e{episode:02}-t{:02}", at + 1);
    }
}

/// The name of the series over the first picture: the story does not wait for a card.
fn name_on_the_first(board: &mut Board) {
    let card = Card {
        kind: CardKind::Title,
        text: board.series.clone(),
        below: Some(if board.title.is_empty() {
            board.number.to_string()
        } else {
            format!("{} · {}", board.number, board.title)
        }),
    };
    // Not over a screen or a thing that is to be read.
    let readable =
        |shot: &&mut Shot| !matches!(shot.framing, Framing::PhoneScreen | Framing::Insert);
    if let Some(shot) = board.shots.iter_mut().take(3).find(readable) {
        shot.card = Some(card);
    }
}

fn ending(board: &Board, last: bool) -> Shot {
    let primary = board.language.split(['-', '_']).next().unwrap_or_default();
    let text = match (primary, last) {
        ("zh", false) => "未完待续",
        ("zh", true) => "剧终",
        ("es", false) => "Continuará",
        ("es" | "fr", true) => "Fin",
        ("pt", false) => "Continua",
        ("pt", true) => "Fim",
        ("ko", false) => "다음 회에 계속",
        ("ko", true) => "끝",
        ("hi", false) => "जारी रहेगा",
        ("hi", true) => "समाप्त",
        ("ar", false) => "يتبع",
        ("ar", true) => "النهاية",
        ("fr", false) => "À suivre",
        ("de", false) => "Fortsetzung folgt",
        ("de", true) => "Ende",
        ("id", false) => "Bersambung",
        ("id", true) => "Tamat",
        ("th", false) => "โปรดติดตามตอนต่อไป",
        ("th", true) => "จบบริบูรณ์",
        ("fil", false) => "Itutuloy",
        ("fil", true) => "Wakas",
        ("te", false) => "సశేషం",
        ("te", true) => "సమాప్తం",
        ("ja", false) => "つづく",
        ("ja", true) => "完",
        (_, false) => "To be continued",
        (_, true) => "The end",
    };
    Shot {
        id: format!("e{:02}-t{:02}", board.number, board.shots.len() + 1),
        script_line: board.shots.last().map_or(1, |shot| shot.script_line),
        place: board.shots.last().map_or(0, |shot| shot.place),
        framing: Framing::Card,
        people: Vec::new(),
        prop: None,
        messages: Vec::new(),
        camera: Move::Still,
        effects: Vec::new(),
        transition: Transition::Cut,
        lines: Vec::new(),
        action: String::new(),
        hold_ms: 1500,
        card: Some(Card {
            kind: CardKind::End,
            text: text.to_owned(),
            below: Some(board.series.clone()),
        }),
        mood: board.shots.last().map_or(Mood::Tense, |shot| shot.mood),
    }
}

/// FNV-1a, finished by the mixer of SplitMix64: small, the same on every machine, and good enough to choose by.
pub(crate) fn hash(parts: &[&[u8]]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.iter().chain(&[0xff]) {
            state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}
