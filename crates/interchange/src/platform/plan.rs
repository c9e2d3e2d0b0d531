//! The parts of an episode on one network.

use serde::{Deserialize, Serialize};
use storyboard::board::Board;
use storyboard::shot::{Card, CardKind, Framing, Mood, Move, Shot, Transition};
use storyboard::timeline::{Span, Timeline};

use super::limits::{Limits, Network};
use super::split::{self, Boundary};
use super::words::{self, Words};
use crate::cut::Caption;
use crate::names;

/// What a house wants of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Shorter parts than the network takes: more of them, more stops.
    pub part_ms: Option<u32>,
    /// How much of the part before is shown again; 0: nothing.
    pub recap_ms: u32,
    /// How long a card stands; 0: no cards.
    pub card_ms: u32,
    pub burn: Burn,
    /// One or two sentences without giving the story away.
    pub summary: String,
    /// Without `#`.
    pub tags: Vec<String>,
    /// The series in the house.
    pub link: String,
    /// Written under every part where the pictures are made by machines.
    pub label: Option<String>,
}

/// Where captions are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Burn {
    /// In the picture.
    In,
    /// In a file beside it.
    Beside,
    Both,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlatformPlan {
    pub network: Network,
    pub limits: Limits,
    pub burn: Burn,
    pub parts: Vec<Part>,
}

/// One video to be uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// From 1.
    pub number: u32,
    pub of: u32,
    /// One after the other.
    pub pieces: Vec<Piece>,
    pub length_ms: u32,
    /// `The Contract 03 part 1.mp4`
    pub file: String,
    pub title: String,
    pub description: String,
    /// With `#`; they stand in the description too.
    pub hashtags: Vec<String>,
    /// Moved to where they are in this part.
    pub captions: Vec<Caption>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Piece {
    /// A stretch of the finished episode.
    Stretch { from: Span, why: Why },
    /// A shot that the episode does not have: draw it, without sound.
    Add { shot: Box<Shot>, length_ms: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    Story,
    Recap,
}

impl Piece {
    pub fn length_ms(&self) -> u32 {
        match self {
            Self::Stretch { from, .. } => from.end_ms - from.start_ms,
            Self::Add { length_ms, .. } => *length_ms,
        }
    }
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    #[error("the timeline is not of this board: lay it out again")]
    NotOfBoard,
    #[error(
        "parts of {part_ms} ms leave no room beside recap and cards: make parts longer or cards shorter"
    )]
    NoRoom { part_ms: u32 },
    #[error(
        "the episode cannot be cut into parts of {room_ms} ms: a shot or a line is longer; allow longer parts"
    )]
    NoCut { room_ms: u32 },
}

/// Cuts an episode into parts for a network and says what is written under each.
pub fn plan(
    board: &Board,
    timeline: &Timeline,
    captions: &[Caption],
    network: Network,
    options: &Options,
) -> Result<PlatformPlan, Error> {
    let limits = network.limits();
    if board.shots.len() != timeline.shots.len() || board.shots.is_empty() {
        return Err(Error::NotOfBoard);
    }
    let longest = options
        .part_ms
        .unwrap_or(limits.longest_ms)
        .min(limits.longest_ms);
    let end_card = options.card_ms;
    let before_later = options.card_ms.saturating_add(options.recap_ms);
    let taken = end_card.saturating_add(before_later);
    let room_ms = longest
        .checked_sub(taken)
        .filter(|&room| room >= limits.shortest_ms);
    let room_ms = room_ms.ok_or(Error::NoRoom { part_ms: longest })?;
    let all = split::boundaries(board, timeline);
    let room = |part: usize| {
        if part == 0 {
            longest - end_card
        } else {
            room_ms
        }
    };
    let ends = split::choose(&all, limits.shortest_ms, room).ok_or(Error::NoCut { room_ms })?;
    let words = words::of(&board.language);
    let of = ends.len() as u32;
    let mut start = 0;
    let mut first_shot = 0;
    let mut parts = Vec::new();
    for (index, &end) in ends.iter().enumerate() {
        let boundary = all[end];
        let number = index as u32 + 1;
        let pieces = pieces(
            board,
            timeline,
            options,
            words,
            Place {
                number,
                of,
                first_shot,
                start,
                boundary,
            },
        );
        parts.push(Part {
            number,
            of,
            length_ms: pieces.iter().map(Piece::length_ms).sum(),
            file: file(board, number, of),
            title: title(board, &limits, words, number, of),
            description: description(board, &limits, words, options, number, of),
            hashtags: hashtags(&limits, options),
            captions: moved(captions, &pieces),
            pieces,
        });
        start = boundary.at_ms;
        first_shot = boundary.shot + 1;
    }
    Ok(PlatformPlan {
        network,
        limits,
        burn: options.burn,
        parts,
    })
}

/// Where a part lies in the episode.
#[derive(Clone, Copy)]
struct Place {
    number: u32,
    of: u32,
    first_shot: usize,
    start: u32,
    boundary: Boundary,
}

