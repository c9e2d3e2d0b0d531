//! Whatever board a script becomes, or is sent as JSON, each of its first shots is a picture without holes, at any moment.
#![no_main]

use artwork::Size;
use artwork::compose::Artist;
use artwork::compose::blit::Frame;
use screenplay::Script;
use storyboard::Board;
use storyboard::breakdown::{Options, series};
use storyboard::timeline::Viseme;

const SIZE: Size = Size {
    width: 18,
    height: 32,
};

fn draw(board: &Board) {
    let artist = Artist::new(SIZE);
    for index in 0..board.shots.len().min(3) {
        let ms = (index as u32).wrapping_mul(997) ^ board.lines.len() as u32;
        let mut stage = artist
            .stage(board, index, ms, None)
            .expect("the board has this shot");
        let mut frame = Frame::new(18, 32);
        let speaks: Vec<_> = board
            .cast
            .iter()
            .map(|person| (person.id.as_str(), Viseme::Open))
            .collect();
        stage.paint(&mut frame, ms, &speaks);
        assert!(frame.pixels.iter().all(|pixel| pixel >> 24 == 255));
        assert!(
            artist
                .heads(board, index)
                .iter()
                .all(|head| head.rect.iter().all(|edge| edge.is_finite()))
        );
    }
}

libfuzzer_sys::fuzz_target!(|text: &str| {
    if text.starts_with('{') {
        if let Ok(board) = serde_json::from_str(text) {
            draw(&board);
        }
        return;
    }
    let options = Options {
        series: "A series".into(),
        language: "en".into(),
        seed: text.len() as u64,
        cast: None,
    };
    for board in series(&Script::read(text), &options).iter().take(2) {
        draw(board);
    }
});
