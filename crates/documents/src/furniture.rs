//! What stands on pages beside the blocks: the issuer, running heads, feet and the stamp.

use crate::document::{Align, Document};
use crate::layout::{Layout, Mark};
use crate::lines::{self, Line};
use crate::style::{self, Ink, Style};
use crate::tags::Role;
use crate::words;

/// Most characters of what stands on every page.
const REPEATED_CHARACTERS_MAX: usize = 300;

impl Layout<'_> {
    /// The issuer on the first page, and what the next ones have at their heads.
    pub(crate) fn heads(&mut self, document: &Document) {
        let width = self.width();
        let author = short(&document.author);
        if !author.is_empty() {
            let part = self.tags.add(Role::Paragraph, None);
            for line in self.few(&author, style::AUTHOR, width, 2) {
                let y = self.y;
                self.y += line.style.line();
                self.text(line, (0.0, width), y, Align::Start, Some(part));
            }
            self.y += 7.0;
            self.rule(self.y, 1.4, Ink::Full);
            self.y += 26.0;
        }
        for (text, align) in [(author, Align::Start), (short(&document.title), Align::End)] {
            if !text.is_empty() {
                let line = self.few(&text, style::NOTE, width * 0.48, 1);
                self.running
                    .extend(line.into_iter().map(|line| (line, align)));
            }
        }
    }

    /// The first lines of a text; an ellipsis tells that there are more.
    fn few(&mut self, text: &str, style: Style, width: f32, most: usize) -> Vec<Line> {
        let text = words::clean_line(text);
        let mut lines = lines::set(&mut self.setter, &text, style, width);
        let mut kept = text.chars().count();
        while lines.len() > most && kept > 0 {
            // In steps, so that a long text does not take long.
            kept -= (kept / 10).max(1);
            let cut: String = text.chars().take(kept).collect();
            let cut = format!("{}…", cut.trim_end());
            lines = lines::set(&mut self.setter, &cut, style, width);
        }
        lines.truncate(most);
        lines
    }

    /// Under everything on every page. It is read out once.
    pub(crate) fn stamp(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut line = lines::set_on_one(&mut self.setter, text, style::STAMP);
        let widest = self.paper.0 * 0.9;
        if line.width > widest {
            let smaller = Style {
                size: style::STAMP.size * widest / line.width,
                ..style::STAMP
            };
            line = lines::set_on_one(&mut self.setter, text, smaller);
        }
        let part = self.tags.add(Role::Paragraph, None);
        for (number, page) in self.pages.iter_mut().enumerate() {
            let mark = Mark::Stamp {
                line: line.clone(),
                part: (number == 0).then_some(part),
            };
            page.insert(0, mark);
        }
    }

    pub(crate) fn feet(&mut self, footer: &str) {
        let footer = short(footer);
        if footer.is_empty() {
            return;
        }
        let width = self.width();
        let mut pages = std::mem::take(&mut self.pages);
        let count = pages.len().to_string();
        for (number, page) in pages.iter_mut().enumerate() {
            let text = footer
                .replace("{page}", &(number + 1).to_string())
                .replace("{pages}", &count);
            self.pages.push(std::mem::take(page));
            let mut y = self.paper.1 - style::FOOT;
            self.rule(y, style::HAIRLINE, Ink::Hair);
            y += 5.0;
            for line in self.few(&text, style::NOTE, width, 2) {
                let below = y + line.style.line();
                self.text(line, (0.0, width), y, Align::Start, None);
                y = below;
            }
        }
    }
}

/// The beginning of a text that stands on every page.
pub(crate) fn short(text: &str) -> String {
    words::clean_line(text)
        .chars()
        .take(REPEATED_CHARACTERS_MAX)
        .collect::<String>()
        .trim()
        .to_owned()
}
