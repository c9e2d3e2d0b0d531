//! A tree of elements, read within bounds. Names of the schemas of avails stand without a prefix, those of common
//! metadata with `md:`, whatever prefixes and versions the file uses.

use quick_xml::{
    NsReader, Writer,
    events::{BytesDecl, BytesEnd, BytesRef, BytesStart, BytesText, Event},
    name::ResolveResult,
};

use super::NAMESPACES;
use crate::Error;

const MAX_BYTES: usize = 64 << 20;
const MAX_DEPTH: usize = 48;
const MAX_NODES: usize = 1_000_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Node {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub children: Vec<Node>,
    /// In the file, from 1.
    pub line: u32,
}

/// A text of an event, without references.
pub(crate) fn text(part: &BytesText<'_>) -> Result<String, String> {
    part.xml10_content()
        .map(std::borrow::Cow::into_owned)
        .map_err(|error| error.to_string())
}

/// The letter that a reference such as `&amp;` or `&#228;` stands for. Entities of the file's own are refused.
pub(crate) fn reference(part: &BytesRef<'_>) -> Result<char, String> {
    if let Some(letter) = part.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(letter);
    }
    let name: &[u8] = part;
    match name {
        b"amp" => Ok('&'),
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"quot" => Ok('"'),
        b"apos" => Ok('\''),
        other => Err(format!(
            "the entity {} is not known",
            String::from_utf8_lossy(&other[..other.len().min(40)])
        )),
    }
}

