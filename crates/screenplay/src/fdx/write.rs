//! Elements → Final Draft.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use crate::inline::{Span, spans};
use crate::{Element, Kind, Script};

/// Writes a document of version 3, which every Final Draft since 10 opens. A section of the first depth, such as an
/// episode, is an act there, a deeper one a line of the outline. Synopses, notes and what lies in the boneyard have no
/// place there and are left out.
pub fn write(script: &Script) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n\
         <FinalDraft DocumentType=\"Script\" Template=\"No\" Version=\"3\">\n  <Content>\n",
    );
    for block in blocks(&script.elements) {
        match block {
            Block::One(element) => paragraph(&mut xml, element, "    "),
            Block::Dual(pair) => {
                xml.push_str("    <Paragraph>\n      <DualDialogue>\n");
                for element in pair {
                    paragraph(&mut xml, element, "        ");
                }
                xml.push_str("      </DualDialogue>\n    </Paragraph>\n");
            }
        }
    }
    xml.push_str("  </Content>\n");
    title_page(&mut xml, script);
    xml.push_str("</FinalDraft>\n");
    xml
}

enum Block<'a> {
    One(&'a Element),
    /// Two speeches at the same time.
    Dual(Vec<&'a Element>),
}

fn blocks(elements: &[Element]) -> Vec<Block<'_>> {
    let is_speech = |element: &Element| {
        matches!(
            element.kind,
            Kind::Character { .. } | Kind::Parenthetical | Kind::Dialogue | Kind::Lyric
        )
    };
    let mut blocks: Vec<Block> = Vec::new();
    for element in elements {
        if let Kind::Character { dual: true, .. } = element.kind {
            // Back to the name of whoever speaks beside them.
            let mut first = Vec::new();
            while let Some(Block::One(last)) = blocks.last()
                && is_speech(last)
            {
                let cue = matches!(last.kind, Kind::Character { .. });
                first.insert(0, *last);
                blocks.pop();
                if cue {
                    break;
                }
            }
            first.push(element);
            blocks.push(Block::Dual(first));
            continue;
        }
        match blocks.last_mut() {
            Some(Block::Dual(pair))
                if is_speech(element) && !matches!(element.kind, Kind::Character { .. }) =>
            {
                pair.push(element);
            }
            _ if type_of(&element.kind).is_some() => blocks.push(Block::One(element)),
            _ => {}
        }
    }
    blocks
}

fn type_of(kind: &Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Heading { .. } => "Scene Heading",
        Kind::Action | Kind::Centered => "Action",
        Kind::Character { .. } => "Character",
        Kind::Parenthetical => "Parenthetical",
        Kind::Dialogue => "Dialogue",
        Kind::Lyric => "Singing",
        Kind::Transition => "Transition",
        Kind::Section { depth: 0 | 1 } => "New Act",
        Kind::Section { depth: 2 } => "Outline 2",
        Kind::Section { depth: 3 } => "Outline 3",
        Kind::Section { .. } => "Outline 4",
        Kind::Title { .. }
        | Kind::PageBreak
        | Kind::Note
        | Kind::Synopsis
        | Kind::Boneyard
        | Kind::Blank => return None,
    })
}

fn paragraph(xml: &mut String, element: &Element, indent: &str) {
    let Some(kind) = type_of(&element.kind) else {
        return;
    };
    let number = match &element.kind {
        Kind::Heading {
            number: Some(number),
        } => format!(" Number=\"{}\"", escape(number)),
        _ => String::new(),
    };
    let centered = if element.kind == Kind::Centered {
        " Alignment=\"Center\""
    } else {
        ""
    };
    let text = match &element.kind {
        Kind::Character {
            extension: Some(extension),
            ..
        } => format!("{} ({extension})", element.text),
        _ => element.text.clone(),
    };
    let _ = write!(xml, "{indent}<Paragraph{number}{centered} Type=\"{kind}\">");
    for span in spans(&text) {
        text_run(xml, &span);
    }
    xml.push_str("</Paragraph>\n");
}

fn text_run(xml: &mut String, span: &Span) {
    let styles: Vec<&str> = [
        (span.bold, "Bold"),
        (span.italic, "Italic"),
        (span.underlined, "Underline"),
    ]
    .into_iter()
    .filter_map(|(has, name)| has.then_some(name))
    .collect();
    let style = if styles.is_empty() {
        String::new()
    } else {
        format!(" Style=\"{}\"", styles.join("+"))
    };
    let _ = write!(xml, "<Text{style}>{}</Text>", escape(allowed(&span.text)));
}

/// XML 1.0 has no place for most control characters.
fn allowed(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\t' | '\n'))
        .filter(|letter| !matches!(letter, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

/// The lines of an entry: what Final Draft's own title pages have is written as it is, anything else with its name.
fn titled(entry: &Element) -> Vec<String> {
    let usual = [
        "title",
        "credit",
        "author",
        "authors",
        "source",
        "contact",
        "draft date",
    ];
    match &entry.kind {
        Kind::Title { key } if !usual.contains(&key.to_lowercase().as_str()) => {
            vec![format!("{key}: {}", entry.text.replace('\n', " "))]
        }
        _ => entry.text.lines().map(str::to_owned).collect(),
    }
}

fn title_page(xml: &mut String, script: &Script) {
    let entries: Vec<&Element> = script
        .elements
        .iter()
        .filter(|element| matches!(element.kind, Kind::Title { .. }))
        .collect();
    if entries.is_empty() {
        return;
    }
    xml.push_str("  <TitlePage>\n    <Content>\n");
    for line in entries.iter().flat_map(|entry| titled(entry)) {
        let line = line.as_str();
        xml.push_str("      <Paragraph Alignment=\"Center\" Type=\"Action\">");
        for span in spans(line) {
            text_run(xml, &span);
        }
        xml.push_str("</Paragraph>\n");
    }
    xml.push_str("    </Content>\n  </TitlePage>\n");
}