fn pieces(
    board: &Board,
    timeline: &Timeline,
    options: &Options,
    words: &Words,
    place: Place,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let card = |kind, text: &str, below: String, at: usize| Piece::Add {
        shot: Box::new(card(board, kind, text, below, at, place.number)),
        length_ms: options.card_ms,
    };
    if place.number > 1 {
        // Whole shots, so that the recap begins with a picture and not in the middle of a word.
        let earliest = place.start.saturating_sub(options.recap_ms);
        let from = timeline.shots[..place.first_shot]
            .iter()
            .map(|span| span.start_ms)
            .find(|&start| start >= earliest);
        let from = from.filter(|&from| from < place.start);
        if let Some(start_ms) = from {
            if options.card_ms > 0 {
                pieces.push(card(
                    CardKind::Caption,
                    words.previously,
                    words::fill(words.part, place.number, place.of),
                    place.first_shot,
                ));
            }
            let from = Span {
                start_ms,
                end_ms: place.start,
            };
            pieces.push(Piece::Stretch {
                from,
                why: Why::Recap,
            });
        }
    }
    let from = Span {
        start_ms: place.start,
        end_ms: place.boundary.at_ms,
    };
    pieces.push(Piece::Stretch {
        from,
        why: Why::Story,
    });
    if options.card_ms > 0 {
        let more = place.number < place.of;
        let text = if more {
            words::fill(words.next, place.number + 1, place.of)
        } else {
            words.to_be_continued.to_owned()
        };
        let below = format!("{}: {}", words.watch, names::line(&options.link));
        pieces.push(card(CardKind::End, &text, below, place.boundary.shot));
    }
    pieces
}

fn card(board: &Board, kind: CardKind, text: &str, below: String, at: usize, part: u32) -> Shot {
    let beside = &board.shots[at.min(board.shots.len() - 1)];
    let name = if kind == CardKind::End {
        "end"
    } else {
        "recap"
    };
    Shot {
        id: format!("e{:02}-part{part:02}-{name}", board.number),
        script_line: beside.script_line,
        place: beside.place,
        framing: Framing::Card,
        people: Vec::new(),
        prop: None,
        messages: Vec::new(),
        camera: Move::Still,
        effects: Vec::new(),
        transition: Transition::Cut,
        lines: Vec::new(),
        action: String::new(),
        hold_ms: 0,
        card: Some(Card {
            kind,
            text: text.to_owned(),
            below: Some(below),
        }),
        mood: Mood::Neutral,
    }
}

fn file(board: &Board, number: u32, of: u32) -> String {
    let series: String = names::file(&board.series).chars().take(50).collect();
    let part = if of > 1 {
        format!(" part {number}")
    } else {
        String::new()
    };
    names::file(&format!("{series} {:02}{part}.mp4", board.number))
}

/// `The Ring | The Contract, Episode 3, Part 1/2`, shortened in its first words.
fn title(board: &Board, limits: &Limits, words: &Words, number: u32, of: u32) -> String {
    let mut tail = format!(
        " | {}, {}",
        names::line(&board.series),
        words::fill(words.episode, board.number, 0)
    );
    if of > 1 {
        tail = format!("{tail}, {}", words::fill(words.part, number, of));
    }
    let most = limits.title.unwrap_or(limits.description);
    let room = most.saturating_sub(units(&tail));
    shorten(
        &format!("{}{tail}", shorten(&names::line(&board.title), room)),
        most,
    )
}

/// Title where there is no field for it, summary, link, label, hashtags; the summary gives way.
fn description(
    board: &Board,
    limits: &Limits,
    words: &Words,
    options: &Options,
    number: u32,
    of: u32,
) -> String {
    let mut after = format!("\n\n{}: {}", words.watch, names::line(&options.link));
    if let Some(label) = &options.label {
        after = format!("{after}\n{}", names::line(label));
    }
    let tags = hashtags(limits, options).join(" ");
    if !tags.is_empty() {
        after = format!("{after}\n\n{tags}");
    }
    let before = match limits.title {
        Some(_) => String::new(),
        None => format!("{}\n\n", title(board, limits, words, number, of)),
    };
    let room = limits
        .description
        .saturating_sub(units(&before) + units(&after));
    shorten(
        &format!(
            "{before}{}{after}",
            shorten(&names::line(&options.summary), room)
        ),
        limits.description,
    )
}

/// Letters, digits and underscores of any script; the first so many that count.
fn hashtags(limits: &Limits, options: &Options) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for tag in &options.tags {
        let plain: String = tag
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == '_')
            .take(50)
            .collect();
        let tag = format!("#{plain}");
        let known = out
            .iter()
            .any(|there| there.to_lowercase() == tag.to_lowercase());
        if !plain.is_empty() && !known && out.len() < limits.hashtags {
            out.push(tag);
        }
    }
    out
}

/// As the networks count.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn shorten(text: &str, most: usize) -> String {
    if units(text) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.len_utf16();
        if used > most {
            break;
        }
        out.push(c);
    }
    if most > 0 {
        format!("{}…", out.trim_end())
    } else {
        String::new()
    }
}

fn moved(captions: &[Caption], pieces: &[Piece]) -> Vec<Caption> {
    let mut out = Vec::new();
    let mut now = 0;
    for piece in pieces {
        if let Piece::Stretch { from, .. } = piece {
            for caption in captions {
                if caption.start_ms < from.end_ms && caption.end_ms > from.start_ms {
                    let at = |ms: u32| ms.clamp(from.start_ms, from.end_ms) - from.start_ms + now;
                    let mut caption = caption.clone();
                    (caption.start_ms, caption.end_ms) = (at(caption.start_ms), at(caption.end_ms));
                    for word in &mut caption.words {
                        (word.start_ms, word.end_ms) = (at(word.start_ms), at(word.end_ms));
                    }
                    out.push(caption);
                }
            }
        }
        now += piece.length_ms();
    }
    out
}
