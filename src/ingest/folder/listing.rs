//! What lies in a folder, before anything is known of the house. Reads names, `series.toml` and small files only.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use media::TextKind;

use super::manifest::{self, Manifest};
use super::names::{self, FileKind};
use crate::errors::Problem;

/// A folder of episodes.
#[derive(Debug, Default)]
pub struct Listing {
    /// Absolute; the series is known by it.
    pub folder: PathBuf,
    pub manifest: Manifest,
    /// The bytes of `series.toml`, none without one.
    pub manifest_bytes: Option<Vec<u8>>,
    /// In the order of episodes.
    pub videos: Vec<Video>,
    pub subtitles: Vec<Subtitles>,
    pub poster: Option<PathBuf>,
    /// Names of files that are none of these.
    pub ignored: Vec<String>,
    pub problems: Vec<FileProblem>,
}

#[derive(Clone, Debug)]
pub struct Video {
    pub path: PathBuf,
    /// Presentable.
    pub name: String,
    pub bytes: u64,
    /// The number that the name begins with.
    pub leading: Option<i32>,
    /// The number by name, else by place among the others.
    pub number: i32,
}

#[derive(Clone, Debug)]
pub struct Subtitles {
    pub path: PathBuf,
    pub name: String,
    /// The episode they belong to.
    pub number: i32,
    /// BCP 47; none: the language of the series.
    pub language: Option<String>,
    pub kind: TextKind,
}

/// A file that cannot be used, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProblem {
    pub file: String,
    pub problem: Problem,
}

impl FileProblem {
    fn new(file: &str, code: &str, message: impl Into<String>, remedy: &str) -> Self {
        let (file, code) = (file.to_owned(), code.to_owned());
        let (message, remedy) = (message.into(), remedy.to_owned());
        Self {
            file,
            problem: Problem {
                code,
                message,
                remedy,
            },
        }
    }
}

