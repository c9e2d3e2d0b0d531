//! Character sheets: one person in every feeling and look, for whoever casts, and to measure drawings against.

use storyboard::Character;
use storyboard::shot::{Feeling, Pose};
use tiny_skia::{Pixmap, PixmapPaint, Transform};

use crate::figures::garments::Cloth;
use crate::figures::head::{self, Moment};
use crate::figures::persona::Persona;
use crate::figures::stance::Stance;
use crate::figures::view::View;
use crate::figures::{body, expression};
use crate::ink::{Canvas, Colour};

const FEELINGS: [Feeling; 17] = [
    Feeling::Calm,
    Feeling::Happy,
    Feeling::Tender,
    Feeling::Laughing,
    Feeling::Smirking,
    Feeling::Cold,
    Feeling::Angry,
    Feeling::Furious,
    Feeling::Sad,
    Feeling::Crying,
    Feeling::Afraid,
    Feeling::Shocked,
    Feeling::Suspicious,
    Feeling::Pleading,
    Feeling::Tired,
    Feeling::Determined,
    Feeling::Whispering,
];
const CELL: (u32, u32) = (240, 280);
const COLUMNS: u32 = 6;
const TALL: u32 = 620;

/// Everybody's heads in rows of six, 240 by 280 pixels each, below them each look from head to foot.
pub fn character(character: &Character) -> Pixmap {
    let moods = moods(character);
    let looks = looks(character);
    let below = looks.as_ref().map_or(0, Pixmap::height);
    let mut sheet =
        Pixmap::new(COLUMNS * CELL.0, moods.height() + below).expect("a few hundred pixels a side");
    sheet.fill(Colour::rgb(0x00e9_e6ea).skia());
    put(&mut sheet, &moods, 0, 0);
    if let Some(looks) = looks {
        put(&mut sheet, &looks, 0, moods.height());
    }
    sheet
}

/// A head in each feeling, in rows of six, 240 by 280 pixels each, on nothing. In the order of [`Feeling`].
pub fn moods(character: &Character) -> Pixmap {
    let who = Persona::of(&character.appearance);
    let cloth = Cloth::of(character.looks.first(), &who);
    let rows = (FEELINGS.len() as u32).div_ceil(COLUMNS);
    let mut sheet =
        Pixmap::new(COLUMNS * CELL.0, rows * CELL.1).expect("a few hundred pixels a side");
    for (index, &feeling) in FEELINGS.iter().enumerate() {
        let view = View::new(if index % 2 == 0 { 0.14 } else { 0.4 });
        let (column, row) = (index as u32 % COLUMNS, index as u32 / COLUMNS);
        let head = person(&who, &cloth, view, feeling, None, CELL, 0.88);
        put(&mut sheet, &head, column * CELL.0, row * CELL.1);
    }
    sheet
}

/// Each look from head to foot, side by side, 240 by 620 pixels each, on nothing; up to 24 of them. Nothing where
/// there is none.
pub fn looks(character: &Character) -> Option<Pixmap> {
    let who = Persona::of(&character.appearance);
    let looks = &character.looks[..character.looks.len().min(24)];
    let mut sheet = Pixmap::new(looks.len() as u32 * CELL.0, TALL)?;
    for (index, look) in looks.iter().enumerate() {
        let cloth = Cloth::of(Some(look), &who);
        let view = View::new(0.14);
        let pose = Some(Pose::Standing);
        let size = (CELL.0, TALL);
        let picture = person(&who, &cloth, view, Feeling::Calm, pose, size, 0.43);
        put(&mut sheet, &picture, index as u32 * CELL.0, 0);
    }
    Some(sheet)
}

/// How far the trunk is turned in each cell of [`turns`].
const TURNS: [f32; 5] = [-0.9, -0.6, 0.0, 0.6, 0.9];

