//! What is written is read again, and by programs that we did not write; what is hostile is refused.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use delivery::{
    Codec, Credit, Episode, FORMAT, File, FileKind, Manifest, Picture, Rendition, Rights, Series,
    Subtitles, Translation, checksums, mec, mmc, series_toml,
};
use proptest::prelude::*;

fn manifest() -> Manifest {
    let episode = |number: u32| Episode {
        number,
        title: (number == 1).then(|| "The <letter> & \"ring\"".into()),
        titles: BTreeMap::new(),
        duration_ms: 83_500,
        width: 1080,
        height: 1920,
        video: Some(format!("{number:03}.mp4")),
        sounds: if number == 1 {
            vec!["en".into(), "zh-Hans".into()]
        } else {
            vec![]
        },
        subtitles: vec![
            Subtitles {
                language: "en".into(),
                captions: true,
                file: format!("{number:03}.en.cc.vtt"),
            },
            Subtitles {
                language: "zh-Hans".into(),
                captions: false,
                file: format!("{number:03}.zh-Hans.vtt"),
            },
        ],
        renditions: vec![],
    };
    let picture = |file: &str| Picture {
        file: file.into(),
        width: 720,
        height: 1280,
    };
    let series = Series {
        id: "0fc881bd-a422-4736-a07e-a1e588fbbcaa".into(),
        title: "The Contract Bride".into(),
        synopsis: "She married him for a year. ".repeat(30),
        language: "en".into(),
        genres: vec!["romance".into()],
        tropes: vec!["second-chance".into()],
        age_rating: "12".into(),
        filing_number: None,
        credit: Some("Example Films, CC BY 4.0".into()),
        licence_text: Some("CC BY 4.0".into()),
        licence_url: None,
        credits: vec![Credit {
            name: "Example Films".into(),
            role: "Production".into(),
        }],
        translations: BTreeMap::from([(
            "zh".into(),
            Translation {
                title: "契约新娘".into(),
                synopsis: String::new(),
            },
        )]),
        year: 2026,
        poster: Some(picture("poster.webp")),
        covers: BTreeMap::from([("zh-Hans".into(), picture("art/cover.zh-Hans.webp"))]),
        episodes: vec![episode(1), episode(3)],
    };
    let mut files: Vec<File> = Vec::new();
    let mut add = |path: &str, kind| {
        files.push(File {
            path: path.into(),
            kind,
            bytes: 7,
            sha256: "0a".repeat(32),
        });
    };
    for episode in &series.episodes {
        episode
            .video
            .iter()
            .for_each(|film| add(film, FileKind::Video));
        episode
            .subtitles
            .iter()
            .for_each(|one| add(&one.file, FileKind::Subtitles));
    }
    add("poster.webp", FileKind::Art);
    add("art/cover.zh-Hans.webp", FileKind::Art);
    add("metadata/mec.xml", FileKind::Metadata);
    Manifest {
        format: series.format().into(),
        id: "d1".into(),
        made_at: "2026-03-01T08:00:00Z".into(),
        from: "Northlight".into(),
        series,
        rights: Some(Rights {
            reference: "C-7".into(),
            signed_on: "2026-03-01".into(),
            blocks: vec![],
        }),
        files,
    }
}

