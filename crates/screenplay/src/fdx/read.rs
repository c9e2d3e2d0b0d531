//! Final Draft → elements.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::{Element, Kind, Script};

/// The largest document that is read, in bytes: a hundred times a feature film.
pub const BYTES_MAX: usize = 64 << 20;
/// How deep its tags may lie.
const DEPTH_MAX: usize = 32;

/// Why a document is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("this is not XML: {cause} (byte {at})")]
    NotXml { at: u64, cause: String },
    #[error("this XML is not a Final Draft document: there is no <Content> with paragraphs in it")]
    NotFinalDraft,
    #[error("the document is larger than {BYTES_MAX} bytes")]
    TooLarge,
    #[error("tags lie deeper than {DEPTH_MAX} in one another")]
    TooDeep,
    #[error("the document declares entities of its own")]
    Entities,
}

impl Error {
    /// A name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotXml { .. } => "fdx.not_xml",
            Self::NotFinalDraft => "fdx.not_final_draft",
            Self::TooLarge => "fdx.too_large",
            Self::TooDeep => "fdx.too_deep",
            Self::Entities => "fdx.entities",
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NotXml { .. } => "Save it from Final Draft again as .fdx.",
            Self::NotFinalDraft => "Export it as .fdx, or as Fountain or plain text.",
            Self::TooLarge | Self::TooDeep => "Split it into several documents.",
            Self::Entities => {
                "Save it from the writing program itself; a screenplay needs no entities."
            }
        }
    }
}

#[derive(Default)]
struct Paragraph {
    kind: String,
    number: Option<String>,
    text: String,
}

/// Reads a Final Draft document. Whatever it holds beside scenes and words is passed over.
pub fn read(xml: &str) -> Result<Script, Error> {
    if xml.len() > BYTES_MAX {
        return Err(Error::TooLarge);
    }
    let mut reader = Reader::from_str(xml);
    let mut path: Vec<String> = Vec::new();
    let mut script = Script::default();
    let mut paragraph: Option<Paragraph> = None;
    let mut style: Option<String> = None;
    // In a pair that speaks at once: how many have spoken.
    let mut dual: Option<u8> = None;
    let mut seen_content = false;
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|cause| Error::NotXml {
            at,
            cause: cause.to_string().chars().take(160).collect(),
        })?;
        match event {
            Event::Start(tag) => {
                if path.len() >= DEPTH_MAX {
                    return Err(Error::TooDeep);
                }
                let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                match &*name {
                    "Content" => seen_content = true,
                    // A dual dialogue is a paragraph that holds paragraphs.
                    "Paragraph" => {
                        paragraph = Some(Paragraph {
                            kind: attribute(&tag, "Type").unwrap_or_else(|| "Action".into()),
                            number: attribute(&tag, "Number"),
                            text: String::new(),
                        });
                    }
                    "DualDialogue" => {
                        dual = Some(0);
                        paragraph = None;
                    }
                    "Text" => style = attribute(&tag, "Style"),
                    _ => {}
                }
                path.push(name);
            }
            Event::End(_) => {
                let name = path.pop().unwrap_or_default();
                match &*name {
                    "Paragraph" => {
                        if let Some(paragraph) = paragraph.take() {
                            let title = path.iter().any(|name| name == "TitlePage");
                            let content = path.iter().any(|name| name == "Content");
                            if title {
                                titled(&mut script, &paragraph);
                            } else if content && seen_content {
                                put(&mut script, paragraph, &mut dual);
                            }
                        }
                    }
                    "DualDialogue" => dual = None,
                    "Text" => style = None,
                    _ => {}
                }
            }
            Event::Text(text) if path.last().is_some_and(|name| name == "Text") => {
                let words = text.decode().map_err(|cause| Error::NotXml {
                    at,
                    cause: cause.to_string(),
                })?;
                said(&mut paragraph, &words, style.as_deref());
            }
            Event::GeneralRef(name) if path.last().is_some_and(|name| name == "Text") => {
                let known = match &*String::from_utf8_lossy(&name) {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => name.resolve_char_ref().ok().flatten(),
                };
                let letter = known.ok_or(Error::Entities)?;
                said(&mut paragraph, &letter.to_string(), style.as_deref());
            }
            Event::CData(text) => {
                let words = String::from_utf8_lossy(&text).into_owned();
                said(&mut paragraph, &words, style.as_deref());
            }
            Event::DocType(declared) if declared.windows(8).any(|bytes| bytes == b"<!ENTITY") => {
                return Err(Error::Entities);
            }
            Event::Eof if path.is_empty() => break,
            Event::Eof => {
                return Err(Error::NotXml {
                    at,
                    cause: format!("<{}> is never closed", path.last().expect("not empty")),
                });
            }
            _ => {}
        }
    }
    if seen_content {
        Ok(titles_first(script))
    } else {
        Err(Error::NotFinalDraft)
    }
}

/// Final Draft keeps the title page behind what is played; in Fountain it stands before, with an empty line between.
fn titles_first(script: Script) -> Script {
    let is_title = |element: &Element| matches!(element.kind, Kind::Title { .. });
    let (mut elements, played): (Vec<_>, Vec<_>) = script.elements.into_iter().partition(is_title);
    if !elements.is_empty() {
        elements.push(Element::new(Kind::Blank, ""));
    }
    elements.extend(played);
    Script { elements }
}

