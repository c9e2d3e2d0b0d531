//! The steps from a plan to a package.

mod artwork;
mod audio;
mod av1;
mod filters;
mod ladder;
mod measure;
mod run;
mod sign;
mod text;

use std::path::Path;

pub use artwork::artwork;
pub use av1::av1;
pub use ladder::{first_rung, rest};
pub use measure::measure;
pub use text::{Sidecar, text};

use crate::{Cancel, Limits, Plan, Tools};

/// What every stage needs. `output` is a folder for this one source; it is made where it does not exist.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// ffmpeg.
    pub tools: &'a Tools,
    /// What a child may cost.
    pub limits: &'a Limits,
    /// The source file.
    pub input: &'a Path,
    /// Where the files go.
    pub output: &'a Path,
    /// What to make.
    pub plan: &'a Plan,
    /// Stops the stage and its child.
    pub cancel: &'a Cancel,
}
