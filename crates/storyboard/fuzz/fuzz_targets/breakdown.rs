//! Whatever the text, its boards have every line once, point only at what they have, take their time, and come back from
//! JSON as they were, whole and shot by shot.
#![no_main]

use screenplay::Script;
use storyboard::Board;
use storyboard::breakdown::{Options, drawn_up, series};
use storyboard::timeline::{Spoken, lay_out};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let script = Script::read(text);
    drawn_up(&script, None, 3);
    let options = Options {
        series: "A series".into(),
        language: "en".into(),
        seed: 3,
        cast: None,
    };
    for board in series(&script, &options) {
        let mut said: Vec<usize> = board
            .shots
            .iter()
            .flat_map(|shot| shot.lines.clone())
            .collect();
        said.sort_unstable();
        assert_eq!(said, (0..board.lines.len()).collect::<Vec<_>>());
        for (index, shot) in board.shots.iter().enumerate() {
            assert!(shot.place < board.places.len());
            assert!(
                shot.people
                    .iter()
                    .all(|one| board.character(&one.character).is_some())
            );
            let alone = board.only(index).expect("the board has this shot");
            assert!(
                alone
                    .shots
                    .iter()
                    .flat_map(|shot| &shot.lines)
                    .all(|&line| line < alone.lines.len())
            );
            let holder = shot.prop.as_ref().and_then(|prop| prop.held_by.as_ref());
            assert!(holder.is_none_or(|id| alone.character(id).is_some()));
        }
        let spoken: Vec<_> = board
            .lines
            .iter()
            .map(|line| Spoken::estimated(&line.text, line.manner))
            .collect();
        let timeline = lay_out(&board, &spoken).expect("every line was spoken");
        assert!(
            timeline
                .shots
                .windows(2)
                .all(|pair| pair[0].end_ms == pair[1].start_ms)
        );
        let json = serde_json::to_string(&board).expect("a board is JSON");
        assert_eq!(
            serde_json::from_str::<Board>(&json).expect("and JSON a board"),
            board
        );
    }
});
