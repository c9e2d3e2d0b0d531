//! Bodies: a build, a pose, limbs; clothes are cut in [`super::garments`].

use storyboard::shot::Pose;
use tiny_skia::Transform;

use super::garments::{self, Cloth, legs, sleeves};
use super::hands;
use super::persona::Persona;
use super::stance::{Arm, Stance};
use super::view::View;
use crate::ink::{Canvas, Colour, INK, limb, shape};

/// How far a turned trunk stays behind the head.
const LEAN: f32 = 8.0;

/// Points of a build in head units, the origin in the middle of the head.
#[derive(Clone, Copy, Debug)]
pub struct Build {
    pub shoulder: f32,
    pub shoulder_y: f32,
    pub chest: f32,
    pub waist: f32,
    pub hip: f32,
    pub neck: f32,
    pub upper: f32,
    pub fore: f32,
    pub wrist: f32,
    pub hand: f32,
    /// Of the trunk: the sine of its turn to the right of the picture, and the cosine.
    pub turn: f32,
    pub ahead: f32,
    /// Seen from behind: what is turned to us is the back.
    pub back: bool,
    feminine: bool,
}

impl Build {
    pub fn of(who: &Persona, view: View) -> Self {
        let shoulder = who.shoulder;
        let base = Self {
            shoulder,
            shoulder_y: 163.0,
            chest: shoulder - 30.0,
            waist: shoulder - 50.0,
            hip: shoulder - 20.0,
            neck: 27.0,
            upper: 26.0,
            fore: 20.0,
            wrist: 14.0,
            hand: 0.95,
            turn: view.body().sin(),
            ahead: view.body().cos(),
            back: false,
            feminine: who.feminine && !who.child(),
        };
        if who.child() {
            Self {
                shoulder_y: 147.0,
                chest: 70.0,
                waist: 66.0,
                hip: 72.0,
                neck: 22.0,
                upper: 21.0,
                fore: 17.0,
                wrist: 13.0,
                hand: 0.78,
                ..base
            }
        } else if who.feminine {
            base
        } else {
            Self {
                chest: shoulder - 30.0,
                waist: shoulder - 50.0,
                hip: shoulder - 46.0,
                neck: 37.0,
                upper: 35.0,
                fore: 28.0,
                wrist: 19.0,
                hand: 1.15,
                ..base
            }
        }
    }

    /// A point of the trunk's surface, which is as round as a cylinder that was pressed flat.
    pub fn trunk(&self, x: f32, y: f32) -> (f32, f32) {
        let deep = self.depth(x, y) * if self.back { -1.0 } else { 1.0 };
        // The far shoulder is farther away.
        let far = (x / self.shoulder * self.turn).clamp(0.0, 1.0);
        (
            x * self.wide() * (1.0 - 0.14 * far) + (deep - LEAN) * self.turn,
            y,
        )
    }

    /// An oval that turns is nowhere as narrow as its cosine.
    fn wide(&self) -> f32 {
        (self.ahead * self.ahead + 0.2 * self.turn * self.turn).sqrt()
    }

    /// A joint inside the body, so far before its axis.
    pub fn joint(&self, x: f32, y: f32, before: f32) -> (f32, f32) {
        (x * self.wide() + (before - LEAN) * self.turn, y)
    }

    /// How far before the axis the surface lies.
    fn depth(&self, x: f32, y: f32) -> f32 {
        let down = ((y - self.shoulder_y + 32.0) / 120.0).clamp(0.0, 1.0);
        let deep = 20.0 + (self.chest * 0.6 - 20.0) * down * down * (3.0 - 2.0 * down);
        let aside = (x / self.shoulder).clamp(-1.0, 1.0);
        let mut depth = deep * (1.0 - aside * aside);
        if self.feminine && !self.back {
            // Of a chest that is turned, the far side shows its curve.
            let from = (y - self.shoulder_y - 108.0) / 52.0;
            let far = (0.5 + aside * self.turn.signum()).clamp(0.0, 1.0);
            depth += 20.0 * (-from * from).exp() * far;
        }
        depth
    }

    /// How far an arm is drawn in: of somebody who is turned, one lies on the trunk and the other behind it.
    pub fn inward(&self, right: bool) -> f32 {
        match self.near() {
            Some(near) if near == usize::from(right) => 4.0 * self.turn,
            Some(_) => -24.0 * self.turn,
            None => 0.0,
        }
    }

