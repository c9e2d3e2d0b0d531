//! Whether people still look as their character sheet says: how far a picture's own colours are from those of their
//! clothes, and from those of their skin and hair.

use storyboard::Board;
use storyboard::shot::{Effect, Framing};

use crate::compose::blit::Frame;
use crate::figures::garments::Cloth;
use crate::figures::persona::Persona;
use crate::ink::Colour;

/// What a picture is made as small as before it is looked at, pixels.
pub const GLANCE: (u32, u32) = (54, 96);
/// Past this, colours are not the same any more: a red in lamplight is, a blue is not. CIE 1976, lightness at half.
pub const FAR: f64 = 26.0;
/// So many people are looked for: of a crowd nobody is seen well.
const PEOPLE: usize = 2;

/// The colours by which people of a shot are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Of what they wear, as far as the shot shows it: of each the colour that the look names, and that of what is worn
    /// over it. One of the two is enough.
    pub clothes: Vec<[[u8; 3]; 2]>,
    /// Of skin and hair.
    pub faces: Vec<[[u8; 3]; 1]>,
    /// How large a share of the picture each has to have.
    pub share: f64,
}

/// What is to be found in a picture of a shot: nothing where nobody is seen well, or not in their own colours.
pub fn sheet(board: &Board, shot: usize) -> Sheet {
    let mut sheet = Sheet::default();
    let Some(shot) = board.shots.get(shot) else {
        return sheet;
    };
    let known = crate::compose::shows_people(shot.framing)
        && !shot.effects.contains(&Effect::Flashback)
        && shot.people.len() <= PEOPLE;
    for figure in shot.people.iter().filter(|_| known) {
        let Some(person) = board.character(&figure.character) else {
            continue;
        };
        let who = Persona::of(&person.appearance);
        let look = person.look(figure.look.as_deref(), board.number);
        sheet
            .faces
            .extend([[bytes(who.skin.base)], [bytes(who.hair)]]);
        // Near, only a face is seen; of two, one turns a dark back.
        if !matches!(
            shot.framing,
            Framing::ExtremeCloseUp | Framing::OverShoulder
        ) {
            let cloth = Cloth::of(look, &who);
            sheet
                .clothes
                .push([bytes(cloth.main), bytes(cloth.outer())]);
        }
    }
    sheet.share = match shot.framing {
        Framing::Wide => 0.004,
        Framing::TwoShot | Framing::OverShoulder => 0.02,
        _ => 0.04,
    };
    sheet
}

/// The distance of that of these colours which is worst found among the pixels (three bytes each), each from the nearest
/// that there is enough of; nothing where there is nothing to compare.
pub fn drift<const N: usize>(colours: &[[[u8; 3]; N]], share: f64, pixels: &[u8]) -> Option<f64> {
    let picture: Vec<[f64; 3]> = pixels
        .chunks_exact(3)
        .map(|pixel| lab([pixel[0], pixel[1], pixel[2]]))
        .collect();
    if picture.is_empty() {
        return None;
    }
    let enough = ((picture.len() as f64 * share) as usize).min(picture.len() - 1);
    colours
        .iter()
        .map(|colour| {
            let either = colour.map(lab);
            let mut off: Vec<f64> = picture
                .iter()
                .map(|pixel| {
                    let far = either.iter().map(|colour| distance(colour, pixel));
                    far.fold(f64::INFINITY, f64::min)
                })
                .collect();
            *off.select_nth_unstable_by(enough, f64::total_cmp).1
        })
        .max_by(f64::total_cmp)
}

/// Brightness of the pixels, 0 to 1.
pub fn brightness(pixels: &[u8]) -> f64 {
    let sum: u64 = pixels.iter().map(|part| u64::from(*part)).sum();
    sum as f64 / (pixels.len().max(1) as f64 * 255.0)
}

