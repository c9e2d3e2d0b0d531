//! The studio, through its routes: from a script to a film with real voices and a real ffmpeg.

mod cast;
mod making;
mod out;
mod operations;
mod productions;
