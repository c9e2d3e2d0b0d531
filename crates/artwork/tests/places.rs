//! Places: the same is the same, different is different, and they look as they looked.
#![allow(clippy::unwrap_used)]

mod common;

use artwork::{Layer, places};
use common::place;
use storyboard::place::{Hour, PlaceKind, Weather};
use tiny_skia::{Pixmap, PixmapPaint, Transform};

const SIZE: (u32, u32) = (108, 192);

fn flat(layers: &[Layer]) -> Pixmap {
    let mut frame = Pixmap::new(SIZE.0, SIZE.1).unwrap();
    for layer in layers {
        frame.draw_pixmap(
            0,
            0,
            layer.pixmap.as_ref(),
            &PixmapPaint::default(),
            Transform::identity(),
            None,
        );
    }
    frame
}

fn painted(kind: PlaceKind, hour: Hour, seed: u64) -> Pixmap {
    flat(&places::paint(&place(kind, hour, seed), SIZE.0, SIZE.1))
}

fn distance(a: &[u8], b: &[u8]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter()
        .zip(b)
        .map(|(a, b)| f32::from(a.abs_diff(*b)))
        .sum::<f32>()
        / a.len() as f32
}

#[test]
fn every_place_fills_the_picture_at_every_hour() {
    for &kind in PlaceKind::ALL {
        for hour in [Hour::Dawn, Hour::Day, Hour::Dusk, Hour::Night] {
            let layers = places::paint(&place(kind, hour, 5), SIZE.0, SIZE.1);
            assert!((1..=4).contains(&layers.len()), "{kind:?}");
            assert!(
                layers.windows(2).all(|pair| pair[0].depth < pair[1].depth),
                "{kind:?}: from the back to the front"
            );
            let frame = flat(&layers);
            assert!(
                frame.pixels().iter().all(|pixel| pixel.alpha() >= 250),
                "{kind:?} {hour:?} has a hole"
            );
        }
    }
}

#[test]
fn the_same_place_is_the_same_picture_and_another_seed_another() {
    for kind in [
        PlaceKind::Office,
        PlaceKind::Street,
        PlaceKind::Bedroom,
        PlaceKind::Park,
    ] {
        let first = painted(kind, Hour::Dusk, 1);
        assert_eq!(first.data(), painted(kind, Hour::Dusk, 1).data());
        assert!(
            (2..6).any(|seed| distance(first.data(), painted(kind, Hour::Dusk, seed).data()) > 3.0),
            "{kind:?}"
        );
    }
}

#[test]
fn night_is_darker_than_day_and_dusk_is_warmer() {
    let mean = |pixmap: &Pixmap, part: usize| {
        pixmap
            .data()
            .chunks_exact(4)
            .map(|pixel| f32::from(pixel[part]))
            .sum::<f32>()
            / (SIZE.0 * SIZE.1) as f32
    };
    for kind in [
        PlaceKind::Beach,
        PlaceKind::Rooftop,
        PlaceKind::Street,
        PlaceKind::Office,
        PlaceKind::Kitchen,
    ] {
        let (day, dusk, night) = (
            painted(kind, Hour::Day, 2),
            painted(kind, Hour::Dusk, 2),
            painted(kind, Hour::Night, 2),
        );
        assert!(mean(&night, 1) < mean(&day, 1) * 0.8, "{kind:?}");
        assert!(
            mean(&dusk, 0) / mean(&dusk, 2) > mean(&day, 0) / mean(&day, 2),
            "{kind:?}"
        );
    }
}

#[test]
fn windows_are_holes_through_which_the_far_layer_is_seen() {
    let layers = places::paint(&place(PlaceKind::Office, Hour::Night, 3), SIZE.0, SIZE.1);
    let room = &layers[1].pixmap;
    assert!(
        room.pixels()
            .iter()
            .filter(|pixel| pixel.alpha() == 0)
            .count()
            > 300
    );
    assert!(
        layers[0]
            .pixmap
            .pixels()
            .iter()
            .all(|pixel| pixel.alpha() >= 250)
    );
}

