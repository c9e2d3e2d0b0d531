//! Our own pictures keep the colours of the character sheets; pictures of other people do not.
#![allow(clippy::unwrap_used)]

use artwork::Size;
use artwork::compose::Artist;
use artwork::compose::blit::Frame;
use artwork::palette::{self, FAR};
use storyboard::Board;
use storyboard::breakdown::{Options, series};
use storyboard::cast::Outfit;
use storyboard::shot::Framing;

const SCREENPLAY: &str = include_str!("../../../examples/one-umbrella-unpaid.fountain");

fn boards() -> Vec<Board> {
    let options = Options {
        series: "One Umbrella".into(),
        language: "en".into(),
        seed: 1,
        cast: None,
    };
    series(&screenplay::Script::read(SCREENPLAY), &options)
}

fn drawn(artist: &Artist, board: &Board, shot: usize) -> Frame {
    let only = board.only(shot).unwrap();
    Frame::of(&artist.still(&only, only.shots.len() - 1, 900))
}

fn small() -> Artist {
    Artist::new(Size {
        width: 216,
        height: 384,
    })
}

#[test]
fn every_picture_of_a_series_keeps_the_colours_of_its_people() {
    let artist = small();
    let mut looked = 0;
    for board in &boards() {
        for at in 0..board.shots.len() {
            let sheet = palette::sheet(board, at);
            let pixels = palette::glance(&drawn(&artist, board, at));
            let clothes = palette::drift(&sheet.clothes, sheet.share, &pixels);
            let faces = palette::drift(&sheet.faces, sheet.share / 4.0, &pixels);
            for far in [clothes, faces].into_iter().flatten() {
                looked += 1;
                assert!(far <= FAR, "{far} in shot {at} of episode {}", board.number);
            }
        }
    }
    assert!(looked > 100, "{looked}");
}

/// The board with everybody in one colour.
fn dressed(board: &Board, colour: &str) -> Board {
    let mut board = board.clone();
    for look in board.cast.iter_mut().flat_map(|person| &mut person.looks) {
        look.colours = [colour.to_owned(), colour.to_owned()];
        look.outfit = Outfit::Coat;
    }
    board
}

#[test]
fn people_in_other_clothes_are_far_from_their_sheet() {
    let artist = small();
    let mut looked = 0;
    for board in boards().iter().take(4) {
        let (red, blue) = (dressed(board, "#c4202c"), dressed(board, "#1f5fd8"));
        for at in 0..board.shots.len() {
            // From afar a room has as much of any colour as somebody in it.
            if board.shots[at].framing == Framing::Wide {
                continue;
            }
            let sheet = palette::sheet(&red, at);
            let far = |board: &Board| {
                let pixels = palette::glance(&drawn(&artist, board, at));
                palette::drift(&sheet.clothes, sheet.share, &pixels)
            };
            if let (Some(own), Some(other)) = (far(&red), far(&blue)) {
                looked += 1;
                assert!(
                    own <= FAR && other > FAR,
                    "{own} and {other} in shot {at} of episode {}",
                    board.number
                );
            }
        }
    }
    assert!(looked > 20, "{looked}");
}
