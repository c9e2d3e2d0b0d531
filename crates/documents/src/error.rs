//! Why a document cannot be set.

/// A refusal: one sentence (`Display`) and a [`remedy`](Error::remedy).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("there is no font file that text could be set in")]
    NoFaces,
    #[error("a row of a table has {found} cells for {columns} columns")]
    TooManyCells { columns: usize, found: usize },
    #[error("a picture cannot be placed: {0}")]
    Picture(String),
    #[error("the document cannot be written: {0}")]
    Writing(String),
}

impl Error {
    /// What whoever meets it can do.
    pub fn remedy(&self) -> &'static str {
        match self {
            Error::NoFaces => "Install a TrueType or OpenType font, for example Noto Sans.",
            Error::TooManyCells { .. } => {
                "Give every row at most as many cells as there are columns."
            }
            Error::Picture(_) => "Give a PNG or JPEG file of at most 50 megapixels.",
            Error::Writing(_) => "Try other font files; the ones at hand may be damaged.",
        }
    }
}
