//! Heads, composed of parts that artists gave away (Lorelei, Notionists, Open Peeps: CC0). Skull, hair, eyes, brows and
//! nose are chosen once for somebody. What a feeling and a sound change is which of their eyes and which mouth is laid on
//! and how far the brows move; as a head turns, the face moves over it. Colour, light and whatever moves are ours.

mod choice;
mod cut;
mod eyes;
mod hair;
mod lie;
mod mouth;
mod pack;
mod rear;

pub use choice::Parts;
pub use cut::Style;
pub use hair::behind;
pub use lie::Lie;
pub use pack::{Source, sources};
pub use rear::seen_behind;

use lie::SCALE;
use pack::{Role, lay, lorelei};
use storyboard::timeline::Viseme;
use tiny_skia::Path;

use super::expression::Expression;
use super::garments::jewels;
use super::marks;
use super::persona::Persona;
use super::view::View;
use crate::ink::{Canvas, Colour, INK, ellipse, plain};

/// Where the library lays each component on a head.
const EYES: (f32, f32) = (159.0, 232.0);
const BROWS: (f32, f32) = (164.0, 126.0);
const NOSE: (f32, f32) = (359.0, 274.0);
const GLASSES: (f32, f32) = (152.0, 197.0);
const FRECKLES: (f32, f32) = (141.0, 343.0);
/// The middle of a mouth on a head.
const MOUTH: (f32, f32) = (366.0, 452.0);

/// What moves in a face from moment to moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Moment {
    pub mouth: Viseme,
    /// 0 open, 1 half shut, 2 shut.
    pub blink: u8,
}

/// A part of the face that changes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    Mouth,
    Eyes,
}

/// What a change of a region may touch: left, top, right, bottom in units of a head of 200.
pub fn touched(who: &Persona, view: View, region: Region) -> (f32, f32, f32, f32) {
    let lie = Lie::of(who.parts, view);
    let ((ax, ay), (bx, by)) = match region {
        Region::Mouth => (lie.on_face(285.0, 395.0), lie.on_face(447.0, 515.0)),
        Region::Eyes => (lie.on_face(150.0, 214.0), lie.on_face(528.0, 358.0)),
    };
    (ax.min(bx), ay, ax.max(bx), by)
}

/// How far down a head reaches, in units of a head of 200: some hair and scarves lie on shoulders.
pub fn reach(who: &Persona) -> f32 {
    let lie = Lie::of(who.parts, View::new(0.0));
    let low = hair::peeps(who)
        .and_then(|part| {
            part.pieces
                .iter()
                .map(|piece| piece.path.bounds().bottom())
                .reduce(f32::max)
        })
        .map_or(0.0, |bottom| lie.peeps().ty + lie.peeps().sy * bottom);
    low.max(180.0) + 10.0
}

/// Ink of a face's lines.
fn ink(who: &Persona) -> Colour {
    INK.mix(who.skin.line, 0.12)
}

/// Draws a head around the origin. `weight` scales the ink lines, so that they stay visible when people are small.
pub fn draw(
    canvas: &mut Canvas,
    who: &Persona,
    view: View,
    mood: &Expression,
    moment: Moment,
    weight: f32,
) {
    let lie = Lie::of(who.parts, view);
    let face = |(x, y): (f32, f32)| lie.face.pre_translate(x, y);
    let (jaw, skin) = (jaw(who, lie), skin(who, lie));
    let ink = ink(who);
    let lines = |role: Role| (role == Role::Ink).then_some(ink);
    skull(canvas, who, lie, mood, (&jaw, skin.as_ref()));
    let bare = !who.style.covered();
    if bare {
        jewels::earring(canvas, who, lie.on_head(44.0, 432.0), weight);
    }
    if who.parts.freckles {
        let tone = who.skin.line.alpha(0.55);
        lay(canvas, lorelei("freckles", "01"), face(FRECKLES), |_| {
            Some(tone)
        });
    }
    if who.old() {
        marks::age(canvas, who, lie);
    }
    lay(canvas, lorelei("nose", who.parts.nose), face(NOSE), lines);
    if who.beard {
        beard(canvas, who, lie, (&jaw, skin.as_ref()));
    }
    if who.parts.spot
        && let (x, y) = lie.on_face(292.0, 432.0)
        && let Some(spot) = ellipse(x, y, 1.7, 1.7)
    {
        canvas.fill(&spot, who.skin.line);
    }
    mouth::draw(canvas, who, face(MOUTH), mood, moment.mouth);
    eyes::draw(canvas, who, face(EYES), mood, moment.blink, weight);
    if let Some(skin) = &skin {
        canvas.clip(&jaw);
        canvas.clip_more(skin);
        marks::under_hair(canvas, lie, mood);
        canvas.unclip();
    }
    hair::front(canvas, who, lie, weight);
    if bare && !who.style.thin() {
        jewels::in_hair(canvas, who, lie.on_head(158.0, 92.0), weight);
    }
    eyes::brows(canvas, who, face(BROWS), mood);
    if who.glasses {
        let frame = INK.mix(who.hair, 0.15);
        lay(
            canvas,
            lorelei("glasses", who.parts.glasses),
            face(GLASSES),
            |role| (role == Role::Ink).then_some(frame),
        );
    }
    marks::over_all(canvas, lie, mood, weight);
}

