//! What somebody sits on: what their place has.

use storyboard::place::PlaceKind;

use super::body::Build;
use super::persona::Persona;
use super::view::View;
use crate::ink::{Canvas, Colour, INK, along, ellipse, plain};

const WOOD: Colour = Colour::rgb(0x0066_4c40);
const DARK: Colour = Colour::rgb(0x0034_3640);
const STEEL: Colour = Colour::rgb(0x0096_9ca6);
const LEATHER: Colour = Colour::rgb(0x0084_4038);
const VELVET: Colour = Colour::rgb(0x0056_6a72);
const GOLD: Colour = Colour::rgb(0x00c8_9a3e);
const RED: Colour = Colour::rgb(0x009c_2c34);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    Chair,
    /// Padded, on a column.
    Swivel,
    Stool,
    Armchair,
    Throne,
    /// Slats, longer than one person is wide.
    Bench,
}

impl Seat {
    pub fn of(place: PlaceKind) -> Self {
        use PlaceKind as P;
        match place {
            P::Office | P::MeetingRoom | P::StreamStudio => Self::Swivel,
            P::Bar | P::ConvenienceStore | P::Warehouse => Self::Stool,
            P::LivingRoom | P::Bedroom | P::HospitalRoom | P::CarInterior => Self::Armchair,
            P::PalaceHall => Self::Throne,
            P::Park
            | P::Street
            | P::RainStreet
            | P::Bridge
            | P::Beach
            | P::Garden
            | P::SubwayCar
            | P::Airport
            | P::HospitalCorridor
            | P::Rooftop
            | P::CampusRoof
            | P::Alley
            | P::OfficeTower => Self::Bench,
            _ => Self::Chair,
        }
    }
}

/// Where a seat stands under somebody, in their units.
struct Under {
    /// Half the width of the seat, and the height of the sitter's hips.
    wide: f32,
    hip: f32,
    floor: f32,
    /// How far aside the back stands: behind the sitter, on the side from which they are turned.
    aside: f32,
    weight: f32,
}

/// Draws it; the sitter is drawn over it.
pub fn draw(canvas: &mut Canvas, who: &Persona, view: View, seat: Seat, weight: f32) {
    let build = Build::of(who, view);
    let k = if who.child() { 0.8 } else { 1.0 };
    let hip = build.shoulder_y + 330.0 * k;
    let under = Under {
        wide: build.hip + 34.0,
        hip,
        floor: hip + 420.0 * k,
        aside: -view.body().sin() * 46.0,
        weight,
    };
    match seat {
        Seat::Chair => {
            under.legs(canvas, under.wide - 12.0, 18.0, WOOD.shade(0.5));
            under.back(canvas, 202.0, 0.0, WOOD);
            under.plank(canvas, under.wide, 54.0, WOOD.light(0.12));
        }
        Seat::Swivel => {
            under.column(canvas, 22.0, STEEL);
            under.star(canvas);
            under.back(canvas, 250.0, 46.0, DARK);
            under.plank(canvas, under.wide, 58.0, DARK.light(0.08));
        }
        Seat::Stool => {
            under.column(canvas, 20.0, STEEL);
            if let Some(foot) = ellipse(0.0, under.floor, 92.0, 18.0) {
                under.paint(canvas, &foot, STEEL.shade(0.3));
            }
            under.plank(canvas, under.wide - 10.0, 46.0, LEATHER);
        }
        Seat::Armchair => {
            under.legs(canvas, under.wide + 46.0, 24.0, WOOD);
            under.back(canvas, 300.0, 70.0, VELVET);
            under.plank(canvas, under.wide + 10.0, 120.0, VELVET.light(0.08));
            under.arms(canvas, VELVET.shade(0.12));
        }
        Seat::Throne => {
            under.legs(canvas, under.wide + 30.0, 28.0, GOLD);
            under.back(canvas, 420.0, 60.0, GOLD);
            under.back(canvas, 392.0, 36.0, RED);
            under.plank(canvas, under.wide + 16.0, 76.0, GOLD);
            under.arms(canvas, GOLD);
        }
        Seat::Bench => {
            let long = under.wide + 150.0;
            under.legs(canvas, long - 40.0, 22.0, DARK);
            for step in 0..3 {
                let top = under.hip - 190.0 + step as f32 * 66.0;
                under.slat(canvas, long, (top, top + 44.0), WOOD.light(0.1));
            }
            under.plank(canvas, long, 46.0, WOOD.light(0.18));
        }
    }
}

