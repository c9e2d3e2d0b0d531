//! Small sources made by ffmpeg, and the whole way from a source to a checked package.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use media::{
    Artwork, Cancel, Codec, Job, Limits, MediaError, Plan, PlanOptions, Rendition, Source, Text,
    Tools, fmp4, playlists, stages,
};
use tempfile::TempDir;

/// A source in a folder of its own.
pub struct Clip {
    pub folder: TempDir,
    pub path: PathBuf,
}

/// Runs ffmpeg with these space-separated arguments, then the output's path.
pub fn make(name: &str, arguments: &str) -> Clip {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    ffmpeg(folder.path(), arguments, &path);
    Clip { folder, path }
}

pub fn ffmpeg(folder: &Path, arguments: &str, output: &Path) {
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(arguments.split_whitespace())
        .arg(output)
        .current_dir(folder)
        .env("SVT_LOG", "1")
        .status()
        .unwrap();
    assert!(status.success(), "ffmpeg {arguments}");
}

/// A moving picture of this size, rate and length.
pub fn picture(size: &str, rate: &str, seconds: u32) -> String {
    format!("-f lavfi -i testsrc2=size={size}:rate={rate}:duration={seconds}")
}

/// A tone of this channel layout.
pub fn tone(layout: &str, seconds: u32) -> String {
    format!(
        "-f lavfi -i sine=frequency=440:duration={seconds},volume=-8dB,aformat=channel_layouts={layout}"
    )
}

pub const X264: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";

pub struct Package {
    pub source: Source,
    pub plan: Plan,
    pub renditions: Vec<Rendition>,
    pub artwork: Artwork,
    pub text: Text,
    pub output: PathBuf,
}

pub fn tools() -> Tools {
    Tools::find(None, None).expect("the tests need ffmpeg on PATH")
}

pub async fn probe(path: &Path) -> Result<Source, MediaError> {
    media::probe(&tools(), &Limits::default(), path).await
}

/// Packages the clip beside itself and checks everything that must hold of any package.
pub async fn package(clip: &Clip, options: &PlanOptions) -> Result<Package, MediaError> {
    package_by(&tools(), clip, options).await
}

/// The same by other tools.
pub async fn package_by(
    tools: &Tools,
    clip: &Clip,
    options: &PlanOptions,
) -> Result<Package, MediaError> {
    let (limits, cancel) = (Limits::default(), Cancel::new());
    let source = media::probe(tools, &limits, &clip.path).await?;
    let plan = media::plan(&source, options)?;
    let output = clip.folder.path().join("out");
    let job = Job {
        tools,
        limits: &limits,
        input: &clip.path,
        output: &output,
        plan: &plan,
        cancel: &cancel,
    };
    let measured = stages::measure(&job, |_| {}).await?;
    let mut renditions = stages::first_rung(&job, &measured, |_| {}).await?;
    check(
        &output,
        &renditions,
        &Text::default(),
        plan.duration_ms,
        Codec::H264,
    );
    let artwork = stages::artwork(&job, &renditions[0], |_| {}).await?;
    let text = stages::text(&job, &source, &[]).await?;
    renditions.extend(stages::rest(&job, |_| {}).await?);
    check(&output, &renditions, &text, plan.duration_ms, Codec::H264);
    assert_eq!(
        hidden(&output),
        Vec::<PathBuf>::new(),
        "a finished package has no work folder"
    );
    Ok(Package {
        source,
        plan,
        renditions,
        artwork,
        text,
        output,
    })
}

/// Entries whose names begin with a dot.
pub fn hidden(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with('.'))
        .collect()
}

/// The playlists of a package by address.
pub fn playlists_of(
    renditions: &[Rendition],
    text: &Text,
    duration_ms: u64,
    codec: Codec,
) -> (String, HashMap<String, String>) {
    let multivariant =
        playlists::multivariant(codec, renditions, &text.tracks, |entry| match entry {
            playlists::Entry::Video(rendition) | playlists::Entry::Audio(rendition) => {
                format!("{}.m3u8", rendition.file)
            }
            playlists::Entry::Text(track) => format!("{}.m3u8", track.file),
        });
    let mut lists: HashMap<String, String> = renditions
        .iter()
        .map(|rendition| {
            (
                format!("{}.m3u8", rendition.file),
                playlists::media(rendition, &rendition.file),
            )
        })
        .collect();
    lists.extend(text.tracks.iter().map(|track| {
        (
            format!("{}.m3u8", track.file),
            playlists::text(duration_ms, &track.file),
        )
    }));
    (multivariant, lists)
}

/// Playlists by the validator, and files by their boxes.
pub fn check(output: &Path, renditions: &[Rendition], text: &Text, duration_ms: u64, codec: Codec) {
    let (multivariant, lists) = playlists_of(renditions, text, duration_ms, codec);
    let size = |uri: &str| {
        std::fs::metadata(output.join(uri))
            .ok()
            .map(|meta| meta.len())
    };
    let found = playlists::validate::package(&multivariant, |uri| lists.get(uri).cloned(), size);
    assert_eq!(found, Ok(()), "{multivariant}");
    for rendition in renditions {
        check_file(output, rendition);
    }
}

fn check_file(output: &Path, rendition: &Rendition) {
    let movie = fmp4::read(&mut File::open(output.join(&rendition.file)).unwrap()).unwrap();
    let name = &rendition.file;
    assert_eq!(movie.codecs, rendition.mime, "{name}");
    let shown = movie
        .samples
        .iter()
        .map(|s| s.decode_time.cast_signed() + i64::from(s.shift))
        .min();
    assert_eq!(shown, Some(0), "{name}: the first frame is shown at zero");
    if rendition.codec == Codec::Aac {
        return;
    }
    assert_eq!(
        (movie.width, movie.height),
        (rendition.width, rendition.height)
    );
    let base = rendition.rate.unwrap().fps().round();
    let keyframes: Vec<usize> = movie
        .samples
        .iter()
        .enumerate()
        .filter(|(_, sample)| sample.sync)
        .map(|(n, _)| n)
        .collect();
    assert_eq!(
        keyframes.len(),
        rendition.segments.len(),
        "{name}: a segment is a group of pictures"
    );
    for (n, frame) in keyframes.iter().enumerate() {
        let expected = if n == 0 {
            0.0
        } else {
            base * (2.0 * n as f64 - 1.0)
        };
        assert!(
            (*frame as f64 - expected).abs() < 0.5,
            "{name}: keyframes {keyframes:?}"
        );
    }
}