/// A picture made as small as [`GLANCE`], three bytes a pixel: each the mean of what it stands for.
pub fn glance(picture: &Frame) -> Vec<u8> {
    let (width, height) = (picture.width, picture.height);
    let (columns, rows) = (GLANCE.0 as usize, GLANCE.1 as usize);
    let mut small = Vec::with_capacity(columns * rows * 3);
    let span = |at: usize, of: usize, length: usize| {
        let from = at * length / of;
        from..((at + 1) * length / of).max(from + 1).min(length)
    };
    for row in 0..rows {
        for column in 0..columns {
            let (mut sum, mut count) = ([0u64; 3], 0u64);
            for y in span(row, rows, height) {
                for x in span(column, columns, width) {
                    let [red, green, blue, _] = picture.pixels[y * width + x].to_le_bytes();
                    for (sum, part) in sum.iter_mut().zip([red, green, blue]) {
                        *sum += u64::from(part);
                    }
                    count += 1;
                }
            }
            small.extend(sum.map(|sum| (sum / count.max(1)) as u8));
        }
    }
    small
}

fn bytes(colour: Colour) -> [u8; 3] {
    [colour.r, colour.g, colour.b].map(|part| (part.clamp(0.0, 1.0) * 255.0).round() as u8)
}

/// What lies in the light or in the shade is the same cloth: its lightness counts for half.
fn distance(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let [light, red, blue] = [0, 1, 2].map(|part| a[part] - b[part]);
    ((light / 2.0).powi(2) + red.powi(2) + blue.powi(2)).sqrt()
}

/// sRGB to CIE L*a*b* under D65.
fn lab(rgb: [u8; 3]) -> [f64; 3] {
    let [red, green, blue] = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    let curve = |part: f64| {
        if part > 0.008_856 {
            part.cbrt()
        } else {
            7.787 * part + 16.0 / 116.0
        }
    };
    let x = curve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.950_47);
    let y = curve(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    let z = curve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.088_83);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dress_that_changed_its_colour_is_far_off_and_one_in_the_shade_is_not() {
        let red = [0xb0, 0x2a, 0x30];
        let sheet = [[red]];
        let picture = |colour: [u8; 3]| [[40, 44, 60].repeat(950), colour.repeat(50)].concat();
        let same = drift(&sheet, 0.01, &picture(red)).unwrap();
        let shade = drift(&sheet, 0.01, &picture([0x78, 0x1e, 0x24])).unwrap();
        let blue = drift(&sheet, 0.01, &picture([0x20, 0x3a, 0xb0])).unwrap();
        assert!(
            same < 0.1 && shade < FAR && blue > FAR,
            "{same} {shade} {blue}"
        );
        // One dress of two that is wrong is enough; of one that is worn under an apron, either is right.
        let two = [[red], [[40, 44, 60]]];
        assert!(drift(&two, 0.01, &picture([0x20, 0x3a, 0xb0])).unwrap() > FAR);
        let under = [[[0xff, 0xff, 0xff], red]];
        assert!(drift(&under, 0.01, &picture(red)).unwrap() < 0.1);
        assert_eq!(drift::<1>(&[], 0.01, &picture([0, 0, 0])), None);
        assert_eq!(drift(&sheet, 0.01, &[]), None);
    }

    #[test]
    fn black_is_dark() {
        assert!(brightness(&[0; 300]) < 0.001 && brightness(&[255; 300]) > 0.999);
    }

    #[test]
    fn a_glance_is_the_mean_of_what_it_stands_for() {
        let mut picture = crate::Pixmap::new(1080, 1920).unwrap();
        picture.fill(tiny_skia::Color::from_rgba8(200, 100, 50, 255));
        let small = glance(&Frame::of(&picture));
        assert_eq!(small.len(), (GLANCE.0 * GLANCE.1 * 3) as usize);
        assert!(small.chunks_exact(3).all(|pixel| pixel == [200, 100, 50]));
        assert_eq!(glance(&Frame::new(1, 1)).len(), small.len());
    }
}
