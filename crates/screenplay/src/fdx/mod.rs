//! Final Draft's XML (`.fdx`, document version 1 to 6): `FinalDraft / Content / Paragraph[@Type] / Text[@Style]`,
//! with `DualDialogue`, and a `TitlePage` of plain paragraphs. What Final Draft keeps beside the words (revision
//! marks, page layout) is left out.

mod read;
mod write;

pub use read::{Error, read};
pub use write::write;
