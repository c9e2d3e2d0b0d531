//! How arms are held: as the storyboard has it, or, where it says no more than that somebody stands, as they feel and speak.

use storyboard::shot::{Feeling, Pose, PropKind};

use super::body::Build;

/// What a hand does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// In a pocket.
    Hidden,
    Hanging,
    Fist,
    Index,
    Open,
    Phone,
    /// Around a thing.
    Around(PropKind),
}

/// Elbow, hand, what the hand does, whether the arm lies before the trunk.
pub type Arm = ((f32, f32), (f32, f32), Hand, bool);

/// A way of holding both arms. One-sided ones are held on the side to which somebody is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    Hanging,
    Crossed,
    Pointing,
    OnHip,
    Phone,
    /// A thing before the chest.
    Holding(PropKind),
    Striding,
    OnKnees,
    Gesturing,
    /// Both at the sides, clenched.
    Fists,
    Pocket,
    /// One hand in the other, low.
    Clasped,
    /// One hand holds the other arm.
    HoldingArm,
    /// A hand on the heart.
    OnHeart,
    /// One palm turned up, as of somebody who explains.
    Palm,
    /// Both palms turned up.
    Palms,
}

/// All that a stance hangs on where a storyboard leaves it open.
#[derive(Clone, Copy, Debug)]
pub struct Bearing {
    pub feeling: Feeling,
    pub speaks: bool,
    pub feminine: bool,
    /// From 0 to 1: which of several.
    pub chance: f32,
}

impl Stance {
    /// Of a pose alone.
    pub fn of(pose: Pose) -> Self {
        match pose {
            Pose::Standing | Pose::Lying => Self::Hanging,
            Pose::ArmsCrossed => Self::Crossed,
            Pose::Pointing => Self::Pointing,
            Pose::HandOnHip => Self::OnHip,
            Pose::HoldingPhone => Self::Phone,
            Pose::Walking => Self::Striding,
            Pose::Sitting | Pose::Kneeling => Self::OnKnees,
            Pose::Gesturing => Self::Gesturing,
        }
    }

    /// Of a pose with something in the hand; of poses that need both hands, nothing is seen of it.
    #[must_use]
    pub fn with(self, pose: Pose, holds: Option<PropKind>) -> Self {
        match (pose, holds) {
            (
                Pose::Standing
                | Pose::Walking
                | Pose::Sitting
                | Pose::HoldingPhone
                | Pose::Gesturing,
                Some(PropKind::Phone),
            ) => Self::Phone,
            (Pose::Standing | Pose::Walking | Pose::Sitting | Pose::Gesturing, Some(kind))
                if kind.fits_a_hand() =>
            {
                Self::Holding(kind)
            }
            _ => self,
        }
    }

    /// Of a pose, and of what somebody feels where they only stand.
    pub fn at_ease(pose: Pose, bearing: Bearing) -> Self {
        if pose != Pose::Standing {
            return Self::of(pose);
        }
        let easy = if bearing.feminine {
            Self::Clasped
        } else {
            Self::Pocket
        };
        let ways = match (bearing.feeling, bearing.speaks) {
            (Feeling::Calm | Feeling::Whispering, false) => [easy, Self::Hanging, easy],
            (Feeling::Calm | Feeling::Happy, true) => [Self::Palm, easy, Self::Gesturing],
            (Feeling::Whispering, true) => [easy, Self::OnHeart, Self::Hanging],
            (Feeling::Happy, false) => [Self::Clasped, easy, Self::OnHip],
            (Feeling::Laughing, _) => [Self::OnHeart, Self::Palms, Self::OnHip],
            (Feeling::Tender, _) => [Self::OnHeart, Self::Clasped, Self::Palm],
            (Feeling::Smirking, _) => [Self::Crossed, easy, Self::OnHip],
            (Feeling::Cold, _) => [Self::Crossed, easy, Self::Hanging],
            (Feeling::Angry, false) => [Self::Fists, Self::Crossed, Self::OnHip],
            (Feeling::Angry, true) => [Self::Palm, Self::Fists, Self::OnHip],
            (Feeling::Furious, false) => [Self::Fists; 3],
            (Feeling::Furious, true) => [Self::Fists, Self::Pointing, Self::Palms],
            (Feeling::Sad, _) => [Self::HoldingArm, Self::Clasped, Self::Hanging],
            (Feeling::Crying, _) => [Self::HoldingArm, Self::OnHeart, Self::Clasped],
            (Feeling::Afraid, _) => [Self::HoldingArm, Self::OnHeart, Self::HoldingArm],
            (Feeling::Shocked, _) => [Self::OnHeart, Self::Palms, Self::OnHeart],
            (Feeling::Suspicious, _) => [Self::Crossed, Self::OnHip, Self::Crossed],
            (Feeling::Pleading, _) => [Self::Palms, Self::OnHeart, Self::Clasped],
            (Feeling::Tired, _) => [Self::Hanging, Self::HoldingArm, Self::Hanging],
            (Feeling::Determined, _) => [Self::Fists, Self::OnHip, Self::Hanging],
        };
        ways[((bearing.chance * 3.0) as usize).min(2)]
    }

