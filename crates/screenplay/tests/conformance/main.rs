//! A parser that we did not write (npm `fountain-js`, MIT) reads the same screenplays, and sees the same
//! elements with the same words. Where it does not, the syntax (fountain.io/syntax) says who is right.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use screenplay::{Kind, Script};

/// Reads texts as a JSON list from standard input, prints the tokens of each.
const PROGRAM: &str = r#"
const { Fountain } = require(process.argv[1]);
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const tokens = (text) => {
  try { return new Fountain().parse(text, true).tokens; } catch (error) { return [{ type: "error" }]; }
};
console.log(JSON.stringify(texts.map(tokens)));
"#;

/// The package in its folder of the cache; otherwise nothing and a loud word, or a failure where
/// `SCREENPLAY_TOOLS=required` says so.
fn package() -> Option<PathBuf> {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let cache = std::env::var_os("CLIFFHANGER_CACHE")
        .map_or_else(|| home.join(".cache/cliffhanger"), PathBuf::from);
    let package = cache.join("npm-fountain/node_modules/fountain-js");
    let there = package.join("package.json").exists();
    if !there {
        let required =
            std::env::var_os("SCREENPLAY_TOOLS").is_some_and(|value| value == "required");
        assert!(
            !required,
            "fountain-js is not installed in {}",
            package.display()
        );
        eprintln!(
            "*** SKIPPED: fountain-js is not installed, so nobody else read the screenplays ***"
        );
    }
    there.then_some(package)
}

/// An element in words that both readers have: its kind, and what it says.
type Seen = (String, String);

fn theirs(package: &PathBuf, texts: &[&str]) -> Vec<Vec<Seen>> {
    let mut node = Command::new("node")
        .args(["-e", PROGRAM])
        .arg(package)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is there where npm packages are");
    let input = serde_json::to_vec(texts).unwrap();
    node.stdin.take().unwrap().write_all(&input).unwrap();
    let done = node.wait_with_output().unwrap();
    assert!(done.status.success());
    let read: Vec<Vec<serde_json::Value>> = serde_json::from_slice(&done.stdout).unwrap();
    read.iter().map(|tokens| elements(tokens)).collect()
}

fn elements(tokens: &[serde_json::Value]) -> Vec<Seen> {
    let mut dual = false;
    let mut seen = Vec::new();
    for token in tokens {
        let word = |key: &str| token[key].as_str().unwrap_or_default().to_owned();
        let kind = match &*word("type") {
            "dialogue_begin" => {
                dual = word("dual") == "right";
                continue;
            }
            "spaces" | "dialogue_end" | "dual_dialogue_begin" | "dual_dialogue_end" => continue,
            "character" if dual => "character, dual".to_owned(),
            "scene_heading" => format!("scene_heading {}", word("scene_number")),
            "section" => format!("section {}", token["depth"]),
            other if token["is_title"] == true => format!("title {other}"),
            other => other.to_owned(),
        };
        seen.push((kind, word("text")));
    }
    seen
}

fn ours(text: &str) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    for element in Script::read(text).elements {
        let text = element.text;
        let (kind, text) = match element.kind {
            Kind::Blank | Kind::Boneyard => continue,
            Kind::Title { key } => (
                format!("title {}", key.to_lowercase().replace(' ', "_")),
                text,
            ),
            Kind::Heading { number } => (
                format!("scene_heading {}", number.unwrap_or_default()),
                text,
            ),
            Kind::Action => ("action".into(), text),
            Kind::Character { extension, dual } => {
                let kind = if dual { "character, dual" } else { "character" };
                (
                    kind.into(),
                    extension.map_or(text.clone(), |extension| format!("{text} ({extension})")),
                )
            }
            Kind::Parenthetical => ("parenthetical".into(), text),
            Kind::Dialogue => ("dialogue".into(), text),
            Kind::Lyric => ("lyrics".into(), text),
            Kind::Transition => ("transition".into(), text),
            Kind::Centered => ("centered".into(), text),
            Kind::PageBreak => ("page_break".into(), text),
            Kind::Note => ("note".into(), text),
            Kind::Section { depth } => (format!("section {depth}"), text),
            Kind::Synopsis => ("synopsis".into(), text),
        };
        match seen.last_mut() {
            // They make one of lines that are sung one after the other.
            Some((last, sung)) if *last == kind && kind == "lyrics" => {
                sung.push('\n');
                sung.push_str(&text);
            }
            _ => seen.push((kind, text)),
        }
    }
    seen
}

const SCRIPTS: [(&str, &str); 10] = [
    ("title-page", include_str!("scripts/title-page.fountain")),
    ("headings", include_str!("scripts/headings.fountain")),
    ("action", include_str!("scripts/action.fountain")),
    ("dialogue", include_str!("scripts/dialogue.fountain")),
    ("dual", include_str!("scripts/dual.fountain")),
    ("transitions", include_str!("scripts/transitions.fountain")),
    (
        "lyrics-and-centred",
        include_str!("scripts/lyrics-and-centred.fountain"),
    ),
    ("structure", include_str!("scripts/structure.fountain")),
    (
        "other-scripts",
        include_str!("scripts/other-scripts.fountain"),
    ),
    ("an-episode", include_str!("scripts/an-episode.fountain")),
];

#[test]
fn a_parser_that_we_did_not_write_sees_the_same() {
    let Some(package) = package() else { return };
    let texts = SCRIPTS.map(|(_, text)| text);
    let theirs = theirs(&package, &texts);
    let mut elements = 0;
    for ((name, text), theirs) in SCRIPTS.iter().zip(theirs) {
        let ours = ours(text);
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(ours, theirs, "{name}: ours, then theirs");
        }
        assert_eq!(ours.len(), theirs.len(), "{name}");
        assert_eq!(Script::read(text).write(), *text, "{name}");
        elements += ours.len();
    }
    assert!(elements > 120, "{elements}");
}

/// Where the two do not agree: a text, and what the syntax says of it.
const DISAGREEMENTS: [(&str, &str); 8] = [
    (
        "MARA\n~La la\n",
        "\"Lyrics\": a line that opens with ~ is a lyric, be it the first of what is said; theirs stops with an error.",
    ),
    (
        "@凯\n（低声）\n走。\n",
        "\"Parentheticals are wrapped in parentheses ()\"; the wide ones of Chinese text are the same to its writers.",
    ),
    (
        "FADE TO BLACK.\n\nWords.\n",
        "\"Transition: … uppercase … ending in TO:\"; others are forced by >.",
    ),
    (
        "he cuts to:\n\nWords.\n",
        "\"The requirements for Transition elements are: Uppercase\".",
    ),
    (
        "INT. BAR - DAY\nShe waits.\n",
        "Scene headings need a blank line before them; none after them is asked for.",
    ),
    (
        "# One\n= What happens.\n\nWords.\n",
        "Sections and synopses are single lines by their marks, whatever line is next.",
    ),
    (
        "走\n看\n",
        "\"A Character element is any line entirely in uppercase\"; letters without case are in no case, so theirs makes every second line of a Chinese script a name.",
    ),
    (
        "[[a note\nof two lines]]\n",
        "\"Notes can contain carriage returns\".",
    ),
];

/// Each still is one: when the other parser changes, this list has to.
#[test]
fn where_they_differ_the_syntax_is_quoted() {
    let Some(package) = package() else { return };
    let texts = DISAGREEMENTS.map(|(text, _)| text);
    for ((text, reason), theirs) in DISAGREEMENTS.iter().zip(theirs(&package, &texts)) {
        assert_ne!(
            ours(text),
            theirs,
            "now they agree, so this is no disagreement: {reason}"
        );
    }
}
