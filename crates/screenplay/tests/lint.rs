//! The critic, on scripts whose faults are known.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use screenplay::Script;
use screenplay::lint::{Ending, Wanted, Weight, episode, series};
use screenplay::scenes::episodes;

const GOOD: &str = "\
# Episode 1: The Ring

INT. WEDDING HALL - NIGHT

A ring rolls across white marble.

MEI
You lied to me?

She slaps him. The guests gasp.

KAI
(low)
You were never going to marry me. You wanted the company.

MEI
I wanted the truth. Your father signed it away ten years ago.

INT. CORRIDOR - CONTINUOUS

Mei tears off her veil and runs. Her phone buzzes: one photograph, her mother, this morning, alive.

MEI
She died. I buried her.

GRANDMOTHER (V.O.)
You buried a box of stones, child.

Footsteps. The door at the end opens. A woman in white stands there.

WOMAN
Hello, daughter.
";

#[test]
fn an_episode_that_hooks_turns_and_ends_open_has_no_faults() {
    let report = episode(&episodes(&Script::read(GOOD))[0], &Wanted::default());
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.weight < Weight::Fault),
        "{report:#?}"
    );
    assert_eq!(report.hook_s, Some(0.0));
    assert!(report.ending.strength() >= 4, "{:?}", report.ending);
    assert!(report.length_s > 20.0 && report.speech_s < report.length_s);
}

#[test]
fn what_is_missing_is_named_with_its_line_and_its_number() {
    let dull = "\
# Episode 2

INT. OFFICE - DAY

The office is large. There are desks, plants, and a view of the park where people walk with their dogs in the morning sun before work.

The clock shows nine. People come to work and greet one another, and hang up their coats.

ANNA
Good morning everybody. It is nice to see all of you here again after the holidays, and I hope you had a good rest with your families.

BEN
Thank you, we had a good rest at the lake with our families, and the weather was good for most of the two weeks, so we are all well.

CLEO
We went to the mountains with the children and took the train, which was on time, and the hotel was clean and not expensive at all.

DAN
I stayed at home and painted the kitchen in a light green that goes well with the floor and the new lamps over the table.

EVE
That is lovely. Then let us begin our work and see what has come in by post while we were away in the last two weeks.
";
    let report = episode(&episodes(&Script::read(dull))[0], &Wanted::default());
    let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code).collect();
    for code in ["hook.late", "ending.soft", "cast.crowded"] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    assert_eq!(report.ending, Ending::Closed);
    let cast = report
        .findings
        .iter()
        .find(|finding| finding.code == "cast.crowded")
        .unwrap();
    assert_eq!((cast.line, cast.measured), (3, 5.0));
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.line > 0 && finding.message.ends_with('.'))
    );
}

#[test]
fn the_last_free_episode_must_end_as_strongly_as_its_neighbours() {
    let soft = "# Episode 2\n\nINT. CAR\n\nMEI\nWhere are we going?\n";
    let all = episodes(&Script::read(&format!("{GOOD}\n{soft}")));
    let reports = series(&all, Some(2), &Wanted::default());
    let codes: Vec<&str> = reports[1]
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert!(codes.contains(&"paywall.soft"), "{codes:?}");
    let codes: Vec<&str> = series(&all, Some(1), &Wanted::default())[0]
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert!(!codes.contains(&"paywall.soft"), "{codes:?}");
}

#[test]
fn chinese_and_spanish_are_read_too() {
    let zh = "# 第一集\n\n.婚礼大厅 夜\n\n@小雨\n你骗我？\n\n@凯\n其实……你才是继承人。\n";
    let report = episode(&episodes(&Script::read(zh))[0], &Wanted::default());
    assert_eq!(report.ending, Ending::Revelation);
    assert_eq!(report.hook_s, Some(0.0));
    let es = "# Episodio 1\n\nINT. SALA - NOCHE\n\nLUZ\n¿Quién eres?\n\nUna sombra. La puerta se abre.\n";
    assert_eq!(
        episode(&episodes(&Script::read(es))[0], &Wanted::default()).ending,
        Ending::Arrival
    );
}

#[test]
fn words_are_words_and_not_parts_of_them() {
    let text = "# E\n\nINT. A\n\nShe is singing in the spring rain.\n\nHe nods.\n";
    assert_eq!(
        episode(&episodes(&Script::read(text))[0], &Wanted::default()).ending,
        Ending::Closed
    );
}

#[test]
fn nothing_at_all_is_said_to_be_nothing() {
    let report = episode(&episodes(&Script::read(""))[0], &Wanted::default());
    assert_eq!(report.findings[0].code, "episode.empty");
}