/// One person as they turn, from the left to the right of the picture, 240 by 280 pixels each, on nothing: head and
/// shoulders, the head as far as a face is turned.
pub fn turns(character: &Character) -> Vec<Pixmap> {
    let who = Persona::of(&character.appearance);
    let cloth = Cloth::of(character.looks.first(), &who);
    TURNS
        .iter()
        .map(|&turn| {
            let view = View::new(turn * 0.8).on(turn);
            person(&who, &cloth, view, Feeling::Calm, None, CELL, 0.88)
        })
        .collect()
}

/// A portrait in a feeling, 240 by 280 pixels, on nothing.
pub fn portrait(character: &Character, feeling: Feeling) -> Pixmap {
    let who = Persona::of(&character.appearance);
    let cloth = Cloth::of(character.looks.first(), &who);
    person(&who, &cloth, View::new(0.14), feeling, None, CELL, 0.88)
}

fn put(sheet: &mut Pixmap, picture: &Pixmap, x: u32, y: u32) {
    sheet.draw_pixmap(
        x as i32,
        y as i32,
        picture.as_ref(),
        &PixmapPaint::default(),
        Transform::identity(),
        None,
    );
}

fn person(
    who: &Persona,
    cloth: &Cloth,
    view: View,
    feeling: Feeling,
    pose: Option<Pose>,
    size: (u32, u32),
    scale: f32,
) -> Pixmap {
    let at = Transform::from_row(
        scale,
        0.0,
        0.0,
        scale,
        size.0 as f32 / 2.0,
        135.0 * scale + 12.0,
    );
    let mut canvas = Canvas::new(size.0, size.1, at);
    let weight = (1.2 / scale).clamp(0.5, 2.0);
    let stands = pose.unwrap_or(Pose::Standing);
    head::behind(&mut canvas, who, view, weight);
    body::draw(
        &mut canvas,
        who,
        view,
        cloth,
        (stands, Stance::of(stands)),
        pose.is_some(),
        weight,
    );
    head::draw(
        &mut canvas,
        who,
        view,
        &expression::of(feeling),
        Moment::default(),
        weight,
    );
    canvas.pixmap
}

/// How far the colours of a picture lie from those of a character sheet: the mean distance (0 to 1) of each pixel that
/// is not clear to the nearest of the sheet's main colours. A figure of the same person in the same look stays under
/// 0.12; another skin or garment goes over it.
pub fn drift(picture: &Pixmap, sheet: &Pixmap) -> f32 {
    let main = palette(sheet);
    let (mut sum, mut count) = (0.0f64, 0u32);
    for pixel in picture.pixels().iter().filter(|pixel| pixel.alpha() > 200) {
        let colour = [pixel.red(), pixel.green(), pixel.blue()].map(f32::from);
        let nearest = main
            .iter()
            .map(|main| {
                main.iter()
                    .zip(colour)
                    .map(|(a, b)| (a - b) * (a - b))
                    .sum::<f32>()
            })
            .fold(f32::MAX, f32::min);
        sum += f64::from(nearest.sqrt() / 441.7);
        count += 1;
    }
    if count == 0 {
        0.0
    } else {
        (sum / f64::from(count)) as f32
    }
}

/// The commonest colours, in cubes of 32 steps.
fn palette(picture: &Pixmap) -> Vec<[f32; 3]> {
    let mut cubes = vec![0u32; 512];
    for pixel in picture.pixels().iter().filter(|pixel| pixel.alpha() > 200) {
        let index = usize::from(pixel.red() >> 5) << 6
            | usize::from(pixel.green() >> 5) << 3
            | usize::from(pixel.blue() >> 5);
        cubes[index] += 1;
    }
    let all: u32 = cubes.iter().sum();
    (0..512usize)
        .filter(|&index| cubes[index] * 100 > all)
        .map(|index| [index >> 6, index >> 3 & 7, index & 7].map(|step| step as f32 * 32.0 + 16.0))
        .collect()
}
