//! People of a public place who are not in the story: in the middle distance, at the sides. They are composed and
//! dressed as everybody is, so that a crowd is people.

use storyboard::cast::{Age, Appearance, Look, Outfit, Presenting};
use storyboard::place::{Hour, PlaceKind};
use storyboard::shot::{Feeling, Pose};
use tiny_skia::{ColorU8, FilterQuality, Pixmap, PixmapPaint, Transform};

use super::set::{On, Set};
use crate::brush::Tone;
use crate::figures::garments::Cloth;
use crate::figures::head::{self, Moment};
use crate::figures::persona::Persona;
use crate::figures::stance::Stance;
use crate::figures::view::View;
use crate::figures::{body, expression};
use crate::ink::Canvas;

/// Where somebody may be: to the right, away from us, and whether they sit.
type Spot = (f32, f32, bool);

/// Those of a kind of place; each is there or not, as chance and the hour have it.
fn spots(kind: PlaceKind) -> &'static [Spot] {
    match kind {
        PlaceKind::Restaurant | PlaceKind::WeddingHall => &[
            (-2.0, 5.6, true),
            (2.1, 5.4, true),
            (-2.5, 7.0, true),
            (2.6, 7.2, true),
            (1.5, 8.4, false),
        ],
        PlaceKind::Bar => &[(-1.9, 5.2, false), (2.2, 5.8, false), (1.6, 5.4, false)],
        PlaceKind::Airport => &[
            (-2.3, 6.0, false),
            (-1.4, 8.5, false),
            (2.0, 6.6, false),
            (1.2, 9.5, false),
            (2.9, 8.0, false),
        ],
        PlaceKind::SubwayCar => &[(-0.95, 5.0, false), (0.95, 6.0, false), (-0.8, 7.4, false)],
        PlaceKind::HospitalCorridor => &[(-1.0, 8.0, false), (1.05, 6.8, false)],
        PlaceKind::Courtroom => &[(-2.6, 6.6, false), (2.7, 6.9, false)],
        PlaceKind::PoliceStation | PlaceKind::Library => &[(-2.0, 6.6, false), (2.2, 6.2, false)],
        PlaceKind::PalaceHall => &[
            (-2.3, 6.8, false),
            (2.3, 6.8, false),
            (-2.3, 8.6, false),
            (2.3, 8.6, false),
        ],
        PlaceKind::Street | PlaceKind::OfficeTower => &[
            (-2.5, 8.0, false),
            (2.4, 7.2, false),
            (-3.0, 10.5, false),
            (3.0, 11.0, false),
            (-2.2, 12.0, false),
        ],
        PlaceKind::Beach => &[(-1.5, 4.3, false), (1.65, 4.5, false)],
        PlaceKind::Park | PlaceKind::Bridge => {
            &[(-2.9, 9.5, false), (3.1, 10.5, false), (2.2, 13.0, false)]
        }
        _ => &[],
    }
}

const CLOTH: [&str; 8] = [
    "#586a84", "#865650", "#6a7a5c", "#948468", "#605878", "#48505c", "#9a8f8c", "#7c3f4a",
];
const OUTFITS: [Outfit; 5] = [
    Outfit::Casual,
    Outfit::Shirt,
    Outfit::Coat,
    Outfit::Hoodie,
    Outfit::Suit,
];
/// Units of a figure from the top of its head to its soles, and where those lie under its chin's middle.
const TALL: f32 = 1265.0;
const SOLES: f32 = 1165.0;
/// Half as wide as anybody is with their arms.
const HALF: f32 = 330.0;
const TOP: f32 = -180.0;

/// Draws whoever is there, the farthest first.
pub fn draw(set: &mut Set, kind: PlaceKind) {
    let mut there: Vec<Spot> = spots(kind).to_vec();
    let likely = if set.hour == Hour::Night { 0.5 } else { 0.8 };
    there.retain(|_| set.dice.chance(likely));
    there.sort_by(|a, b| b.1.total_cmp(&a.1));
    set.on(On::Room);
    for (x, z, sits) in there {
        let x = x + set.dice.between(-0.15, 0.15);
        let z = z + set.dice.between(-0.2, 0.2);
        one(set, x, z, sits);
    }
}

