//! How documents look: sizes and distances in points (1/72 inch), colours as grey.

use crate::document::Page;

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub size: f32,
    pub bold: bool,
    pub ink: Ink,
    /// Distance from line to line, as a multiple of the size. Arabic and Devanagari need the room.
    pub leading: f32,
}

/// Colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Text.
    Full,
    /// Labels, headers, small print.
    Soft,
    /// Hairlines.
    Hair,
    /// The stamp.
    Stamp,
}

impl Ink {
    pub(crate) fn rgb(self) -> (u8, u8, u8) {
        match self {
            Ink::Full => (24, 24, 30),
            Ink::Soft => (98, 98, 110),
            Ink::Hair => (217, 217, 224),
            Ink::Stamp => (190, 30, 45),
        }
    }
}

impl Style {
    const fn new(size: f32, bold: bool, ink: Ink) -> Self {
        Style {
            size,
            bold,
            ink,
            leading: 1.5,
        }
    }

    pub(crate) fn line(&self) -> f32 {
        self.size * self.leading
    }
}

pub(crate) const AUTHOR: Style = Style::new(12.0, true, Ink::Full);
pub(crate) const TITLE: Style = Style {
    leading: 1.35,
    ..Style::new(23.0, true, Ink::Full)
};
pub(crate) const SECTION: Style = Style::new(13.0, true, Ink::Full);
pub(crate) const BODY: Style = Style::new(10.0, false, Ink::Full);
pub(crate) const LABEL: Style = Style::new(10.0, false, Ink::Soft);
pub(crate) const NOTE: Style = Style::new(8.5, false, Ink::Soft);
pub(crate) const HEADER: Style = Style::new(8.5, true, Ink::Soft);
pub(crate) const CELL: Style = Style::new(9.5, false, Ink::Full);
pub(crate) const TOTAL: Style = Style::new(11.0, true, Ink::Full);
pub(crate) const STAMP: Style = Style::new(64.0, true, Ink::Stamp);

pub(crate) const MARGIN_SIDE: f32 = 57.0;
pub(crate) const MARGIN_TOP: f32 = 51.0;
/// Room below the text, foot included.
pub(crate) const MARGIN_BOTTOM: f32 = 74.0;
/// From the paper's lower edge to the rule over the foot.
pub(crate) const FOOT: f32 = 54.0;
/// Between blocks.
pub(crate) const GAP: f32 = 12.0;
/// Between the columns of a table.
pub(crate) const GUTTER: f32 = 12.0;
/// Over and under the text of a row.
pub(crate) const ROW_PADDING: f32 = 4.0;
pub(crate) const HAIRLINE: f32 = 0.6;

/// Width and height of the paper.
pub(crate) fn paper(page: Page) -> (f32, f32) {
    match page {
        Page::A4 => (595.28, 841.89),
        Page::Letter => (612.0, 792.0),
    }
}
