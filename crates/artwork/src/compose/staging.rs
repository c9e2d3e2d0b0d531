//! Who stands where: the grammar of framings.

use storyboard::cast::Age;
use storyboard::place::PlaceKind;
use storyboard::shot::{Facing, Figure, Framing, Pose, Spot};

use crate::Size;
use crate::figures::persona::Persona;
use crate::figures::seat::Seat;

/// Where somebody's head is, how large they are, how far their head is turned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    pub x: f32,
    pub y: f32,
    /// Pixels for a unit; a head is 200 units high.
    pub scale: f32,
    pub yaw: f32,
    /// How far the trunk is turned.
    pub turn: f32,
    /// Of the whole figure, in degrees.
    pub lean: f32,
    pub seen_behind: bool,
    /// In a bed, under a blanket.
    pub bed: bool,
    /// What they sit on where they sit.
    pub seat: Seat,
    /// Whether feet may be seen.
    pub legs: bool,
}

/// Height of a head against the picture, and where its middle lies.
fn heads(framing: Framing) -> (f32, f32) {
    match framing {
        Framing::Wide => (0.088, 0.345),
        Framing::TwoShot => (0.160, 0.300),
        Framing::OverShoulder => (0.262, 0.315),
        Framing::Medium => (0.232, 0.300),
        Framing::CloseUp => (0.385, 0.345),
        Framing::ExtremeCloseUp => (0.70, 0.375),
        Framing::Insert | Framing::PhoneScreen | Framing::Card => (0.2, 0.3),
    }
}

/// How much of the place the framing shows: 1 all of it; and how far it is out of focus, in pixels of 1080.
pub fn background(framing: Framing) -> (f32, f32) {
    match framing {
        Framing::Wide => (1.0, 0.0),
        Framing::TwoShot => (0.86, 2.5),
        Framing::Medium => (0.74, 5.0),
        Framing::OverShoulder => (0.64, 8.0),
        Framing::CloseUp => (0.56, 11.0),
        Framing::ExtremeCloseUp => (0.42, 18.0),
        Framing::Insert => (0.6, 14.0),
        Framing::PhoneScreen | Framing::Card => (0.7, 16.0),
    }
}

fn spot(framing: Framing, spot: Spot) -> f32 {
    let wide = match spot {
        Spot::FarLeft => 0.14,
        Spot::Left => 0.29,
        Spot::Centre => 0.49,
        Spot::Right => 0.69,
        Spot::FarRight => 0.84,
    };
    match framing {
        Framing::Medium | Framing::OverShoulder => 0.49 + (wide - 0.49) * 0.55,
        Framing::CloseUp => 0.49 + (wide - 0.49) * 0.3,
        Framing::ExtremeCloseUp => 0.5,
        _ => wide,
    }
}