fn one(set: &mut Set, x: f32, z: f32, sits: bool) {
    let who = Persona::of(&stranger(set));
    let colours = [set.dice.pick(&CLOTH), set.dice.pick(&CLOTH)];
    let look = Look {
        id: String::new(),
        outfit: set.dice.pick(&OUTFITS),
        colours: colours.map(str::to_owned),
        from: 1,
        to: None,
    };
    let cloth = Cloth::of(Some(&look), &who);
    let metres = set.dice.between(1.58, 1.8);
    // They look to the middle, where the story is; some go away from us.
    let turn = if x > 0.0 { -1.0 } else { 1.0 };
    let (yaw, trunk) = (set.dice.between(0.2, 0.5), set.dice.between(0.2, 0.7));
    let view = View::new(turn * yaw).on(turn * trunk);
    let away = !sits && set.dice.chance(0.25);
    let pose = set.dice.pick(&[
        Pose::Standing,
        Pose::Standing,
        Pose::Walking,
        Pose::ArmsCrossed,
    ]);
    let pose = if sits { Pose::Standing } else { pose };

    let scale = set.scale(z) * metres / TALL;
    // Who sits is as much lower as a chair is than legs, and hidden from the hips down.
    let (floor_x, floor_y) = set.see([x, 0.0, z]);
    let soles = if sits {
        floor_y + metres * 0.26 * set.scale(z)
    } else {
        floor_y
    };
    let page = set.canvas().view;
    let sized = page.sx * scale;
    if sized * TALL < 24.0 {
        return;
    }
    let weight = (1.55 / scale).clamp(0.5, 2.0);
    let down = if sits { SOLES * 0.47 } else { SOLES + 60.0 };
    let (width, height) = (HALF * 2.0 * sized, (down - TOP) * sized);
    let at = Transform::from_row(sized, 0.0, 0.0, sized, HALF * sized, -TOP * sized);
    let mut canvas = Canvas::new(width.ceil() as u32, height.ceil() as u32, at);
    let stance = Stance::of(pose);
    if away {
        body::seen_behind(&mut canvas, &who, view, &cloth, pose, true, weight);
        head::seen_behind(&mut canvas, &who, view, weight);
    } else {
        head::behind(&mut canvas, &who, view, weight);
        body::draw(
            &mut canvas,
            &who,
            view,
            &cloth,
            (pose, stance),
            !sits,
            weight,
        );
        let mood = expression::of(
            set.dice
                .pick(&[Feeling::Calm, Feeling::Happy, Feeling::Calm]),
        );
        head::draw(&mut canvas, &who, view, &mood, Moment::default(), weight);
    }
    grade(set, &mut canvas.pixmap, z);
    if !sits {
        set.shadow(x, z, (0.3, 0.14));
    }
    let target = set.canvas();
    let place = target.view.pre_concat(Transform::from_translate(
        floor_x - HALF * scale,
        soles - (SOLES - TOP) * scale,
    ));
    target.pixmap.draw_pixmap(
        0,
        0,
        canvas.pixmap.as_ref(),
        &PixmapPaint {
            quality: FilterQuality::Bilinear,
            ..PixmapPaint::default()
        },
        Transform::from_translate(place.tx, place.ty),
        None,
    );
}

fn stranger(set: &mut Set) -> Appearance {
    Appearance {
        seed: set.dice.next(),
        presenting: Presenting::Neutral,
        age: set
            .dice
            .pick(&[Age::Young, Age::Adult, Age::Adult, Age::Old]),
        skin: set.dice.below(8) as u8,
        hair: None,
        hair_colour: None,
        glasses: set.dice.chance(0.2),
        beard: false,
    }
}

/// Their colours in the light of the place, with the air that is between us and them.
fn grade(set: &Set, picture: &mut Pixmap, z: f32) {
    for pixel in picture
        .pixels_mut()
        .iter_mut()
        .filter(|pixel| pixel.alpha() > 0)
    {
        let colour = pixel.demultiply();
        let [r, g, b] = [colour.red(), colour.green(), colour.blue()].map(|c| f32::from(c) / 255.0);
        let seen = set
            .grade(Tone { r, g, b, a: 1.0 }, z)
            .mix(set.light.haze, 0.12);
        let [r, g, b] = [seen.r, seen.g, seen.b].map(|c| (c.clamp(0.0, 1.0) * 255.0) as u8);
        *pixel = ColorU8::from_rgba(r, g, b, colour.alpha()).premultiply();
    }
}