    /// Which arm is nearer to us: nothing where none is.
    pub fn near(&self) -> Option<usize> {
        let turn = if self.back { -self.turn } else { self.turn };
        (turn.abs() > 0.22).then_some(usize::from(turn < 0.0))
    }
}

/// The shadow that somebody throws on the floor; drawn before them.
pub fn ground(canvas: &mut Canvas, who: &Persona, view: View, pose: Pose) {
    let build = Build::of(who, view);
    let k = if who.child() { 0.72 } else { 1.0 };
    let hip = build.shoulder_y + 330.0 * if who.child() { 0.8 } else { 1.0 };
    let (below, wide) = match pose {
        Pose::Lying => return,
        Pose::Sitting => (430.0, 1.7),
        Pose::Kneeling => (250.0, 2.0),
        Pose::Walking => (668.0, 1.9),
        _ => (672.0, 1.5),
    };
    let (y, radius) = (hip + below * k, build.hip * wide);
    // Twice: wide and faint, narrow and dark where the soles are.
    for (radius, flat, share) in [(radius * 1.5, 0.2, 0.45), (radius * 0.8, 0.13, 0.6)] {
        let before = canvas.at;
        canvas.at = before.pre_concat(Transform::from_row(1.0, 0.0, 0.0, flat, 0.0, y));
        canvas.glow((radius * 0.12, 0.0), radius, INK.alpha(share));
        canvas.at = before;
    }
}

/// Draws everything from the neck down; `legs` only where they are seen.
pub fn draw(
    canvas: &mut Canvas,
    who: &Persona,
    view: View,
    cloth: &Cloth,
    (pose, stance): (Pose, Stance),
    legs: bool,
    weight: f32,
) {
    let build = Build::of(who, view);
    if legs {
        legs::draw(canvas, who, &build, cloth, pose, weight);
    }
    let arms = stance.arms(&build);
    let near = build.near();
    // Upper arms lie at the sides, whatever the hands do: of an arm that is held before the trunk, only what comes after the
    // elbow is drawn over it. Of somebody who is turned, the near arm lies over the trunk and the far one behind.
    for (index, arm) in arms.iter().enumerate() {
        if near != Some(index) {
            draw_arm(canvas, who, &build, cloth, arm, index == 1, weight);
        }
    }
    neck(canvas, who, view, &build, weight);
    garments::trunk(canvas, who, &build, cloth, weight);
    for (index, arm) in arms.iter().enumerate() {
        if arm.3 && near != Some(index) {
            draw_forearm(canvas, who, &build, cloth, arm, index == 1, weight);
        }
    }
    if let Some(index) = near {
        draw_arm(canvas, who, &build, cloth, &arms[index], index == 1, weight);
    }
}

/// Draws everything from the neck down of somebody who turns their back to us.
pub fn seen_behind(
    canvas: &mut Canvas,
    who: &Persona,
    view: View,
    cloth: &Cloth,
    pose: Pose,
    legs: bool,
    weight: f32,
) {
    let build = Build {
        back: true,
        ..Build::of(who, view)
    };
    if legs {
        legs::draw(canvas, who, &build, cloth, pose, weight);
    }
    let stance = if pose == Pose::Walking {
        Stance::Striding
    } else {
        Stance::Hanging
    };
    let arms = stance.arms(&build);
    let near = build.near();
    for (index, arm) in arms.iter().enumerate() {
        if near != Some(index) {
            draw_arm(canvas, who, &build, cloth, arm, index == 1, weight);
        }
    }
    neck(canvas, who, view, &build, weight);
    garments::back(canvas, who, &build, cloth, weight);
    if let Some(index) = near {
        draw_arm(canvas, who, &build, cloth, &arms[index], index == 1, weight);
    }
}

