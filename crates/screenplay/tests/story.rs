//! Stories in stages: what an engine tells, changed on its cards, told again.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::collections::BTreeMap;

use screenplay::Script;
use screenplay::scenes::{Beat, episodes};
use screenplay::writers::story::{Cards, again, edited, told};
use screenplay::writers::{Library, Outline, Premise, Template, outline};

fn begun(engine: &str, seed: u64) -> (&'static Template, Outline) {
    let template = Library::house()
        .templates()
        .iter()
        .find(|template| template.engine == engine)
        .unwrap();
    let premise = Premise {
        engine: engine.into(),
        seed,
        language: template.language,
        episodes: 10,
        slots: BTreeMap::new(),
        text: None,
    };
    (template, outline::outline(template, &premise).unwrap())
}

#[test]
fn an_engine_fills_every_card() {
    let (template, outline) = begun("contract-marriage", 3);
    let story = told(template, &outline);
    assert_eq!(story.episodes.len(), 10);
    assert!(story.is_written());
    for episode in &story.episodes {
        assert!(
            !episode.hook.is_empty() && !episode.turns.is_empty(),
            "{episode:?}"
        );
        assert!(!episode.cliffhanger.is_empty() && episode.ends.is_some());
    }
}

#[test]
fn what_is_changed_on_a_card_is_in_the_script_and_nothing_else_changes() {
    let (template, outline) = begun("contract-marriage", 3);
    let before = told(template, &outline);
    let mut cards: Cards = before.cards();
    cards.episodes[2].hook = "A fax machine nobody has used in years begins to print.".into();
    cards.episodes[4].title = "The Other Ring".into();
    let after = told(template, &edited(template, &outline, &cards).unwrap());
    assert_eq!(after.episodes[2].hook, cards.episodes[2].hook);
    assert!(
        after
            .fountain()
            .contains("A fax machine nobody has used in years begins to print.")
    );
    assert_eq!(after.episodes[4].title, "The Other Ring");
    for at in [0, 1, 3, 4, 5, 9] {
        assert_eq!(
            before.episodes[at].scenes, after.episodes[at].scenes,
            "episode {at}"
        );
    }
}

#[test]
fn a_person_gets_another_name_wherever_it_stands() {
    let (template, outline) = begun("contract-marriage", 3);
    let before = told(template, &outline);
    let mut cards = before.cards();
    let cue = before.people[0].cue.clone();
    cards.people[0].name = "Zebulina Ortt".into();
    let after = told(template, &edited(template, &outline, &cards).unwrap());
    assert_eq!(after.people[0].cue, "ZEBULINA");
    let text = after.fountain();
    assert!(text.contains("ZEBULINA"));
    let spoken = episodes(&Script::read(&text));
    let speakers = spoken
        .iter()
        .flat_map(|one| &one.scenes)
        .flat_map(|scene| scene.cast());
    assert!(
        speakers.into_iter().all(|one| one != cue),
        "{cue} still speaks"
    );
}

#[test]
fn an_episode_told_again_leaves_the_others_verbatim() {
    let mut changed = 0;
    for engine in ["contract-marriage", "time-loop", "hidden-heiress"] {
        let (template, mut outline) = begun(engine, 5);
        let before = told(template, &outline);
        again(&mut outline, 3);
        let after = told(template, &outline);
        for at in (0..10).filter(|at| *at != 3) {
            assert_eq!(
                before.episodes[at], after.episodes[at],
                "{engine}, episode {at}"
            );
        }
        changed += usize::from(before.episodes[3].scenes != after.episodes[3].scenes);
    }
    assert_eq!(changed, 3);
}

#[test]
fn cards_that_cannot_be_taken_say_why() {
    let (template, outline) = begun("contract-marriage", 3);
    let story = told(template, &outline);
    let refused = |change: &dyn Fn(&mut Cards)| {
        let mut cards = story.cards();
        change(&mut cards);
        edited(template, &outline, &cards).unwrap_err().to_string()
    };
    assert!(refused(&|cards| cards.title.clear()).contains("title is empty"));
    assert!(
        refused(&|cards| {
            cards.episodes.pop();
        })
        .contains("10 episodes")
    );
    assert!(
        refused(&|cards| cards.people[1].name = cards.people[0].name.to_uppercase())
            .contains("Two people")
    );
    assert!(refused(&|cards| cards.people[0].name = "{her}".into()).contains("no name"));
    assert!(refused(&|cards| cards.episodes[0].hook = "a\nb".into()).contains("hook of episode 1"));
    assert!(refused(&|cards| cards.episodes[0].hook = "[[dies: MARA]]".into()).contains("marks"));
    assert!(
        refused(&|cards| cards.episodes[0].cliffhanger = "x".repeat(2000)).contains("too long")
    );
}

#[test]
fn lines_that_look_like_marks_stay_lines() {
    let (template, outline) = begun("contract-marriage", 3);
    let mut cards = told(template, &outline).cards();
    let hooks = [
        "INT. NOWHERE - DAY",
        "# Episode 99",
        "= a synopsis",
        "> CUT TO:",
        "MARA",
        "~ la la",
        "@someone",
    ];
    for (episode, hook) in cards.episodes.iter_mut().zip(hooks) {
        episode.hook = hook.into();
    }
    let story = told(template, &edited(template, &outline, &cards).unwrap());
    let read = episodes(&Script::read(&story.fountain()));
    assert_eq!(read.len(), 10);
    for (episode, written) in read.iter().zip(&story.episodes) {
        let scenes: Vec<_> = episode
            .scenes
            .iter()
            .filter(|scene| scene.heading.is_some())
            .collect();
        assert_eq!(scenes.len(), written.scenes.len(), "{}", episode.title);
        let beats = scenes.iter().map(|scene| {
            scene
                .beats
                .iter()
                .filter(|beat| !matches!(beat, Beat::Transition { .. }))
                .count()
        });
        let lines = written.scenes.iter().map(|scene| scene.lines.len());
        assert!(beats.eq(lines), "{}", episode.title);
    }
}
