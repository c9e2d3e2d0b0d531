use std::os::unix::ffi::OsStrExt;

use super::clips;
use super::problems;
use crate::ingest::folder::Listing;

fn numbers(listing: &Listing) -> Vec<(i32, &str)> {
    let videos = listing.videos.iter();
    videos
        .map(|video| (video.number, video.name.as_str()))
        .collect()
}

fn listed(files: &[&str]) -> (tempfile::TempDir, Listing) {
    let files: Vec<(&str, &[u8])> = files.iter().map(|name| (*name, &b"x"[..])).collect();
    let folder = clips::folder(&[], &files);
    let listing = Listing::read(folder.path()).unwrap();
    (folder, listing)
}

#[test]
fn leading_numbers_count_and_the_others_fill_the_gaps() {
    let (_folder, listing) = listed(&[
        "10 end.mp4",
        "2 middle.mov",
        "1.MP4",
        "bonus.webm",
        "another.mkv",
    ]);
    let expected = [
        (1, "1.MP4"),
        (2, "2 middle.mov"),
        (10, "10 end.mp4"),
        (11, "another.mkv"),
        (12, "bonus.webm"),
    ];
    assert_eq!(numbers(&listing), expected);
}

#[test]
fn files_without_numbers_keep_their_natural_order() {
    let (_folder, listing) = listed(&["Ep 10.mp4", "Ep 2.mp4", "Ep 1.mp4"]);
    assert_eq!(
        numbers(&listing),
        [(1, "Ep 1.mp4"), (2, "Ep 2.mp4"), (3, "Ep 10.mp4")]
    );
}

#[test]
fn two_files_of_one_number_and_number_zero_are_told() {
    let (_folder, listing) = listed(&["01.mp4", "1.mov", "00.mp4"]);
    assert_eq!(numbers(&listing), [(1, "1.mov")]);
    assert_eq!(
        problems(&listing.problems),
        [
            "00.mp4 episode_number_invalid",
            "01.mp4 episode_number_twice"
        ]
    );
}

#[test]
fn subtitles_find_their_video() {
    let (_folder, listing) = listed(&[
        "01 The letter.mp4",
        "02.mp4",
        "show.one.mp4",
        "01 The letter.zh-Hans.vtt",
        "01.es.ass",
        "2.en.cc.srt",
        "show.one.srt",
        "nobody.srt",
        "07.en.srt",
    ]);
    let mut found: Vec<_> = listing
        .subtitles
        .iter()
        .map(|one| {
            (
                one.number,
                one.language.as_deref().unwrap_or(""),
                one.kind.as_str(),
            )
        })
        .collect();
    found.sort_unstable();
    let expected = [
        (1, "es", "subtitles"),
        (1, "zh-Hans", "subtitles"),
        (2, "en", "captions"),
        (3, "", "subtitles"),
        (7, "en", "subtitles"),
    ];
    assert_eq!(found, expected);
    assert_eq!(problems(&listing.problems), ["nobody.srt episode_unclear"]);
}

#[test]
fn hidden_files_folders_and_strangers_are_left_alone() {
    let (folder, _) = listed(&[
        "01.mp4",
        "._01.mp4",
        ".DS_Store",
        "notes.txt",
        "Poster.JPG",
        "cover.png",
    ]);
    std::fs::create_dir(folder.path().join("02.mp4")).unwrap();
    let listing = Listing::read(folder.path()).unwrap();
    assert_eq!(numbers(&listing), [(1, "01.mp4")]);
    assert_eq!(listing.ignored, ["cover.png", "notes.txt"]);
    assert!(listing.poster.unwrap().ends_with("Poster.JPG"));
}

#[test]
fn hostile_names_are_read() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        &b"\xff\xfe.mp4"[..],
        b"-i.mp4",
        b"%s%n$(reboot)`id`.mp4",
        b"a\nb.mp4",
        b"file:|x.mp4",
        "\u{202e}4pm.exe.mp4".as_bytes(),
    ] {
        let path = folder.path().join(std::ffi::OsStr::from_bytes(name));
        std::fs::write(path, b"x").unwrap();
    }
    let listing = Listing::read(folder.path()).unwrap();
    assert_eq!(listing.videos.len(), 6);
    for video in &listing.videos {
        assert!(
            !video.name.contains(['\n', '\u{202e}', '/']),
            "{}",
            video.name
        );
        assert!(video.path.exists());
    }
}

#[test]
fn the_folder_names_the_series_unless_the_manifest_does() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("My_First Series");
    std::fs::create_dir(&folder).unwrap();
    assert_eq!(Listing::read(&folder).unwrap().title(), "My First Series");
    std::fs::write(folder.join("series.toml"), "\u{feff}title = 'Other'").unwrap();
    assert_eq!(Listing::read(&folder).unwrap().title(), "Other");
}

#[test]
fn a_wrong_manifest_is_named_with_file_and_line() {
    let folder = clips::folder(&[], &[("series.toml", b"title = 'A'\nposter = 'b'")]);
    let message = Listing::read(folder.path()).unwrap_err().to_string();
    assert!(
        message.contains("series.toml") && message.contains("line 2"),
        "{message}"
    );
    std::fs::write(folder.path().join("series.toml"), b"\xff").unwrap();
    let message = Listing::read(folder.path()).unwrap_err().to_string();
    assert!(message.contains("UTF-8"), "{message}");
}

#[test]
fn what_is_no_folder_is_told() {
    let folder = clips::folder(&[], &[("01.mp4", b"x")]);
    let message = Listing::read(&folder.path().join("01.mp4"))
        .unwrap_err()
        .to_string();
    assert!(message.contains("not a folder"), "{message}");
    assert!(Listing::read(&folder.path().join("nowhere")).is_err());
}