impl Node {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Reads a document: its first element, and the namespace of that.
    pub fn read(bytes: &[u8]) -> Result<(Self, String), Error> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::XmlTooLarge {
                what: "larger than 64 MB",
            });
        }
        let mut lines = Lines {
            bytes,
            at: 0,
            line: 1,
        };
        let mut reader = NsReader::from_reader(bytes);
        let mut open: Vec<Self> = Vec::new();
        let mut namespace = String::new();
        let (mut count, mut root) = (0, None);
        loop {
            let line = lines.of(reader.buffer_position() as usize);
            let not = |what: String| Error::NotXml {
                line: line as usize,
                what,
            };
            let (resolved, event) = reader
                .read_resolved_event()
                .map_err(|error| not(error.to_string()))?;
            let space = match resolved {
                ResolveResult::Bound(space) => String::from_utf8_lossy(space.as_ref()).into_owned(),
                _ => String::new(),
            };
            match event {
                Event::Start(ref tag) | Event::Empty(ref tag) => {
                    if open.is_empty() {
                        if root.is_some() {
                            return Err(not("it has a second element at its top".to_owned()));
                        }
                        namespace.clone_from(&space);
                    }
                    let line = lines.of(reader.buffer_position() as usize);
                    let node = element(tag, &space, line).map_err(not)?;
                    count += 1;
                    if open.len() >= MAX_DEPTH {
                        return Err(Error::XmlTooLarge { what: "too deep" });
                    }
                    if count > MAX_NODES {
                        return Err(Error::XmlTooLarge {
                            what: "of too many elements",
                        });
                    }
                    if matches!(event, Event::Start(_)) {
                        open.push(node);
                    } else {
                        close(node, &mut open, &mut root);
                    }
                }
                Event::End(_) => {
                    if let Some(node) = open.pop() {
                        close(node, &mut open, &mut root);
                    }
                }
                Event::Text(part) => {
                    let text = text(&part).map_err(not)?;
                    if let Some(node) = open.last_mut() {
                        node.text.push_str(&text);
                    }
                }
                Event::CData(part) => {
                    if let Some(node) = open.last_mut() {
                        node.text.push_str(&String::from_utf8_lossy(&part));
                    }
                }
                Event::GeneralRef(part) => {
                    let letter = reference(&part).map_err(not)?;
                    if let Some(node) = open.last_mut() {
                        node.text.push(letter);
                    }
                }
                Event::DocType(_) => {
                    return Err(Error::DocumentType {
                        line: line as usize,
                    });
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let last = lines.of(bytes.len()) as usize;
        let not = |what: &str| Error::NotXml {
            line: last,
            what: what.to_owned(),
        };
        if !open.is_empty() {
            return Err(not("it ends before its elements do"));
        }
        root.map(|root| (root, namespace))
            .ok_or_else(|| not("it has no element"))
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first at a path of names: `Licensor/md:DisplayName`.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |node, name| {
            node.children.iter().find(|child| child.name == name)
        })
    }

    /// The text at a path, trimmed; none where it is blank.
    pub fn text_at(&self, path: &str) -> Option<&str> {
        self.at(path)
            .map(|node| node.text.trim())
            .filter(|text| !text.is_empty())
    }

    /// The element at a path, made where it is missing.
    pub fn make(&mut self, path: &str) -> &mut Self {
        let mut node = self;
        for name in path.split('/') {
            let at = node
                .children
                .iter()
                .position(|child| child.name == name)
                .unwrap_or_else(|| {
                    node.children.push(Self::new(name));
                    node.children.len() - 1
                });
            node = &mut node.children[at];
        }
        node
    }

    /// Adds one more element of a name.
    pub fn add(&mut self, name: &str) -> &mut Self {
        self.children.push(Self::new(name));
        self.children.last_mut().expect("one was just added")
    }

    pub fn with_text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.attributes.push((name.to_owned(), value.to_owned()));
    }

    /// Every element without elements in it, by its path below this one, and every attribute; with their texts.
    pub fn leaves(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        self.collect("", &mut found);
        found
    }

    fn collect(&self, path: &str, found: &mut Vec<(String, String)>) {
        for (name, value) in &self.attributes {
            found.push((format!("{path}@{name}"), value.clone()));
        }
        if self.children.is_empty() && !path.is_empty() {
            found.push((path.to_owned(), self.text.trim().to_owned()));
        }
        for child in &self.children {
            let path = if path.is_empty() {
                child.name.clone()
            } else {
                format!("{path}/{}", child.name)
            };
            child.collect(&path, found);
        }
    }

    /// The document.
    pub fn document(mut self) -> String {
        for (prefix, space) in NAMESPACES {
            self.set(&format!("xmlns:{prefix}"), space);
        }
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        let declaration = Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None));
        writer
            .write_event(declaration)
            .expect("memory takes everything");
        self.write(&mut writer);
        let mut text = String::from_utf8(writer.into_inner()).expect("only text was written");
        text.push('\n');
        text
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) {
        let name = if self.name.contains(':') {
            self.name.clone()
        } else {
            format!("avails:{}", self.name)
        };
        let mut tag = BytesStart::new(name.as_str());
        for (name, value) in &self.attributes {
            tag.push_attribute((name.as_str(), value.as_str()));
        }
        let mut event =
            |event: Event<'_>| writer.write_event(event).expect("memory takes everything");
        if self.children.is_empty() && self.text.is_empty() {
            event(Event::Empty(tag));
            return;
        }
        event(Event::Start(tag));
        if !self.text.is_empty() {
            event(Event::Text(BytesText::new(&self.text)));
        }
        for child in &self.children {
            child.write(writer);
        }
        writer
            .write_event(Event::End(BytesEnd::new(name.as_str())))
            .expect("memory takes everything");
    }
}

fn close(node: Node, open: &mut [Node], root: &mut Option<Node>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(node),
        None => *root = Some(node),
    }
}

fn element(tag: &BytesStart<'_>, space: &str, line: u32) -> Result<Node, String> {
    let local = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
    let prefix = if space.starts_with("http://www.movielabs.com/schema/md/") {
        "md:"
    } else if space.starts_with("http://www.movielabs.com/schema/mdmec/") {
        "mdmec:"
    } else if space.is_empty()
        || space.starts_with("http://www.movielabs.com/")
        || space.contains("openxmlformats")
    {
        ""
    } else {
        "other:"
    };
    let mut node = Node {
        name: format!("{prefix}{local}"),
        line,
        ..Node::default()
    };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key = attribute.key.as_ref();
        if key.starts_with(b"xmlns") || key.starts_with(b"xsi:") {
            continue;
        }
        let value = attribute
            .unescape_value()
            .map_err(|error| error.to_string())?;
        let name = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
        node.attributes.push((name, value.into_owned()));
    }
    Ok(node)
}

/// Counts lines as the reading moves on.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, at: usize) -> u32 {
        let at = at.min(self.bytes.len());
        if at > self.at {
            self.line += self.bytes[self.at..at]
                .iter()
                .map(|byte| u32::from(*byte == b'\n'))
                .sum::<u32>();
            self.at = at;
        }
        self.line
    }
}
