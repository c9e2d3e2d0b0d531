//! The files of a release: `01.mp4` with its dubs, `01.en.vtt`, `poster.png`, `series.toml`, `provenance.01.json`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use futures_util::FutureExt as _;
use media::Signer;
use provenance::record::Record;
use serde_json::{Value, json};
use storyboard::Board;

use super::manifest;
use crate::app::App;
use crate::ingest::Workshop;
use crate::ingest::folder;
use crate::studio::run::Standing;
use crate::studio::settings::Captions;
use crate::studio::shelves::{self, Kept};
use crate::studio::{Production, extras, graph, signing};

/// Writes them; those that would come out the same are left as they are. Gives what was signed.
pub(super) async fn write_out(
    app: &App,
    shop: &Workshop,
    production: &Production,
    standing: &Standing,
    records: &[Record],
    folder: &Path,
) -> anyhow::Result<Vec<Value>> {
    tokio::fs::create_dir_all(folder)
        .await
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let selected = shelves::selected(app, production.id).await?;
    let signer = crate::ingest::signer(app)?;
    let mut titles = Vec::new();
    let mut signed = Vec::new();
    // Words in the picture are those of the language that is spoken in it.
    let drawn = production.settings.captions != Captions::None;
    for board in standing.episodes.iter().map(|episode| &episode.board) {
        let number = board.number;
        let Some(film) = selected.get(&graph::film(number)) else {
            continue;
        };
        titles.push(board.title.clone());
        let dubs: Vec<(&str, &Kept)> = production
            .settings
            .languages
            .iter()
            .filter(|other| other.dub)
            .filter_map(|other| {
                let kept = selected.get(&extras::dub_mix(number, &other.language))?;
                Some((other.language.as_str(), kept))
            })
            .collect();
        let master = Master {
            number,
            film,
            dubs,
            language: &production.language,
            signer: signer.as_ref(),
            file: folder.join(format!("{number:02}.mp4")),
        };
        let record = records.iter().find(|record| record.episode == number);
        signed.extend(master.write(app, shop, board, record).boxed().await?);
        let mut texts = vec![(production.language.as_str(), graph::captions(number))];
        for other in &production.settings.languages {
            texts.push((&other.language, extras::captions(number, &other.language)));
        }
        for (language, key) in texts {
            if let Some(captions) = selected.get(&key) {
                let mut words = app.storage.read(&captions.blob_key).await?;
                if language == production.language && drawn {
                    words = media::subtitles::in_picture(&String::from_utf8_lossy(&words)).into();
                }
                put(&words, &folder.join(format!("{number:02}.{language}.vtt"))).await?;
            }
        }
    }
    if let Some(poster) = selected.get(graph::POSTER) {
        copy(app, poster, &folder.join("poster.png")).await?;
    }
    for record in records {
        // Hidden from the reader of folders, which looks for episodes.
        let name = format!(".provenance.{:02}.json", record.episode);
        tokio::fs::write(folder.join(name), record.write()).await?;
    }
    tokio::fs::write(
        folder.join(folder::manifest::FILE_NAME),
        manifest::manifest(production, &titles),
    )
    .await?;
    Ok(signed)
}

async fn copy(app: &App, kept: &Kept, to: &Path) -> anyhow::Result<()> {
    put(&app.storage.read(&kept.blob_key).await?, to).await
}

async fn put(bytes: &[u8], to: &Path) -> anyhow::Result<()> {
    if tokio::fs::read(to).await.is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let beside = to.with_extension("part");
    tokio::fs::write(&beside, bytes).await?;
    tokio::fs::rename(&beside, to).await?;
    Ok(())
}

/// An episode as the house takes it: the film, other languages beside its own, and a signature.
struct Master<'a> {
    number: u32,
    film: &'a Kept,
    dubs: Vec<(&'a str, &'a Kept)>,
    language: &'a str,
    signer: Option<&'a Signer>,
    file: PathBuf,
}

