#![no_main]

use libfuzzer_sys::fuzz_target;
use screenplay::Script;
use screenplay::scenes::episodes;
use screenplay::writers::model::{self, Target, Wanted, find};

// Whatever a model answers: what is taken of it is a script that reads back with as many episodes.
fuzz_target!(|data: &[u8]| {
    let Ok(answer) = serde_json::from_slice::<serde_json::Value>(data) else {
        return;
    };
    let wanted = Wanted {
        premise: String::new(),
        language: "en".into(),
        episodes: 1,
        seconds: 60,
    };
    if let Ok(mut story) = model::read_outline(&answer["outline"], &wanted) {
        if let Ok(card) = model::read_card(&answer["card"], &wanted, &story.episodes[0]) {
            story.episodes[0] = card;
        }
        if let Ok(scenes) = model::read_scenes(&answer["scenes"], &wanted, &story) {
            story.episodes[0].scenes = scenes;
            if let Ok(lines) = model::read_lines(&answer["lines"], &wanted, &story, (0, 0)) {
                story.episodes[0].scenes[0].lines = lines;
            }
        }
        assert_eq!(episodes(&Script::read(&story.fountain())).len(), 1);
    }
    let script = Script::read("INT. BAR - DAY\n\nMARA\nNo.\n\nINT. CAR - DAY\n\nKAI\nYes.\n");
    for target in [Target::Line(4), Target::SceneAt(4)] {
        let rewrite = find(&script, "en", target).expect("it is there");
        if let Ok(after) = rewrite.read(&script, &answer) {
            assert!(after.write().ends_with("INT. CAR - DAY\n\nKAI\nYes.\n"));
        }
    }
});
