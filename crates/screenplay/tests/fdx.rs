//! Final Draft, in and out, and whatever else is sent as such.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use proptest::prelude::*;
use screenplay::scenes::scenes;
use screenplay::{Kind, Script, fdx, plain};

const TEXT: &str = "Title: The Heiress\nCredit: written by\nAuthor: Anon\n\nINT. HALL - NIGHT #7#\n\nShe **never** _ever_ looks & leaves < him.\n\nMEI (V.O.)\n(softly)\nI *knew*.\n\nMEI\nNo!\n\nKAI ^\nYes!\n\nCUT TO:\n\n> THE END <\n";

/// Takes the lines out: what is written anew stands elsewhere.
fn strip(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            map.remove("line");
            map.values_mut().for_each(strip);
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

#[test]
fn scenes_and_words_survive_the_way_there_and_back() {
    let script = Script::read(TEXT);
    let xml = fdx::write(&script);
    let again = fdx::read(&xml).unwrap();
    let mut wanted = scenes(&script);
    let mut got = scenes(&again);
    let forget_lines = |scenes: &mut Vec<screenplay::scenes::Scene>| {
        let json = serde_json::to_string(scenes).unwrap();
        let mut value: serde_json::Value = serde_json::from_str(&json).unwrap();
        strip(&mut value);
        value
    };
    assert_eq!(forget_lines(&mut got), forget_lines(&mut wanted), "{xml}");
    assert_eq!(again.title("title"), Some("The Heiress"));
    assert_eq!(again.title("author"), Some("Anon"));
    assert!(
        xml.contains("Style=\"Bold\"") && xml.contains("&amp;") && xml.contains("<DualDialogue>")
    );
    // And as Fountain from there.
    assert_eq!(scenes(&Script::read(&again.write())).len(), 1);
}

#[test]
fn episodes_are_acts_there_and_episodes_again_here() {
    let text = "Title: The Umbrella\nLanguage: zh\n\n# Episode 1: Rain\n\n## First half\n\nINT. HALL - NIGHT\n\nMEI\nNo.\n\n# Episode 2: Sun\n\nEXT. ROOF - DAY\n\nKAI\nYes.\n";
    let xml = fdx::write(&Script::read(text));
    assert!(xml.contains("Type=\"New Act\""), "{xml}");
    let again = Script::read(&fdx::read(&xml).unwrap().write());
    let episodes = screenplay::scenes::episodes(&again);
    let titles: Vec<&str> = episodes.iter().map(|one| &*one.title).collect();
    assert_eq!(
        titles,
        ["Episode 1: Rain", "Episode 2: Sun"],
        "{}",
        again.write()
    );
    assert_eq!(again.write(), text);
}

#[test]
fn what_is_not_final_draft_is_refused_with_what_to_do() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><FinalDraft><Content><Paragraph><Text>&b;</Text></Paragraph></Content></FinalDraft>";
    let deep = "<a>".repeat(100);
    for (xml, code) in [
        ("", "fdx.not_final_draft"),
        ("<html></html>", "fdx.not_final_draft"),
        ("<FinalDraft><Content>", "fdx.not_xml"),
        ("<FinalDraft></Content>", "fdx.not_xml"),
        (bomb, "fdx.entities"),
        (&deep, "fdx.too_deep"),
        (
            "<FinalDraft><Content><Paragraph><Text>&xxe;</Text></Paragraph></Content></FinalDraft>",
            "fdx.entities",
        ),
    ] {
        let error = fdx::read(xml).unwrap_err();
        assert_eq!(error.code(), code, "{xml}");
        assert!(!error.remedy().is_empty());
    }
}

#[test]
fn plain_text_becomes_scenes() {
    let text = "第一集\n\n第一场\n小雨：（低声）我知道你是谁。\n凯(V.O.)：不。\n她转身。\n\nEpisode 2\nScene 1\nMei: It was me.\nAt 10:30 the bell rings.\nSee https://example.org\n";
    let script = plain::read(text);
    let found = screenplay::scenes::episodes(&Script::read(&script.write()));
    assert_eq!(found.len(), 2);
    let said: Vec<_> = found[0].scenes[0].utterances().collect();
    assert_eq!(
        (&*said[0].speaker, &*said[0].text),
        ("小雨", "我知道你是谁。")
    );
    assert_eq!(said[0].parentheticals, ["低声"]);
    assert_eq!(said.len(), 2);
    let second = &found[1].scenes[0];
    assert_eq!(second.utterances().count(), 1);
    assert_eq!(second.beats.len(), 3);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(text in "[<>/&;a-zA-Z\"= !\\[\\]\\-?\\n小]{0,300}") {
        let _ = fdx::read(&text);
        let _ = plain::read(&text);
    }

    #[test]
    fn any_script_is_a_document_that_reads_back(text in "[ -~\\n小雨\\u{1}\\u{fffe}]{0,300}") {
        let script = Script::read(&text);
        let again = fdx::read(&fdx::write(&script)).unwrap();
        let cues = |script: &Script| script.elements.iter().filter(|element| matches!(element.kind, Kind::Heading { .. })).count();
        prop_assert!(cues(&again) <= cues(&script));
    }
}