/// Everything of a head down to its jaw: necks are drawn with bodies.
fn jaw(who: &Persona, lie: Lie) -> Path {
    let parts = who.parts;
    if hair::peeps(who).is_some() {
        return everything();
    }
    let y = |share: f32| 440.0 + (parts.chin() - 440.0) * share;
    plain(&format!(
        "M-60,-60 L660,-60 L660,{side:.1} L545,{side:.1} Q520,{:.1} 470,{:.1} Q420,{:.1} 345,{:.1} Q250,{:.1} 166,{:.1} Q110,{:.1} 84,452 L-60,452 Z",
        y(0.66),
        y(0.87),
        y(1.04),
        y(1.055),
        y(1.04),
        y(0.66),
        y(0.4),
        side = y(0.2),
    ))
    .and_then(|path| path.transform(lie.head))
    .expect("finite numbers make a path")
}

/// As large as any head with its hair.
fn everything() -> Path {
    plain("M-300,-300 L300,-300 L300,400 L-300,400 Z").expect("a square")
}

fn skin(who: &Persona, lie: Lie) -> Option<Path> {
    let (part, at) = match hair::peeps(who) {
        Some(part) => (part, lie.peeps()),
        None => (lorelei("head", who.parts.head), lie.head),
    };
    let skin = part.pieces.iter().find(|piece| piece.role == Role::Skin)?;
    skin.path.clone().transform(at)
}

/// The head without a face: skin, its light, its outline.
fn skull(
    canvas: &mut Canvas,
    who: &Persona,
    lie: Lie,
    mood: &Expression,
    (jaw, skin): (&Path, Option<&Path>),
) {
    if let Some(skin) = skin {
        canvas.clip(jaw);
        canvas.fill(skin, who.skin.base);
        canvas.clip_more(skin);
        light(canvas, who, lie, mood);
        hair::shadow(canvas, who, lie);
    }
    // The outline of a head with its hair grown on comes with that.
    if hair::peeps(who).is_some() {
        canvas.unclip();
        return;
    }
    canvas.clip(jaw);
    let ink = ink(who);
    lay(canvas, lorelei("head", who.parts.head), lie.head, |role| {
        (role == Role::Ink).then_some(ink)
    });
    canvas.unclip();
}

/// Light from the left of the picture, warmth on the cheeks.
fn light(canvas: &mut Canvas, who: &Persona, lie: Lie, mood: &Expression) {
    let shaded = if lie.mirrored {
        "M96,-120 L96,120 L20,120 Q62,84 58,40 Q46,10 52,-40 Q58,-90 30,-120 Z"
    } else {
        "M96,-120 L96,120 L10,120 Q54,96 62,58 Q70,10 66,-30 Q62,-90 30,-120 Z"
    };
    if let Some(path) = plain(shaded) {
        canvas.fill(&path, who.skin.shade.alpha(0.5));
    }
    let blush = who.skin.blush.alpha((0.2 + 0.5 * mood.blush).min(0.75));
    for (x, y, radius) in [(218.0, 404.0, 26.0), (474.0, 404.0, 18.0)] {
        canvas.glow(lie.on_face(x, y), radius, blush);
    }
    canvas.glow(lie.on_head(300.0, 160.0), 34.0, who.skin.light.alpha(0.45));
}

fn beard(canvas: &mut Canvas, who: &Persona, lie: Lie, (jaw, skin): (&Path, Option<&Path>)) {
    let colour = who.hair.mix(who.skin.shade, 0.25);
    let full = plain(
        "M70,380 Q96,470 190,470 Q280,440 330,420 Q366,408 400,420 Q470,430 540,380 L560,640 L60,640 Z M330,452 Q370,470 410,452 Q412,486 390,494 Q360,498 338,488 Q326,470 330,452 Z",
    )
    .and_then(|path| path.transform(lie.face));
    if let (Some(path), Some(skin)) = (full, skin) {
        canvas.clip(jaw);
        canvas.clip_more(skin);
        canvas.fill_even_odd(&path, colour.alpha(0.85));
        canvas.unclip();
    }
}

#[cfg(test)]
mod tests {
    use storyboard::Appearance;
    use storyboard::cast::{Age, Presenting};
    use storyboard::shot::Feeling;
    use tiny_skia::Transform;

    use super::cut::Hair;
    use super::*;
    use crate::figures::expression;

    fn somebody(seed: u64, presenting: Presenting) -> Persona {
        Persona::of(&Appearance {
            seed,
            presenting,
            age: Age::Adult,
            skin: 3,
            hair: None,
            hair_colour: None,
            glasses: seed.is_multiple_of(3),
            beard: seed.is_multiple_of(4),
        })
    }