impl Under {
    fn paint(&self, canvas: &mut Canvas, path: &tiny_skia::Path, colour: Colour) {
        canvas.blend(
            path,
            ((-120.0, self.hip - 200.0), colour.light(0.1)),
            ((120.0, self.floor), colour.shade(0.45)),
        );
        canvas.line(path, 3.0 * self.weight, INK);
    }

    fn bar(canvas: &mut Canvas, from: (f32, f32), to: (f32, f32), thick: f32, colour: Colour) {
        if let Some(path) = along(&[from, to]) {
            canvas.line(&path, thick + 6.0, INK);
            canvas.line(&path, thick, colour);
        }
    }

    fn legs(&self, canvas: &mut Canvas, apart: f32, thick: f32, colour: Colour) {
        for x in [-apart, apart] {
            Self::bar(canvas, (x, self.hip + 40.0), (x, self.floor), thick, colour);
        }
    }

    fn column(&self, canvas: &mut Canvas, thick: f32, colour: Colour) {
        Self::bar(
            canvas,
            (0.0, self.hip + 60.0),
            (0.0, self.floor - 14.0),
            thick,
            colour,
        );
    }

    /// Five feet on castors, three of them seen.
    fn star(&self, canvas: &mut Canvas) {
        for x in [-110.0, 110.0, 0.0] {
            let foot = (x, self.floor - if x == 0.0 { 0.0 } else { 14.0 });
            Self::bar(canvas, (0.0, self.floor - 40.0), foot, 16.0, DARK);
            if let Some(castor) = ellipse(foot.0, foot.1 + 6.0, 12.0, 10.0) {
                self.paint(canvas, &castor, DARK);
            }
        }
    }

    /// The back, so much higher than the hips; `round` its upper corners.
    fn back(&self, canvas: &mut Canvas, high: f32, round: f32, colour: Colour) {
        let (top, low) = (self.hip - high, self.hip + 40.0);
        let (left, right) = (self.aside - self.wide, self.aside + self.wide);
        let text = format!(
            "M{:.1},{low:.1} L{left:.1},{:.1} Q{left:.1},{top:.1} {:.1},{top:.1} Q{:.1},{:.1} {:.1},{top:.1} Q{right:.1},{top:.1} {right:.1},{:.1} L{:.1},{low:.1} Z",
            left + 6.0,
            top + round,
            left + round,
            self.aside,
            top - 20.0,
            right - round,
            top + round,
            right - 6.0,
        );
        if let Some(path) = plain(&text) {
            self.paint(canvas, &path, colour);
        }
    }

    fn plank(&self, canvas: &mut Canvas, half: f32, thick: f32, colour: Colour) {
        let (top, low) = (self.hip + 20.0, self.hip + 20.0 + thick);
        let text = format!(
            "M{:.1},{top:.1} L{:.1},{top:.1} L{:.1},{low:.1} L{:.1},{low:.1} Z",
            -half - 8.0,
            half + 8.0,
            half + 20.0,
            -half - 20.0
        );
        if let Some(path) = plain(&text) {
            self.paint(canvas, &path, colour);
        }
    }

    fn slat(&self, canvas: &mut Canvas, half: f32, (top, low): (f32, f32), colour: Colour) {
        let text = format!(
            "M{:.1},{top:.1} L{half:.1},{top:.1} L{half:.1},{low:.1} L{:.1},{low:.1} Z",
            -half, -half
        );
        if let Some(path) = plain(&text) {
            self.paint(canvas, &path, colour);
        }
    }

    fn arms(&self, canvas: &mut Canvas, colour: Colour) {
        for side in [-1.0f32, 1.0] {
            let (inner, outer) = (side * (self.wide + 4.0), side * (self.wide + 70.0));
            let (top, low) = (self.hip - 96.0, self.hip + 150.0);
            let text = format!(
                "M{inner:.1},{low:.1} L{inner:.1},{:.1} Q{inner:.1},{top:.1} {:.1},{top:.1} Q{outer:.1},{top:.1} {outer:.1},{:.1} L{outer:.1},{low:.1} Z",
                top + 34.0,
                f32::midpoint(inner, outer),
                top + 34.0
            );
            if let Some(path) = plain(&text) {
                self.paint(canvas, &path, colour);
            }
        }
    }
}
