//! The parts of a workbook's package, unpacked within bounds.

use std::{collections::HashMap, io::Cursor, io::Read};

use zip::ZipArchive;

use super::{format::Format, strings};
use crate::{Error, xml::Node};

/// What all parts that are read may unpack to.
const MAX_BYTES: u64 = 128 << 20;
const MAX_PARTS: usize = 2_000;

pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
    /// By the last word of their type.
    targets: HashMap<String, String>,
    sheets: Vec<(String, String)>,
    /// Whether days are counted from 1904.
    from_1904: bool,
}

fn not(what: impl Into<String>) -> Error {
    Error::NotAWorkbook(what.into())
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let zip =
            ZipArchive::new(Cursor::new(bytes)).map_err(|_| not("it is no package of parts"))?;
        if zip.len() > MAX_PARTS {
            return Err(not("it has too many parts"));
        }
        if zip
            .file_names()
            .flatten()
            .any(|name| name.starts_with("xl/externalLinks/"))
        {
            return Err(Error::ExternalLinks);
        }
        let mut package = Self {
            zip,
            left: MAX_BYTES,
            targets: HashMap::new(),
            sheets: Vec::new(),
            from_1904: false,
        };
        package.contents()?;
        Ok(package)
    }

    /// A part's text. All parts together are bounded, by what they really unpack to and not by what they say.
    pub fn part(&mut self, name: &str) -> Result<Vec<u8>, Error> {
        let part = self
            .zip
            .by_name(name)
            .map_err(|_| not(format!("the part {name} is missing or broken")))?;
        let mut bytes = Vec::new();
        let read = part.take(self.left + 1).read_to_end(&mut bytes);
        let read = read.map_err(|_| not(format!("the part {name} is broken")))? as u64;
        self.left = self.left.checked_sub(read).ok_or(Error::TooLarge {
            megabytes: MAX_BYTES >> 20,
        })?;
        Ok(bytes)
    }

    fn xml(&mut self, name: &str) -> Result<Node, Error> {
        let bytes = self.part(name)?;
        let (node, _) = Node::read(&bytes)
            .map_err(|error| not(format!("the part {name} is broken: {error}")))?;
        Ok(node)
    }

    fn contents(&mut self) -> Result<(), Error> {
        let relations = self.xml("xl/_rels/workbook.xml.rels")?;
        let mut by_id = HashMap::new();
        for relation in &relations.children {
            let target = relation.attribute("Target").unwrap_or_default();
            let target = target
                .strip_prefix('/')
                .map_or_else(|| format!("xl/{target}"), str::to_owned);
            let kind = relation.attribute("Type").unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default();
            self.targets.insert(kind.to_owned(), target.clone());
            by_id.insert(
                relation.attribute("Id").unwrap_or_default().to_owned(),
                target,
            );
        }
        let workbook = self.xml("xl/workbook.xml")?;
        for node in &workbook.children {
            match node.name.as_str() {
                "workbookPr" => {
                    self.from_1904 = matches!(node.attribute("date1904"), Some("1" | "true"));
                }
                "sheets" => {
                    for sheet in &node.children {
                        let id = sheet.attribute("id").unwrap_or_default();
                        let part = by_id
                            .get(id)
                            .ok_or_else(|| not("a sheet of it is missing"))?;
                        let name = sheet.attribute("name").unwrap_or_default();
                        self.sheets.push((name.to_owned(), part.clone()));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Names of the sheets and of their parts.
    pub fn sheets(&self) -> Result<Vec<(String, String)>, Error> {
        (!self.sheets.is_empty())
            .then(|| self.sheets.clone())
            .ok_or_else(|| not("it has no sheet"))
    }

    /// The format of each style of cells.
    pub fn formats(&mut self) -> Result<Vec<Format>, Error> {
        match self.targets.get("styles").cloned() {
            Some(part) => Ok(Format::all(&self.xml(&part)?, self.from_1904)),
            None => Ok(Vec::new()),
        }
    }

    pub fn strings(&mut self) -> Result<Vec<String>, Error> {
        match self.targets.get("sharedStrings").cloned() {
            Some(part) => strings::read(&self.part(&part)?),
            None => Ok(Vec::new()),
        }
    }
}