fn neck(canvas: &mut Canvas, who: &Persona, view: View, build: &Build, weight: f32) {
    let n = build.neck;
    let sway = view.turned() * 8.0;
    let base = build.shoulder_y - 28.0;
    let foot = |x: f32| build.joint(x, 0.0, 0.0).0;
    let text = format!(
        "M{a:.1},48 C{a:.1},96 {:.1},{b:.1} {:.1},{c:.1} L{:.1},{d:.1} L{:.1},{d:.1} L{:.1},{c:.1} C{:.1},{b:.1} {e:.1},96 {e:.1},48 Z",
        f32::midpoint(-n + sway, foot(-n)),
        foot(-n - 34.0),
        foot(-n - 22.0),
        foot(n + 22.0),
        foot(n + 34.0),
        f32::midpoint(n + sway, foot(n)),
        a = -n + sway,
        b = base - 8.0,
        c = base + 20.0,
        d = base + 120.0,
        e = n + sway,
    );
    let Some(path) = shape(&text, |x, y| (x, y)) else {
        return;
    };
    if build.back {
        canvas.fill(&path, who.skin.base.mix(who.skin.shade, 0.6));
        canvas.line(&path, 2.4 * weight, INK);
        return;
    }
    canvas.fill(&path, who.skin.base);
    canvas.clip(&path);
    if let Some(shadow) = shape(
        &format!(
            "M-80,40 L80,40 L80,88 Q{:.1},{:.1} -10,126 Q-36,112 -80,84 Z",
            30.0 + sway,
            base + 4.0
        ),
        |x, y| (x + sway, y),
    ) {
        canvas.fill(&shadow, who.skin.shade);
    }
    for step in 0..7 {
        let x = -30.0 + step as f32 * 11.0 + sway;
        let text = format!(
            "M{:.1},96 Q{:.1},{:.1} {:.1},{:.1}",
            x + 14.0,
            x + 6.0,
            110.0,
            x - 2.0,
            120.0 + (step as f32 * 2.1).sin() * 6.0
        );
        if let Some(hatch) = shape(&text, |x, y| (x, y)) {
            canvas.brush(&hatch, 2.0 * weight, 0.3, who.skin.line.alpha(0.42));
        }
    }
    for side in [-1.0f32, 1.0] {
        if let Some(bone) = shape(
            &format!(
                "M{:.1},{:.1} Q{:.1},{:.1} 7,{:.1}",
                n + 36.0,
                base + 20.0,
                n,
                base + 23.0,
                base + 33.0
            ),
            |x, y| build.trunk(side * x, y),
        ) {
            canvas.brush(&bone, 2.6 * weight, 0.6, who.skin.line.alpha(0.55));
        }
    }
    if !who.feminine
        && !who.child()
        && let Some(apple) = shape("M2,112 Q8,118 3,125", |x, y| (x + sway, y))
    {
        canvas.brush(&apple, 2.2 * weight, 0.5, who.skin.line.alpha(0.6));
    }
    canvas.unclip();
    canvas.line(&path, 2.2 * weight, INK.mix(who.skin.line, 0.3));
}

/// Where an arm begins, below the shoulder.
fn top(build: &Build, right: bool) -> (f32, f32) {
    let side = if right { 1.0 } else { -1.0 };
    let (x, y) = build.joint(
        side * (build.shoulder - build.upper * 1.06),
        build.shoulder_y + build.upper * 1.16,
        0.0,
    );
    (x + build.inward(right), y)
}

fn between(from: (f32, f32), to: (f32, f32), share: f32) -> (f32, f32) {
    (
        from.0 + (to.0 - from.0) * share,
        from.1 + (to.1 - from.1) * share,
    )
}

fn draw_arm(
    canvas: &mut Canvas,
    who: &Persona,
    build: &Build,
    cloth: &Cloth,
    arm: &Arm,
    right: bool,
    weight: f32,
) {
    let &(elbow, wrist, hand, _) = arm;
    let top = top(build, right);
    let (u, f, w) = (build.upper, build.fore, build.wrist);
    let skin = [
        (top.0, top.1, u * 0.94),
        (elbow.0, elbow.1, f * 0.95),
        (wrist.0, wrist.1, w),
    ];
    if let Some(path) = limb(&skin) {
        paint_limb(canvas, &path, who.skin.base, who.skin.shade, weight);
    }
    hands::draw(canvas, who, build, elbow, wrist, hand, weight);
    let (_, length) = cloth.sleeve();
    if length <= 0.0 {
        return;
    }
    let loose = cloth.looseness();
    let joints = if length > 1.0 {
        let cuff = between(elbow, wrist, length - 1.0);
        let middle = between(top, elbow, 0.5);
        vec![
            (top.0, top.1, u * 0.95 + loose * 0.5),
            (middle.0, middle.1, u * 0.92 + loose),
            (elbow.0, elbow.1, f + 2.0 + loose),
            (cuff.0, cuff.1, w + 3.0 + loose * cloth.flare()),
        ]
    } else {
        let end = between(top, elbow, length);
        vec![
            (top.0, top.1, u * 0.95 + loose * 0.5),
            (end.0, end.1, u * 0.98 + loose + 1.0),
        ]
    };
    draw_sleeve(canvas, build, cloth, (arm, top), &joints, None, weight);
}