/// Marks for the people of a shot, in their order. Whoever would hide another is moved aside.
pub fn marks(
    framing: Framing,
    people: &[(&Figure, &Persona)],
    size: Size,
    place: Option<PlaceKind>,
) -> Vec<Mark> {
    let bed = place.is_some_and(has_bed);
    let seat = place.map_or(Seat::Chair, Seat::of);
    let (width, height) = (size.width as f32, size.height as f32);
    let (head, middle) = heads(framing);
    let crowd = match (framing, people.len()) {
        (Framing::Wide, count) if count > 3 => 0.86,
        (Framing::TwoShot | Framing::Medium, 3) => 0.86,
        (Framing::TwoShot | Framing::Medium, count) if count > 3 => 0.7,
        (Framing::Medium, 2) => 0.84,
        (Framing::CloseUp, count) if count > 1 => 0.7,
        _ => 1.0,
    };
    let scale = head * crowd * height / 200.0;
    let shoulder_shot = framing == Framing::OverShoulder && people.len() > 1;
    let facing_people = people.len() - usize::from(shoulder_shot);
    let mut xs: Vec<f32> = people
        .iter()
        .take(facing_people)
        .map(|(figure, _)| spot(framing, figure.spot))
        .collect();
    let needed = if framing == Framing::ExtremeCloseUp {
        0.0
    } else {
        (210.0 * scale / width).min(0.84 / facing_people.max(1) as f32)
    };
    part(&mut xs, needed);
    people
        .iter()
        .enumerate()
        .map(|(index, (figure, who))| {
            if index >= facing_people {
                let left = figure.spot == Spot::FarLeft || figure.spot == Spot::Left;
                return Mark {
                    x: width * if left { 0.07 } else { 0.93 },
                    y: height * 0.47,
                    scale: scale * 1.28,
                    yaw: if left { 0.46 } else { -0.46 },
                    turn: if left { 0.55 } else { -0.55 },
                    lean: if left { 3.0 } else { -3.0 },
                    seen_behind: true,
                    bed: false,
                    seat,
                    legs: false,
                };
            }
            let x = xs[index];
            let yaw: f32 = match figure.facing {
                Facing::Left => -0.46,
                Facing::Right => 0.46,
                Facing::Front | Facing::Away if x > 0.55 => -0.14,
                Facing::Front | Facing::Away => 0.14,
            };
            let away = figure.facing == Facing::Away && !near(framing);
            let full = matches!(framing, Framing::Wide);
            let (dy, lean) = match (figure.pose, full) {
                (Pose::Sitting, true) => (200.0, 0.0),
                (Pose::Kneeling, true) => (390.0, 0.0),
                (Pose::Sitting, false) if framing == Framing::TwoShot => (40.0, 0.0),
                (Pose::Kneeling, false) if framing == Framing::TwoShot => (90.0, 0.0),
                // Propped up against a pillow; where there is none, sunk down.
                (Pose::Lying, true) if bed => (210.0, -5.0 * yaw.signum()),
                (Pose::Lying, true) => (390.0, 14.0 * yaw.signum()),
                (Pose::Lying, false) if bed => (30.0, -7.0 * yaw.signum()),
                (Pose::Lying, false) => (60.0, 16.0 * yaw.signum()),
                _ => (0.0, 0.0),
            };
            let small = who.age == Age::Child;
            let (scale, drop) = match (small, framing) {
                (false, _) | (_, Framing::ExtremeCloseUp) => (scale, 0.0),
                // A child's head is nearly as large; the body is much shorter.
                (true, Framing::Wide) => (scale * 0.84, 480.0 * scale),
                (true, Framing::TwoShot) => (scale * 0.86, 150.0 * scale),
                (true, _) => (scale * 0.92, 20.0 * scale),
            };
            Mark {
                x: x * width,
                y: middle * height + dy * scale + drop,
                scale,
                yaw: if away { yaw * 2.4 } else { yaw },
                turn: turn(framing, figure, yaw),
                lean,
                seen_behind: away,
                seat,
                bed: bed && figure.pose == Pose::Lying,
                legs: !matches!(framing, Framing::CloseUp | Framing::ExtremeCloseUp),
            }
        })
        .collect()
}

/// Whether no more than head and shoulders are seen: nobody turns their back to that.
fn near(framing: Framing) -> bool {
    matches!(framing, Framing::CloseUp | Framing::ExtremeCloseUp)
}

/// How far the trunk is turned: towards whom one speaks to, farther the more of it is seen; nearly into profile of whoever
/// walks.
fn turn(framing: Framing, figure: &Figure, yaw: f32) -> f32 {
    if figure.facing == Facing::Front {
        return yaw;
    }
    let far = match (framing, figure.pose) {
        (_, Pose::Lying) => 0.3,
        (Framing::Wide | Framing::TwoShot | Framing::Medium, Pose::Walking) => 0.98,
        (Framing::Wide | Framing::TwoShot, _) => 0.74,
        (Framing::Medium, _) => 0.64,
        (Framing::OverShoulder, _) => 0.55,
        (Framing::CloseUp, _) => 0.52,
        _ => 0.4,
    };
    let away = if figure.facing == Facing::Away {
        0.5
    } else {
        1.0
    };
    far * away * yaw.signum()
}

/// Where whoever lies, lies in a bed.
fn has_bed(kind: PlaceKind) -> bool {
    matches!(
        kind,
        PlaceKind::Bedroom
            | PlaceKind::Dormitory
            | PlaceKind::HospitalRoom
            | PlaceKind::HospitalCorridor
            | PlaceKind::LivingRoom
    )
}

/// Moves points of the picture's width apart until none is nearer to the next than `needed`.
fn part(xs: &mut [f32], needed: f32) {
    let mut order: Vec<usize> = (0..xs.len()).collect();
    order.sort_by(|&a, &b| xs[a].total_cmp(&xs[b]).then(a.cmp(&b)));
    for _ in 0..24 {
        for pair in order.windows(2) {
            let gap = xs[pair[1]] - xs[pair[0]];
            if gap < needed {
                let push = (needed - gap) / 2.0;
                xs[pair[0]] -= push;
                xs[pair[1]] += push;
            }
        }
        let count = order.len();
        for (rank, &index) in order.iter().enumerate() {
            let low = 0.08 + 0.02 * rank as f32;
            let high = 0.90 - 0.02 * (count - 1 - rank) as f32;
            xs[index] = xs[index].clamp(low, high.max(low));
        }
    }
}
