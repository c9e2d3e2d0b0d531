//! Fragmented MP4: reading what ffmpeg wrote, and writing it again as one CMAF file cut where we want it.
//!
//! ffmpeg cuts video fragments at keyframes but cannot cut audio at the same instants, shifts the first frame away
//! from zero to make room for reordering, and leaves AAC's priming frame in. So its fragments are read as a list of
//! samples and written again: one fragment per segment, time starting at zero, with nothing else in the file.
//!
//! Format: ISO/IEC 14496-12 (boxes), 14496-15 (`avcC`), 14496-1 (`esds`), AV1-ISOBMFF (`av1C`), CMAF ISO/IEC 23000-19.

mod append;
mod boxes;
mod codecs;
mod read;
mod write;

pub use append::append;
pub use boxes::BoxError;
pub use read::{Movie, Sample, fragments, read};
pub use write::{Layout, write};
