//! Fountain, read and written: what each line is, and that nothing is lost.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use proptest::prelude::*;
use screenplay::scenes::{Manner, episodes, scenes};
use screenplay::{Element, Kind, Script};

fn kinds(text: &str) -> Vec<(String, String)> {
    let script = Script::read(text);
    assert_eq!(script.write(), text, "nothing is lost");
    let named = script
        .elements
        .iter()
        .filter(|element| element.kind != Kind::Blank);
    named
        .map(|element| {
            let kind = serde_json::to_value(&element.kind).unwrap();
            let name = match &kind {
                serde_json::Value::String(name) => name.clone(),
                other => other.as_object().unwrap().keys().next().unwrap().clone(),
            };
            (name, element.text.clone())
        })
        .collect()
}

fn one(text: &str) -> (String, String) {
    let all = kinds(text);
    assert_eq!(all.len(), 1, "{all:?}");
    all.into_iter().next().unwrap()
}

#[test]
fn each_kind_of_line_is_known_by_its_form() {
    for (text, kind, says) in [
        (
            "INT. PALACE HALL - NIGHT\n",
            "heading",
            "INT. PALACE HALL - NIGHT",
        ),
        ("ext. rain street\n", "heading", "ext. rain street"),
        (
            "int./ext. car - moving\n",
            "heading",
            "int./ext. car - moving",
        ),
        ("I/E CAR\n", "heading", "I/E CAR"),
        (".FLASHBACK\n", "heading", "FLASHBACK"),
        (".雨夜 长街\n", "heading", "雨夜 长街"),
        (
            "INTERIOR LIGHT falls on her.\n",
            "action",
            "INTERIOR LIGHT falls on her.",
        ),
        ("...and then nothing.\n", "action", "...and then nothing."),
        (
            "She waits.\nHe does not come.\n",
            "action",
            "She waits.\nHe does not come.",
        ),
        (
            "!INT. is not always a heading\n",
            "action",
            "INT. is not always a heading",
        ),
        ("CUT TO:\n", "transition", "CUT TO:"),
        ("> FADE OUT.\n", "transition", "FADE OUT."),
        ("FADE OUT.\n", "action", "FADE OUT."),
        ("> THE END <\n", "centered", "THE END"),
        ("===\n", "page_break", ""),
        ("=====\n", "page_break", ""),
        (
            "= She learns who he is.\n",
            "synopsis",
            "She learns who he is.",
        ),
        ("# Episode 1\n", "section", "Episode 1"),
        ("### Beat\n", "section", "Beat"),
        ("~La la la\n", "lyric", "La la la"),
        ("[[Is this too early?]]\n", "note", "Is this too early?"),
        ("[[One\n  \ntwo]]\n", "note", "One\n  \ntwo"),
        ("[[One\n\ntwo]]\n\n", "", ""),
        ("/* cut\nall of this */\n", "boneyard", ""),
        ("LOUD\n", "action", "LOUD"),
    ] {
        if kind.is_empty() {
            assert_ne!(kinds(text).len(), 1, "an empty line ends a note");
        } else {
            assert_eq!(one(text), (kind.to_owned(), says.to_owned()), "{text:?}");
        }
    }
}

#[test]
fn a_title_page_has_values_on_one_line_or_more() {
    let text = "Title:\n    _**THE HEIRESS**_\n    of nothing\nCredit: written by\nAuthor: Anon\nDraft date: 1/2/2026\n\nINT. HALL\n";
    let script = Script::read(text);
    assert_eq!(script.write(), text);
    assert_eq!(script.title("title"), Some("_**THE HEIRESS**_\nof nothing"));
    assert_eq!(script.title("Draft Date"), Some("1/2/2026"));
    assert_eq!(script.elements.last().unwrap().text, "INT. HALL");
    assert_eq!(
        kinds("FADE IN:\n\nINT. HALL\n")[0],
        ("action".into(), "FADE IN:".into())
    );
    assert_eq!(kinds("TITLE: LOUD\n")[0].0, "title");
}

#[test]
fn dialogue_goes_on_until_an_empty_line_without_two_spaces() {
    let text =
        "MEI (V.O.)\n(softly)\nI knew.\n  \nAll along.\n[[pause]]\n~Oh my heart\n\nShe turns.\n";
    let found = kinds(text);
    let names: Vec<&str> = found.iter().map(|(kind, _)| &**kind).collect();
    assert_eq!(
        names,
        [
            "character",
            "parenthetical",
            "dialogue",
            "note",
            "lyric",
            "action"
        ]
    );
    assert_eq!(found[2].1, "I knew.\n\nAll along.");
    let scene = &scenes(&Script::read(text))[0];
    let said: Vec<_> = scene.utterances().collect();
    assert_eq!(said.len(), 1);
    assert_eq!(
        (said[0].manner, &*said[0].speaker),
        (Manner::VoiceOver, "MEI")
    );
    assert_eq!(said[0].text, "I knew.\n\nAll along.\nOh my heart");
    assert_eq!(said[0].parentheticals, ["softly"]);
}

#[test]
fn names_in_letters_without_case_are_forced() {
    let script =
        Script::read("@小雨（电话）\n我知道你是谁。\n\n小雨\n我没有说话。\n\n@mei\nhello\n");
    let said: Vec<_> = scenes(&script)[0].utterances().cloned().collect();
    assert_eq!(
        (said[0].text.as_str(), said[0].manner),
        ("我知道你是谁。", Manner::Phone)
    );
    assert_eq!(said.len(), 2, "what is not forced is action");
    assert_eq!(said[1].speaker, "mei");
}

