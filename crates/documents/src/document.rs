//! What a document says.

use chrono::{DateTime, Utc};

/// A document, from top to bottom. Texts are plain: line feeds break lines, other control characters and
/// directional overrides are left out.
#[derive(Clone, Debug)]
pub struct Document {
    /// The title in the file's metadata, in the reader's window and, from the second page on, in the running head.
    /// It is not printed on the first page: begin with a [`Block::Heading`].
    pub title: String,
    /// Language of the document as a BCP 47 tag (`en`, `pt-BR`, `zh-Hant`). It chooses the direction of the page and
    /// the regional shapes of Han characters.
    pub language: String,
    /// Who issues the document; stands at the head of the first page. May be empty.
    pub author: String,
    /// Paper.
    pub page: Page,
    /// When the document was made, for its metadata.
    pub created: DateTime<Utc>,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Foot of every page; `{page}` and `{pages}` become the page's number and the count of pages. May be empty.
    pub footer: String,
}

/// Paper, upright.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

/// A part of a document.
#[derive(Clone, Debug)]
pub enum Block {
    /// The first heading of a document is its visible title; later ones begin sections.
    Heading(String),
    /// Running text.
    Paragraph(String),
    /// Small print.
    Note(String),
    /// Facts as (label, value), one a line: "Receipt number", "2026-000123".
    Facts(Vec<(String, String)>),
    /// A table. It breaks over pages with its header repeated.
    Table {
        /// The columns in reading order.
        columns: Vec<Column>,
        /// Cells in the order of the columns. A short row is filled up with empty cells; a long one is an error.
        rows: Vec<Vec<String>>,
        /// The line under the table that sums it up.
        total: Option<Vec<String>>,
    },
    /// A few words large and faint across every page ("TEST MONEY"), wherever the block stands.
    Stamp(String),
    /// A picture in the middle of the line.
    Picture {
        /// PNG or JPEG.
        bytes: Vec<u8>,
        /// Width as a percentage of the line, 1 to 100. A picture too high for a page is made smaller.
        width_share: u8,
        /// What it shows, for those who cannot see it. May be empty.
        description: String,
    },
    /// A picture at the beginning of the lines, with blocks beside it. Where those are longer than the picture, they go on
    /// under each other in the same narrower lines; on later pages too.
    Beside {
        /// PNG or JPEG.
        bytes: Vec<u8>,
        /// Width as a percentage of the line, 1 to 60.
        width_share: u8,
        /// What it shows, for those who cannot see it. May be empty.
        description: String,
        /// What stands beside it.
        blocks: Vec<Block>,
    },
    /// Some white.
    Space,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its header. May be empty.
    pub title: String,
    /// Its width beside the other columns' weights; 0 counts as 1.
    pub weight: u16,
    /// Where its cells stand.
    pub align: Align,
}

impl Column {
    /// A column of words.
    pub fn start(title: impl Into<String>, weight: u16) -> Self {
        Column {
            title: title.into(),
            weight,
            align: Align::Start,
        }
    }

    /// A column of figures.
    pub fn end(title: impl Into<String>, weight: u16) -> Self {
        Column {
            title: title.into(),
            weight,
            align: Align::End,
        }
    }
}

/// Where text stands in its column, in reading direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Left in English, right in Arabic.
    #[default]
    Start,
    /// Right in English, left in Arabic: figures.
    End,
}

impl Block {
    fn texts(&self) -> Vec<&str> {
        match self {
            Block::Heading(text)
            | Block::Paragraph(text)
            | Block::Note(text)
            | Block::Stamp(text) => vec![text],
            Block::Facts(facts) => facts
                .iter()
                .flat_map(|(label, value)| [label.as_str(), value])
                .collect(),
            Block::Table {
                columns,
                rows,
                total,
            } => columns
                .iter()
                .map(|column| &column.title)
                .chain(rows.iter().flatten())
                .chain(total.iter().flatten())
                .map(String::as_str)
                .collect(),
            Block::Beside { blocks, .. } => blocks.iter().flat_map(Block::texts).collect(),
            Block::Picture { .. } | Block::Space => Vec::new(),
        }
    }
}

impl Document {
    /// Every text that is drawn.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let blocks = self.blocks.iter().flat_map(Block::texts);
        [
            self.title.as_str(),
            self.author.as_str(),
            self.footer.as_str(),
        ]
        .into_iter()
        .chain(blocks)
    }

    /// Whether the page runs from right to left.
    pub(crate) fn right_to_left(&self) -> bool {
        let mut parts = self.language.split(['-', '_']);
        let language = parts.next().unwrap_or_default().to_ascii_lowercase();
        // A script in the tag outweighs the language's usual one: `az-Arab`, `pa-Arab`, `ks-Deva`.
        match parts.find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic())) {
            Some(script) => matches!(
                script.to_ascii_lowercase().as_str(),
                "arab" | "aran" | "hebr" | "syrc" | "thaa" | "nkoo" | "adlm" | "rohg"
            ),
            None => matches!(
                language.as_str(),
                "ar" | "arc"
                    | "ckb"
                    | "dv"
                    | "fa"
                    | "he"
                    | "iw"
                    | "ks"
                    | "ps"
                    | "sd"
                    | "syr"
                    | "ug"
                    | "ur"
                    | "yi"
            ),
        }
    }

    /// The language as a tag that can stand in the file: `und` for what is none.
    pub(crate) fn language_tag(&self) -> &str {
        let tag = self.language.as_str();
        let fits = (2..=35).contains(&tag.len())
            && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if fits { tag } else { "und" }
    }
}
