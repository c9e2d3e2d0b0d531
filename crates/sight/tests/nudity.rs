//! The model itself, from its package. What cannot be had is skipped, unless `SIGHT_TOOLS=required`. The cache is
//! `CLIFFHANGER_CACHE`, else a folder in the temporary folder that stays.

use std::path::PathBuf;

use artwork::Size;
use artwork::compose::Artist;
use models::Source;
use sight::{EXPLICIT, Eyes, Picture};
use storyboard::breakdown::{Options, series};

fn eyes() -> Option<Eyes> {
    let cache = std::env::var_os("CLIFFHANGER_CACHE")
        .map_or_else(|| std::env::temp_dir().join("cliffhanger"), PathBuf::from)
        .join("voices");
    let pip = std::env::var_os("CLIFFHANGER_STUDIO__PIP").map(PathBuf::from);
    let opened = Eyes::open(&cache, &Source::new(true, pip.as_deref()), &mut |_| {});
    let required = std::env::var("SIGHT_TOOLS").is_ok_and(|value| value == "required");
    match opened {
        Ok(eyes) => Some(eyes),
        Err(error) if required => panic!("{error}. {}", error.remedy()),
        Err(error) => {
            eprintln!("skipped: {error}");
            None
        }
    }
}

/// Ovals on a plain ground: where, how large, which colour.
fn ovals(ground: [u8; 3], ovals: &[(i32, i32, i32, i32, [u8; 3])]) -> Vec<u8> {
    let colour = |x: i32, y: i32| {
        let inside = |&&(at, down, wide, high, _): &&(i32, i32, i32, i32, [u8; 3])| {
            let (x, y) = (
                f64::from(x - at) / f64::from(wide),
                f64::from(y - down) / f64::from(high),
            );
            x * x + y * y <= 1.0
        };
        ovals
            .iter()
            .rev()
            .find(inside)
            .map_or(ground, |oval| oval.4)
    };
    let pixels = (0..480).flat_map(|y| (0..270).map(move |x| (x, y)));
    pixels.flat_map(|(x, y)| colour(x, y)).collect()
}

/// Nothing but ovals of the colour of skin, at which the model's own package says 0.913 without its JPEG.
#[test]
fn it_says_what_its_own_package_says() {
    let Some(eyes) = eyes() else { return };
    let skin = ovals(
        [140, 50, 180],
        &[
            (100, 40, 90, 80, [205, 160, 130]),
            (100, 70, 30, 60, [225, 170, 140]),
            (200, 440, 130, 190, [220, 165, 135]),
            (60, 270, 100, 160, [225, 170, 140]),
        ],
    );
    for (rgb, said) in [
        (skin, 0.913),
        // Red and blue would be taken for each other: 0.064. Black, and white.
        (vec![0; 270 * 480 * 3], 0.067),
        (vec![255; 270 * 480 * 3], 0.014),
    ] {
        let (width, height, rgb) = (270, 480, &*rgb);
        let score = eyes.nudity(Picture { width, height, rgb }).unwrap();
        assert!((score - said).abs() < 0.02, "{score} for {said}");
    }
}

#[test]
fn what_is_drawn_here_is_nothing_to_it() {
    let Some(eyes) = eyes() else { return };
    let script = include_str!("../../../examples/one-umbrella-unpaid.fountain");
    let boards = series(
        &screenplay::Script::read(script),
        &Options {
            series: "One Umbrella, Unpaid".into(),
            language: "en".into(),
            seed: 1,
            cast: None,
        },
    );
    let artist = Artist::new(Size {
        width: 180,
        height: 320,
    });
    let shots = boards[0].shots.len();
    assert!(shots > 5);
    for shot in 0..shots {
        let picture = artist.still(&boards[0], shot, 900);
        let pixels = picture.data().chunks_exact(4);
        let rgb: Vec<u8> = pixels
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        let (width, height) = (picture.width(), picture.height());
        let score = eyes
            .nudity(Picture {
                width,
                height,
                rgb: &rgb,
            })
            .unwrap();
        assert!(score < EXPLICIT, "shot {shot}: {score}");
    }
}