/// How sharply an arm is bent, from 0 to 1.
fn sharp(top: (f32, f32), elbow: (f32, f32), wrist: (f32, f32)) -> f32 {
    let (a, b) = (
        (elbow.0 - top.0, elbow.1 - top.1),
        (wrist.0 - elbow.0, wrist.1 - elbow.1),
    );
    let along = (a.0 * b.0 + a.1 * b.1) / (a.0.hypot(a.1) * b.0.hypot(b.1)).max(1.0);
    (0.5 - 0.5 * along).clamp(0.0, 1.0)
}

/// What of an arm lies before the trunk: from the elbow on.
fn draw_forearm(
    canvas: &mut Canvas,
    who: &Persona,
    build: &Build,
    cloth: &Cloth,
    arm: &Arm,
    right: bool,
    weight: f32,
) {
    let &(elbow, wrist, hand, _) = arm;
    let top = top(build, right);
    let (u, f, w) = (build.upper, build.fore, build.wrist);
    // Over the edge that would be drawn across the elbow.
    let joint = |wide: f32, bent: f32, narrow: f32| {
        // A sharp bend makes its curve swing out.
        let bent = bent * (1.0 - 0.2 * sharp(top, elbow, wrist));
        let (above, below) = (between(top, elbow, 0.72), between(elbow, wrist, 0.3));
        limb(&[
            (above.0, above.1, wide),
            (elbow.0, elbow.1, bent),
            (below.0, below.1, narrow),
        ])
    };
    // Before the trunk the forearm keeps its edge: there the upper arm lies behind.
    let side = if right { 1.0 } else { -1.0 };
    let edge = build
        .trunk(side * (build.chest + cloth.looseness()), elbow.1)
        .0;
    let beside = tiny_skia::Rect::from_ltrb(
        if right { edge } else { edge - 900.0 },
        -900.0,
        if right { edge + 900.0 } else { edge },
        1900.0,
    )
    .map(tiny_skia::PathBuilder::from_rect);
    let skin = [(elbow.0, elbow.1, f * 0.95), (wrist.0, wrist.1, w)];
    if let Some(path) = limb(&skin) {
        paint_limb(canvas, &path, who.skin.base, who.skin.shade, weight);
    }
    hands::draw(canvas, who, build, elbow, wrist, hand, weight);
    let (_, length) = cloth.sleeve();
    if length <= 1.0 {
        if length < 0.9
            && let Some(path) = joint(u * 0.78, f * 0.86, f * 0.7)
            && let Some(beside) = &beside
        {
            canvas.clip(beside);
            canvas.fill(&path, who.skin.base);
            canvas.unclip();
        }
        return;
    }
    let loose = cloth.looseness();
    let cuff = between(elbow, wrist, length - 1.0);
    let joints = [
        (elbow.0, elbow.1, f + 2.0 + loose),
        (cuff.0, cuff.1, w + 3.0 + loose * cloth.flare()),
    ];
    let over = joint(
        u * 0.88 + loose,
        f + loose,
        f32::midpoint(f, w) + 1.0 + loose,
    );
    draw_sleeve(
        canvas,
        build,
        cloth,
        (arm, top),
        &joints,
        over.as_ref().zip(beside.as_ref()),
        weight,
    );
}

