//! Whether people in a picture look as their character sheet says.

use artwork::palette::{self, FAR};
use storyboard::Board;

use super::{Check, Weight};

/// What is measured on a picture of a shot, made as small as [`palette::GLANCE`]; nothing where nobody is seen well.
/// `weight`: what is drawn here has its colours from the sheet, so that shade, weave or an odd camera can only be told.
pub fn checks(board: &Board, shot: usize, pixels: &[u8], weight: Weight) -> Vec<Check> {
    let sheet = palette::sheet(board, shot);
    let clothes = palette::drift(&sheet.clothes, sheet.share, pixels);
    let faces = palette::drift(&sheet.faces, sheet.share / 4.0, pixels);
    let check = |name: &str, what: &str, far: f64| Check {
        name: name.into(),
        value: far,
        wanted: FAR,
        passed: far <= FAR,
        message: format!(
            "{what} {far:.0} away from the colours of the character sheet, where {FAR:.0} is the most"
        ),
        weight,
    };
    let clothes = clothes.map(|far| check("palette", "the clothes are", far));
    let faces = faces.map(|far| check("face", "skin or hair is", far));
    clothes.into_iter().chain(faces).collect()
}
