//! The continuity check: what cannot be is found where it stands, and what can be is left alone.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{fmt::Write, time::Instant};

use proptest::prelude::*;
use screenplay::{
    Script,
    bible::Bible,
    continuity::{Finding, check, check_all},
};

const BIBLE: &str = r#"
[[character]]
name = "MARA"
aliases = ["MRS. HALE"]
age = 27
[[character.look]]
name = "uniform"
episodes = "1-2"
[[character.look]]
name = "red-dress"
episodes = "3-4"

[[character]]
name = "KAI"

[[relation]]
who = "MARA"
is = "sister"
of = "KAI"
episodes = "2-"

[[location]]
name = "PALACE HALL"
[[location]]
name = "OLD TOWER"
episodes = "1-2"

[[prop]]
name = "ring"
holder = "KAI"
[[prop]]
name = "gun"

[[secret]]
id = "true-heir"
knows = [{ who = "KAI", since = 0 }, { who = "MARA", since = 2 }]
"#;

fn bible() -> Bible {
    Bible::read(BIBLE).unwrap()
}

/// Four episodes, one line an element: `body[n]` is what is in episode n + 1.
fn found(body: [&str; 4]) -> Vec<Finding> {
    let mut text = String::new();
    for (at, body) in body.iter().enumerate() {
        write!(
            text,
            "# Episode {}\n\nINT. PALACE HALL - DAY\n\n{body}\n\n",
            at + 1
        )
        .unwrap();
    }
    check(&bible(), &Script::read(&text))
}

#[test]
fn a_sentence_that_comes_in_several_ways_says_in_which() {
    let ways = |body| {
        let found = found(body).into_iter();
        found.map(|one| (one.code, one.way)).collect::<Vec<_>>()
    };
    assert_eq!(
        ways(["[[knows: true-heir, MARA]]", "", "", ""]),
        [("secret.early", Some("bible"))]
    );
    assert_eq!(
        ways(["MARA\nYes.\n\n[[age: MARA, 40]]", "", "", ""]),
        [("age.other", Some("bible"))]
    );
    assert_eq!(
        ways(["[[dies: ZOE]]", "", "", ""]),
        [("name.unknown", Some("person"))]
    );
}

fn codes(body: [&str; 4]) -> Vec<(&'static str, u32)> {
    found(body)
        .iter()
        .map(|finding| (finding.code, finding.at.episode))
        .collect()
}

#[test]
fn the_dead_are_silent() {
    let says = "MRS. HALE\nI am here.\n\nMARA\nStill.";
    assert_eq!(
        codes([says, "[[dies: MARA]]", says, ""]),
        [("dead.speaks", 3)]
    );
    let finding = &found([says, "[[dies: MARA]]", says, ""])[0];
    assert_eq!(
        (
            finding.at.line,
            finding.against.unwrap().episode,
            finding.against.unwrap().line
        ),
        (21, 2, 15)
    );
    assert!(
        finding
            .message
            .contains("MARA speaks, and died in episode 2, line 15."),
        "{}",
        finding.message
    );
    // For pages in other languages: what the sentence names, by itself.
    let names: Vec<_> = finding
        .names
        .iter()
        .map(|(what, name)| (*what, &**name))
        .collect();
    assert_eq!(names, [("episode", "2"), ("line", "15"), ("name", "MARA")]);
    assert_eq!(finding.way, None);
    assert_eq!(codes(["[[dies: MARA]]", "[[returns: MARA]]", says, ""]), []);
    assert_eq!(
        codes(["[[dies: MARA]]", "MARA (V.O.)\nMy letter.", "", ""]),
        []
    );
    assert_eq!(
        codes(["[[dies: MARA]]", "[[flashback]]\n\nMARA\nOnce.", "", ""]),
        []
    );
    assert_eq!(
        codes([
            "[[dies: MARA]]",
            "INT. OLD TOWER - FLASHBACK\n\nMARA\nOnce.\n\nINT. PALACE HALL - NIGHT\n\nMARA\nNow.",
            "",
            ""
        ]),
        [("dead.speaks", 2)]
    );
    assert_eq!(
        codes([
            "[[dies: MARA]]",
            "## Flashback\n\nINT. PALACE HALL - NIGHT\n\nMARA\nOnce.\n\n## Now\n\nMARA\nNow.",
            "",
            ""
        ]),
        [("dead.speaks", 2)]
    );
    assert_eq!(
        codes([
            "[[dies: MARA]]",
            "[[dies: mara]]",
            "[[takes: gun, MARA]]",
            ""
        ]),
        [("dead.twice", 2), ("dead.acts", 3)]
    );
    // What happened in the past does not kill now.
    assert_eq!(codes(["[[flashback]]\n\n[[dies: MARA]]", says, "", ""]), []);
}

