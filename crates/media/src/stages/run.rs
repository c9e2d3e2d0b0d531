//! What all stages share: a work folder, ffmpeg with the source as its only input, finished files that appear at once,
//! and a record of what is finished.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::Job;
use crate::child::{self, Call};
use crate::{MediaError, Plan};

/// Stands for the source file in recorded arguments.
const INPUT: &str = "INPUT";

/// Written beside a stage's files when they are complete.
#[derive(Serialize, Deserialize)]
struct Record<P, T> {
    plan: P,
    files: Vec<(String, u64)>,
    result: T,
}

/// A stage that is under way: its temporary folder inside the output folder, removed when dropped.
pub(super) struct Stage<'a> {
    pub job: Job<'a>,
    name: &'static str,
    pub folder: PathBuf,
}

/// What an earlier run of the stage left, when it was for the same plan and its files are whole.
pub(super) fn finished<T: DeserializeOwned>(job: &Job<'_>, name: &str) -> Option<T> {
    let bytes = std::fs::read(job.output.join(format!("{name}.json"))).ok()?;
    let record: Record<Plan, T> = serde_json::from_slice(&bytes).ok()?;
    let whole = |(file, bytes): &(String, u64)| {
        std::fs::metadata(job.output.join(file)).is_ok_and(|meta| meta.len() == *bytes)
    };
    let finished = record.plan == *job.plan && record.files.iter().all(whole);
    if finished {
        // A run killed between its record and its end leaves its folder.
        let _ = std::fs::remove_dir_all(work_folder(job.output, name));
    }
    finished.then_some(record.result)
}

fn work_folder(output: &Path, name: &str) -> PathBuf {
    output.join(format!(".work-{name}"))
}

impl<'a> Stage<'a> {
    /// Makes the output folder and an empty work folder inside it.
    pub fn start(job: &Job<'a>, name: &'static str) -> Result<Self, MediaError> {
        std::fs::create_dir_all(job.output).map_err(|error| MediaError::io(job.output, error))?;
        let output = job
            .output
            .canonicalize()
            .map_err(|error| MediaError::io(job.output, error))?;
        let folder = work_folder(&output, name);
        // What a killed run left behind.
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).map_err(|error| MediaError::io(&folder, error))?;
        Ok(Self {
            job: *job,
            name,
            folder,
        })
    }

    /// Runs ffmpeg in the work folder on the source; `progress` hears the share that is done, 0 to 1.
    pub async fn ffmpeg(
        &self,
        before_input: &[&str],
        arguments: Vec<String>,
        mut progress: impl FnMut(f32) + Send,
    ) -> Result<(), MediaError> {
        let input = self
            .job
            .input
            .canonicalize()
            .map_err(|error| MediaError::io(self.job.input, error))?;
        let mut all = strings(&[
            "-nostdin",
            "-hide_banner",
            "-v",
            "error",
            "-nostats",
            "-progress",
            "pipe:1",
            "-y",
        ]);
        all.extend(strings(before_input));
        all.extend(strings(&["-protocol_whitelist", "file"]));
        all.extend(self.job.plan.container.arguments());
        all.extend(["-i".to_owned(), format!("file:{}", input.display())]);
        all.extend(arguments);
        let total = self.job.plan.duration_ms.max(1) as f32;
        let mut line = Vec::new();
        self.run(&all, 8 << 20, |bytes| {
            for &byte in bytes {
                if byte != b'\n' {
                    line.push(byte);
                    continue;
                }
                let text = String::from_utf8_lossy(&line);
                if let Some(us) = text
                    .strip_prefix("out_time_us=")
                    .and_then(|us| us.parse::<f32>().ok())
                {
                    progress((us / 1000.0 / total).clamp(0.0, 1.0));
                }
                line.clear();
            }
        })
        .await
        .map(drop)
    }

    /// Runs ffmpeg in the work folder on files that an earlier stage made; returns its standard output.
    pub async fn ffmpeg_on_own(&self, arguments: Vec<String>) -> Result<Vec<u8>, MediaError> {
        let mut all = strings(&[
            "-nostdin",
            "-hide_banner",
            "-v",
            "error",
            "-y",
            "-protocol_whitelist",
            "file,pipe",
        ]);
        all.extend(arguments);
        self.run(&all, 64 << 20, |_| {}).await
    }

    async fn run(
        &self,
        arguments: &[String],
        stdout_bytes: usize,
        on_output: impl FnMut(&[u8]) + Send,
    ) -> Result<Vec<u8>, MediaError> {
        let call = Call {
            program: &self.job.tools.ffmpeg,
            arguments,
            folder: &self.folder,
            limits: self.job.limits,
            seconds: None,
            cancel: self.job.cancel,
            stdout_bytes,
        };
        child::run(call, on_output).await
    }

    /// A file in the work folder.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// Gives a finished file of the work folder its place in the output folder; returns its size in bytes.
    pub fn publish(&self, file: &str) -> Result<u64, MediaError> {
        publish(&self.folder.join(file), &self.job.output.join(file))
    }

    /// Writes the record that makes the stage finished.
    pub fn finish<T: Serialize>(self, files: &[&str], result: T) -> Result<T, MediaError> {
        let size = |file: &str| {
            let path = self.job.output.join(file);
            std::fs::metadata(&path)
                .map(|meta| meta.len())
                .map_err(|error| MediaError::io(path, error))
        };
        let files = files
            .iter()
            .map(|&file| Ok((file.to_owned(), size(file)?)))
            .collect::<Result<_, MediaError>>()?;
        let record = Record {
            plan: self.job.plan,
            files,
            result,
        };
        let file = format!("{}.json", self.name);
        let bytes = serde_json::to_vec_pretty(&record).expect("plain data becomes JSON");
        let path = self.path(&file);
        std::fs::write(&path, bytes).map_err(|error| MediaError::io(path, error))?;
        self.publish(&file)?;
        Ok(record.result)
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        // What stays is removed by the next start.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Makes a file durable, then gives it its final name.
fn publish(from: &Path, to: &Path) -> Result<u64, MediaError> {
    let file = std::fs::File::open(from).map_err(|error| MediaError::io(from, error))?;
    file.sync_all()
        .map_err(|error| MediaError::io(from, error))?;
    let bytes = file
        .metadata()
        .map_err(|error| MediaError::io(from, error))?
        .len();
    std::fs::rename(from, to).map_err(|error| MediaError::io(to, error))?;
    if let Some(folder) = to.parent() {
        // A rename survives a power cut only when its folder is written too.
        std::fs::File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| MediaError::io(folder, error))?;
    }
    Ok(bytes)
}

/// The arguments that made a file, with the source's own name left out.
pub(super) fn recorded(before_input: &[&str], arguments: &[String]) -> Vec<String> {
    let mut all = strings(before_input);
    all.extend(strings(&["-i", INPUT]));
    all.extend_from_slice(arguments);
    all
}

pub(super) fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}