    /// A part that is named and lacking would only be met when somebody is drawn who has it.
    #[test]
    fn everything_that_somebody_may_be_composed_of_is_in_the_pack() {
        let mut hairs = std::collections::BTreeSet::new();
        for style in Style::names().map(|name| Style::named(name).unwrap()) {
            for seed in 0..200u64 {
                for (feminine, age) in [
                    (true, Age::Child),
                    (true, Age::Adult),
                    (false, Age::Adult),
                    (false, Age::Child),
                ] {
                    let seed = seed.wrapping_mul(0x9e37_79b9);
                    let parts = Parts::of(seed, feminine, age, style, seed % 2 == 0);
                    hairs.insert(parts.hair);
                    let hair = match parts.hair {
                        Hair::Loose(variant) => lorelei("hair", variant),
                        Hair::Grown(name) | Hair::Covered(name) => {
                            pack::part(&format!("open-peeps/head/{name}"))
                        }
                    };
                    assert!(!hair.pieces.is_empty());
                    for (component, variant) in [
                        ("head", parts.head),
                        ("eyes", parts.eyes.open),
                        ("eyes", parts.eyes.narrow),
                        ("eyebrows", parts.brows),
                        ("nose", parts.nose),
                        ("glasses", parts.glasses),
                    ] {
                        assert!(!lorelei(component, variant).pieces.is_empty());
                    }
                }
            }
        }
        assert!(
            hairs.len() > 45,
            "only {} kinds of hair are ever worn",
            hairs.len()
        );
    }

    #[test]
    fn each_sound_has_a_mouth_of_its_own_and_the_pack_has_it() {
        let calm = expression::of(Feeling::Calm);
        let view = View::new(0.3);
        let who = somebody(5, Presenting::Feminine);
        let drawn = |mouth: Viseme| {
            let mut canvas = Canvas::new(300, 300, Transform::from_translate(150.0, 150.0));
            let moment = Moment { mouth, blink: 0 };
            draw(&mut canvas, &who, view, &calm, moment, 1.0);
            canvas.pixmap.data().to_vec()
        };
        let all = [
            Viseme::Rest,
            Viseme::Closed,
            Viseme::Open,
            Viseme::Mid,
            Viseme::Wide,
            Viseme::Round,
            Viseme::Pursed,
            Viseme::Lip,
            Viseme::Tongue,
        ]
        .map(drawn);
        for (index, one) in all.iter().enumerate() {
            assert!(all[..index].iter().all(|other| other != one), "{index}");
        }
    }

    /// What is pasted over a head when it speaks or blinks is only as large as it must be.
    #[test]
    fn nothing_changes_outside_of_what_is_touched() {
        for (seed, feeling, yaw) in (0..40u64).flat_map(|seed| {
            [
                Feeling::Calm,
                Feeling::Laughing,
                Feeling::Furious,
                Feeling::Shocked,
                Feeling::Cold,
            ]
            .map(|feeling| (seed, feeling, if seed % 2 == 0 { 0.1 } else { -0.5 }))
        }) {
            let who = somebody(seed * 0x9e37_79b9, Presenting::Neutral);
            let view = View::new(yaw);
            let mood = expression::of(feeling);
            let drawn = |mouth: Viseme, blink: u8| {
                let mut canvas = Canvas::new(300, 300, Transform::from_translate(150.0, 150.0));
                let moment = Moment { mouth, blink };
                draw(&mut canvas, &who, view, &mood, moment, 1.0);
                canvas.pixmap
            };
            let rest = drawn(Viseme::Rest, 0);
            for (other, region) in [
                (drawn(Viseme::Open, 0), Region::Mouth),
                (drawn(Viseme::Round, 0), Region::Mouth),
                (drawn(Viseme::Wide, 0), Region::Mouth),
                (drawn(Viseme::Rest, 1), Region::Eyes),
                (drawn(Viseme::Rest, 2), Region::Eyes),
            ] {
                let (left, top, right, bottom) = touched(&who, view, region);
                let outside = |x: usize, y: usize| {
                    let (x, y) = (x as f32 - 150.0, y as f32 - 150.0);
                    x < left - 1.0 || x > right + 1.0 || y < top - 1.0 || y > bottom + 1.0
                };
                for (index, (a, b)) in rest.pixels().iter().zip(other.pixels()).enumerate() {
                    if a != b {
                        let (x, y) = (index % 300, index / 300);
                        assert!(!outside(x, y), "{seed} {feeling:?} {region:?}: {x}, {y}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_pack_says_whose_it_is() {
        let names: Vec<&str> = sources().iter().map(|set| set.name.as_str()).collect();
        assert_eq!(names, ["Lorelei", "Notionists", "Open Peeps"]);
        assert!(
            sources()
                .iter()
                .all(|set| set.licence.starts_with("CC0") && !set.by.is_empty())
        );
    }
}
