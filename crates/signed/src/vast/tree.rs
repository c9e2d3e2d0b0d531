//! XML into a small tree, within limits, without document types and entities.

use quick_xml::{
    Reader,
    errors::Error as XmlError,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

use super::{Error, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS};

/// An element under its local name; prefixes of namespaces are dropped, as ad servers use them at will.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub fn one(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children called `inner` of the children called `outer`.
    pub fn within<'a>(&'a self, outer: &'a str, inner: &'a str) -> impl Iterator<Item = &'a Self> {
        self.all(outer).flat_map(move |element| element.all(inner))
    }

    pub fn text_of(&self, name: &str) -> Option<&str> {
        let text = self.one(name)?.text.trim();
        Some(text).filter(|text| !text.is_empty())
    }
}

pub fn parse(xml: &[u8]) -> Result<Element, Error> {
    if xml.len() > MAX_BYTES {
        return Err(Error::TooLong);
    }
    let xml = std::str::from_utf8(xml).map_err(|_| Error::Encoding)?;
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_comments = false;

    // The elements that are open, the outermost first.
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut elements = 0;
    loop {
        let event = reader.read_event();
        let malformed = || Error::Malformed(reader.error_position());
        match event.map_err(|error| refusal(&error, reader.error_position()))? {
            Event::Start(start) => {
                elements += 1;
                if elements > MAX_ELEMENTS {
                    return Err(Error::TooMany);
                }
                if open.len() == MAX_DEPTH {
                    return Err(Error::TooDeep);
                }
                if root.is_some() {
                    return Err(malformed());
                }
                open.push(element(&start).ok_or(Error::Entities)?);
            }
            Event::End(_) => {
                let done = open.pop().ok_or_else(malformed)?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => root = Some(done),
                }
            }
            Event::Text(text) => push(&mut open, &text.decode().map_err(|_| malformed())?),
            Event::CData(text) => push(&mut open, &text.decode().map_err(|_| malformed())?),
            Event::GeneralRef(name) => {
                if name.is_char_ref() {
                    let letter = name.resolve_char_ref().ok().flatten();
                    push(
                        &mut open,
                        letter.ok_or_else(malformed)?.encode_utf8(&mut [0; 4]),
                    );
                } else {
                    let name = name.decode().map_err(|_| malformed())?;
                    push(
                        &mut open,
                        resolve_predefined_entity(&name).ok_or(Error::Entities)?,
                    );
                }
            }
            Event::DocType(_) => return Err(Error::Entities),
            Event::Decl(declaration) => {
                let utf8 = match declaration.encoding() {
                    None => true,
                    Some(Ok(name)) => {
                        name.eq_ignore_ascii_case(b"utf-8")
                            || name.eq_ignore_ascii_case(b"us-ascii")
                    }
                    Some(Err(_)) => false,
                };
                if !utf8 {
                    return Err(Error::Encoding);
                }
            }
            Event::Comment(_) | Event::PI(_) => {}
            Event::Empty(_) => unreachable!("empty elements are expanded"),
            Event::Eof => break,
        }
    }
    if !open.is_empty() {
        return Err(Error::Malformed(reader.buffer_position()));
    }
    root.ok_or(Error::NotVast)
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// Nothing where an attribute is malformed or uses an entity that XML does not know.
fn element(start: &BytesStart<'_>) -> Option<Element> {
    let text = |bytes: &[u8]| Some(std::str::from_utf8(bytes).ok()?.to_owned());
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        attributes.push((
            text(attribute.key.local_name().as_ref())?,
            attribute.unescape_value().ok()?.into_owned(),
        ));
    }
    Some(Element {
        name: text(start.local_name().as_ref())?,
        attributes,
        ..Element::default()
    })
}

fn refusal(error: &XmlError, position: u64) -> Error {
    match error {
        XmlError::Encoding(_) => Error::Encoding,
        _ => Error::Malformed(position),
    }
}
