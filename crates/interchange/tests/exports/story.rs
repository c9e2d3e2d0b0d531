//! An episode of six shots, two scenes and five lines, two of them said at once.

use interchange::cut::{Media, Sound};
use interchange::{Cut, Files, Rate};
use storyboard::board::Said;
use storyboard::cast::{Age, Presenting};
use storyboard::place::{Hour, PlaceKind, Weather};
use storyboard::shot::{Feeling, Framing, Mood, Move, Transition};
use storyboard::timeline::{Spoken, Word, lay_out};
use storyboard::{Appearance, Board, Character, Line, Place, Shot, Timeline};

/// What people are called, and everything else that a stranger may have typed.
pub struct Names {
    pub series: &'static str,
    pub title: &'static str,
    pub person: &'static str,
    pub place: &'static str,
    pub file: &'static str,
    pub lines: [&'static str; 5],
}

pub const PLAIN: Names = Names {
    series: "The Contract",
    title: "The Ring",
    person: "Lin Yue",
    place: "THE HAN TOWER, 40TH FLOOR",
    file: "shot",
    lines: [
        "You signed it without reading a single page, didn't you?",
        "I read the last one.",
        "No!",
        "Then you know.",
        "Whose name is on the second ring?",
    ],
};

pub const HOSTILE: Names = Names {
    series: "../..\\\"Love\" & <War>\n\u{202e}gpj.exe\u{0}",
    title: "Zoë's 💍 \"ring\"]]> -->\r\nTITLE: x",
    person: "a{\\k99}, <v b> = \"林月\" | ليلى",
    place: "EXT. 'ROOF' <b>\n* LOC: 01:00:00:00",
    file: "../../etc/passwd\n\"'<>&%00💥",
    lines: [
        "=cmd|' /C calc'!A0 --> {\\an8} <script>alert(1)</script> & so on",
        "他说：“你签了吗？”然后头也不回地走了，只剩下一枚戒指在桌子上闪着冷冷的光。",
        "أين الخاتم يا ليلى؟",
        "line one\n\nline two\u{0}\u{b}",
        "Pneumonoultramicroscopicsilicovolcanoconiosisanditsmanylongerfriends 👩‍👩‍👧‍👦",
    ],
};

pub fn board(names: &Names) -> Board {
    let speakers = ["a", "b", "a", "b", "b"];
    let line = |(index, text): (usize, &&str)| Line {
        id: format!("e03-l{:02}", index + 1),
        script_line: index,
        speaker: speakers[index].into(),
        manner: if index == 3 {
            Said::Phone
        } else {
            Said::Dialogue
        },
        text: (*text).into(),
        feeling: Feeling::Calm,
        dual: index == 3,
    };
    let person = |id: &str, name: &str| Character {
        id: id.into(),
        name: name.into(),
        appearance: Appearance {
            seed: 1,
            presenting: Presenting::Neutral,
            age: Age::Adult,
            skin: 3,
            hair: None,
            hair_colour: None,
            glasses: false,
            beard: false,
        },
        looks: Vec::new(),
        voice: None,
    };
    let shots = [
        (
            "e03-s01-t01",
            Framing::Wide,
            Transition::Fade,
            vec![],
            Mood::Neutral,
        ),
        (
            "e03-s01-t02",
            Framing::Medium,
            Transition::Cut,
            vec![0],
            Mood::Neutral,
        ),
        (
            "e03-s01-t03",
            Framing::CloseUp,
            Transition::Cut,
            vec![1],
            Mood::Tense,
        ),
        (
            "e03-s02-t01",
            Framing::TwoShot,
            Transition::Dissolve,
            vec![2, 3],
            Mood::Romantic,
        ),
        (
            "e03-s02-t02",
            Framing::Insert,
            Transition::Cut,
            vec![],
            Mood::Neutral,
        ),
        (
            "e03-s02-t03",
            Framing::ExtremeCloseUp,
            Transition::Cut,
            vec![4],
            Mood::Dread,
        ),
    ];
    Board {
        series: names.series.into(),
        number: 3,
        title: names.title.into(),
        language: "en".into(),
        cast: vec![person("a", names.person), person("b", "Mr. Gu")],
        places: vec![Place {
            name: names.place.into(),
            kind: PlaceKind::Office,
            hour: Hour::Night,
            weather: Weather::Rain,
            seed: 1,
        }],
        lines: names.lines.iter().enumerate().map(line).collect(),
        shots: shots
            .into_iter()
            .map(|(id, framing, transition, lines, mood)| {
                shot(id, framing, transition, lines, mood)
            })
            .collect(),
    }
}

fn shot(id: &str, framing: Framing, transition: Transition, lines: Vec<usize>, mood: Mood) -> Shot {
    Shot {
        id: id.into(),
        script_line: 1,
        place: 0,
        framing,
        people: Vec::new(),
        prop: None,
        messages: Vec::new(),
        camera: Move::Still,
        effects: Vec::new(),
        transition,
        lines,
        action: "Rain runs down the glass.".into(),
        hold_ms: 1_333,
        card: None,
        mood,
    }
}

pub fn timeline(board: &Board) -> Timeline {
    let spoken: Vec<Spoken> = board.lines.iter().map(|line| said(&line.text)).collect();
    lay_out(board, &spoken).expect("every line was spoken")
}

/// Sixty milliseconds a letter, word by word.
fn said(text: &str) -> Spoken {
    let mut words = Vec::new();
    let (mut at, mut now) = (0, 40);
    for word in text.split(' ') {
        let length = 60 * word.chars().count() as u32;
        words.push(Word {
            start_ms: now,
            end_ms: now + length,
            start: at,
            end: at + word.len(),
        });
        now += length + 20;
        at += word.len() + 1;
    }
    Spoken {
        length_ms: now + 31,
        words,
        mouth: Vec::new(),
    }
}

/// Shots hold half a second more on both sides; music lies under all of it.
pub fn files(names: &Names, board: &Board, timeline: &Timeline, rate: Rate) -> Files {
    let media = |key: String, name: String, length_ms, lead_ms, channels| Media {
        key,
        name,
        length_ms,
        lead_ms,
        channels,
    };
    let shot = |(index, span): (usize, &storyboard::timeline::Span)| {
        let length = span.end_ms - span.start_ms;
        media(
            format!("shot {index}"),
            format!("{}.mp4", names.file),
            length + 1000,
            500,
            0,
        )
    };
    let line = |(index, cue): (usize, &storyboard::timeline::Cue)| {
        let length = cue.end_ms - cue.start_ms;
        Some(media(
            format!("line {index}"),
            format!("{} {index}.wav", board.lines[index].id),
            length,
            0,
            1,
        ))
    };
    Files {
        rate,
        width: 1080,
        height: 1920,
        shots: timeline.shots.iter().enumerate().map(shot).collect(),
        lines: timeline.lines.iter().enumerate().map(line).collect(),
        music: vec![Sound {
            media: media(
                "music".into(),
                "tense.wav".into(),
                timeline.length_ms + 5_000,
                0,
                2,
            ),
            start_ms: 0,
            end_ms: timeline.length_ms + 5_000,
            what: "tense".into(),
        }],
        effects: vec![Sound {
            media: media("rain".into(), "rain.wav".into(), 2_000, 0, 2),
            start_ms: 700,
            end_ms: 2_500,
            what: "rain".into(),
        }],
    }
}

pub fn cut(names: &Names, rate: Rate) -> Cut {
    let board = board(names);
    let timeline = timeline(&board);
    Cut::of(&board, &timeline, &files(names, &board, &timeline, rate))
        .expect("the files are of this board")
}
