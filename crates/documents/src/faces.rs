//! Font files, and which of them has a character.

use std::sync::Arc;

use harfrust::ShaperData;
use krilla::text::GlyphId;
use skrifa::attribute::Weight;
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::{FileRef, TableProvider};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

use crate::{Error, words};

/// The font files that documents are set in.
///
/// A character is set in the first face that has it, so put the house's own face first and large collections for other
/// scripts after it. Bold text takes the bold face of the same family; where there is none, the regular one is
/// thickened. Parsing takes a moment: make this once and keep it.
pub struct Faces {
    faces: Vec<Face>,
}

/// One face of a font file.
pub(crate) struct Face {
    bytes: Arc<Vec<u8>>,
    index: u32,
    family: String,
    bold: bool,
    /// What is embedded.
    pub(crate) font: krilla::text::Font,
    pub(crate) shaper: ShaperData,
}

/// A face as it is used: by its place in [`Faces`], perhaps thickened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    pub face: usize,
    pub thickened: bool,
}

impl std::fmt::Debug for Faces {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.families()).finish()
    }
}

impl Faces {
    /// Reads font files (TrueType, OpenType, collections of them), the preferred ones first. What cannot be read, is
    /// italic, monospaced or may not be embedded is passed over; an error only if nothing is left.
    pub fn from_bytes(files: Vec<Vec<u8>>) -> Result<Faces, Error> {
        let mut faces = Vec::new();
        for bytes in files {
            let bytes = Arc::new(bytes);
            let fonts = match FileRef::new(&bytes) {
                Ok(FileRef::Collection(collection)) => collection.len(),
                Ok(FileRef::Font(_)) => 1,
                Err(_) => 0,
            };
            faces.extend((0..fonts).filter_map(|index| Face::read(&bytes, index)));
        }
        // Text set in a face that is only bold would be bold throughout.
        if faces.iter().all(|face: &Face| face.bold) {
            for face in &mut faces {
                face.bold = false;
            }
        }
        if faces.is_empty() {
            return Err(Error::NoFaces);
        }
        Ok(Faces { faces })
    }

    /// Whether some face has this character, or it needs none.
    pub fn has(&self, character: char) -> bool {
        words::invisible(character) || self.faces.iter().any(|face| face.has(character))
    }

    /// Names of the families, each once, in order of preference.
    pub fn families(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for face in &self.faces {
            if !names.contains(&face.family.as_str()) {
                names.push(&face.family);
            }
        }
        names
    }

    pub(crate) fn get(&self, face: usize) -> &Face {
        &self.faces[face]
    }

    pub(crate) fn len(&self) -> usize {
        self.faces.len()
    }

    /// The regular faces in the order in which a document of this language asks them: of families that differ only in
    /// the region whose Han shapes they have, the fitting one first.
    pub(crate) fn order(&self, language: &str) -> Vec<usize> {
        let region = han_region(language);
        let mut order: Vec<usize> = (0..self.faces.len())
            .filter(|&face| !self.faces[face].bold)
            .collect();
        let regional = |face: &Face| {
            face.family
                .rsplit(' ')
                .next()
                .filter(|last| ["SC", "TC", "HK", "JP", "KR"].contains(last))
                .map(|last| last != region)
        };
        // Only regional faces trade places among themselves.
        let places: Vec<usize> = (0..order.len())
            .filter(|&place| regional(&self.faces[order[place]]).is_some())
            .collect();
        let mut sorted: Vec<usize> = places.iter().map(|&place| order[place]).collect();
        sorted.sort_by_key(|&face| regional(&self.faces[face]));
        for (place, face) in places.into_iter().zip(sorted) {
            order[place] = face;
        }
        order
    }

    /// The bold cut of a regular face for this text.
    pub(crate) fn bold(&self, regular: usize, text: &str) -> Cut {
        let family = &self.faces[regular].family;
        let bold = self.faces.iter().position(|face| {
            face.bold
                && face.family == *family
                && text.chars().all(|c| words::invisible(c) || face.has(c))
        });
        Cut {
            face: bold.unwrap_or(regular),
            thickened: bold.is_none(),
        }
    }
}

impl Face {
    fn read(bytes: &Arc<Vec<u8>>, index: u32) -> Option<Face> {
        let font = FontRef::from_index(bytes, index).ok()?;
        let family = [StringId::TYPOGRAPHIC_FAMILY_NAME, StringId::FAMILY_NAME]
            .into_iter()
            .find_map(|id| font.localized_strings(id).english_or_first())
            .map(|name| name.to_string())
            .unwrap_or_default();
        // Restricted licence: neither preview nor print, nor edit.
        let may_not_be_embedded = font.os2().is_ok_and(|os2| os2.fs_type() & 0x000f == 0x0002);
        // Some collections for Han scripts say it in the name only.
        let monospaced = font.post().is_ok_and(|post| post.is_fixed_pitch() != 0)
            || family.split(' ').any(|word| word == "Mono");
        let attributes = font.attributes();
        let italic = attributes.style != skrifa::attribute::Style::Normal;
        if may_not_be_embedded || monospaced || italic || !font.charmap().has_map() {
            return None;
        }
        let data: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(Shared(bytes.clone()));
        Some(Face {
            font: krilla::text::Font::new(data.into(), index)?,
            shaper: ShaperData::new(&font),
            bold: attributes.weight >= Weight::SEMI_BOLD,
            family,
            index,
            bytes: bytes.clone(),
        })
    }

    pub(crate) fn parsed(&self) -> FontRef<'_> {
        FontRef::from_index(&self.bytes, self.index).expect("it was read when the faces were made")
    }

    /// Glyphs without width that hardly any text has.
    pub(crate) fn narrow(&self) -> Vec<GlyphId> {
        let font = self.parsed();
        let map = font.charmap();
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let mut narrow: Vec<GlyphId> = ['\u{200b}', '\u{2060}', '\u{34f}']
            .into_iter()
            .chain(RARE_SIGNS.into_iter().flatten())
            .filter_map(|character| map.map(character))
            .filter(|&glyph| metrics.advance_width(glyph) == Some(0.0))
            .map(|glyph| GlyphId::new(glyph.to_u32()))
            .collect();
        narrow.sort_unstable();
        narrow.dedup();
        narrow
    }

    fn has(&self, character: char) -> bool {
        self.parsed().charmap().map(character).is_some()
    }
}

/// Signs of recitation, Arabic and Hebrew.
const RARE_SIGNS: [std::ops::RangeInclusive<char>; 4] = [
    '\u{610}'..='\u{61a}',
    '\u{6d6}'..='\u{6dc}',
    '\u{6df}'..='\u{6e4}',
    '\u{591}'..='\u{5af}',
];

/// A font file that several faces of a collection look at.
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Which region's Han shapes a language expects, as families of faces name it.
fn han_region(language: &str) -> &'static str {
    let tag = language.to_ascii_lowercase();
    let has = |part: &str| tag.split('-').any(|p| p == part);
    match tag.split('-').next().unwrap_or_default() {
        "ja" => "JP",
        "ko" => "KR",
        "yue" => "HK",
        _ if has("hk") || has("mo") => "HK",
        _ if has("hant") || has("tw") => "TC",
        _ => "SC",
    }
}
