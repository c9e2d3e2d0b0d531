//! From where a head is seen. Points of the face lie on a curved sheet that turns; so a turned head keeps its face.

/// A head's turn. Head units: 200 from the top of the skull (-100) to the chin (100), x to the right.
#[derive(Clone, Copy, Debug)]
pub struct View {
    sin: f32,
    cos: f32,
    /// How far the trunk is turned, in radians.
    body: f32,
}

/// How much nearer the middle of a face lies than its sides: depth falls with the square of x.
const CURVE: f32 = 0.008;

impl View {
    /// `yaw` in radians, to the right of the picture; half a radian at most looks right. The trunk follows the head.
    pub fn new(yaw: f32) -> Self {
        let yaw = yaw.clamp(-0.5, 0.5);
        Self {
            sin: yaw.sin(),
            cos: yaw.cos(),
            body: yaw,
        }
    }

    /// The same head on a trunk that is turned by so much; a trunk may be turned until it is nearly seen from the side.
    #[must_use]
    pub fn on(self, body: f32) -> Self {
        Self {
            body: body.clamp(-1.1, 1.1),
            ..self
        }
    }

    pub fn body(self) -> f32 {
        self.body
    }

    /// A point of the face whose middle lies `depth` before the axis.
    pub fn face(self, x: f32, y: f32, depth: f32) -> (f32, f32) {
        (x * self.cos + self.sin * (depth - CURVE * x * x), y)
    }

    /// A point at a depth.
    pub fn at(self, x: f32, y: f32, depth: f32) -> (f32, f32) {
        (x * self.cos + self.sin * depth, y)
    }

    /// Hair in front: as the face, a little before it; at the sides it stays with the skull.
    pub fn fringe(self, x: f32, y: f32) -> (f32, f32) {
        let side = (x.abs() / 80.0).min(1.0);
        let depth = 46.0 * (1.0 - side * side) - 14.0 * side;
        (x * (1.0 - (1.0 - self.cos) * 0.5) + self.sin * depth, y)
    }

    /// Hair and skull behind.
    pub fn behind(self, x: f32, y: f32) -> (f32, f32) {
        (x - self.sin * 24.0, y)
    }

    pub fn turned(self) -> f32 {
        self.sin
    }
}
