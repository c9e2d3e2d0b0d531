//! The studio, through its routes: from a script to a film with real voices and a real ffmpeg.

mod another;
mod answered;
mod bible;
mod brought;
mod cast;
mod doors;
mod drafts;
mod dressed;
mod eyes;
mod films;
mod hands;
mod judged;
mod lanes;
mod machine;
mod makers;
pub mod making;
mod models;
mod operations;
mod out;
mod paid;
mod productions;
mod rebuilt;
mod scripts;
mod suggested;
mod takes;
mod undo;
