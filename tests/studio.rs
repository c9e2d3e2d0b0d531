//! Productions at the terminal, by the real binary: what a person brings, reviews and answers for.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::path::Path;
use std::process::Command;

use support::house::{folder, place, ran, run};

mod support;

const SCRIPT: &str = "Title: The Umbrella\n\n# Episode 1: Rain\n\nINT. BAR - NIGHT\n\nMARA\nThen pay for it.\n\nJONAH\nNobody came.\n";
const NAME: &str = "The Umbrella";

fn picture(file: &Path, size: &str) {
    let made = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-f", "lavfi", "-i"])
        .arg(format!("testsrc2=s={size}:d=1"))
        .args(["-frames:v", "1"])
        .arg(file)
        .status();
    assert!(made.unwrap().success());
}

#[test]
fn what_a_person_brings_and_answers_for_is_said_at_the_terminal() {
    let there = place();
    let data = folder(there.path(), "house");
    let script = there.path().join("umbrella.fountain");
    std::fs::write(&script, SCRIPT).unwrap();
    let name = |file: &Path| file.to_str().unwrap().to_owned();
    ran(&data, &["produce", &name(&script), "--plan"]);
    assert!(ran(&data, &["studio", "list"]).contains(NAME));

    // An own file: used where nothing is against it, kept where something is.
    let (upright, lying) = (there.path().join("a.png"), there.path().join("b.png"));
    picture(&upright, "540x960");
    picture(&lying, "960x540");
    let take = |file: &Path| {
        ran(
            &data,
            &["studio", "take", NAME, "poster", "--from", &name(file)],
        )
    };
    assert!(take(&upright).contains("poster is used"));
    let kept = take(&lying);
    assert!(
        kept.contains("! aspect") && kept.contains("choose_take"),
        "{kept}"
    );
    let state = ran(&data, &["studio", "state", NAME]);
    let poster = state
        .lines()
        .find(|line| line.starts_with("poster"))
        .unwrap();
    assert!(poster.ends_with("current"), "{poster}");
    let undone = ran(&data, &["studio", "undo", NAME, "--what", "take"]);
    assert!(undone.is_empty(), "{undone}");
    let state = ran(&data, &["studio", "state", NAME]);
    let poster = state
        .lines()
        .find(|line| line.starts_with("poster"))
        .unwrap();
    assert!(!poster.ends_with("current"), "{poster}");

    // The texts of a production, through the same operations.
    assert!(ran(&data, &["studio", "bible", NAME]).contains("MARA"));
    let file = ran(
        &data,
        &["studio", "script", NAME, "--folder", &name(there.path())],
    );
    assert!(
        std::fs::read_to_string(file.trim())
            .unwrap()
            .contains("Then pay for it.")
    );

    // Who is real, and what was paid, nobody says without being asked.
    assert!(ran(&data, &["studio", "person", NAME]).contains("mara"));
    let forget = ["studio", "person", NAME, "mara", "--nobody"];
    let refused = run(&data, &forget);
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(
        !refused.status.success() && told.contains("--yes"),
        "{told}"
    );
    ran(&data, &[&forget[..], &["--yes"]].concat());
    assert!(ran(&data, &["studio", "decide", NAME]).contains("No paid job"));

    // The cards of a draft, edited as a file.
    let begun = ran(
        &data,
        &[
            "studio",
            "do",
            "begin_draft",
            r#"{"premise": "A maid owns the hotel.", "writer": "engine"}"#,
        ],
    );
    let draft: serde_json::Value = serde_json::from_str(&begun).unwrap();
    let id = draft["id"].as_str().unwrap();
    let cards = ran(&data, &["studio", "cards", id]);
    let title = draft["title"].as_str().unwrap();
    let file = there.path().join("cards.toml");
    std::fs::write(&file, cards.replacen(title, "The Other Key", 1)).unwrap();
    let changed = ran(&data, &["studio", "cards", id, "--from", &name(&file)]);
    assert!(changed.contains("+ title = \"The Other Key\""), "{changed}");

    for command in ["take", "decide", "person", "cards"] {
        let help = ran(&data, &["studio", command, "--help"]);
        assert!(help.contains("Examples:"), "{help}");
    }
}
