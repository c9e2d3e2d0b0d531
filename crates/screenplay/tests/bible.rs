//! The bible: read, refused with a line, written, drafted from a script.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use proptest::prelude::*;
use screenplay::{
    Script,
    bible::{Bible, Episodes, cast, draft},
    facts::{self, Fact},
};

const RING: &str = r#"title = "The Ring"

[[character]]
name = "MARA"
aliases = ["MRS. HALE"]
age = 27
voice = "low, dry"

[[character.look]]
name = "uniform"
episodes = "1-12"
about = "grey dress, hair up"

[[character.look]]
name = "red-dress"
episodes = "13-"

[[character]]
name = "KAI"
age = 31

[[character]]
name = "ELENA"
age = 52

[[relation]]
who = "ELENA"
is = "mother"
of = "MARA"

[[location]]
name = "PALACE HALL"

[[prop]]
name = "ring"
holder = "KAI"

[[secret]]
id = "true-heir"
what = "Mara is the heir."
knows = [{ who = "KAI", since = 0 }, { who = "mrs. hale", since = 9 }]
"#;

#[test]
fn a_bible_is_read_and_written_back() {
    let bible = Bible::read(RING).unwrap();
    let mara = bible.character("Mrs.  Hale").unwrap();
    assert_eq!((&*mara.name, mara.age), ("MARA", Some(27)));
    assert_eq!(
        mara.look("UNIFORM").unwrap().episodes,
        "1-12".parse().unwrap()
    );
    assert_eq!(
        bible.location("Palace Hall - Balcony").unwrap().name,
        "PALACE HALL"
    );
    assert!(bible.location("PALACE HALLWAY").is_none());
    assert_eq!(bible.secret("true-heir").unwrap().knows[0].since, 0);
    assert_eq!(Bible::read(&bible.write()).unwrap(), bible);
    assert_eq!(Bible::read("").unwrap(), Bible::default());
}

/// Changes one thing in the ring's bible, and says with what code, at what line, it is refused.
fn refused(from: &str, to: &str) -> (&'static str, usize, String) {
    assert!(RING.contains(from));
    let problem = Bible::read(&RING.replacen(from, to, 1)).unwrap_err();
    assert!(problem.remedy.len() > 10, "{problem}");
    (problem.code, problem.line, problem.to_string())
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let (code, line, text) = refused("age = 31", "aeg = 31");
    assert_eq!((code, line), ("bible.not_toml", 20));
    assert!(text.contains("aeg") && text.contains("age"), "{text}");
    assert_eq!(refused("age = 31", "age = -1").1, 20);
    assert_eq!(refused("age = 31", "age = ").0, "bible.not_toml");
    let (code, line, text) = refused("\"1-12\"", "\"12-1\"");
    assert_eq!((code, line), ("bible.not_toml", 11));
    assert!(text.contains("12-1") && text.contains("1-12"), "{text}");
    assert_eq!(
        refused("name = \"KAI\"", "name = \"mara\"").0,
        "bible.twice"
    );
    assert_eq!(refused("name = \"KAI\"", "name = \"mara\"").1, 18);
    assert_eq!(refused("name = \"KAI\"", "name = \" \"").0, "bible.no_name");
    assert_eq!(
        refused("name = \"KAI\"", "name = \"KAI, JR\"").0,
        "bible.bad_name"
    );
    assert_eq!(
        refused("\"uniform\"", "\"grey uniform\"").0,
        "bible.bad_look"
    );
    assert_eq!(refused("\"red-dress\"", "\"Uniform\"").0, "bible.twice");
    let (code, line, text) = refused("holder = \"KAI\"", "holder = \"ZOE\"");
    assert_eq!((code, line), ("bible.unknown_character", 34));
    assert!(text.contains("MARA, KAI"), "{text}");
    assert_eq!(
        refused("who = \"KAI\"", "who = \"\"").0,
        "bible.unknown_character"
    );
    // A mother who is younger than her child would be.
    assert_eq!(
        refused("age = 52", "age = 30"),
        ("bible.age", 26, refused("age = 52", "age = 30").2)
    );
    assert_eq!(refused("of = \"MARA\"", "of = \"ELENA\"").0, "bible.self");
    let both = "of = \"MARA\"\n\n[[relation]]\nwho = \"mara\"\nis = \"sister\"\nof = \"ELENA\"";
    assert_eq!(refused("of = \"MARA\"", both).0, "bible.kin");
    // First one, then the other: a secret that came out.
    let later = RING.replacen(
        "of = \"MARA\"",
        "of = \"MARA\"\nepisodes = \"20-\"\n\n[[relation]]\nwho = \"MARA\"\nis = \"sister\"\nof = \"ELENA\"\nepisodes = \"1-19\"",
        1,
    );
    assert_eq!(Bible::read(&later).unwrap().relations.len(), 2);
    assert_eq!(
        Bible::read(&"#".repeat(2_000_000)).unwrap_err().code,
        "bible.too_long"
    );
}

const SCRIPT: &str = "Title: The Ring\n\n# One\n\nINT. PALACE HALL - NIGHT\n\nMARA (27, tired) waits. Kai, 31, enters. [[look: MARA uniform]]\n\n\
    MARA\nWho are you?\n\nKAI (O.S.)\nNobody.\n\n[[gives: ring, KAI, MARA]]\n\n# Two\n\nINT. CAR, MOVING - DAY\n\n\
    MARA\nThe ring!\n\nEXT. RAIN STREET - DAY\n\n@小雨\n走。\n\n小雨（19岁）走了。 [[learns: true-heir, MARA]] [[look: MARA uniform]]\n\n[[is: MARA, sister, KAI]]\n\n[[is: KAI, husband, MARA]]\n";

