//! The document's structure, for screen readers and for whoever copies text out of it.

use krilla::tagging::{Identifier, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};
use std::num::NonZeroU16;

/// What a part is.
#[derive(Clone, Debug)]
pub(crate) enum Role {
    Heading { level: u16, text: String },
    Paragraph,
    Table,
    Head,
    Body,
    Foot,
    Row,
    ColumnHeader,
    RowHeader,
    Cell,
    Figure(String),
}

/// A part of the structure, by its place in [`Tags`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part(usize);

/// The structure while it grows: parts in reading order, each with what lies in it.
#[derive(Default)]
pub(crate) struct Tags {
    parts: Vec<(Role, Vec<Child>)>,
    top: Vec<Part>,
}

enum Child {
    Part(Part),
    Content(Identifier),
}

impl Tags {
    /// A new part at the end of another, or of the document.
    pub(crate) fn add(&mut self, role: Role, parent: Option<Part>) -> Part {
        let part = Part(self.parts.len());
        self.parts.push((role, Vec::new()));
        match parent {
            Some(Part(parent)) => self.parts[parent].1.push(Child::Part(part)),
            None => self.top.push(part),
        }
        part
    }

    /// Something that was drawn belongs to this part.
    pub(crate) fn drawn(&mut self, part: Part, content: Identifier) {
        self.parts[part.0].1.push(Child::Content(content));
    }

    pub(crate) fn tree(mut self, language: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        for part in std::mem::take(&mut self.top) {
            tree.push(self.group(part));
        }
        tree
    }

    /// Parts lie at most four deep.
    fn group(&mut self, Part(part): Part) -> TagGroup {
        let (role, children) =
            std::mem::replace(&mut self.parts[part], (Role::Paragraph, Vec::new()));
        let children = children
            .into_iter()
            .map(|child| match child {
                Child::Part(part) => Node::Group(self.group(part)),
                Child::Content(content) => Node::Leaf(content),
            })
            .collect();
        TagGroup::with_children(role.tag(), children)
    }
}

impl Role {
    fn tag(self) -> TagKind {
        match self {
            Role::Heading { level, text } => Tag::Hn(
                NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN),
                Some(text),
            )
            .into(),
            Role::Paragraph => Tag::P.into(),
            Role::Table => Tag::Table.into(),
            Role::Head => Tag::THead.into(),
            Role::Body => Tag::TBody.into(),
            Role::Foot => Tag::TFoot.into(),
            Role::Row => Tag::TR.into(),
            Role::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
            Role::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
            Role::Cell => Tag::TD.into(),
            Role::Figure(text) => Tag::Figure(Some(text)).into(),
        }
    }
}
