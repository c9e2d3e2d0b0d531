//! An episode as an edit, in one format or in all, with its clips and voices beside it; its captions.

use std::collections::BTreeMap;
use std::sync::Arc;

use ::sound::wav;
use anyhow::Context;
use bytes::Bytes;
use interchange::archive::Entry;
use interchange::captions::Karaoke;
use interchange::cut::{Cut, Files as CutFiles, Media, Sound};
use interchange::{Rate, captions, edl, fcpxml, jianying, otio};
use storyboard::{Board, Timeline};

use super::{Files, Kind, sound};
use crate::app::App;
use crate::studio::make::VoiceFacts;
use crate::studio::run::{self, Standing};
use crate::studio::shelves::Kept;
use crate::studio::signing::Signing;
use crate::studio::tools::Tools;
use crate::studio::{Production, graph};

/// What the mix is called among the media of an edit: it is made for it, and lies in no storage.
const MUSIC: &str = "stem:music";
const EFFECTS: &str = "stem:effects";

/// What is exported from.
pub(super) struct Source<'a> {
    pub app: &'a App,
    pub production: &'a Production,
    pub tools: &'a Arc<Tools>,
    pub standing: &'a Standing,
    pub selected: &'a BTreeMap<String, Kept>,
    /// Who signs, where somebody does.
    pub signing: Option<Signing>,
}

impl Source<'_> {
    /// The bytes of an artifact.
    pub async fn read(&self, key: &str) -> anyhow::Result<Bytes> {
        let kept = self
            .selected
            .get(key)
            .with_context(|| format!("{key} is not made yet: run the production first"))?;
        Ok(self.app.storage.read(&kept.blob_key).await?)
    }

    /// A file called `name` that came of an artifact (of an episode, 0 is the series), signed where there is a signer.
    pub async fn signed(
        &self,
        of: (u32, &str),
        title: &str,
        name: &str,
        bytes: Bytes,
    ) -> anyhow::Result<Bytes> {
        let Some(signing) = &self.signing else {
            return Ok(bytes);
        };
        let folder = self
            .production
            .work_folder(self.app)
            .join(format!("signing-{}", self.app.random.id()));
        let ending = name.rsplit('.').next().unwrap_or_default();
        signing.signed(of, title, (&folder, ending), bytes).await
    }

    pub fn timeline(&self, board: &Board) -> anyhow::Result<Timeline> {
        run::timeline(board, self.selected)
    }

    /// The episode as a cut, in another language where one is named. Times of words are known of the original only.
    pub fn cut(&self, board: &Board, language: Option<&str>) -> anyhow::Result<Cut> {
        let mut timeline = self.timeline(board)?;
        let other = match language {
            None => None,
            Some(language) => {
                for cue in &mut timeline.lines {
                    cue.words.clear();
                }
                let translated = self.standing.translations.board(board, language);
                Some(translated.with_context(|| {
                    format!(
                        "episode {} is not wholly translated into {language}",
                        board.number
                    )
                })?)
            }
        };
        let files = self.files(board, &timeline)?;
        Ok(Cut::of(other.as_ref().unwrap_or(board), &timeline, &files)?)
    }

    fn files(&self, board: &Board, timeline: &Timeline) -> anyhow::Result<CutFiles> {
        let number = board.number;
        let key = |key: String| {
            let kept = self.selected.get(&key);
            kept.map_or(key, |kept| kept.blob_key.clone())
        };
        let shots = timeline.shots.iter().enumerate().map(|(at, span)| Media {
            key: key(graph::shot(number, at)),
            name: format!("shot {:02}.mp4", at + 1),
            length_ms: span.end_ms - span.start_ms,
            lead_ms: 0,
            channels: 0,
        });
        let mut lines = Vec::new();
        for at in 0..board.lines.len() {
            let Some(kept) = self.selected.get(&graph::voice(number, at)) else {
                lines.push(None);
                continue;
            };
            let facts: VoiceFacts = serde_json::from_value(kept.facts.clone())?;
            lines.push(Some(Media {
                key: kept.blob_key.clone(),
                name: format!("line {:02}.wav", at + 1),
                length_ms: facts.spoken.length_ms,
                lead_ms: 0,
                channels: 1,
            }));
        }
        Ok(CutFiles {
            rate: Rate::FILM,
            width: 1080,
            height: 1920,
            shots: shots.collect(),
            lines,
            music: Vec::new(),
            effects: Vec::new(),
        })
    }
}