#[test]
fn two_may_speak_at_once() {
    let script = Script::read("MEI\nNo!\n\nKAI ^\nYes!\n");
    let said: Vec<bool> = scenes(&script)[0]
        .utterances()
        .map(|said| said.dual)
        .collect();
    assert_eq!(said, [false, true]);
}

#[test]
fn manners_are_read_in_several_languages() {
    for (extension, manner) in [
        ("V.O.", Manner::VoiceOver),
        ("v.o., cont'd", Manner::VoiceOver),
        ("O.S.", Manner::OffScreen),
        ("on the phone", Manner::Phone),
        ("TEXT", Manner::TextMessage),
        ("旁白", Manner::VoiceOver),
        ("电话", Manner::Phone),
        ("CONT'D", Manner::Dialogue),
    ] {
        assert_eq!(Manner::of(Some(extension)), manner, "{extension}");
    }
}

#[test]
fn scenes_know_where_and_when_and_in_which_episode() {
    let text = "# Episode 1\n\nINT. OFFICE - CEO - NIGHT #4A#\n\n= The ring is found.\n\nA ring.\n\n# Episode 2\n\nEXT. ROOF\n\nWind.\n";
    let found = episodes(&Script::read(text));
    assert_eq!(found.len(), 2);
    let scene = &found[0].scenes[0];
    let heading = scene.heading.as_ref().unwrap();
    assert_eq!(heading.location, "OFFICE - CEO");
    assert_eq!(heading.time.as_deref(), Some("NIGHT"));
    assert_eq!(heading.number.as_deref(), Some("4A"));
    assert!(heading.inside && !heading.outside);
    assert_eq!(scene.synopsis.as_deref(), Some("The ring is found."));
    assert_eq!(scene.sections, ["Episode 1"]);
    assert_eq!(found[1].scenes[0].heading.as_ref().unwrap().time, None);
}

#[test]
fn boneyard_inside_a_line_is_out_of_sight_and_kept() {
    let text = "She /* slowly */stands.\r\n/* one\r\n\r\ntwo */\r\nHe sits.\r\n";
    let script = Script::read(text);
    assert_eq!(script.write(), text);
    assert_eq!(script.elements[0].text, "She stands.");
    assert_eq!(script.elements[1].kind, Kind::Boneyard);
    // A boneyard that never ends is text.
    assert_eq!(one("She /* stands.\n").1, "She /* stands.");
}

#[test]
fn a_changed_element_is_written_so_that_it_reads_back() {
    let mut script = Script::read("MEI\nNo.\n\nShe leaves.\n");
    script.elements[0].set_text("Mei Lin");
    script
        .elements
        .last_mut()
        .unwrap()
        .set_text("INT. is a word");
    let again = Script::read(&script.write());
    assert_eq!(again.elements[0].text, "Mei Lin");
    assert!(matches!(again.elements[0].kind, Kind::Character { .. }));
    assert_eq!(again.elements.last().unwrap().kind, Kind::Action);
    assert_eq!(again.elements.last().unwrap().text, "INT. is a word");
}

#[test]
fn what_is_made_reads_back_as_what_it_was() {
    let cue = |extension: Option<&str>, dual| Kind::Character {
        extension: extension.map(Into::into),
        dual,
    };
    for (kind, text) in [
        (
            Kind::Heading {
                number: Some("7".into()),
            },
            "雨夜",
        ),
        (Kind::Heading { number: None }, "INT. BAR - DAY"),
        (Kind::Action, "KAI"),
        (Kind::Action, "> not a transition"),
        (Kind::Transition, "MATCH CUT"),
        (Kind::Centered, "Six years later"),
        (Kind::Section { depth: 2 }, "Turn"),
        (Kind::Note, "why?\n\nwhy not?"),
        (Kind::Lyric, "la la"),
    ] {
        let script = Script {
            elements: vec![
                Element::new(Kind::Blank, ""),
                Element::new(kind.clone(), text),
            ],
        };
        let again = Script::read(&script.write());
        let read = again.elements.last().unwrap();
        assert_eq!(read.kind, kind, "{}", script.write());
        assert_eq!(read.text.replace("  \n", "\n"), text.replace("  \n", "\n"));
    }
    let script = Script {
        elements: vec![
            Element::new(cue(Some("V.O."), true), "小雨"),
            Element::new(Kind::Dialogue, "走。"),
        ],
    };
    let again = Script::read(&script.write());
    assert_eq!(again.elements[0].kind, cue(Some("V.O."), true));
}

proptest! {
    #[test]
    fn any_text_is_a_screenplay_and_is_given_back(text in "[ -~\\n\\r\\t小雨ßİ़\u{202e}]{0,400}") {
        let script = Script::read(&text);
        prop_assert_eq!(script.write(), text);
        let _ = episodes(&script);
    }

    #[test]
    fn any_marks_in_any_order_are_a_screenplay(parts in prop::collection::vec(prop::sample::select(vec![
        "INT. A - B", "MEI", "@m", "(x)", "[[", "]]", "/*", "*/", "\n", "\n\n", "  \n", ".", "!", "#", "=", "===", ">", "<", "~", "^",
        "CUT TO:", "Title: x", "\r\n", "words", "*", "**", "_", "\\",
    ]), 0..60)) {
        let text: String = parts.concat();
        let script = Script::read(&text);
        prop_assert_eq!(script.write(), &*text);
        let _ = episodes(&script);
        for element in &script.elements {
            let _ = screenplay::inline::plain(&element.text);
        }
    }
}
