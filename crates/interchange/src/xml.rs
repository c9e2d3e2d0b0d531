//! XML is written by `quick-xml`, which escapes; what XML cannot hold at all is taken out here first.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document that is written top to bottom.
pub(crate) struct Document {
    writer: Writer<Vec<u8>>,
}

impl Document {
    pub fn new() -> Self {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        let declaration = BytesDecl::new("1.0", Some("UTF-8"), None);
        writer
            .write_event(Event::Decl(declaration))
            .expect("memory takes everything");
        Self { writer }
    }

    pub fn doctype(&mut self, text: &str) {
        self.event(Event::DocType(BytesText::from_escaped(text)));
    }

    /// Opens an element, lets `inside` write what is in it, and closes it.
    pub fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Self),
    ) {
        self.event(Event::Start(start(name, attributes)));
        inside(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(start(name, attributes)));
    }

    pub fn text_element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.event(Event::Start(start(name, attributes)));
        self.event(Event::Text(BytesText::new(&legal(text))));
        self.event(Event::End(BytesEnd::new(name)));
    }

    pub fn finish(self) -> String {
        let mut text = String::from_utf8(self.writer.into_inner()).expect("only text was written");
        text.push('\n');
        text
    }

    fn event(&mut self, event: Event<'_>) {
        self.writer
            .write_event(event)
            .expect("memory takes everything");
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        // Line ends in attributes are read as spaces anyway.
        let one_line = crate::names::line(value);
        start.push_attribute((*key, legal(&one_line).as_ref()));
    }
    start
}

/// Without the characters that XML 1.0 has no way to write.
pub(crate) fn legal(text: &str) -> Cow<'_, str> {
    let bad = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(bad) {
        Cow::Owned(text.replace(bad, ""))
    } else {
        Cow::Borrowed(text)
    }
}