#[test]
fn a_script_drafts_its_bible() {
    let script = Script::read(SCRIPT);
    let parts = cast(&script);
    let told: Vec<_> = parts
        .iter()
        .map(|part| (&*part.name, part.utterances, part.scenes, part.age))
        .collect();
    assert_eq!(
        told,
        [
            ("MARA", 2, 2, Some(27)),
            ("KAI", 1, 1, Some(31)),
            ("小雨", 1, 1, Some(19))
        ]
    );
    assert_eq!(
        parts[0].episodes,
        Episodes {
            from: 1,
            to: Some(2)
        }
    );
    let bible = draft(&script);
    assert_eq!(bible.title, "The Ring");
    let places: Vec<&str> = bible.locations.iter().map(|one| &*one.name).collect();
    assert_eq!(places, ["PALACE HALL", "CAR", "RAIN STREET"]);
    assert_eq!(
        bible.characters[0].looks[0].episodes,
        "1-2".parse().unwrap()
    );
    assert_eq!(bible.props[0].holder.as_deref(), Some("KAI"));
    assert_eq!(
        (
            &*bible.secrets[0].knows[0].who,
            bible.secrets[0].knows[0].since
        ),
        ("MARA", 2)
    );
    // Of two that exclude each other, the first.
    assert_eq!(bible.relations.len(), 1);
    assert_eq!(Bible::read(&bible.write()).unwrap(), bible);
}

#[test]
fn facts_are_read_as_they_are_written() {
    for (note, written) in [
        ("dies: MARA", "dies: MARA"),
        ("Look: HAN XUE red-dress", "look: HAN XUE, red-dress"),
        (
            "learns: true-heir MARA HALE",
            "learns: true-heir, MARA HALE",
        ),
        ("tells：true-heir，凯，玛拉", "tells: true-heir, 凯, 玛拉"),
        ("is: MARA, sister, KAI", "is: MARA, sister, KAI"),
        ("age: MARA 27", "age: MARA, 27"),
        ("flashback", "flashback"),
    ] {
        let fact = Fact::read(note).unwrap().unwrap();
        assert_eq!(fact.to_string(), written);
        assert_eq!(Fact::read(written), Some(Ok(fact)));
    }
    for own in [
        "check the hotel's name",
        "TODO: music",
        "see ep. 3: the ring",
        "",
    ] {
        assert_eq!(Fact::read(own), None, "{own}");
    }
    for (broken, like) in [
        ("die: MARA", "dies: MARA"),
        ("learns: true-heir", "learns: true-heir, MARA"),
        ("tells: true-heir, MARA", "tells: true-heir, KAI, MARA"),
        ("age: MARA, old", "age: MARA, 27"),
        ("takes: , MARA", "takes: ring, MARA"),
        ("years: 99999999999999999999", "years: 6"),
    ] {
        assert_eq!(Fact::read(broken).unwrap().unwrap_err().like, like);
    }
    let script =
        Script::read("One.\nTwo. [[dies: A]]\n\n[[years: 6]]\n\nMEI\nOh. [[knows: s, MEI]]\n");
    let lines: Vec<usize> = facts::all(&script).iter().map(|said| said.line).collect();
    assert_eq!(lines, [2, 4, 7]);
}

proptest! {
    #[test]
    fn any_text_is_a_bible_or_refused_with_a_line(text in "[ -~\\n\"小\u{0}]{0,300}") {
        if let Err(problem) = Bible::read(&text) {
            prop_assert!(problem.line > 0 && problem.line <= text.lines().count() + 1);
        }
    }

    #[test]
    fn any_order_of_keys_is_a_bible_or_refused(parts in prop::collection::vec(prop::sample::select(vec![
        "[[character]]\n", "[[character.look]]\n", "[[relation]]\n", "[[secret]]\n", "[[prop]]\n", "name = \"A\"\n", "name = \"B\"\n",
        "id = \"s\"\n", "age = 3\n", "who = \"A\"\n", "of = \"B\"\n", "is = \"son\"\n", "episodes = \"3-\"\n", "holder = \"a\"\n",
        "knows = [{ who = \"A\" }]\n", "[character]\n", "title = 1\n", "# x\n", "\"\"\"", "[[", "= ",
    ]), 0..30)) {
        if let Ok(bible) = Bible::read(&parts.concat()) {
            prop_assert_eq!(Bible::read(&bible.write()).unwrap(), bible);
        }
    }

    #[test]
    fn whatever_the_script_its_draft_is_a_bible(parts in prop::collection::vec(prop::sample::select(vec![
        "MEI\n", "mei", "\"\"\"", "\\", "words\n", "\n\n", "INT. ", "[[is: MEI, son, X]]", "[[is: X, wife, MEI]]", "[[is: X, wife, X]]", "[[look: MEI ", "[[takes: ",
        "a]]", "[", "]]", ", ", "(27)", "# ", "@\u{a0}", "\t", "B-C - D", "[[learns: s ", "\u{1b}",
    ]), 0..40)) {
        let bible = draft(&Script::read(&parts.concat()));
        prop_assert_eq!(Bible::read(&bible.write()), Ok(bible));
    }
}