impl Master<'_> {
    /// Of what it is made: a signature has a time in it, so bytes cannot be compared.
    fn made_of(&self) -> String {
        let dubs = self
            .dubs
            .iter()
            .map(|(language, kept)| (language, &kept.blob_key));
        json!({
            "film": self.film.blob_key,
            "dubs": dubs.collect::<Vec<_>>(),
            "signer": self.signer.map(|signer| &signer.program),
        })
        .to_string()
    }

    /// Writes it where it is not there yet, and gives what a reader finds in its signature.
    async fn write(
        &self,
        app: &App,
        shop: &Workshop,
        board: &Board,
        record: Option<&Record>,
    ) -> anyhow::Result<Option<Value>> {
        let folder = self.file.parent().context("a film lies in a folder")?;
        let note = folder.join(format!(".{:02}.made-of.json", self.number));
        let made_of = self.made_of();
        let there = tokio::fs::read_to_string(&note).await.unwrap_or_default();
        if there == made_of && self.file.is_file() {
            return Ok(None);
        }
        let part = folder.join(format!(".{:02}.part.mp4", self.number));
        tokio::fs::write(&part, app.storage.read(&self.film.blob_key).await?).await?;
        if !self.dubs.is_empty() {
            self.with_dubs(app, shop, &part).await?;
        }
        let found = match (self.signer, record) {
            (Some(signer), Some(record)) => {
                let title = format!("{}, {}: {}", board.series, board.number, board.title);
                let key = graph::film(self.number);
                let found = signing::sign(signer, record, &key, &title, &part).await?;
                let name = self.file.file_name().map(|name| name.to_string_lossy());
                found.map(|found| json!({ "file": name, "found": found }))
            }
            _ => None,
        };
        tokio::fs::rename(&part, &self.file).await?;
        tokio::fs::write(&note, made_of).await?;
        Ok(found)
    }

    /// Other languages as further tracks of sound; pictures and the film's own sound stay as they are.
    async fn with_dubs(&self, app: &App, shop: &Workshop, film: &Path) -> anyhow::Result<()> {
        let folder = film.parent().context("a film lies in a folder")?;
        let dubbed = folder.join(format!(".{:02}.dubbed.mp4", self.number));
        let mut arguments: Vec<String> = ["-nostdin", "-v", "error", "-y", "-i"]
            .map(String::from)
            .into();
        arguments.push(film.display().to_string());
        let mut sounds = Vec::new();
        for (language, kept) in &self.dubs {
            let file = folder.join(format!(".{:02}.{language}.wav", self.number));
            tokio::fs::write(&file, app.storage.read(&kept.blob_key).await?).await?;
            arguments.extend(["-i".into(), file.display().to_string()]);
            sounds.push(file);
        }
        arguments.extend(["-map", "0", "-c", "copy"].map(String::from));
        let tag = |arguments: &mut Vec<String>, at: usize, language: &str| {
            let code = media::language::in_mp4(language).unwrap_or("und");
            arguments.extend([format!("-metadata:s:a:{at}"), format!("language={code}")]);
        };
        tag(&mut arguments, 0, self.language);
        for (at, (language, _)) in self.dubs.iter().enumerate() {
            let at = at + 1;
            arguments.extend(["-map".into(), at.to_string()]);
            arguments.extend([
                format!("-c:a:{at}"),
                "aac".into(),
                format!("-b:a:{at}"),
                "160k".into(),
            ]);
            tag(&mut arguments, at, language);
        }
        let end = [
            "-map_metadata",
            "0",
            "-movflags",
            "+faststart+use_metadata_tags",
            "-f",
            "mp4",
        ];
        arguments.extend(end.map(String::from));
        arguments.push(dubbed.display().to_string());
        let output = tokio::process::Command::new(&shop.tools.ffmpeg)
            .args(arguments)
            .kill_on_drop(true)
            .output()
            .await
            .context("cannot run ffmpeg")?;
        for file in sounds {
            let _ = tokio::fs::remove_file(file).await;
        }
        anyhow::ensure!(
            output.status.success(),
            "the dubs of episode {} could not be put into its film: {}",
            self.number,
            String::from_utf8_lossy(&output.stderr).trim()
        );
        tokio::fs::rename(&dubbed, film).await?;
        Ok(())
    }
}