#[test]
fn odd_sizes_do_no_harm() {
    let office = place(PlaceKind::Office, Hour::Day, 1);
    assert!(places::paint(&office, 0, 100).is_empty());
    assert!(places::paint(&office, 100, 0).is_empty());
    assert!(places::paint(&office, u32::MAX, u32::MAX).is_empty());
    for (width, height) in [(1, 1), (300, 20), (20, 300), (7, 13)] {
        for layer in places::paint(&office, width, height) {
            assert_eq!(
                (layer.pixmap.width(), layer.pixmap.height()),
                (width, height)
            );
        }
    }
}

#[test]
fn weather_falls_out_of_doors_only_and_moves() {
    let mut street = place(PlaceKind::Street, Hour::Day, 9);
    for weather in [Weather::Rain, Weather::Snow, Weather::Fog, Weather::Storm] {
        street.weather = weather;
        let dry = Pixmap::new(108, 192).unwrap();
        let frames = [0, 400].map(|ms| {
            let mut frame = dry.clone();
            places::weather::fall(&mut frame, &street, ms);
            frame
        });
        assert!(
            distance(frames[0].data(), dry.data()) > 0.5,
            "{weather:?} is seen"
        );
        assert!(
            distance(frames[0].data(), frames[1].data()) > 0.05,
            "{weather:?} moves"
        );
        let mut inside = street.clone();
        inside.kind = PlaceKind::Office;
        let mut frame = dry.clone();
        places::weather::fall(&mut frame, &inside, 100);
        assert_eq!(frame.data(), dry.data());
    }
}

/// Every kind at 9 × 16, beside what it was when somebody last looked at the contact sheet. Set `UPDATE_GOLDEN=1` and
/// look at `cargo run -p artwork --example places` before committing a new one.
#[test]
fn places_look_as_they_looked() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/places.png");
    let (cell, columns) = ((9usize, 16usize), 10usize);
    let hours = [Hour::Day, Hour::Night, Hour::Dusk, Hour::Dawn];
    let mut sheet = Pixmap::new(
        (cell.0 * columns) as u32,
        (cell.1 * PlaceKind::ALL.len().div_ceil(columns)) as u32,
    )
    .unwrap();
    let stride = sheet.width() as usize;
    for (at, &kind) in PlaceKind::ALL.iter().enumerate() {
        let large = painted(kind, hours[at % 4], 11 + at as u64);
        let (left, top) = (at % columns * cell.0, at / columns * cell.1);
        for y in 0..cell.1 {
            for x in 0..cell.0 {
                for part in 0..4 {
                    let mut sum = 0u32;
                    for dy in 0..12 {
                        for dx in 0..12 {
                            sum += u32::from(
                                large.data()
                                    [((y * 12 + dy) * SIZE.0 as usize + x * 12 + dx) * 4 + part],
                            );
                        }
                    }
                    sheet.data_mut()[((top + y) * stride + left + x) * 4 + part] =
                        (sum / 144) as u8;
                }
            }
        }
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        sheet.save_png(file).unwrap();
    }
    let golden = Pixmap::load_png(file).unwrap();
    assert_eq!(
        (golden.width(), golden.height()),
        (sheet.width(), sheet.height())
    );
    for (at, kind) in PlaceKind::ALL.iter().enumerate() {
        let (left, top) = (at % columns * cell.0, at / columns * cell.1);
        let mut off = 0.0;
        for y in top..top + cell.1 {
            let row = (y * stride + left) * 4..(y * stride + left + cell.0) * 4;
            off += distance(&sheet.data()[row.clone()], &golden.data()[row]);
        }
        let off = off / cell.1 as f32;
        assert!(off < 4.0, "{kind:?} is off by {off} of 255 on average");
    }
}
