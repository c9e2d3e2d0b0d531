//! Where everything stands: blocks in, marks on pages out.

use krilla::image::Image;

use crate::document::{Align, Block, Document};
use crate::faces::Faces;
use crate::furniture::short;
use crate::lines::{self, Line};
use crate::shape::Setter;
use crate::style::{self, Ink, Style};
use crate::tags::{Part, Role, Tags};
use crate::{Error, table, words};

/// Most pixels of a picture.
const PIXELS_MAX: u64 = 50_000_000;

/// A document that has been set.
pub(crate) struct Pages {
    /// Width and height of the paper.
    pub paper: (f32, f32),
    /// What stands on each page; marks lie over those before them.
    pub marks: Vec<Vec<Mark>>,
    pub tags: Tags,
}

/// Something on a page, from its upper left corner. `part` is what it belongs to; marks without one are decoration.
pub(crate) enum Mark {
    Text {
        line: Line,
        x: f32,
        baseline: f32,
        part: Option<Part>,
    },
    Rule {
        x: f32,
        y: f32,
        width: f32,
        thickness: f32,
        ink: Ink,
    },
    Picture {
        image: Image,
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        part: Part,
    },
    /// Across the middle of the page.
    Stamp { line: Line, part: Option<Part> },
}

/// The page that is being filled.
pub(crate) struct Layout<'a> {
    pub(crate) setter: Setter<'a>,
    pub(crate) tags: Tags,
    pub(crate) paper: (f32, f32),
    pub(crate) pages: Vec<Vec<Mark>>,
    /// What stands at the head of each page after the first.
    pub(crate) running: Vec<(Line, Align)>,
    /// Where the next thing goes.
    pub(crate) y: f32,
    /// How far from the beginning of the line blocks stand: beside a picture.
    inset: f32,
    headings: usize,
    stamps: Vec<String>,
}

pub(crate) fn layout(document: &Document, faces: &Faces) -> Result<Pages, Error> {
    let setter = Setter::new(faces, document.language_tag(), document.right_to_left());
    let mut layout = Layout {
        setter,
        tags: Tags::default(),
        paper: style::paper(document.page),
        pages: vec![Vec::new()],
        running: Vec::new(),
        y: style::MARGIN_TOP,
        inset: 0.0,
        headings: 0,
        stamps: Vec::new(),
    };
    layout.heads(document);
    layout.blocks(&document.blocks)?;
    let stamps = layout.stamps.join(" · ");
    layout.stamp(&stamps);
    layout.feet(&document.footer);
    Ok(Pages {
        paper: layout.paper,
        marks: layout.pages,
        tags: layout.tags,
    })
}