#[test]
fn looks_are_worn_in_their_episodes() {
    assert_eq!(
        codes(["[[look: MARA uniform]]", "", "[[look: MARA red-dress]]", ""]),
        []
    );
    assert_eq!(
        codes([
            "[[look: MARA red-dress]]",
            "",
            "[[look: MARA uniform]]",
            "[[look: MARA pyjamas]]"
        ]),
        [("look.range", 1), ("look.range", 3), ("look.unknown", 4)]
    );
    assert_eq!(codes(["[[look: KAI anything]]", "", "", ""]), []);
    let five = Script::read("INT. PALACE HALL - DAY\n\nMARA\nHere.\n\nMARA\nAgain.\n");
    let findings = check_all(&bible(), [(5, &five)]);
    assert_eq!(
        (findings.len(), findings[0].code, findings[0].at.episode),
        (1, "look.none", 5)
    );
}

#[test]
fn secrets_are_told_once_and_known_after() {
    assert_eq!(
        codes([
            "",
            "[[tells: true-heir, KAI, MARA]]",
            "[[knows: true-heir, MRS. HALE]]",
            ""
        ]),
        []
    );
    assert_eq!(
        codes([
            "",
            "[[learns: true-heir, MARA]]",
            "[[tells: true-heir, KAI, MARA]]",
            ""
        ]),
        [("secret.twice", 3)]
    );
    assert_eq!(
        codes([
            "[[knows: true-heir, MARA]]",
            "[[learns: true-heir, MARA]]",
            "",
            ""
        ]),
        [("secret.early", 1)]
    );
    assert_eq!(
        codes([
            "[[knows: true-heir, MARA]]",
            "[[knows: true-heir, MARA]]",
            "",
            ""
        ]),
        [("secret.early", 1)]
    );
    assert_eq!(
        codes(["", "", "", "[[learns: true-heir, MARA]]"]),
        [("secret.bible", 4)]
    );
    assert_eq!(
        codes(["[[learns: true-heir, KAI]]", "", "", ""]),
        [("secret.twice", 1)]
    );
    let never = found(["ZOE\nHello.", "[[tells: true-heir, ZOE, MARA]]", "", ""]);
    assert_eq!(never[0].code, "secret.early");
    assert!(
        never[0]
            .message
            .contains("ZOE tells `true-heir` here, and never learned it."),
        "{}",
        never[0].message
    );
    assert_eq!(
        codes(["[[learns: false-heir, MARA]]", "", "", ""]),
        [("name.unknown", 1)]
    );
}

#[test]
fn things_are_where_they_were_put() {
    assert_eq!(
        codes([
            "[[uses: ring, KAI]]",
            "[[gives: ring, KAI, MARA]]",
            "[[uses: ring, MARA]]",
            ""
        ]),
        []
    );
    assert_eq!(
        codes(["[[uses: ring, MARA]]", "", "", ""]),
        [("prop.elsewhere", 1)]
    );
    assert_eq!(
        codes(["[[takes: ring, MARA]]", "[[uses: ring, KAI]]", "", ""]),
        [("prop.elsewhere", 2)]
    );
    assert_eq!(
        codes([
            "[[loses: ring, KAI]]",
            "[[uses: ring, KAI]]",
            "[[takes: ring, KAI]]",
            "[[uses: ring, KAI]]"
        ]),
        [("prop.lost", 2)]
    );
    assert_eq!(
        codes([
            "[[breaks: ring]]",
            "[[uses: ring, KAI]]",
            "[[takes: ring, MARA]]",
            ""
        ]),
        [("prop.broken", 2), ("prop.broken", 3)]
    );
    // What lies about belongs to who uses it first.
    assert_eq!(
        codes(["[[uses: gun, MARA]]", "[[uses: gun, KAI]]", "", ""]),
        [("prop.elsewhere", 2)]
    );
    assert_eq!(
        codes(["[[uses: sword, KAI]]", "", "", ""]),
        [("name.unknown", 1)]
    );
    assert_eq!(
        codes(["[[takes: gun, NOBODY]]", "[[takes: gun, NOBODY]]", "", ""]),
        [("name.unknown", 1)]
    );
}

#[test]
fn scenes_play_where_one_can_be() {
    let tower = "INT. OLD TOWER - STAIRS - NIGHT\n\nSomebody waits.";
    assert_eq!(codes([tower, tower, tower, ""]), [("location.range", 3)]);
    assert_eq!(
        codes([
            "EXT. BEACH - DAY\n\nWaves.",
            "EXT. BEACH - DAY\n\nWaves.",
            "",
            ""
        ]),
        [("location.unknown", 1)]
    );
    assert_eq!(
        codes([
            "",
            "[[gone: PALACE HALL]]",
            "",
            "[[back: Palace Hall]]\n\nINT. PALACE HALL - NIGHT"
        ]),
        [("location.gone", 3), ("location.gone", 4)]
    );
    assert_eq!(
        check(
            &Bible::default(),
            &Script::read("EXT. BEACH - DAY\n\nWaves.\n")
        ),
        []
    );
}

