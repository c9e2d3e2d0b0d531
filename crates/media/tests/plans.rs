//! The ladder, for any source.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use media::{
    AudioStream, Container, Framing, PlanOptions, RUNGS, Rate, Source, Transfer, VideoStream, plan,
};
use proptest::prelude::*;

fn source(width: u32, height: u32, rate: Rate) -> Source {
    Source {
        container: Container::Mov,
        bytes: 1,
        duration_ms: 60_000,
        video: VideoStream {
            index: 0,
            codec: "h264".into(),
            width,
            height,
            rotation: 0,
            rate,
            variable_rate: false,
            pixel_format: "yuv420p".into(),
            transfer: Transfer::Sdr,
            matrix: "bt709".into(),
            interlaced: false,
        },
        audio: Vec::new(),
        text: Vec::new(),
        chapters: Vec::new(),
        aigc: None,
    }
}

fn sides(width: u32, height: u32) -> Vec<u32> {
    let made = plan(
        &source(width, height, Rate::new(24, 1)),
        &PlanOptions::default(),
    )
    .unwrap();
    made.rungs.iter().map(media::Rung::short_side).collect()
}

#[test]
fn the_short_side_names_the_rung() {
    assert_eq!(sides(1080, 1920), [1080, 720, 480, 360]);
    assert_eq!(sides(2160, 3840), [1080, 720, 480, 360]);
    assert_eq!(sides(720, 1280), [720, 480, 360]);
    assert_eq!(sides(1080, 1080), [1080, 720, 480, 360]);
}

#[test]
fn a_source_between_rungs_gets_its_own_only_where_it_is_worth_an_encode() {
    assert_eq!(sides(900, 1600), [900, 720, 480, 360]);
    assert_eq!(sides(800, 1422), [720, 480, 360]);
    assert_eq!(sides(404, 718), [360]);
    assert_eq!(sides(240, 426), [240]);
    assert_eq!(sides(241, 427), [240]);
}

#[test]
fn a_picture_that_is_nearly_nine_by_sixteen_becomes_so() {
    let made = plan(
        &source(1078, 1920, Rate::new(24, 1)),
        &PlanOptions::default(),
    )
    .unwrap();
    assert_eq!((made.rungs[1].width, made.rungs[1].height), (720, 1280));
}

#[test]
fn landscape_needs_a_choice() {
    let wide = source(1920, 1080, Rate::new(25, 1));
    assert_eq!(
        plan(&wide, &PlanOptions::default()).unwrap_err().code(),
        "landscape_source"
    );
    let with = |framing| {
        plan(
            &wide,
            &PlanOptions {
                framing: Some(framing),
                language: None,
            },
        )
        .unwrap()
        .rungs[0]
    };
    assert_eq!(
        (with(Framing::Blur).width, with(Framing::Blur).height),
        (1080, 1920)
    );
    assert_eq!(with(Framing::CropCenter).width, 608);
    assert_eq!(
        (with(Framing::AsIs).width, with(Framing::AsIs).height),
        (1920, 1080)
    );
}

#[test]
fn audio_languages_are_unique_and_silence_is_made_where_there_is_none() {
    let mut given = source(720, 1280, Rate::new(25, 1));
    let options = PlanOptions {
        framing: None,
        language: Some("zh-hans".into()),
    };
    let silent = plan(&given, &options).unwrap().audio;
    assert_eq!(
        (silent[0].stream, silent[0].language.as_str()),
        (None, "zh-Hans")
    );
    for (index, language) in [(1, "en"), (2, "und"), (3, "en")] {
        let (codec, title) = ("aac".into(), String::new());
        given.audio.push(AudioStream {
            index,
            codec,
            channels: 2,
            language: language.into(),
            title,
        });
    }
    let languages: Vec<String> = plan(&given, &options)
        .unwrap()
        .audio
        .into_iter()
        .map(|track| track.language)
        .collect();
    assert_eq!(languages, ["en", "zh-Hans", "en-x-2"]);
}

#[test]
fn measured_rates_become_the_camera_s_own() {
    for (given, expected) in [
        (Rate::new(2_997, 100), Rate::new(30_000, 1001)),
        (Rate::new(24_000, 1001), Rate::new(24_000, 1001)),
        (Rate::new(120, 1), Rate::new(60, 1)),
        (Rate::new(90_000, 1), Rate::new(60, 1)),
        (Rate::new(48, 1), Rate::new(48, 1)),
        (Rate::new(1, 10), Rate::new(1, 1)),
    ] {
        let made = plan(&source(1080, 1920, given), &PlanOptions::default()).unwrap();
        assert_eq!(made.rate(), expected, "{given}");
    }
}

proptest! {
    #[test]
    fn any_source_gives_a_sound_ladder_or_a_reason(
        width in 1_u32..9000, height in 1_u32..9000, num in 1_u32..240_000, den in 1_u32..2000, choice in 0_usize..6,
    ) {
        let framings = [None, Some(Framing::AsIs), Some(Framing::CropLeft), Some(Framing::CropCenter), Some(Framing::CropRight), Some(Framing::Blur)];
        let given = source(width, height, Rate::new(num, den));
        let options = PlanOptions { framing: framings[choice], language: None };
        let Ok(made) = plan(&given, &options) else { return Ok(()) };
        prop_assert!(!made.rungs.is_empty() && made.rungs.len() <= RUNGS.len() + 1);
        prop_assert!(made.first < made.rungs.len());
        for rung in &made.rungs {
            prop_assert!(rung.width % 2 == 0 && rung.height % 2 == 0 && rung.width > 0 && rung.height > 0);
            prop_assert!(rung.short_side() <= RUNGS[0]);
            // Never larger than the source, but for evening out, squaring up to 9:16 and the blurred frame.
            if made.framing == Framing::AsIs {
                prop_assert!(f64::from(rung.width) <= f64::from(width) * 1.006 + 2.0, "{rung:?} of {width}x{height}");
                prop_assert!(f64::from(rung.height) <= f64::from(height) * 1.006 + 2.0, "{rung:?} of {width}x{height}");
            }
            let aspect = |w: u32, h: u32| f64::from(w) / f64::from(h);
            let top = &made.rungs[0];
            let slack = 2.0 / f64::from(rung.short_side()) + 2.0 / f64::from(top.short_side());
            prop_assert!((aspect(rung.width, rung.height) / aspect(top.width, top.height) - 1.0).abs() <= slack);
            prop_assert!(rung.rate.fps() <= 60.5);
            prop_assert!(rung.rate == made.rate() || rung.rate == made.rate().halved());
            // Every rung cuts at the same instants.
            let first = |rate: Rate| f64::from(made.first_segment_frames(rate)) / rate.fps();
            prop_assert!((first(rung.rate) - first(made.rate())).abs() < 1e-9);
        }
        for pair in made.rungs.windows(2) {
            prop_assert!(pair[0].short_side() > pair[1].short_side());
            prop_assert!(pair[0].rate.fps() >= pair[1].rate.fps());
        }
    }

    #[test]
    fn rates_stay_near_what_they_were(num in 1_u32..240_000, den in 1_u32..2000) {
        let rate = Rate::new(num, den);
        let tidied = rate.tidied();
        prop_assert!(tidied.num > 0 && tidied.den > 0);
        prop_assert!((tidied.fps() - rate.fps()).abs() <= rate.fps() * 0.01 + 0.001);
        prop_assert!((rate.halved().fps() * 2.0 - rate.fps()).abs() < 1e-9);
    }
}
