//! Whether people still wear the colours of their character sheet: how far a picture's own colours are from them.

use storyboard::Board;

/// Past this, colours are not the same any more: a red in lamplight is, a blue is not. CIE 1976.
pub const FAR: f64 = 26.0;
/// So large a share of a picture has to have a colour for it to be there.
const SHARE: f64 = 0.004;

/// Colours of what the people of a shot wear, as `#rrggbb`.
pub fn worn(board: &Board, shot: usize) -> Vec<String> {
    let Some(shot) = board.shots.get(shot) else {
        return Vec::new();
    };
    let mut colours: Vec<String> = shot
        .people
        .iter()
        .filter_map(|figure| {
            let person = board.character(&figure.character)?;
            let look = person.look(figure.look.as_deref(), board.number)?;
            Some(look.colours[0].clone())
        })
        .collect();
    colours.sort();
    colours.dedup();
    colours
}

/// The mean distance of the sheet's colours from the nearest that the pixels (three bytes each) have enough of; nothing
/// where there is nothing to compare.
pub fn drift(sheet: &[String], pixels: &[u8]) -> Option<f64> {
    let sheet: Vec<[f64; 3]> = sheet
        .iter()
        .filter_map(|colour| hex(colour))
        .map(lab)
        .collect();
    let picture: Vec<[f64; 3]> = pixels
        .chunks_exact(3)
        .map(|pixel| lab([pixel[0], pixel[1], pixel[2]]))
        .collect();
    if sheet.is_empty() || picture.is_empty() {
        return None;
    }
    let enough = (picture.len() as f64 * SHARE) as usize;
    let far: f64 = sheet
        .iter()
        .map(|colour| {
            let mut off: Vec<f64> = picture
                .iter()
                .map(|pixel| distance(colour, pixel))
                .collect();
            let at = enough.min(off.len() - 1);
            *off.select_nth_unstable_by(at, f64::total_cmp).1
        })
        .sum();
    Some(far / sheet.len() as f64)
}

/// Brightness of the pixels, 0 to 1.
pub fn brightness(pixels: &[u8]) -> f64 {
    let sum: u64 = pixels.iter().map(|part| u64::from(*part)).sum();
    sum as f64 / (pixels.len().max(1) as f64 * 255.0)
}

fn hex(colour: &str) -> Option<[u8; 3]> {
    let digits = colour
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6)?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    Some([(value >> 16) as u8, (value >> 8) as u8, value as u8])
}

fn distance(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).powi(2))
        .sum::<f64>()
        .sqrt()
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
        let sheet = ["#b02a30".to_owned()];
        let picture = |colour: [u8; 3]| [[40, 44, 60].repeat(950), colour.repeat(50)].concat();
        let same = drift(&sheet, &picture([0xb0, 0x2a, 0x30])).unwrap();
        let shade = drift(&sheet, &picture([0x98, 0x28, 0x2c])).unwrap();
        let blue = drift(&sheet, &picture([0x20, 0x3a, 0xb0])).unwrap();
        assert!(
            same < 0.1 && shade < FAR && blue > FAR,
            "{same} {shade} {blue}"
        );
        assert_eq!(drift(&[], &picture([0, 0, 0])), None);
        assert_eq!(drift(&["red".to_owned()], &[1, 2, 3]), None);
        assert_eq!(drift(&sheet, &[]), None);
    }

    #[test]
    fn black_is_dark() {
        assert!(brightness(&[0; 300]) < 0.001 && brightness(&[255; 300]) > 0.999);
    }
}
