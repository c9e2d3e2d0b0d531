//! Text tracks: sidecar files, embedded streams and chapters, all as WebVTT.

use std::path::PathBuf;

use super::Job;
use super::run::{Stage, strings};
use crate::subtitles::{self, Cue};
use crate::{MediaError, Source, Text, TextKind, TextOrigin, TextProblem, TextTrack, language};

/// A subtitle file beside the video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sidecar {
    /// The file: SRT, WebVTT or ASS.
    pub path: PathBuf,
    /// BCP 47 language, `und` when it is not known.
    pub language: String,
    /// A name that a viewer can choose by; the language when empty.
    pub label: String,
    /// What it is for.
    pub kind: TextKind,
}

/// Makes WebVTT of the sidecars, of `source`'s embedded text streams and of its chapters.
///
/// A track that cannot be used becomes a [`TextProblem`] and the others go on. It is quick and keeps no record: calling it
/// again makes the same files again.
pub async fn text(
    job: &Job<'_>,
    source: &Source,
    sidecars: &[Sidecar],
) -> Result<Text, MediaError> {
    let stage = Stage::start(job, "text")?;
    let mut text = Text::default();
    for sidecar in sidecars {
        let name = sidecar
            .path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        match read_sidecar(sidecar) {
            Ok((cues, encoding)) => {
                let wanted = (
                    sidecar.language.as_str(),
                    sidecar.label.as_str(),
                    sidecar.kind,
                    TextOrigin::Sidecar,
                );
                add(&stage, &mut text.tracks, wanted, &cues, encoding)?;
            }
            Err(error) => text.problems.push(problem(name, &error)),
        }
    }
    for stream in &source.text {
        let kind = if stream.hearing_impaired {
            TextKind::Captions
        } else {
            TextKind::Subtitles
        };
        match embedded(&stage, stream.index).await {
            Ok((cues, encoding)) => {
                let wanted = (
                    stream.language.as_str(),
                    stream.title.as_str(),
                    kind,
                    TextOrigin::Embedded,
                );
                add(&stage, &mut text.tracks, wanted, &cues, encoding)?;
            }
            Err(error @ (MediaError::Cancelled | MediaError::DiskFull)) => return Err(error),
            Err(error) => text
                .problems
                .push(problem(format!("stream {}", stream.index), &error)),
        }
    }
    if !source.chapters.is_empty() {
        let cues: Vec<Cue> = source
            .chapters
            .iter()
            .enumerate()
            .map(|(n, chapter)| {
                let title = subtitles::escape(&chapter.title);
                let text = if title.is_empty() {
                    (n + 1).to_string()
                } else {
                    title
                };
                Cue {
                    start_ms: chapter.start_ms,
                    end_ms: chapter.end_ms,
                    settings: String::new(),
                    text,
                }
            })
            .collect();
        let spoken = job
            .plan
            .audio
            .first()
            .map_or("und", |track| track.language.as_str());
        add(
            &stage,
            &mut text.tracks,
            (spoken, "", TextKind::Chapters, TextOrigin::Embedded),
            &cues,
            "UTF-8",
        )?;
    }
    Ok(text)
}

fn read_sidecar(sidecar: &Sidecar) -> Result<(Vec<Cue>, &'static str), MediaError> {
    let io = |error| MediaError::io(&sidecar.path, error);
    let meta = std::fs::metadata(&sidecar.path).map_err(io)?;
    if !meta.is_file() || meta.len() > subtitles::MAX_BYTES as u64 {
        return Err(MediaError::SubtitleUnreadable(
            "it is not a file of at most 4 MB".to_owned(),
        ));
    }
    let bytes = std::fs::read(&sidecar.path).map_err(io)?;
    subtitles::parse(&bytes, &sidecar.language)
        .map_err(|why| MediaError::SubtitleUnreadable(why.to_owned()))
}

async fn embedded(stage: &Stage<'_>, index: u32) -> Result<(Vec<Cue>, &'static str), MediaError> {
    let file = format!("{index}.vtt");
    let arguments = strings(&[
        "-map",
        &format!("0:{index}"),
        "-c:s",
        "webvtt",
        "-f",
        "webvtt",
        &file,
    ]);
    stage.ffmpeg(&[], arguments, |_| {}).await?;
    let path = stage.path(&file);
    let bytes = std::fs::read(&path).map_err(|error| MediaError::io(path, error))?;
    subtitles::parse(&bytes, "").map_err(|why| MediaError::SubtitleUnreadable(why.to_owned()))
}

/// Writes a track under a language that no other track of its kind has.
fn add(
    stage: &Stage<'_>,
    tracks: &mut Vec<TextTrack>,
    (language, label, kind, origin): (&str, &str, TextKind, TextOrigin),
    cues: &[Cue],
    encoding: &str,
) -> Result<(), MediaError> {
    let taken: Vec<&str> = tracks
        .iter()
        .filter(|track| track.kind == kind)
        .map(|track| track.language.as_str())
        .collect();
    let language = language::distinct(&language::normalise(language), &taken);
    let file = format!("{}-{language}.vtt", kind.as_str());
    let path = stage.path(&file);
    std::fs::write(&path, subtitles::to_webvtt(cues))
        .map_err(|error| MediaError::io(path, error))?;
    let bytes = stage.publish(&file)?;
    let label = if label.is_empty() {
        language.clone()
    } else {
        label.to_owned()
    };
    let (cues, encoding) = (cues.len() as u32, encoding.to_owned());
    tracks.push(TextTrack {
        language,
        label,
        kind,
        origin,
        file,
        cues,
        bytes,
        encoding,
    });
    Ok(())
}

fn problem(name: String, error: &MediaError) -> TextProblem {
    TextProblem {
        name,
        code: error.code().to_owned(),
        message: error.to_string(),
        remedy: error.remedy().to_owned(),
    }
}
