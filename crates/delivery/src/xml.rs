//! A small writer of XML: elements in order, text always escaped.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

pub struct Xml(Writer<Vec<u8>>);

const MEMORY: &str = "memory can be written";

impl Xml {
    pub fn new() -> Self {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        let head = Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None));
        writer.write_event(head).expect(MEMORY);
        Self(writer)
    }

    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.0.write_event(Event::Start(start)).expect(MEMORY);
    }

    pub fn close(&mut self, name: &str) {
        self.0
            .write_event(Event::End(BytesEnd::new(name)))
            .expect(MEMORY);
    }

    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        // What XML cannot hold at all is not in it.
        let clean: String = text
            .chars()
            .filter(|one| *one >= ' ' || *one == '\n' || *one == '\t')
            .filter(|one| !matches!(one, '\u{fffe}' | '\u{ffff}'))
            .collect();
        self.0
            .write_event(Event::Text(BytesText::new(&clean)))
            .expect(MEMORY);
        self.close(name);
    }

    pub fn done(self) -> String {
        let mut text = String::from_utf8(self.0.into_inner()).expect("what was written was text");
        text.push('\n');
        text
    }
}

/// `PT1M30.500S`
pub fn duration(ms: u64) -> String {
    format!("PT{}M{}.{:03}S", ms / 60_000, ms / 1_000 % 60, ms % 1_000)
}

/// At most so many characters, ended at a word where there is one.
pub fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    let whole = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(front, _)| front);
    format!("{whole}…")
}