/// A line of a title page that names what it says, such as `Language: zh`, as this crate writes them.
fn named(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once(": ")?;
    let word = !key.is_empty()
        && key.len() <= 30
        && key.starts_with(|letter: char| letter.is_ascii_uppercase())
        && key
            .chars()
            .all(|letter| letter.is_ascii_alphabetic() || letter == ' ');
    word.then_some((key, value.trim()))
}

fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok().flatten()?;
    let value = found.unescape_value().ok()?;
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Adds words in Fountain's marks, so that their look is not lost.
fn said(paragraph: &mut Option<Paragraph>, words: &str, style: Option<&str>) {
    let Some(paragraph) = paragraph else { return };
    // A line inside a paragraph would be read as something else.
    let words = words.replace(['\r', '\n', '\u{2028}'], " ");
    let words = words
        .replace('\\', "\\\\")
        .replace('*', "\\*")
        .replace('_', "\\_");
    let styles: Vec<&str> = style.unwrap_or_default().split('+').collect();
    let inner = words.trim();
    let marks = [("Bold", "**"), ("Italic", "*"), ("Underline", "_")];
    let opened: String = marks
        .iter()
        .filter(|(name, _)| styles.contains(name))
        .map(|(_, mark)| *mark)
        .collect();
    if inner.is_empty() || opened.is_empty() {
        paragraph.text.push_str(&words);
        return;
    }
    let closed: String = marks
        .iter()
        .rev()
        .filter(|(name, _)| styles.contains(name))
        .map(|(_, mark)| *mark)
        .collect();
    let lead = words.len() - words.trim_start().len();
    let trail = words.trim_end().len();
    let marked = format!(
        "{}{opened}{inner}{closed}{}",
        &words[..lead],
        &words[trail..]
    );
    paragraph.text.push_str(&marked);
}

fn titled(script: &mut Script, paragraph: &Paragraph) {
    let text = paragraph.text.trim();
    if text.is_empty() {
        return;
    }
    // Final Draft's title page is only lines: the first is the title, one after "by" an author.
    let elements = &script.elements;
    let has = |wanted: &str| {
        elements
            .iter()
            .any(|element| matches!(&element.kind, Kind::Title { key } if key == wanted))
    };
    let lower = text.to_lowercase();
    let (key, text) = match named(text).filter(|_| has("Title")) {
        Some((key, value)) => (key, value),
        None => ("", text),
    };
    let key = if !key.is_empty() {
        key
    } else if !has("Title") {
        "Title"
    } else if lower.ends_with("by") && !has("Credit") {
        "Credit"
    } else if has("Credit") && !has("Author") {
        "Author"
    } else {
        "Contact"
    };
    let known = script
        .elements
        .iter_mut()
        .find(|element| matches!(&element.kind, Kind::Title { key: known } if known == key));
    match known {
        Some(element) => {
            let text = format!("{}\n{text}", element.text);
            element.set_text(text);
        }
        None => script
            .elements
            .push(Element::new(Kind::Title { key: key.into() }, text)),
    }
}

fn put(script: &mut Script, paragraph: Paragraph, dual: &mut Option<u8>) {
    let text = paragraph.text.trim().to_owned();
    let speaks = matches!(
        &*paragraph.kind,
        "Dialogue" | "Parenthetical" | "Singing" | "Lyrics"
    );
    if text.is_empty() && !speaks {
        return;
    }
    let kind = match &*paragraph.kind {
        "Scene Heading" => Kind::Heading {
            number: paragraph.number,
        },
        "Character" => {
            let (name, extension) =
                match text.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
                    Some((name, inner)) => (name.trim().to_owned(), Some(inner.trim().to_owned())),
                    None => (text.clone(), None),
                };
            let second = dual.is_some_and(|spoken| spoken > 0);
            *dual = dual.map(|spoken| spoken + 1);
            separate(script);
            let kind = Kind::Character {
                extension,
                dual: second,
            };
            script.elements.push(Element::new(kind, name));
            return;
        }
        "Parenthetical" => Kind::Parenthetical,
        "Dialogue" => Kind::Dialogue,
        "Singing" | "Lyrics" => Kind::Lyric,
        "Transition" => Kind::Transition,
        "Act Break" | "New Act" | "End of Act" | "Outline 1" => Kind::Section { depth: 1 },
        "Outline 2" => Kind::Section { depth: 2 },
        "Outline 3" => Kind::Section { depth: 3 },
        "Outline 4" => Kind::Section { depth: 4 },
        _ => Kind::Action,
    };
    if text.is_empty() {
        return;
    }
    if !speaks {
        separate(script);
    }
    script.elements.push(Element::new(kind, text));
}

/// An empty line between what stands apart.
fn separate(script: &mut Script) {
    if script
        .elements
        .last()
        .is_some_and(|last| last.kind != Kind::Blank)
    {
        script.elements.push(Element::new(Kind::Blank, ""));
    }
}
