//! Marks in made pictures: what is found, what is not, and how often chance looks like a mark.

use proptest::prelude::*;
use watermark::{CHANCE_MAX, HEIGHT, Reading, Seed, WIDTH, chance, lay, picture, wanted};

fn seed(number: u8) -> Seed {
    let mut bytes = [7; 32];
    bytes[0] = number;
    Seed(bytes)
}

/// A small generator, so that a picture is the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// A scene: soft ground, boxes with hard edges, grain.
fn scene(number: u64, width: usize, height: usize) -> Vec<u8> {
    let mut dice = Dice(number.wrapping_mul(77_777) + 1);
    let mut luma: Vec<u8> = (0..width * height)
        .map(|at| (60 + at / width * 90 / height + at % width * 40 / width) as u8)
        .collect();
    for _ in 0..30 {
        let (x, y) = (
            dice.roll(width as u64) as usize,
            dice.roll(height as u64) as usize,
        );
        let (w, h) = (
            dice.roll(width as u64 / 3) as usize,
            dice.roll(height as u64 / 4) as usize,
        );
        let level = dice.roll(220) as u8 + 16;
        for row in y..(y + h).min(height) {
            luma[row * width + x..row * width + (x + w).min(width)].fill(level);
        }
    }
    for pixel in &mut luma {
        *pixel = pixel.saturating_add(dice.roll(5) as u8).saturating_sub(2);
    }
    luma
}

/// Averages areas: what a scaler does when a picture gets smaller.
fn smaller(luma: &[u8], width: usize, by: usize) -> Vec<u8> {
    let height = luma.len() / width;
    let mut all = Vec::new();
    for row in 0..height / by {
        for column in 0..width / by {
            let sum: usize = (0..by * by)
                .map(|at| luma[(row * by + at / by) * width + column * by + at % by] as usize)
                .sum();
            all.push(((sum + by * by / 2) / (by * by)) as u8);
        }
    }
    all
}

fn read(seed: Option<&Seed>, scenes: u64, scale: usize) -> Reading {
    let (width, height) = (WIDTH * scale, HEIGHT * scale);
    let mark = seed.map(|seed| picture(seed, width, height));
    let mut reading = Reading::default();
    for number in 0..scenes {
        let mut luma = scene(number, width, height);
        if let Some(mark) = &mark {
            lay(&mut luma, mark);
        }
        reading.add(&smaller(&luma, width, scale));
    }
    reading
}

#[test]
fn a_mark_is_found_in_one_frame_and_in_another_size_and_no_other_is() {
    for scale in [1, 2] {
        let reading = read(Some(&seed(1)), 1, scale);
        assert!(
            reading.score(&seed(1)) > 20.0,
            "{}",
            reading.score(&seed(1))
        );
        for other in 2..=200 {
            let score = reading.score(&seed(other));
            assert!(score < wanted(200), "seed {other}: {score}");
        }
    }
}

#[test]
fn more_scenes_tell_more() {
    let one = read(Some(&seed(1)), 1, 1).score(&seed(1));
    let eight = read(Some(&seed(1)), 8, 1).score(&seed(1));
    assert!(eight > one, "{one} {eight}");
}

#[test]
fn of_two_copies_that_were_averaged_both_are_named() {
    let (a, b) = (
        picture(&seed(1), WIDTH, HEIGHT),
        picture(&seed(2), WIDTH, HEIGHT),
    );
    let mut reading = Reading::default();
    for number in 0..4 {
        let (mut first, mut second) = (scene(number, WIDTH, HEIGHT), scene(number, WIDTH, HEIGHT));
        lay(&mut first, &a);
        lay(&mut second, &b);
        let both: Vec<u8> = first
            .iter()
            .zip(&second)
            .map(|(x, y)| x.midpoint(*y))
            .collect();
        reading.add(&both);
    }
    for number in [1, 2] {
        assert!(
            reading.score(&seed(number)) > wanted(100),
            "{}",
            reading.score(&seed(number))
        );
    }
    assert!(reading.score(&seed(3)) < wanted(100));
}

#[test]
fn a_film_without_a_mark_accuses_nobody() {
    let reading = read(None, 4, 1);
    let scores: Vec<f64> = (0..=255)
        .map(|number| reading.score(&seed(number)))
        .collect();
    let highest = scores.iter().copied().fold(f64::MIN, f64::max);
    assert!(highest < wanted(256), "{highest}");
    // As wide as the theory says: a standard deviation of one.
    let power: f64 = scores.iter().map(|score| score * score).sum::<f64>() / scores.len() as f64;
    assert!((0.7..1.4).contains(&power), "{power}");
}

#[test]
fn nothing_shown_is_no_evidence_and_other_sizes_are_passed_over() {
    let mut reading = Reading::default();
    reading.add(&[1, 2, 3]);
    assert_eq!((reading.frames(), reading.score(&seed(1))), (0, 0.0));
    reading.add(&vec![128; WIDTH * HEIGHT]);
    assert!(reading.score(&seed(1)).abs() < wanted(1));
    assert!(!format!("{:?}", seed(1)).contains('7'), "seeds are secret");
}

#[test]
fn the_threshold_is_where_chance_is_one_in_a_million() {
    for seeds in [1, 100, 100_000] {
        let bound = chance(wanted(seeds), seeds);
        assert!((bound / CHANCE_MAX - 1.0).abs() < 1e-6, "{bound}");
    }
    assert!((chance(-3.0, 1) - 1.0).abs() < 1e-12);
}

#[test]
fn it_is_too_faint_to_be_seen() {
    let mark = picture(&seed(1), 720, 1280);
    let power: f64 = mark
        .iter()
        .map(|level| (f64::from(*level) - 128.0).powi(2))
        .sum::<f64>()
        / mark.len() as f64;
    assert!(power < 4.0, "mean square {power}");
    assert!(mark.iter().all(|level| level.abs_diff(128) <= 8));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_size_of_film_can_be_marked_and_any_bytes_read(width in 2_usize..200, height in 2_usize..200, bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(picture(&seed(1), width, height).len(), width * height);
        let mut reading = Reading::default();
        reading.add(&bytes);
        let whole: Vec<u8> = bytes.iter().copied().chain(std::iter::repeat(9)).take(WIDTH * HEIGHT).collect();
        reading.add(&whole);
        prop_assert!(reading.score(&seed(1)).is_finite());
    }
}
