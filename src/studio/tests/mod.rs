//! The studio, through its routes: from a script to a film with real voices and a real ffmpeg.

pub mod making;
mod models;
mod paid;
mod productions;