impl Listing {
    /// Reads a folder. The error is for people.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        Self::read_with(folder, |_| true, Vec::new())
    }

    /// Reads of a folder the files that are `wanted`, by their names, and takes `others` for files of it.
    pub fn read_with(
        folder: &Path,
        wanted: impl Fn(&str) -> bool,
        others: Vec<(String, PathBuf)>,
    ) -> anyhow::Result<Self> {
        let cannot =
            |error| anyhow::anyhow!("cannot read the folder {}: {error}", folder.display());
        let absolute = folder.canonicalize().map_err(cannot)?;
        anyhow::ensure!(
            absolute.is_dir(),
            "{} is not a folder; give the folder that holds the episodes",
            folder.display()
        );
        let mut files = others;
        for entry in std::fs::read_dir(&absolute).map_err(cannot)? {
            let path = entry.map_err(cannot)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // Hidden files are the system's own (`._01.mp4`).
            if !name.starts_with('.') && wanted(&name) && path.is_file() {
                files.push((names::presentable(&name), path));
            }
        }
        files.sort_by(|(a, _), (b, _)| names::natural(a, b));
        let mut listing = Self {
            folder: absolute,
            ..Self::default()
        };
        listing.read_manifest()?;
        listing.sort_out(files);
        Ok(listing)
    }

    fn read_manifest(&mut self) -> anyhow::Result<()> {
        let path = self.folder.join(manifest::FILE_NAME);
        let bytes = match std::fs::metadata(&path) {
            Err(_) => return Ok(()),
            Ok(about) if about.len() > manifest::MAX_BYTES => {
                anyhow::bail!(
                    "{} is larger than {} KB",
                    path.display(),
                    manifest::MAX_BYTES >> 10
                )
            }
            Ok(_) => std::fs::read(&path)
                .map_err(|error| anyhow::anyhow!("cannot read {}: {error}", path.display()))?,
        };
        let text = str::from_utf8(&bytes).map_err(|_| {
            anyhow::anyhow!("{} is not UTF-8 text; save it as UTF-8", path.display())
        })?;
        self.manifest = manifest::parse(text.trim_start_matches('\u{feff}'))
            .map_err(|error| anyhow::anyhow!("in {}: {error}", path.display()))?;
        self.manifest_bytes = Some(bytes);
        Ok(())
    }

    fn sort_out(&mut self, files: Vec<(String, PathBuf)>) {
        let mut subtitles = Vec::new();
        for (name, path) in files {
            match FileKind::of(&name) {
                FileKind::Video => self.add_video(name, path),
                FileKind::Subtitles => subtitles.push((name, path)),
                FileKind::Picture if names::stem(&name).eq_ignore_ascii_case("poster") => {
                    self.poster.get_or_insert(path);
                }
                _ if name == manifest::FILE_NAME => {}
                FileKind::Picture | FileKind::Other => self.ignored.push(name),
            }
        }
        self.number_by_place();
        for (name, path) in subtitles {
            self.add_subtitles(name, path);
        }
    }

    fn add_video(&mut self, name: String, path: PathBuf) {
        let leading = names::leading_number(&name);
        if leading == Some(0) {
            let remedy = "Let its name begin with 1 or more, or with a letter.";
            let problem = FileProblem::new(
                &name,
                "episode_number_invalid",
                "Episodes are numbered from 1.",
                remedy,
            );
            self.problems.push(problem);
            return;
        }
        let same = |video: &&Video| leading.is_some() && video.leading == leading;
        if let Some(other) = self.videos.iter().find(same) {
            let message = format!("{} has the same number.", other.name);
            let remedy = "Keep one of the two, or give this one another number.";
            let problem = FileProblem::new(&name, "episode_number_twice", message, remedy);
            self.problems.push(problem);
            return;
        }
        let bytes = std::fs::metadata(&path).map_or(0, |about| about.len());
        self.videos.push(Video {
            path,
            name,
            bytes,
            leading,
            number: leading.unwrap_or(0),
        });
    }

    /// Gives the files without a number the lowest ones that are free after the file before them.
    fn number_by_place(&mut self) {
        let taken: std::collections::BTreeSet<i32> = self
            .videos
            .iter()
            .filter_map(|video| video.leading)
            .collect();
        let mut last = 0;
        for video in &mut self.videos {
            if let Some(number) = video.leading {
                last = number;
                continue;
            }
            last = (last + 1..=i32::MAX)
                .find(|number| !taken.contains(number))
                .unwrap_or(last + 1);
            video.number = last;
        }
        self.videos.sort_by_key(|video| video.number);
    }

    /// Finds the video that the name speaks of: the whole stem, the stem without its language, else the number.
    fn add_subtitles(&mut self, name: String, path: PathBuf) {
        let said = names::subtitle_name(&name);
        let by_stem = |stem: &str| {
            let mut videos = self.videos.iter();
            videos.find(|video| names::stem(&video.name) == stem)
        };
        let whole = by_stem(names::stem(&name));
        let number = whole
            .or_else(|| by_stem(&said.stem))
            .map(|video| video.number)
            .or_else(|| names::leading_number(&name).filter(|number| *number > 0));
        let Some(number) = number else {
            let message = "It is not clear which episode these subtitles belong to.";
            let remedy = "Name them as the video, with the language: 01.en.srt beside 01.mp4.";
            self.problems
                .push(FileProblem::new(&name, "episode_unclear", message, remedy));
            return;
        };
        let kind = if said.captions {
            TextKind::Captions
        } else {
            TextKind::Subtitles
        };
        self.subtitles.push(Subtitles {
            path,
            name,
            number,
            language: said.language.filter(|_| whole.is_none()),
            kind,
        });
    }

    /// The title to begin with: `series.toml`'s, else the folder's name.
    pub fn title(&self) -> String {
        let named = || {
            let name = self.folder.file_name().unwrap_or_default();
            let name = names::presentable(&name.to_string_lossy());
            name.replace('_', " ").trim().chars().take(200).collect()
        };
        self.manifest.title.clone().unwrap_or_else(named)
    }

    /// Subtitles per episode.
    pub fn subtitles_by_number(&self) -> BTreeMap<i32, Vec<&Subtitles>> {
        let mut by_number: BTreeMap<i32, Vec<&Subtitles>> = BTreeMap::new();
        for one in &self.subtitles {
            by_number.entry(one.number).or_default().push(one);
        }
        by_number
    }
}