/// The edit with its media: shots, lines, and music and effects as they are in the mix.
pub(super) async fn edit(
    source: &Source<'_>,
    board: &Board,
    kind: Kind,
    files: &mut Files,
) -> anyhow::Result<()> {
    for at in 0..board.shots.len() {
        let key = graph::shot(board.number, at);
        anyhow::ensure!(
            source.selected.contains_key(&key),
            "shot {} of episode {} is not drawn yet: run the production first",
            at + 1,
            board.number
        );
    }
    let timeline = source.timeline(board)?;
    let mixed = sound::mixed(source, board, |at| graph::voice(board.number, at)).await?;
    let stems = [
        (MUSIC, "music.wav", wav::stereo(&mixed.music)),
        (EFFECTS, "effects.wav", wav::stereo(&mixed.effects)),
    ];
    let mut media = source.files(board, &timeline)?;
    let whole = |(key, name, _): &(&str, &str, Vec<u8>)| Sound {
        what: name.trim_end_matches(".wav").to_owned(),
        start_ms: 0,
        end_ms: timeline.length_ms,
        media: Media {
            key: (*key).to_owned(),
            name: (*name).to_owned(),
            length_ms: timeline.length_ms,
            lead_ms: 0,
            channels: 2,
        },
    };
    media.music = vec![whole(&stems[0])];
    media.effects = vec![whole(&stems[1])];
    let cut = Cut::of(board, &timeline, &media)?;
    let stem = cut.stem();
    match kind {
        Kind::Otio => files
            .entries
            .push(Entry::new(format!("{stem}.otio"), otio::write(&cut))),
        Kind::Fcpxml => files
            .entries
            .push(Entry::new(format!("{stem}.fcpxml"), fcpxml::write(&cut))),
        Kind::Edl => files
            .entries
            .push(Entry::new(format!("{stem}.edl"), edl::write(&cut)?)),
        Kind::Jianying => files.entries.extend(jianying::files(&cut)),
        _ => {
            let package = interchange::package::of(&cut);
            files.entries.extend(package.entries);
            files.left_out.extend(package.left_out);
        }
    }
    for (key, path) in cut.media() {
        let bytes = match stems.iter().find(|(stem, ..)| *stem == key) {
            Some((_, _, bytes)) => bytes.clone(),
            None => source.app.storage.read(key).await?.to_vec(),
        };
        files.entries.push(Entry::new(path, bytes));
    }
    Ok(())
}

/// Captions of an episode in every language that it has.
pub(super) fn captions(
    source: &Source<'_>,
    board: &Board,
    files: &mut Files,
) -> anyhow::Result<()> {
    let languages = &source.production.settings.languages;
    let mut cuts = vec![source.cut(board, None)?];
    for other in languages {
        let missing = source.standing.translations.missing(board, &other.language);
        if missing == 0 {
            cuts.push(source.cut(board, Some(&other.language))?);
        } else {
            files.left_out.push(format!(
                "No captions of episode {} in {}: {missing} lines are not translated.",
                board.number, other.language
            ));
        }
    }
    for cut in cuts {
        let stem = format!("{}.{}", cut.stem(), interchange::names::file(&cut.language));
        files.entries.extend([
            Entry::new(format!("{stem}.srt"), captions::srt(&cut.captions)),
            Entry::new(format!("{stem}.vtt"), captions::vtt(&cut.captions)),
            Entry::new(format!("{stem}.ass"), captions::ass(&cut, Karaoke::Plain)),
            Entry::new(
                format!("{stem}.karaoke.ass"),
                captions::ass(&cut, Karaoke::Words),
            ),
        ]);
    }
    Ok(())
}