    /// Both arms in head units, left of the picture first.
    pub(crate) fn arms(self, build: &Build) -> [Arm; 2] {
        let s = build.shoulder;
        let k = if build.shoulder < 100.0 { 0.8 } else { 1.0 };
        let y = |value: f32| build.shoulder_y + (value - 176.0) * k;
        let both = |elbow: (f32, f32), hand: (f32, f32), what: Hand, before: bool| -> [Arm; 2] {
            [
                ((-elbow.0, y(elbow.1)), (-hand.0, y(hand.1)), what, before),
                ((elbow.0, y(elbow.1)), (hand.0, y(hand.1)), what, before),
            ]
        };
        let [left, right] = both((s + 4.0, 345.0), (s - 2.0, 496.0), Hand::Hanging, false);
        let one = |elbow: (f32, f32), hand: (f32, f32), what: Hand| -> [Arm; 2] {
            [
                left,
                ((elbow.0, y(elbow.1)), (hand.0, y(hand.1)), what, true),
            ]
        };
        let arms = match self {
            Self::Hanging => [left, right],
            Self::Crossed => [
                ((-s - 8.0, y(344.0)), (s * 0.36, y(316.0)), Hand::Fist, true),
                ((s + 8.0, y(344.0)), (-s * 0.4, y(342.0)), Hand::Fist, true),
            ],
            Self::Pointing => one((s + 62.0, 268.0), (s + 176.0, 196.0), Hand::Index),
            Self::OnHip => one((s + 62.0, 338.0), (build.waist + 18.0, 438.0), Hand::Fist),
            Self::Phone => one((s + 10.0, 348.0), (s * 0.36, 240.0), Hand::Phone),
            Self::Holding(kind) => match kind {
                PropKind::Box => [
                    ((-s - 10.0, y(350.0)), (-58.0, y(352.0)), Hand::Fist, true),
                    (
                        (s + 10.0, y(350.0)),
                        (52.0, y(352.0)),
                        Hand::Around(kind),
                        true,
                    ),
                ],
                PropKind::Umbrella => one((s + 12.0, 350.0), (s * 0.62, 252.0), Hand::Around(kind)),
                PropKind::Knife => one((s + 16.0, 348.0), (s * 0.8, 268.0), Hand::Around(kind)),
                _ => one((s + 10.0, 350.0), (s * 0.42, 272.0), Hand::Around(kind)),
            },
            Self::Striding => [
                (
                    (-s - 14.0, y(334.0)),
                    (-s + 26.0, y(462.0)),
                    Hand::Fist,
                    true,
                ),
                (
                    (s + 22.0, y(338.0)),
                    (s + 30.0, y(474.0)),
                    Hand::Fist,
                    false,
                ),
            ],
            Self::OnKnees => [
                ((-s - 10.0, y(346.0)), (-46.0, y(478.0)), Hand::Fist, true),
                ((s + 10.0, y(346.0)), (46.0, y(482.0)), Hand::Fist, true),
            ],
            Self::Gesturing => one((s + 34.0, 346.0), (s + 72.0, 214.0), Hand::Open),
            Self::Fists => both((s + 18.0, 340.0), (s + 12.0, 484.0), Hand::Fist, false),
            Self::Pocket => one((s + 20.0, 340.0), (build.hip * 0.86, 456.0), Hand::Hidden),
            Self::Clasped => [
                ((-s - 10.0, y(342.0)), (-24.0, y(434.0)), Hand::Fist, true),
                ((s + 10.0, y(342.0)), (22.0, y(428.0)), Hand::Fist, true),
            ],
            Self::HoldingArm => one((s + 6.0, 346.0), (-s * 0.3, 322.0), Hand::Fist),
            Self::OnHeart => one((s + 12.0, 350.0), (s * 0.22, 256.0), Hand::Open),
            Self::Palm => one((s + 24.0, 346.0), (s + 106.0, 262.0), Hand::Open),
            Self::Palms => both((s + 24.0, 346.0), (s + 96.0, 268.0), Hand::Open, true),
        };
        let mirrored = |arm: Arm| ((-arm.0.0, arm.0.1), (-arm.1.0, arm.1.1), arm.2, arm.3);
        let arms = if build.turn >= 0.0 {
            arms
        } else {
            [mirrored(arms[1]), mirrored(arms[0])]
        };
        // Turned with the trunk: hands that do something are before it, hanging ones a little.
        let turned = |right: bool, (elbow, hand, what, before): Arm| {
            let (bent, far) = match before {
                // Beside the body they are held out, not before it.
                true if hand.0.abs() > s => (12.0, 12.0),
                true => (20.0, 64.0),
                false => (-6.0, 14.0),
            };
            let away = if build.back { -1.0 } else { 1.0 };
            let (x, y) = build.joint(elbow.0, elbow.1, bent * away);
            (
                (x + build.inward(right), y),
                build.joint(hand.0, hand.1, far * away),
                what,
                before,
            )
        };
        [turned(false, arms[0]), turned(true, arms[1])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pose_that_was_chosen_stays_and_standing_follows_what_is_felt() {
        let bearing = |feeling, chance| Bearing {
            feeling,
            speaks: false,
            feminine: true,
            chance,
        };
        let furious = Stance::at_ease(Pose::Standing, bearing(Feeling::Furious, 0.5));
        assert_eq!(furious, Stance::Fists);
        assert_eq!(
            Stance::at_ease(Pose::Sitting, bearing(Feeling::Furious, 0.5)),
            Stance::OnKnees
        );
        let calm = Stance::at_ease(Pose::Standing, bearing(Feeling::Calm, 0.0));
        assert_ne!(calm, furious);
        // Whatever chance says, there is one.
        for chance in [-1.0, 1.0, 7.0, f32::NAN] {
            Stance::at_ease(Pose::Standing, bearing(Feeling::Sad, chance));
        }
    }
    #[test]
    fn no_forearm_is_short_whatever_it_does() {
        use crate::figures::persona::Persona;
        use crate::figures::view::View;
        use storyboard::cast::{Age, Appearance, Presenting};
        let all = [
            Stance::Hanging,
            Stance::Crossed,
            Stance::Pointing,
            Stance::OnHip,
            Stance::Phone,
            Stance::Gesturing,
            Stance::Fists,
            Stance::HoldingArm,
            Stance::OnHeart,
            Stance::Palm,
            Stance::Palms,
        ];
        for presenting in [Presenting::Feminine, Presenting::Masculine] {
            let who = Persona::of(&Appearance {
                seed: 4,
                presenting,
                age: Age::Adult,
                skin: 2,
                hair: None,
                hair_colour: None,
                glasses: false,
                beard: false,
            });
            for turn in [-0.7f32, 0.0, 0.7] {
                let build = Build::of(&who, View::new(turn).on(turn));
                for stance in all {
                    for (elbow, hand, _, _) in stance.arms(&build) {
                        let long = (hand.0 - elbow.0).hypot(hand.1 - elbow.1);
                        assert!(long > 92.0, "{stance:?} at {turn}: {long}");
                        assert!(long < 236.0, "{stance:?} at {turn}: {long}");
                    }
                }
            }
        }
    }
}
