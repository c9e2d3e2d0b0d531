//! Clips one after the other, with one programme beside them: films, trailers, parts for platforms. Pictures are not
//! encoded again: every clip has the same settings and begins with a key frame.

use std::path::Path;

use anyhow::Context;
use bytes::Bytes;
use sound::{RATE, Stereo, wav};
use storyboard::timeline::Span;

use crate::app::App;
use crate::ingest::Workshop;

/// A joined file, and how long it is.
pub struct Joined {
    pub bytes: Bytes,
    pub seconds: f64,
}

/// Joins clips in `folder`, which is made and removed. `fields` are written as metadata. A refusal of ffmpeg's is a
/// sentence.
pub async fn join(
    app: &App,
    clips: Vec<Bytes>,
    programme: Bytes,
    fields: Vec<(&'static str, String)>,
    folder: &Path,
) -> anyhow::Result<Result<Joined, String>> {
    let tools = Workshop::open(app)?.tools;
    let (ffmpeg, own) = (tools.ffmpeg.clone(), folder.to_owned());
    let joined = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&own)?;
        let mut files = Vec::new();
        for (at, clip) in clips.iter().enumerate() {
            let file = own.join(format!("{at:04}.mp4"));
            std::fs::write(&file, clip)?;
            files.push(file);
        }
        let mix = own.join("programme.wav");
        std::fs::write(&mix, &programme)?;
        let out = own.join("joined.mp4");
        let done = artwork::film::join(&ffmpeg, &files, Some(&mix), &fields, &out);
        if let Err(error) = done {
            return Ok(Err(format!("it could not be put together: {error}")));
        }
        anyhow::Ok(Ok(Bytes::from(std::fs::read(&out)?)))
    })
    .await?
    .with_context(|| format!("cannot work in {}", folder.display()))?;
    let probed = media::probe(
        &tools,
        &media::Limits::default(),
        &folder.join("joined.mp4"),
    )
    .await;
    tokio::fs::remove_dir_all(folder).await?;
    Ok(joined.map(|bytes| Joined {
        bytes,
        seconds: probed.map_or(0.0, |source| source.duration_ms as f64 / 1000.0),
    }))
}

/// A programme put together of stretches of others, without clicks where they meet.
#[derive(Default)]
pub struct Programme(Stereo);

/// At both ends of a stretch, in milliseconds.
const SOFT_MS: u32 = 12;

impl Programme {
    pub fn stretch(&mut self, of: &Stereo, span: Span) {
        let frames = |ms: u32| (u64::from(ms) * u64::from(RATE) / 1000) as usize;
        let (from, to) = (frames(span.start_ms), frames(span.end_ms));
        let soft = frames(SOFT_MS).min((to - from) / 2).max(1);
        let length = to - from;
        let ease = |at: usize| (at.min(length - 1 - at) as f32 / soft as f32).min(1.0);
        let take = |channel: &[f32]| -> Vec<f32> {
            (0..length)
                .map(|at| channel.get(from + at).copied().unwrap_or_default() * ease(at))
                .collect()
        };
        self.0.left.extend(take(&of.left));
        self.0.right.extend(take(&of.right));
    }

    pub fn silence(&mut self, ms: u32) {
        self.stretch(
            &Stereo::default(),
            Span {
                start_ms: 0,
                end_ms: ms,
            },
        );
    }

    pub fn wav(&self) -> Bytes {
        Bytes::from(wav::stereo(&self.0))
    }
}

/// Reads a kept mix.
pub async fn mix(app: &App, blob_key: &str) -> anyhow::Result<Stereo> {
    let bytes = app.storage.read(blob_key).await?;
    Ok(
        tokio::task::spawn_blocking(move || wav::read(&bytes).map(wav::Channels::to_stereo))
            .await??,
    )
}
