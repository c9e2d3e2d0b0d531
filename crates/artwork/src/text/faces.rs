//! Font files, and which of them has a character.

use harfrust::ShaperData;
use skrifa::attribute::Weight;
use skrifa::raw::{FileRef, TableProvider};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

/// The font files that pictures are lettered with. A character is set in the first face that has it, bold text in the
/// first bold one if any has it. Parsing takes a moment: make this once and keep it.
pub struct Faces {
    faces: Vec<Face>,
}

pub(crate) struct Face {
    bytes: std::sync::Arc<Vec<u8>>,
    index: u32,
    bold: bool,
    pub(crate) shaper: ShaperData,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    #[error(
        "none of the font files could be read: install fonts (Debian: `apt-get install fonts-noto-core fonts-noto-cjk`) or put TrueType or OpenType files into the folder `fonts` of the house's data"
    )]
    NoFaces,
}

impl std::fmt::Debug for Faces {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Faces({})", self.faces.len())
    }
}

impl Faces {
    /// Reads font files (TrueType, OpenType, collections), the preferred ones first. What cannot be read, is italic or
    /// monospaced is passed over; an error only if nothing is left.
    pub fn from_bytes(files: Vec<Vec<u8>>) -> Result<Faces, Error> {
        let mut faces = Vec::new();
        for bytes in files {
            let bytes = std::sync::Arc::new(bytes);
            let fonts = match FileRef::new(&bytes) {
                Ok(FileRef::Collection(collection)) => collection.len(),
                Ok(FileRef::Font(_)) => 1,
                Err(_) => 0,
            };
            faces.extend((0..fonts).filter_map(|index| Face::read(&bytes, index)));
        }
        if faces.is_empty() {
            return Err(Error::NoFaces);
        }
        Ok(Faces { faces })
    }

    /// Whether some face has this character.
    pub fn has(&self, character: char) -> bool {
        self.faces.iter().any(|face| face.has(character))
    }

    pub(crate) fn get(&self, face: usize) -> &Face {
        &self.faces[face]
    }

    /// The face for a character; the first one, with its box, if none has it.
    pub(crate) fn find(&self, character: char, bold: bool) -> usize {
        let of = |weight: Option<bool>| {
            self.faces
                .iter()
                .position(|face| weight.is_none_or(|bold| face.bold == bold) && face.has(character))
        };
        of(Some(bold)).or_else(|| of(None)).unwrap_or(0)
    }
}

impl Face {
    fn read(bytes: &std::sync::Arc<Vec<u8>>, index: u32) -> Option<Face> {
        let font = FontRef::from_index(bytes, index).ok()?;
        let family = [StringId::TYPOGRAPHIC_FAMILY_NAME, StringId::FAMILY_NAME]
            .into_iter()
            .find_map(|id| font.localized_strings(id).english_or_first())
            .map(|name| name.to_string())
            .unwrap_or_default();
        let monospaced = font.post().is_ok_and(|post| post.is_fixed_pitch() != 0)
            || family.split(' ').any(|word| word == "Mono");
        let attributes = font.attributes();
        let italic = attributes.style != skrifa::attribute::Style::Normal;
        if monospaced || italic || !font.charmap().has_map() {
            return None;
        }
        Some(Face {
            shaper: ShaperData::new(&font),
            bold: attributes.weight >= Weight::SEMI_BOLD,
            index,
            bytes: bytes.clone(),
        })
    }

    pub(crate) fn font(&self) -> FontRef<'_> {
        FontRef::from_index(&self.bytes, self.index).expect("it was read when the faces were made")
    }

    pub(crate) fn has(&self, character: char) -> bool {
        self.font().charmap().map(character).is_some()
    }
}
