//! The studio, through its routes: from a script to a film with real voices and a real ffmpeg.

mod drafts;
mod making;
mod productions;