impl Layout<'_> {
    fn blocks(&mut self, blocks: &[Block]) -> Result<(), Error> {
        for block in blocks {
            match block {
                Block::Heading(text) => {
                    self.headings += 1;
                    self.heading(text, self.headings == 1);
                }
                Block::Paragraph(text) => self.paragraph(text, style::BODY),
                Block::Note(text) => self.paragraph(text, style::NOTE),
                Block::Facts(facts) => table::facts(self, facts),
                Block::Table {
                    columns,
                    rows,
                    total,
                } => table::table(self, columns, rows, total.as_deref())?,
                Block::Stamp(text) => self.stamps.push(short(text)),
                Block::Picture {
                    bytes,
                    width_share,
                    description,
                } => self.picture(bytes, *width_share, description)?,
                Block::Beside {
                    bytes,
                    width_share,
                    description,
                    blocks,
                } => self.beside((bytes, *width_share, description), blocks)?,
                Block::Space => self.y += 2.0 * style::GAP,
            }
        }
        Ok(())
    }

    /// Width of the text.
    pub(crate) fn width(&self) -> f32 {
        self.paper.0 - 2.0 * style::MARGIN_SIDE - self.inset
    }

    /// Height that a page after the first has for blocks.
    pub(crate) fn page_height(&self) -> f32 {
        self.bottom() - self.top()
    }

    pub(crate) fn room(&self) -> f32 {
        self.bottom() - self.y
    }

    fn bottom(&self) -> f32 {
        self.paper.1 - style::MARGIN_BOTTOM
    }

    /// Where blocks begin on pages after the first.
    fn top(&self) -> f32 {
        let head = if self.running.is_empty() { 0.0 } else { 26.0 };
        style::MARGIN_TOP + head
    }

    pub(crate) fn mark(&mut self, mark: Mark) {
        self.pages
            .last_mut()
            .expect("a document has a page from the beginning")
            .push(mark);
    }

    /// The left edge of something `width` wide, that stands `from` points after the beginning of the line in a slot of
    /// `slot` points. On mirrored pages lines begin at the right.
    pub(crate) fn left(&self, from: f32, slot: f32, width: f32, align: Align) -> f32 {
        let shift = match align {
            Align::Start => 0.0,
            Align::End => slot - width,
        };
        if self.setter.right_to_left {
            self.paper.0 - style::MARGIN_SIDE - self.inset - from - shift - width
        } else {
            style::MARGIN_SIDE + self.inset + from + shift
        }
    }

    /// A line of text in a slot, its upper edge at `y`.
    pub(crate) fn text(
        &mut self,
        line: Line,
        (from, slot): (f32, f32),
        y: f32,
        align: Align,
        part: Option<Part>,
    ) {
        let x = self.left(from, slot, line.width, align);
        // The middle of small letters stands in the middle of the line, whichever face they are in.
        let baseline = y + line.style.line() / 2.0 + line.style.size * 0.36;
        self.mark(Mark::Text {
            line,
            x,
            baseline,
            part,
        });
    }

    /// A rule over the whole width.
    pub(crate) fn rule(&mut self, y: f32, thickness: f32, ink: Ink) {
        let width = self.width();
        let x = self.left(0.0, width, width, Align::Start);
        self.mark(Mark::Rule {
            x,
            y,
            width,
            thickness,
            ink,
        });
    }

    pub(crate) fn new_page(&mut self) {
        self.pages.push(Vec::new());
        let inset = std::mem::take(&mut self.inset);
        let width = self.width();
        for (line, align) in self.running.clone() {
            self.text(line, (0.0, width), style::MARGIN_TOP - 6.0, align, None);
        }
        self.inset = inset;
        self.y = self.top();
    }

    fn heading(&mut self, text: &str, first: bool) {
        let style = if first { style::TITLE } else { style::SECTION };
        let width = self.width();
        let lines = lines::set(&mut self.setter, text, style, width);
        if !first {
            self.y += style::GAP;
        }
        // A heading stays with what follows it.
        let together = lines.len() as f32 * style.line() + 5.0 * style::BODY.line();
        if self.room() < together && together < self.page_height() {
            self.new_page();
        }
        let role = Role::Heading {
            level: if first { 1 } else { 2 },
            text: short(text),
        };
        let part = self.tags.add(role, None);
        self.flow(lines, part);
        self.y += if first { style::GAP } else { 4.0 };
    }

    fn paragraph(&mut self, text: &str, style: Style) {
        let width = self.width();
        let lines = lines::set(&mut self.setter, text, style, width);
        let part = self.tags.add(Role::Paragraph, None);
        self.flow(lines, part);
        self.y += style::GAP * 0.75;
    }

    /// Lines one under the other, over as many pages as they need.
    fn flow(&mut self, lines: Vec<Line>, part: Part) {
        let width = self.width();
        for line in lines {
            if self.room() < line.style.line() {
                self.new_page();
            }
            let y = self.y;
            self.y += line.style.line();
            self.text(line, (0.0, width), y, Align::Start, Some(part));
        }
    }

    /// A picture that is this share of the line wide, and its width and height on the page.
    fn image(&self, bytes: &[u8], share: u8) -> Result<(Image, f32, f32), Error> {
        let image = if bytes.starts_with(b"\x89PNG") {
            Image::from_png(bytes.to_vec().into(), true)
        } else if bytes.starts_with(b"\xff\xd8") {
            Image::from_jpeg(bytes.to_vec().into(), true)
        } else {
            Err("neither PNG nor JPEG".to_owned())
        }
        .map_err(Error::Picture)?;
        let (across, down) = image.size();
        if across == 0 || down == 0 || u64::from(across) * u64::from(down) > PIXELS_MAX {
            return Err(Error::Picture(format!("{across} × {down} pixels")));
        }
        let ratio = down as f32 / across as f32;
        let mut width = self.width() * f32::from(share.clamp(1, 100)) / 100.0;
        let mut height = width * ratio;
        if height > self.page_height() {
            height = self.page_height();
            width = (height / ratio).max(0.1);
        }
        Ok((image, width, height.max(0.1)))
    }

    fn picture(&mut self, bytes: &[u8], share: u8, description: &str) -> Result<(), Error> {
        let (image, width, height) = self.image(bytes, share)?;
        if self.room() < height {
            self.new_page();
        }
        let part = self
            .tags
            .add(Role::Figure(words::clean_line(description)), None);
        let from = (self.width() - width) / 2.0;
        let (x, y) = (self.left(from, width, width, Align::Start), self.y);
        self.mark(Mark::Picture {
            image,
            x,
            y,
            width,
            height,
            part,
        });
        self.y += height + style::GAP;
        Ok(())
    }

    fn beside(
        &mut self,
        (bytes, share, description): (&[u8], u8, &str),
        blocks: &[Block],
    ) -> Result<(), Error> {
        let (image, width, height) = self.image(bytes, share.min(60))?;
        if self.room() < height {
            self.new_page();
        }
        let (top, page) = (self.y, self.pages.len());
        let part = self
            .tags
            .add(Role::Figure(words::clean_line(description)), None);
        let x = self.left(0.0, width, width, Align::Start);
        self.mark(Mark::Picture {
            image,
            x,
            y: top,
            width,
            height,
            part,
        });
        let before = self.inset;
        self.inset += width + 2.0 * style::GUTTER;
        let set = self.blocks(blocks);
        self.inset = before;
        if self.pages.len() == page {
            self.y = self.y.max(top + height + style::GAP);
        }
        set
    }
}