#[test]
fn ages_and_kin_agree() {
    assert_eq!(codes(["MARA (27) waits.", "MARA, 28, waits.", "", ""]), []);
    assert_eq!(
        codes(["Mara (34) waits for 34 people.", "", "", ""]),
        [("age.other", 1)]
    );
    assert_eq!(
        codes(["", "[[years: 7]]", "[[age: MARA 34]]", "[[age: MARA 27]]"]),
        [("age.other", 4)]
    );
    assert_eq!(
        codes(["KAI (31) waits.", "Kai (45) waits.", "", ""]),
        [("age.other", 2)]
    );
    assert_eq!(
        codes(["[[is: MARA, wife, KAI]]", "", "[[is: MARA, wife, KAI]]", ""]),
        [("kin.other", 3)]
    );
    assert_eq!(codes(["", "[[is: KAI, brother, MARA]]", "", ""]), []);
    assert_eq!(
        codes([
            "ZOE\nHi.\n\n[[is: ZOE, mother, KAI]]",
            "[[is: KAI, son, ZOE]]",
            "[[is: ZOE, sister, KAI]]",
            ""
        ]),
        [("kin.other", 3)]
    );
    assert_eq!(
        codes(["[[die: MARA]]", "[[music?]]", "", ""]),
        [("note.broken", 1)]
    );
}

/// A series of a hundred episodes of two minutes. Lin dies in the fortieth, and speaks once more.
fn long_series() -> String {
    let mut text = String::from("Title: Long\n\n");
    for episode in 1..=100 {
        write!(text, "# Episode {episode}\n\n").unwrap();
        let fourth = if episode <= 40 || episode == 77 {
            "LIN"
        } else {
            "KAI"
        };
        for scene in 0..4 {
            write!(text, "INT. PALACE HALL - ROOM {scene} - NIGHT\n\nA door opens. It is {episode} o'clock.\n\n").unwrap();
            for line in 0..8 {
                let who = ["KAI", "ZOE", "THE DOCTOR", fourth][(line + scene) % 4];
                write!(
                    text,
                    "{who}\nWords of line {line} in scene {scene}, as many as one says.\n\n"
                )
                .unwrap();
            }
        }
        text.push_str(match episode {
            40 => "[[dies: LIN]]\n\n[[breaks: ring]]\n\n",
            100 => "[[uses: ring, KAI]]\n\n[[knows: true-heir, ZOE]]\n",
            _ => "",
        });
    }
    text
}

#[test]
fn a_hundred_episodes_are_looked_through_at_once() {
    let text = long_series();
    let script = Script::read(&text);
    let bible = bible();
    let began = Instant::now();
    let findings = check(&bible, &script);
    let took = began.elapsed();
    let codes: Vec<_> = findings
        .iter()
        .map(|finding| (finding.code, finding.at.episode))
        .collect();
    assert_eq!(
        codes,
        [
            ("dead.speaks", 77),
            ("prop.broken", 100),
            ("secret.early", 100)
        ]
    );
    println!(
        "{} KB, {} elements, {took:?}",
        text.len() / 1024,
        script.elements.len()
    );
    // An unoptimised build on a busy machine; measured at some 20 ms.
    assert!(took.as_secs() < 5, "{took:?}");
}

proptest! {
    #[test]
    fn any_notes_in_any_order_are_looked_through(parts in prop::collection::vec(prop::sample::select(vec![
        "# E\n\n", "INT. PALACE HALL - DAY\n\n", "EXT. OLD TOWER\n\n", "MARA\nWords.\n\n", "@凯\n走。\n\n", "MARA (27) waits.\n\n", "MARA (999999999999)\n\n",
        "[[dies: MARA]]\n\n", "[[returns: MARA]]\n\n", "[[learns: true-heir, MARA]]\n\n", "[[tells: true-heir, KAI, 凯]]\n\n", "[[takes: ring, KAI]]\n\n",
        "[[gives: ring, KAI, MARA]]\n\n", "[[loses: ring, 凯]]\n\n", "[[breaks: ring]]\n\n", "[[years: 9999]]\n\n", "[[age: MARA, 0]]\n\n", "[[flashback]]\n\n",
        "[[is: KAI, son, MARA]]\n\n", "[[is: MARA, son, KAI]]\n\n", "[[gone: OLD TOWER]]\n\n", "[[", "]]", ", ", ": ",
    ]), 0..60), first in any::<u32>()) {
        let text = parts.concat();
        let script = Script::read(&text);
        let findings = check_all(&bible(), [(first, &script)]);
        let lines = text.lines().count();
        for finding in &findings {
            prop_assert!(finding.at.line >= 1 && finding.at.line <= lines && finding.message.ends_with('.'));
        }
        prop_assert!(findings.is_sorted_by_key(|finding| finding.at));
    }
}