/// The same with renditions: beside the film of the first episode, in the place of that of the other.
fn with_renditions() -> Manifest {
    let mut whole = manifest();
    for episode in &mut whole.series.episodes {
        let rendition = |codec: Codec, (width, height), language: &str, name: &str| Rendition {
            file: format!("renditions/{:03}/{name}.mp4", episode.number),
            codec,
            width,
            height,
            language: language.into(),
            label: language.into(),
            duration_ms: 83_500,
            bitrate: 900_000,
            encoder: "ffmpeg version 7".into(),
            arguments: vec!["-crf".into(), "27".into()],
        };
        episode.renditions = vec![
            rendition(Codec::H264, (720, 1280), "", "h264-1280"),
            rendition(Codec::Av1, (720, 1280), "", "av1-1280"),
            rendition(Codec::H264, (360, 640), "", "h264-640"),
            rendition(Codec::Aac, (0, 0), "en", "aac-en"),
            rendition(Codec::Aac, (0, 0), "es", "aac-es"),
        ];
        for one in &episode.renditions {
            let (path, like) = (one.file.clone(), whole.files[0].clone());
            let kind = FileKind::Rendition;
            whole.files.push(File { path, kind, ..like });
        }
    }
    let film = whole.series.episodes[1].video.take();
    let film = film.expect("the fixture has a film");
    whole.files.retain(|file| file.path != film);
    whole.format = whole.series.format().into();
    whole
}

#[test]
fn renditions_go_beside_a_film_or_in_its_place() {
    let manifest = with_renditions();
    assert_eq!(manifest.format, FORMAT);
    assert_eq!(Manifest::read(&manifest.write()), Ok(manifest.clone()));
    let text = mmc(&manifest);
    assert_eq!(xmllint(&text, MMC), "");
    // Of the first episode the film or its sizes may be chosen, of the other the sizes alone.
    for (kind, listed) in [("VideoTrackID", 1 + 3 + 3), ("AudioTrackID", 2 + 2 + 2)] {
        assert_eq!(
            text.matches(&format!("{kind}=\"")).count(),
            listed,
            "{kind}"
        );
        let used = text.matches(&format!("<manifest:{kind}>")).count();
        assert_eq!(used, listed, "{kind}");
    }
    assert_eq!(text.matches("<manifest:TrackMetadata>").count(), 3);
    for said in [
        "<md:Codec>H.264</md:Codec>",
        "<md:WidthPixels>360</md:WidthPixels>",
    ] {
        assert_eq!(
            text.matches(said).count(),
            if said.contains("Codec") { 4 } else { 2 },
            "{said}"
        );
    }
}

#[test]
fn episodes_are_called_in_other_languages_what_they_are_called_there() {
    let mut manifest = manifest();
    let letter = [
        ("zh".to_owned(), "信".to_owned()),
        ("ko".to_owned(), "편지".to_owned()),
    ];
    manifest.series.episodes[0].titles = letter.into();
    // Who could read what came before cannot keep these.
    assert_eq!(manifest.series.format(), FORMAT);
    let text = mec(&manifest.series, "Northlight");
    assert_eq!(xmllint(&text, MEC), "");
    for said in ["信", "편지", "契约新娘 3"] {
        let whole = format!("<md:TitleDisplayUnlimited>{said}</md:TitleDisplayUnlimited>");
        assert_eq!(text.matches(&whole).count(), 1, "{said}");
    }
    let read: toml::Table = toml::from_str(&series_toml(&manifest.series)).unwrap();
    let titles = read["episode_titles_in"]["ko"].as_array().unwrap();
    let titles: Vec<_> = titles.iter().map(|one| one.as_str().unwrap()).collect();
    assert_eq!(titles, ["편지", "", ""]);
}

#[test]
fn a_newer_kind_is_refused_before_its_fields_are_looked_at() {
    // One without renditions is of the kind that houses could read before.
    assert_eq!(manifest().format, "cliffhanger-delivery-2");
    let mut newer: serde_json::Value = serde_json::from_str(&manifest().write()).unwrap();
    newer["format"] = "cliffhanger-delivery-4".into();
    newer["series"]["smells"] = "of roses".into();
    let problem = Manifest::read(&newer.to_string()).unwrap_err();
    assert!(
        problem.message.contains("`cliffhanger-delivery-4`"),
        "{problem}"
    );
    assert!(problem.remedy.contains("newer version"));
    newer["format"] = FORMAT.into();
    let problem = Manifest::read(&newer.to_string()).unwrap_err();
    assert!(problem.message.contains("smells"), "{problem}");
}

