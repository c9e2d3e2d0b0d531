//! From where somebody is seen.

/// A head's turn. Head units: 200 from the top of the skull (-100) to the chin (100), x to the right.
#[derive(Clone, Copy, Debug)]
pub struct View {
    sin: f32,
    /// How far the trunk is turned, in radians.
    body: f32,
}

impl View {
    /// `yaw` in radians, to the right of the picture; half a radian at most looks right. The trunk follows the head.
    pub fn new(yaw: f32) -> Self {
        let yaw = yaw.clamp(-0.5, 0.5);
        Self {
            sin: yaw.sin(),
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

    /// Hair and skull behind.
    pub fn behind(self, x: f32, y: f32) -> (f32, f32) {
        (x - self.sin * 24.0, y)
    }

    pub fn turned(self) -> f32 {
        self.sin
    }
}
