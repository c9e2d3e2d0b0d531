//! What a feeling does to a face.

use storyboard::shot::Feeling;

/// A face's muscles. Heights are in units of a head of 200, down is positive.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a mark of its own, and any of them may be there"
)]
pub struct Expression {
    /// Inner and outer end of the brows, moved down.
    pub brow_inner: f32,
    pub brow_outer: f32,
    /// One brow higher than the other.
    pub brow_uneven: f32,
    /// 1 is as wide as the eye is by itself, 0 shut.
    pub open: f32,
    /// Shut in an upward bow, as in laughter.
    pub arc: bool,
    /// Corners of the mouth up (+) or down (-), about -1 to 1.
    pub smile: f32,
    /// One corner only.
    pub smirk: f32,
    /// How far the mouth stands open when nothing is said.
    pub gape: f32,
    pub width: f32,
    /// Clenched teeth are shown when the mouth is at rest.
    pub teeth: bool,
    pub blush: f32,
    pub tears: f32,
    pub sweat: bool,
    pub vein: bool,
    /// Blue shade over the forehead.
    pub pale: f32,
    pub tilt: f32,
}

const CALM: Expression = Expression {
    brow_inner: 0.0,
    brow_outer: 0.0,
    brow_uneven: 0.0,
    open: 0.92,
    arc: false,
    smile: 0.12,
    smirk: 0.0,
    gape: 0.0,
    width: 1.0,
    teeth: false,
    blush: 0.25,
    tears: 0.0,
    sweat: false,
    vein: false,
    pale: 0.0,
    tilt: 0.0,
};

pub fn of(feeling: Feeling) -> Expression {
    match feeling {
        Feeling::Calm => CALM,
        Feeling::Happy => Expression {
            brow_inner: -3.0,
            brow_outer: -2.0,
            open: 0.88,
            smile: 1.0,
            width: 1.2,
            blush: 0.6,
            tilt: 2.0,
            ..CALM
        },
        Feeling::Tender => Expression {
            brow_inner: -4.0,
            brow_outer: 1.0,
            open: 0.78,
            smile: 0.6,
            width: 1.02,
            blush: 0.8,
            tilt: 4.0,
            ..CALM
        },
        Feeling::Laughing => Expression {
            brow_inner: -5.0,
            brow_outer: -4.0,
            open: 0.0,
            arc: true,
            smile: 1.0,
            gape: 13.0,
            width: 1.3,
            blush: 0.7,
            tilt: -3.0,
            ..CALM
        },
        Feeling::Smirking => Expression {
            brow_inner: 2.0,
            brow_outer: -3.0,
            brow_uneven: -5.0,
            open: 0.72,
            smile: 0.2,
            smirk: 1.0,
            width: 1.1,
            tilt: -3.0,
            ..CALM
        },
        Feeling::Cold => Expression {
            brow_inner: 3.0,
            brow_outer: 0.5,
            open: 0.64,
            smile: -0.12,
            width: 0.95,
            blush: 0.0,
            tilt: -1.5,
            ..CALM
        },
        Feeling::Angry => Expression {
            brow_inner: 7.0,
            brow_outer: -3.0,
            open: 0.82,
            smile: -0.55,
            width: 1.0,
            blush: 0.2,
            vein: false,
            ..CALM
        },
        Feeling::Furious => Expression {
            brow_inner: 9.5,
            brow_outer: -6.0,
            open: 1.0,
            smile: -0.6,
            gape: 9.0,
            width: 1.3,
            teeth: true,
            blush: 0.6,
            vein: true,
            tilt: -2.0,
            ..CALM
        },
        Feeling::Sad => Expression {
            brow_inner: -6.0,
            brow_outer: 3.0,
            open: 0.72,
            smile: -0.5,
            width: 0.88,
            blush: 0.2,
            tears: 0.2,
            tilt: 3.0,
            ..CALM
        },
        Feeling::Crying => Expression {
            brow_inner: -8.0,
            brow_outer: 4.0,
            open: 0.66,
            smile: -0.75,
            gape: 5.0,
            width: 1.0,
            blush: 0.9,
            tears: 1.0,
            tilt: 4.0,
            ..CALM
        },
        Feeling::Afraid => Expression {
            brow_inner: -8.0,
            brow_outer: 0.0,
            open: 1.1,
            smile: -0.5,
            gape: 4.0,
            width: 0.95,
            blush: 0.0,
            sweat: true,
            pale: 0.5,
            ..CALM
        },
        Feeling::Shocked => Expression {
            brow_inner: -9.0,
            brow_outer: -8.0,
            open: 1.2,
            smile: -0.2,
            gape: 12.0,
            width: 0.72,
            blush: 0.0,
            pale: 0.8,
            sweat: true,
            ..CALM
        },
        Feeling::Suspicious => Expression {
            brow_inner: 5.0,
            brow_outer: -1.0,
            brow_uneven: -6.0,
            open: 0.6,
            smile: -0.25,
            width: 0.9,
            ..CALM
        },
        Feeling::Pleading => Expression {
            brow_inner: -9.0,
            brow_outer: 2.0,
            open: 1.03,
            smile: -0.3,
            gape: 3.0,
            width: 0.8,
            blush: 0.5,
            tears: 0.5,
            tilt: 5.0,
            ..CALM
        },
        Feeling::Tired => Expression {
            brow_inner: -2.0,
            brow_outer: 2.0,
            open: 0.5,
            smile: -0.2,
            width: 0.9,
            blush: 0.0,
            tilt: 3.0,
            ..CALM
        },
        Feeling::Determined => Expression {
            brow_inner: 5.5,
            brow_outer: -4.0,
            open: 0.92,
            smile: -0.05,
            width: 1.0,
            blush: 0.2,
            tilt: -1.0,
            ..CALM
        },
        Feeling::Whispering => Expression {
            brow_inner: -1.0,
            brow_outer: 0.0,
            open: 0.7,
            smile: 0.1,
            width: 0.8,
            gape: 2.0,
            tilt: 3.0,
            ..CALM
        },
    }
}