/// A sleeve along its joints; `over` is filled without an edge, as far as it lies in the other shape.
fn draw_sleeve(
    canvas: &mut Canvas,
    build: &Build,
    cloth: &Cloth,
    (&(elbow, wrist, _, before), top): (&Arm, (f32, f32)),
    joints: &[(f32, f32, f32)],
    over: Option<(&tiny_skia::Path, &tiny_skia::Path)>,
    weight: f32,
) {
    let (sleeve, length) = cloth.sleeve();
    let loose = cloth.looseness();
    let Some(path) = limb(joints) else { return };
    paint_limb(canvas, &path, sleeve, sleeve.shade(0.6), weight);
    if let Some((over, within)) = over {
        canvas.clip(within);
        canvas.fill(over, sleeve);
        canvas.unclip();
    }
    // Both at once: threads let the cloth through, and are darker where they are painted twice.
    match over.and_then(|(over, within)| both(&path, over).zip(both(&path, within))) {
        Some((covered, within)) => {
            canvas.clip(&covered);
            canvas.clip_more(&within);
        }
        None => canvas.clip(&path),
    }
    let (half, end) = (
        f32::midpoint(build.upper, build.wrist) + loose,
        if length > 1.0 {
            between(elbow, wrist, length - 1.0)
        } else {
            elbow
        },
    );
    cloth
        .weave
        .sleeve(canvas, [top, elbow, end], half, sleeve, weight);
    canvas.unclip();
    canvas.clip(&path);
    let cuff = between(elbow, wrist, (length - 1.0).max(0.0));
    sleeves::folds(canvas, top, elbow, cuff, sleeve, before, weight);
    sleeves::details(canvas, cloth, top, elbow, cuff, build.wrist + loose, weight);
    canvas.unclip();
}

/// What two shapes cover together.
fn both(one: &tiny_skia::Path, other: &tiny_skia::Path) -> Option<tiny_skia::Path> {
    let mut builder = tiny_skia::PathBuilder::new();
    builder.push_path(one);
    builder.push_path(other);
    builder.finish()
}

fn paint_limb(
    canvas: &mut Canvas,
    path: &tiny_skia::Path,
    base: Colour,
    shade: Colour,
    weight: f32,
) {
    canvas.line(path, 4.6 * weight, INK);
    canvas.fill(path, base);
    canvas.clip(path);
    if let Some(lit) = path
        .clone()
        .transform(Transform::from_translate(-9.0, -3.0))
    {
        // What the shifted shape does not cover lies in shadow.
        let mut builder = tiny_skia::PathBuilder::new();
        builder.push_path(&lit);
        builder.push_rect(
            tiny_skia::Rect::from_ltrb(-2000.0, -2000.0, 2000.0, 3000.0).expect("ordered"),
        );
        if let Some(rest) = builder.finish() {
            canvas.fill_even_odd(&rest, shade.alpha(0.6));
        }
    }
    canvas.unclip();
}

#[cfg(test)]
mod tests {
    use storyboard::cast::{Age, Appearance, Look, Outfit, Presenting};

    use super::*;
    use crate::figures::garments::weave::Weave;

    #[test]
    fn threads_of_a_raised_sleeve_are_painted_once() {
        let who = Persona::of(&Appearance {
            seed: 4,
            presenting: Presenting::Masculine,
            age: Age::Adult,
            skin: 2,
            hair: None,
            hair_colour: None,
            glasses: false,
            beard: false,
        });
        let look = Look {
            id: "day".into(),
            outfit: Outfit::Shirt,
            colours: ["#c8d0dc".into(), "#203040".into()],
            from: 1,
            to: None,
        };
        let cloth = Cloth {
            weave: Weave::Stripes,
            ..Cloth::of(Some(&look), &who)
        };
        let build = Build::of(&who, View::new(0.0));
        let arms = Stance::Clasped.arms(&build);
        let mut canvas = Canvas::new(400, 500, Transform::from_translate(-60.0, -50.0));
        draw_forearm(&mut canvas, &who, &build, &cloth, &arms[1], true, 1.0);
        let cloth_of = |bands: u32| {
            let mut one = Canvas::new(8, 8, Transform::identity());
            let dot = crate::ink::ellipse(4.0, 4.0, 9.0, 9.0).expect("round");
            one.fill(&dot, cloth.sleeve().0);
            for _ in 0..bands {
                one.fill(
                    &dot,
                    crate::figures::garments::weave::tint(cloth.sleeve().0),
                );
            }
            one.pixmap.pixels()[27]
        };
        let count = |colour: tiny_skia::PremultipliedColorU8| {
            let near = |a: u8, b: u8| a.abs_diff(b) <= 1;
            canvas
                .pixmap
                .pixels()
                .iter()
                .filter(|pixel| {
                    near(pixel.red(), colour.red())
                        && near(pixel.green(), colour.green())
                        && near(pixel.blue(), colour.blue())
                })
                .count()
        };
        let (once, twice) = (count(cloth_of(1)), count(cloth_of(2)));
        assert!(once > 100, "{once}");
        assert!(twice * 10 < once, "{twice} of {once}");
    }
}