#[test]
fn what_is_written_is_read_again() {
    let manifest = manifest();
    assert_eq!(Manifest::read(&manifest.write()), Ok(manifest.clone()));
    assert_eq!(manifest.bytes(), 7 * 9);
    let sums = checksums(&manifest.files);
    assert_eq!(sums.lines().count(), 9);
    assert!(sums.starts_with(&format!("{}  001.mp4\n", "0a".repeat(32))));
}

#[test]
fn a_delivery_of_the_first_kind_is_read_still() {
    let mut old = manifest();
    old.format = "cliffhanger-delivery-1".into();
    old.series.poster = None;
    old.series.covers.clear();
    old.series.episodes[0].sounds.clear();
    let mut text: serde_json::Value = serde_json::from_str(&old.write()).unwrap();
    let series = text["series"].as_object_mut().unwrap();
    series.remove("poster");
    series.remove("covers");
    for episode in series["episodes"].as_array_mut().unwrap() {
        episode.as_object_mut().unwrap().remove("sounds");
    }
    assert_eq!(Manifest::read(&text.to_string()), Ok(old));
}

#[test]
fn the_folder_says_of_itself_what_ingest_asks() {
    let text = series_toml(&manifest().series);
    let read: toml::Table = toml::from_str(&text).unwrap();
    // Episode 2 is not there: its place is kept, so that 3 keeps its own.
    let titles = read["episode_titles"].as_array().unwrap();
    assert_eq!((titles.len(), titles[1].as_str()), (3, Some("")));
    assert_eq!(
        read["translations"]["zh"]["title"].as_str(),
        Some("契约新娘")
    );
    assert_eq!(read["licence"]["text"].as_str(), Some("CC BY 4.0"));
}

#[test]
fn a_path_cannot_leave_the_folder() {
    for path in [
        "../series.toml",
        "/etc/passwd",
        "a/../../b",
        "C:\\x",
        "a\\b",
        "a//b",
        "",
        ".hidden",
        "a/.b",
        "con.",
        "a/b/c/d",
        "001.mp4\u{0}",
        "ü.mp4",
        "a b",
    ] {
        let mut wrong = manifest();
        wrong.files.push(File {
            path: path.into(),
            ..wrong.files[0].clone()
        });
        let problem = Manifest::read(&wrong.write()).unwrap_err();
        assert!(
            problem.message.contains("no path of a delivery"),
            "{path}: {problem}"
        );
    }
}

#[test]
fn what_does_not_hold_together_is_refused() {
    type Change = fn(&mut Manifest);
    let wrong: [(Change, &str); 10] = [
        (
            |one| drop(one.series.episodes[1].video.take()),
            "Episode 3 has no film",
        ),
        (|one| one.format = "other".into(), "another kind"),
        (
            |one| {
                one.files.push(File {
                    path: "001.MP4".into(),
                    ..one.files[0].clone()
                });
            },
            "listed twice",
        ),
        (|one| one.files[0].sha256 = "0A".repeat(32), "no SHA-256"),
        (
            |one| drop(one.files.remove(0)),
            "names `001.mp4`, which is not in the delivery",
        ),
        (|one| one.files[0].kind = FileKind::Art, "names `001.mp4`"),
        (
            |one| one.series.episodes[1].number = 1,
            "Episode 1 is there twice",
        ),
        (|one| one.series.episodes[1].number = 0, "Episode 0"),
        (|one| one.series.episodes.clear(), "no episode"),
        (
            |one| {
                one.series
                    .covers
                    .values_mut()
                    .for_each(|picture| picture.file = "001.mp4".into());
            },
            "names `001.mp4`, which is no picture",
        ),
    ];
    for (change, says) in wrong {
        let mut manifest = manifest();
        change(&mut manifest);
        let problem = Manifest::read(&manifest.write()).unwrap_err();
        assert!(problem.message.contains(says), "{problem}");
    }
    assert!(
        Manifest::read("{")
            .unwrap_err()
            .message
            .contains("cannot be read")
    );
}

