//! The asset pack: parts of people from libraries under CC0, as paths (see `build.rs`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use tiny_skia::{Path, PathBuilder, PathSegment, Rect, Transform};

use crate::ink::{self, Canvas, Colour};

/// A set of parts that people are composed of, and who drew it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Source {
    pub name: String,
    pub by: String,
    /// Where the original is published.
    pub from: String,
    pub licence: String,
}

/// What a piece is coloured as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    Ink,
    Hair,
    Skin,
    /// White on the original's paper: teeth, eyes, what is seen in an open mouth.
    Paper,
    /// Scarves, turbans, hats.
    Cloth,
}

#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub role: Role,
    /// Holes by the even-odd rule; otherwise by the way they run round.
    pub even: bool,
    /// Lies behind the head.
    pub behind: bool,
    pub path: Path,
}

/// One variant of one component, in units of its own; y runs down.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub pieces: Vec<Piece>,
    pub bounds: Rect,
}

struct Pack {
    sets: Vec<Source>,
    parts: BTreeMap<String, Part>,
}

#[derive(Deserialize)]
struct Written {
    sets: Vec<Source>,
    parts: BTreeMap<String, WrittenPart>,
}

#[derive(Deserialize)]
struct WrittenPart {
    pieces: Vec<WrittenPiece>,
}

#[derive(Deserialize)]
struct WrittenPiece {
    #[serde(rename = "as")]
    role: Role,
    even: bool,
    behind: bool,
    d: String,
}

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| {
        let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/parts.json"));
        let written: Written = serde_json::from_slice(bytes).expect("our build wrote it");
        let parts = written.parts.into_iter();
        Pack {
            sets: written.sets,
            parts: parts
                .filter_map(|(name, part)| {
                    let hair = name.starts_with("lorelei/hair/");
                    Some((name, read(part, hair)?))
                })
                .collect(),
        }
    })
}

fn read(part: WrittenPart, hair: bool) -> Option<Part> {
    let pieces: Vec<Piece> = part
        .pieces
        .into_iter()
        .filter_map(|piece| {
            let path = ink::plain(&piece.d)?;
            Some(Piece {
                role: piece.role,
                even: piece.even,
                behind: piece.behind,
                path: if hair { without_specks(&path)? } else { path },
            })
        })
        .collect();
    let bounds = pieces
        .iter()
        .map(|piece| piece.path.bounds())
        .reduce(|a, b| {
            Rect::from_ltrb(
                a.left().min(b.left()),
                a.top().min(b.top()),
                a.right().max(b.right()),
                a.bottom().max(b.bottom()),
            )
            .unwrap_or(a)
        })?;
    Some(Part { pieces, bounds })
}

/// Some hair has specks of a few units beside it, which nobody meant; freckles are as small, and meant.
fn without_specks(path: &Path) -> Option<Path> {
    const SPECK: f32 = 7.0;
    let mut builder = PathBuilder::new();
    for contour in contours(path) {
        let bounds = contour.bounds();
        if bounds.width() > SPECK || bounds.height() > SPECK {
            builder.push_path(&contour);
        }
    }
    builder.finish()
}

/// What the pack was made of, to be named where people are shown how pictures came to be.
pub fn sources() -> &'static [Source] {
    &pack().sets
}

/// `lorelei/mouth/happy01`
///
/// # Panics
///
/// Where the pack lacks it: names are ours, and a test reads each.
pub(super) fn part(name: &str) -> &'static Part {
    pack()
        .parts
        .get(name)
        .unwrap_or_else(|| panic!("the pack lacks {name}"))
}

/// A variant of Lorelei's, by its number.
pub(super) fn lorelei(component: &str, variant: &str) -> &'static Part {
    part(&format!("lorelei/{component}/variant{variant}"))
}

/// Draws the pieces of a part, each as a colour says; none where it says nothing.
pub(super) fn lay(
    canvas: &mut Canvas,
    part: &Part,
    at: Transform,
    colour: impl Fn(Role) -> Option<Colour>,
) {
    for piece in &part.pieces {
        let (Some(colour), Some(path)) = (colour(piece.role), piece.path.clone().transform(at))
        else {
            continue;
        };
        if piece.even {
            canvas.fill_even_odd(&path, colour);
        } else {
            canvas.fill(&path, colour);
        }
    }
}

/// The outlines of a path one by one.
pub(super) fn contours(path: &Path) -> Vec<Path> {
    let mut found = Vec::new();
    let mut builder = PathBuilder::new();
    for segment in path.segments() {
        if matches!(segment, PathSegment::MoveTo(_)) {
            found.extend(std::mem::take(&mut builder).finish());
        }
        match segment {
            PathSegment::MoveTo(p) => builder.move_to(p.x, p.y),
            PathSegment::LineTo(p) => builder.line_to(p.x, p.y),
            PathSegment::QuadTo(a, p) => builder.quad_to(a.x, a.y, p.x, p.y),
            PathSegment::CubicTo(a, b, p) => builder.cubic_to(a.x, a.y, b.x, b.y, p.x, p.y),
            PathSegment::Close => builder.close(),
        }
    }
    found.extend(builder.finish());
    found
}

/// The outline of a path without its holes: its largest contour.
pub(super) fn whole(path: &Path) -> Option<Path> {
    let area = |path: &Path| path.bounds().width() * path.bounds().height();
    contours(path)
        .into_iter()
        .max_by(|a, b| area(a).total_cmp(&area(b)))
}
