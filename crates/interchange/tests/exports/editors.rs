//! The neutral cut and its writers, without programs of others.

use std::collections::HashSet;

use interchange::cut::{Error, Role};
use interchange::{Cut, Rate, edl, jianying, package, stems};
use serde_json::Value;

use crate::story::{HOSTILE, PLAIN, board, cut, files, timeline};

#[test]
fn shots_follow_each_other_without_gaps_at_every_rate() {
    for rate in [Rate::FILM, Rate::PAL, Rate::NTSC, Rate::THIRTY] {
        let cut = cut(&PLAIN, rate);
        let mut now = 0;
        for clip in &cut.video {
            assert_eq!(clip.start, now);
            assert!(clip.source + clip.frames() <= cut.file(clip).frames);
            now = clip.end;
        }
        assert_eq!(now, cut.frames);
    }
}

#[test]
fn what_is_said_at_once_is_on_two_tracks() {
    let cut = cut(&PLAIN, Rate::FILM);
    let dialogue: Vec<_> = cut
        .audio
        .iter()
        .filter(|track| track.role == Role::Dialogue)
        .collect();
    assert_eq!(dialogue.len(), 2);
    for track in &cut.audio {
        assert!(
            track
                .clips
                .windows(2)
                .all(|pair| pair[0].end <= pair[1].start)
        );
        assert!(
            track
                .clips
                .iter()
                .all(|clip| clip.end <= cut.frames && clip.start < clip.end)
        );
    }
    assert_eq!(
        cut.audio
            .iter()
            .map(|track| track.clips.len())
            .sum::<usize>(),
        7
    );
}

#[test]
fn a_dissolve_is_real_only_where_both_files_hold_frames_for_it() {
    let with = cut(&PLAIN, Rate::FILM);
    assert_eq!(with.video[3].dissolve, Some(12));
    let (board, mut files) = (
        board(&PLAIN),
        files(
            &PLAIN,
            &board(&PLAIN),
            &timeline(&board(&PLAIN)),
            Rate::FILM,
        ),
    );
    files.shots[3].lead_ms = 0;
    let without = Cut::of(&board, &timeline(&board), &files).unwrap();
    assert_eq!(without.video[3].dissolve, None);
    assert!(
        without
            .markers
            .iter()
            .any(|marker| marker.name == "Dissolve, in the picture")
    );
}

#[test]
fn what_does_not_fit_together_is_refused_with_what_to_do() {
    let board = board(&PLAIN);
    let timeline = timeline(&board);
    let good = files(&PLAIN, &board, &timeline, Rate::FILM);
    let refused = |change: &dyn Fn(
        &mut storyboard::Board,
        &mut storyboard::Timeline,
        &mut interchange::Files,
    )| {
        let (mut board, mut timeline, mut files) = (board.clone(), timeline.clone(), good.clone());
        change(&mut board, &mut timeline, &mut files);
        Cut::of(&board, &timeline, &files).unwrap_err()
    };
    assert!(matches!(
        refused(&|_, _, files| {
            files.shots.pop();
        }),
        Error::Count { what: "shots", .. }
    ));
    assert!(matches!(
        refused(&|_, timeline, _| {
            timeline.lines.pop();
        }),
        Error::Count { what: "lines", .. }
    ));
    assert!(matches!(
        refused(&|_, timeline, _| timeline.shots[2].start_ms += 1),
        Error::Gap { .. }
    ));
    assert!(matches!(
        refused(&|_, timeline, _| timeline.length_ms += 1),
        Error::Gap { .. }
    ));
    assert!(matches!(
        refused(&|_, _, files| files.shots[1].length_ms = 900),
        Error::TooShort { .. }
    ));
    assert!(matches!(
        refused(&|_, _, files| files.width = 0),
        Error::Size { .. }
    ));
    let said = refused(&|_, _, files| files.shots[1].length_ms = 900).to_string();
    assert!(
        said.contains("e03-s01-t02") && said.contains("render the shot again"),
        "{said}"
    );
}

#[test]
fn the_edl_of_a_small_episode() {
    let edl = edl::write(&cut(&PLAIN, Rate::FILM)).unwrap();
    same_as_golden(&edl, include_str!("golden/episode.edl"), "episode.edl");
}

#[test]
fn stems_are_a_table_without_formulas() {
    let csv = stems::csv(&cut(&PLAIN, Rate::FILM));
    same_as_golden(&csv, include_str!("golden/stems.csv"), "stems.csv");
    for row in stems::csv(&cut(&HOSTILE, Rate::FILM)).split("\r\n") {
        assert!(
            !row.contains(",=cmd") && !row.contains("\",=") && !row.starts_with(['=', '+', '@']),
            "{row}"
        );
    }
}

#[test]
fn a_jianying_draft_has_whole_microseconds_no_overlap_and_every_material() {
    for names in [&PLAIN, &HOSTILE] {
        let cut = cut(names, Rate::NTSC);
        let files = jianying::files(&cut);
        let content: Value = serde_json::from_slice(&files[0].bytes).unwrap();
        let materials: HashSet<&str> = ["videos", "audios", "texts", "speeds"]
            .iter()
            .flat_map(|kind| content["materials"][kind].as_array().unwrap())
            .map(|material| material["id"].as_str().unwrap())
            .collect();
        let mut ids = HashSet::new();
        for track in content["tracks"].as_array().unwrap() {
            let mut now = 0;
            for segment in track["segments"].as_array().unwrap() {
                let target = &segment["target_timerange"];
                let (start, length) = (
                    target["start"].as_u64().unwrap(),
                    target["duration"].as_u64().unwrap(),
                );
                assert!(start >= now && length > 0, "{segment}");
                assert!(materials.contains(segment["material_id"].as_str().unwrap()));
                for other in segment["extra_material_refs"].as_array().unwrap() {
                    assert!(materials.contains(other.as_str().unwrap()));
                }
                if !segment["source_timerange"].is_null() {
                    assert_eq!(segment["source_timerange"]["duration"], target["duration"]);
                }
                assert!(ids.insert(segment["id"].as_str().unwrap().to_owned()));
                now = start + length;
            }
        }
        let meta: Value = serde_json::from_slice(&files[2].bytes).unwrap();
        assert_eq!(
            meta["draft_materials"][0]["value"]
                .as_array()
                .unwrap()
                .len(),
            cut.files.len()
        );
        assert_eq!(meta["tm_duration"], content["duration"]);
    }
}

#[test]
fn the_package_has_every_format_and_a_place_for_every_file() {
    let cut = cut(&PLAIN, Rate::FILM);
    let package = package::of(&cut);
    let paths: Vec<&str> = package
        .entries
        .iter()
        .map(|entry| entry.path.as_str())
        .collect();
    for path in [
        "README.txt",
        "The Contract 03.otio",
        "The Contract 03.fcpxml",
        "The Contract 03.edl",
        "draft_content.json",
        "stems.csv",
    ] {
        assert!(paths.contains(&path), "{path} of {paths:?}");
    }
    assert_eq!(package.media.len(), cut.files.len());
    assert!(package.left_out.is_empty());
    let readme = String::from_utf8(package.entries[0].bytes.clone()).unwrap();
    assert!(readme.contains("The Contract 03.otio") && !readme.contains('{'));
}

/// `UPDATE_GOLDEN=1` writes what came out, to be read before it is committed.
pub fn same_as_golden(made: &str, golden: &str, name: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/exports/golden")
            .join(name);
        std::fs::write(path, made).unwrap();
        return;
    }
    assert_eq!(made, golden, "{name} differs from its golden file");
}