/// Common metadata of MovieLabs, as published.
const MEC: &str = "../avails/tests/fixtures/xsd/mdmec-v2.12.xsd";
/// What a delivery writes of a media manifest, by the published order.
const MMC: &str = "tests/mmc.xsd";

/// What xmllint has against a document.
fn xmllint(xml: &str, schema: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder for the document");
    let file = folder.path().join("document.xml");
    std::fs::write(&file, xml).expect("a file in it");
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet"]);
    let schema = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(schema);
    command.arg("--schema").arg(schema);
    let done = command
        .arg(&file)
        .output()
        .expect("xmllint is installed by ./test");
    if done.status.success() {
        String::new()
    } else {
        String::from_utf8_lossy(&done.stderr).into_owned()
    }
}

#[test]
fn the_mec_is_valid_by_the_published_schema() {
    let mut manifest = manifest();
    assert_eq!(xmllint(&mec(&manifest.series, "Northlight"), MEC), "");
    // Whatever a title holds.
    manifest.series.title = "\u{1}]]> <a> & \u{ffff} 'b'".into();
    assert_eq!(xmllint(&mec(&manifest.series, "<&>"), MEC), "");
}

#[test]
fn the_mmc_keeps_to_our_reading_of_the_published_order() {
    let mut manifest = manifest();
    assert_eq!(xmllint(&mmc(&manifest), MMC), "");
    // Without a picture, without subtitles.
    manifest.series.poster = None;
    manifest.series.covers.clear();
    manifest.series.episodes[1].subtitles.clear();
    assert_eq!(xmllint(&mmc(&manifest), MMC), "");
}

#[test]
fn what_our_reading_of_the_mmc_forbids_is_found() {
    let good = mmc(&manifest());
    for (what, with) in [
        // A picture's height before its width, which was once written as 0.
        ("md:Width>", "md:Height>"),
        // Elements that a presentation does not have.
        (
            "</manifest:TrackMetadata>",
            "</manifest:TrackMetadata><manifest:RunLength>PT1M</manifest:RunLength>",
        ),
        ("<manifest:ExperienceID>", "<manifest:ExperienceID>other:"),
        ("<manifest:AudioTrackID>", "<manifest:AudioTrackID>other:"),
        ("<manifest:ImageID>", "<manifest:ImageID>other:"),
        ("<md:Language>", "<md:Languages>"),
    ] {
        assert!(good.contains(what), "{what}");
        assert_ne!(xmllint(&good.replace(what, with), MMC), "", "{what}");
    }
    for size in ["<md:Width>720</md:Width>", "<md:Height>1280</md:Height>"] {
        assert_eq!(good.matches(size).count(), 2, "{size}");
    }
}

#[test]
fn every_track_of_the_manifest_is_in_a_presentation() {
    let text = mmc(&manifest());
    for (kind, count) in [
        ("VideoTrackID", 2),
        ("AudioTrackID", 3),
        ("SubtitleTrackID", 4),
    ] {
        let listed = text.matches(&format!("{kind}=\"")).count();
        let used = text.matches(&format!("<manifest:{kind}>")).count();
        assert_eq!((listed, used), (count, count), "{kind}");
    }
    // Two sounds lie in one film.
    assert_eq!(
        text.matches("<manifest:Hash method=\"SHA-256\">").count(),
        2 + 3 + 4 + 2
    );
    assert_eq!(text.matches("dubbed=\"true\"").count(), 1);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,400}") {
        let _ = Manifest::read(&text);
    }

    #[test]
    fn any_part_may_be_missing(skip in 0_usize..2_000, take in 1_usize..40) {
        let whole: Vec<char> = manifest().write().chars().collect();
        let text: String = whole.iter().enumerate().filter(|(at, _)| *at < skip || *at >= skip + take).map(|(_, one)| one).collect();
        let _ = Manifest::read(&text);
    }
}
