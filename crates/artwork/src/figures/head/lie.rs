//! Where the parts of a head lie: from the library's units to ours, mirrored where somebody looks to the left.

use tiny_skia::{Point, Transform};

use super::choice::Parts;
use crate::figures::view::View;

/// Units of a head of 200 for one of the library's.
pub const SCALE: f32 = 0.345;
/// What lies over the middle of the neck, in the library's units.
const MIDDLE: f32 = 284.0;
/// Nearly from the front a face lies nearer to the middle of the head, by so much.
const TURN: f32 = 78.0;
/// How far a head is turned that is drawn as the library has it: the sine of [`View`]'s most.
const AS_DRAWN: f32 = 0.479;

#[derive(Clone, Copy)]
pub struct Lie {
    /// What stays with the skull: its outline, ears, hair.
    pub head: Transform,
    /// The face's parts, which move over the skull as it turns.
    pub face: Transform,
    pub mirrored: bool,
}

impl Lie {
    pub fn of(parts: Parts, view: View) -> Self {
        let mirrored = view.turned() < 0.0;
        let side = if mirrored { -SCALE } else { SCALE };
        let down = 100.0 - parts.chin() * SCALE;
        let head = Transform::from_row(side, 0.0, 0.0, SCALE, -MIDDLE * side, down);
        let turned = (view.turned().abs() / AS_DRAWN).min(1.0);
        Self {
            head,
            face: head.pre_translate(-TURN * (1.0 - turned), 0.0),
            mirrored,
        }
    }

    /// What lays a head of Open Peeps where one of Lorelei's would lie.
    pub fn peeps(self) -> Transform {
        // Crown and chin at 190 and 612, the skull's sides at 209 and 569.
        let (wide, high) = (1.37, 1.33);
        let onto = Transform::from_row(
            wide,
            0.0,
            0.0,
            high,
            25.0 - 209.0 * wide,
            9.0 - 190.0 * high,
        );
        self.head.pre_concat(onto)
    }

    /// A point of the skull.
    pub fn on_head(self, x: f32, y: f32) -> (f32, f32) {
        map(self.head, x, y)
    }

    /// A point of the face.
    pub fn on_face(self, x: f32, y: f32) -> (f32, f32) {
        map(self.face, x, y)
    }
}

fn map(at: Transform, x: f32, y: f32) -> (f32, f32) {
    let mut point = Point::from_xy(x, y);
    at.map_point(&mut point);
    (point.x, point.y)
}
