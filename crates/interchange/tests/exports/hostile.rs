//! Names that want to be paths, orders, formulas or markup.

use std::io::{Cursor, Read};

use interchange::cut::Files;
use interchange::{Cut, Rate, archive, edl, otio, package};
use proptest::prelude::*;

use crate::story::{HOSTILE, PLAIN, board, cut, files, timeline};

#[test]
fn nothing_leaves_the_folder_and_no_two_files_share_a_name() {
    let cut = cut(&HOSTILE, Rate::FILM);
    let package = package::of(&cut);
    let bytes = archive::zip(&package.entries).expect("every path is plain");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        assert!(file.enclosed_name().is_some());
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        assert!(
            !text.contains('\0') && !text.contains('\u{202e}'),
            "{:?}",
            file.name()
        );
    }
    let mut paths: Vec<String> = package
        .media
        .iter()
        .map(|(_, path)| path.to_lowercase())
        .collect();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), cut.files.len());
    assert!(
        paths
            .iter()
            .all(|path| path.starts_with("media/") && path.matches('/').count() == 1)
    );
}

#[test]
fn an_edl_has_no_line_that_a_name_wrote() {
    let edl = edl::write(&cut(&HOSTILE, Rate::FILM)).unwrap();
    assert_eq!(
        edl.lines()
            .filter(|line| line.starts_with("TITLE:"))
            .count(),
        1
    );
    for line in edl.lines().filter(|line| !line.is_empty()) {
        let event = line.as_bytes()[..3].iter().all(u8::is_ascii_digit);
        assert!(
            event
                || line.starts_with("* ")
                || line.starts_with("TITLE:")
                || line.starts_with("FCM:"),
            "{line}"
        );
    }
}

#[test]
fn a_media_address_is_only_letters_and_percents() {
    let otio: serde_json::Value =
        serde_json::from_str(&otio::write(&cut(&HOSTILE, Rate::FILM))).unwrap();
    let tracks = otio["tracks"]["children"].as_array().unwrap();
    let clips = tracks
        .iter()
        .flat_map(|track| track["children"].as_array().unwrap());
    for clip in clips.filter(|clip| clip["OTIO_SCHEMA"] == "Clip.2") {
        let url = clip["media_references"]["DEFAULT_MEDIA"]["target_url"]
            .as_str()
            .unwrap();
        assert!(
            url.is_ascii() && url.starts_with("media/") && !url.contains(".."),
            "{url}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_written_and_read_back_whole(series in any::<String>(), title in any::<String>(), said in any::<String>(), name in any::<String>()) {
        let mut board = board(&PLAIN);
        (board.series, board.title) = (series, title);
        board.lines[0].text = said;
        let timeline = timeline(&board);
        let mut files: Files = files(&PLAIN, &board, &timeline, Rate::NTSC);
        files.shots[0].name = name;
        let cut = Cut::of(&board, &timeline, &files).unwrap();
        let package = package::of(&cut);
        prop_assert!(archive::zip(&package.entries).is_ok());
        for entry in &package.entries {
            let text = std::str::from_utf8(&entry.bytes).unwrap();
            if entry.path.ends_with(".otio") || entry.path.ends_with(".json") {
                prop_assert!(serde_json::from_str::<serde_json::Value>(text).is_ok());
            }
            if entry.path.ends_with(".fcpxml") {
                let mut reader = quick_xml::Reader::from_str(text);
                while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
            }
        }
    }
}
