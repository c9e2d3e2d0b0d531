//! Renditions that came ready made: what is whole is measured as it was made, what is not is refused.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::path::Path;

use media::{Cancel, Codec, Limits, MediaError, PlanOptions, Rendition, ready};
use support::{X264, ffmpeg, make, package, picture, probe, tone, tools};

async fn look(path: &Path) -> Result<Rendition, MediaError> {
    ready::look(&tools(), &Limits::default(), path).await
}

#[tokio::test]
async fn what_this_house_makes_is_taken_for_what_it_is() {
    let arguments = format!(
        "{} {} {X264}",
        picture("480x854", "24", 4),
        tone("stereo", 4)
    );
    let clip = make("a.mp4", &arguments);
    let options = PlanOptions::default();
    let made = package(&clip, &options).await.unwrap();
    let mut seen = Vec::new();
    for rendition in &made.renditions {
        let one = look(&made.output.join(&rendition.file)).await.unwrap();
        assert_eq!(one.segments, rendition.segments, "{}", rendition.file);
        assert_eq!(
            (one.init_bytes, one.bytes, one.bandwidth, one.duration_ms),
            (
                rendition.init_bytes,
                rendition.bytes,
                rendition.bandwidth,
                rendition.duration_ms
            )
        );
        assert_eq!((one.codec, &one.mime), (rendition.codec, &rendition.mime));
        assert_eq!(one.rate, rendition.rate);
        seen.push(one);
    }
    assert_eq!(ready::unlike(&made.plan, &seen), None);
    // One size less, other cuts, or no sound: not as it would be made here.
    let why = |all: &[Rendition]| ready::unlike(&made.plan, all).unwrap();
    assert!(why(&seen[1..]).contains("there is none of"));
    let silent: Vec<Rendition> = seen
        .iter()
        .filter(|one| one.codec != Codec::Aac)
        .cloned()
        .collect();
    assert!(why(&silent).contains("no sound"));
    let mut late = seen.clone();
    late[0].segments[1].start_ms += 500;
    assert!(why(&late).contains("other instants"));

    // Joined again it is one film, twice the same.
    let folder = tempfile::tempdir().unwrap();
    let top = (made.renditions.iter()).filter(|one| one.codec == Codec::H264);
    let top = made
        .output
        .join(&top.max_by_key(|one| one.height).unwrap().file);
    let sound = made.renditions.iter().find(|one| one.codec == Codec::Aac);
    let sound = made.output.join(&sound.unwrap().file);
    let mut films = Vec::new();
    for name in ["a.mkv", "b.mkv"] {
        let sounds = ["en", "zh-Hans"].map(|language| ready::Sound {
            file: &sound,
            language,
            label: "A voice",
        });
        let output = folder.path().join(name);
        let limits = Limits::default();
        ready::join(&tools(), &limits, &top, &sounds, &output, &Cancel::new())
            .await
            .unwrap();
        films.push(std::fs::read(&output).unwrap());
    }
    assert!(films[0] == films[1]);
    let film = probe(&folder.path().join("a.mkv")).await.unwrap();
    let languages: Vec<&str> = film.audio.iter().map(|one| &*one.language).collect();
    assert_eq!(languages, ["en", "zh-Hans"]);
    assert_eq!((film.video.width, film.video.height), (480, 854));
    assert!(
        film.duration_ms.abs_diff(4000) <= 150,
        "{}",
        film.duration_ms
    );
}

#[tokio::test]
async fn what_is_cut_short_or_not_of_this_form_is_refused() {
    let clip = make("a.mp4", &format!("{} {X264}", picture("180x320", "12", 4)));
    let made = package(&clip, &PlanOptions::default()).await.unwrap();
    let first = &made.renditions[0];
    let whole = std::fs::read(made.output.join(&first.file)).unwrap();
    let file = made.output.join("cut.mp4");
    let second = first.segments[1];
    let cut = second.offset as usize + second.bytes as usize / 2;
    let mut hole = whole.clone();
    hole.drain(second.offset as usize..(second.offset + second.bytes) as usize);
    for (what, bytes) in [
        ("cut", &whole[..cut]),
        ("hole", &hole),
        ("head", &whole[..first.init_bytes as usize]),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let refused = look(&file).await;
        assert!(
            matches!(refused, Err(MediaError::Damaged(_))),
            "{what}: {refused:?}"
        );
    }
    // What was zeroed has its length still, and cannot be decoded.
    let mut dark = whole.clone();
    dark[second.offset as usize + second.bytes as usize / 8..].fill(0);
    std::fs::write(&file, &dark).unwrap();
    assert!(matches!(look(&file).await, Err(MediaError::Damaged(_))));
    // An ordinary film of two tracks is no rendition.
    let film = clip.folder.path().join("film.mp4");
    let arguments = format!("{} {} {X264}", picture("180x320", "12", 1), tone("mono", 1));
    ffmpeg(clip.folder.path(), &arguments, &film);
    assert!(matches!(look(&film).await, Err(MediaError::Damaged(_))));
}
