//! Bodies: a build, a pose, limbs; clothes are cut in [`super::garments`].

use storyboard::cast::Outfit;
use storyboard::shot::Pose;
use tiny_skia::Transform;

use super::garments::{self, Cloth, legs, sleeves};
use super::persona::Persona;
use super::stance::{Arm, Hand, Stance};
use super::view::View;
use crate::ink::{Canvas, Colour, INK, limb, shape, through};

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
    pub turn: f32,
}

impl Build {
    pub fn of(who: &Persona, view: View) -> Self {
        let shoulder = who.shoulder;
        let turn = view.turned();
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
            turn,
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

    /// A point of the trunk: turned with the head, half as much.
    pub fn trunk(&self, x: f32, y: f32) -> (f32, f32) {
        (
            x * (1.0 - 0.1 * self.turn.abs()) + self.turn * (22.0 - 0.0012 * x * x),
            y,
        )
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
    // Upper arms lie at the sides, whatever the hands do: of an arm that is held before the trunk, only what comes after the
    // elbow is drawn over it.
    for (index, arm) in arms.iter().enumerate() {
        draw_arm(canvas, who, &build, cloth, arm, index == 1, weight);
    }
    neck(canvas, who, view, &build, weight);
    garments::trunk(canvas, who, &build, cloth, weight);
    for (index, arm) in arms.iter().enumerate() {
        if arm.3 {
            draw_forearm(canvas, who, &build, cloth, arm, index == 1, weight);
        }
    }
}

fn neck(canvas: &mut Canvas, who: &Persona, view: View, build: &Build, weight: f32) {
    let n = build.neck;
    let sway = view.turned() * 8.0;
    let base = build.shoulder_y - 28.0;
    let text = format!(
        "M{a:.1},48 C{a:.1},96 {:.1},{b:.1} {:.1},{c:.1} L{:.1},{d:.1} L{:.1},{d:.1} L{:.1},{c:.1} C{n:.1},{b:.1} {e:.1},96 {e:.1},48 Z",
        -n,
        -n - 44.0,
        -n - 30.0,
        n + 30.0,
        n + 44.0,
        a = -n + sway,
        b = base - 8.0,
        c = base + 20.0,
        d = base + 120.0,
        e = n + sway,
    );
    let Some(path) = shape(&text, |x, y| (x, y)) else {
        return;
    };
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
    build.trunk(
        side * (build.shoulder - build.upper * 1.06),
        build.shoulder_y + build.upper * 1.16,
    )
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
    draw_hand(canvas, who, build, elbow, wrist, hand, weight);
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
        let (above, below) = (between(top, elbow, 0.72), between(elbow, wrist, 0.3));
        limb(&[
            (above.0, above.1, wide),
            (elbow.0, elbow.1, bent),
            (below.0, below.1, narrow),
        ])
    };
    let skin = [(elbow.0, elbow.1, f * 0.95), (wrist.0, wrist.1, w)];
    if let Some(path) = limb(&skin) {
        paint_limb(canvas, &path, who.skin.base, who.skin.shade, weight);
    }
    draw_hand(canvas, who, build, elbow, wrist, hand, weight);
    let (_, length) = cloth.sleeve();
    if length <= 1.0 {
        if length < 0.9
            && let Some(path) = joint(u * 0.84, f * 0.9, f * 0.8)
        {
            canvas.fill(&path, who.skin.base);
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
        over.as_ref(),
        weight,
    );
}

/// A sleeve along its joints; `over` is filled without an edge.
fn draw_sleeve(
    canvas: &mut Canvas,
    build: &Build,
    cloth: &Cloth,
    (&(elbow, wrist, _, before), top): (&Arm, (f32, f32)),
    joints: &[(f32, f32, f32)],
    over: Option<&tiny_skia::Path>,
    weight: f32,
) {
    let (sleeve, length) = cloth.sleeve();
    let loose = cloth.looseness();
    let Some(path) = limb(joints) else { return };
    paint_limb(canvas, &path, sleeve, sleeve.shade(0.6), weight);
    if let Some(over) = over {
        canvas.fill(over, sleeve);
    }
    canvas.clip(over.unwrap_or(&path));
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
    if over.is_some() {
        cloth
            .weave
            .sleeve(canvas, [top, elbow, end], half, sleeve, weight);
    }
    let cuff = between(elbow, wrist, (length - 1.0).max(0.0));
    sleeves::folds(canvas, top, elbow, cuff, sleeve, before, weight);
    sleeves::details(canvas, cloth, top, elbow, cuff, build.wrist + loose, weight);
    canvas.unclip();
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

fn draw_hand(
    canvas: &mut Canvas,
    who: &Persona,
    build: &Build,
    elbow: (f32, f32),
    wrist: (f32, f32),
    hand: Hand,
    weight: f32,
) {
    let (dx, dy) = (wrist.0 - elbow.0, wrist.1 - elbow.1);
    let length = dx.hypot(dy).max(1.0);
    let (dx, dy) = (dx / length, dy / length);
    // The thumb is on the body's side of a hanging hand.
    let flip = if wrist.0 >= 0.0 { -1.0 } else { 1.0 };
    let k = build.hand;
    let map = |u: f32, v: f32| {
        let (u, v) = (u * flip * k, v * k);
        (wrist.0 - dy * -u + dx * v, wrist.1 - dx * u + dy * v)
    };
    let finger = |canvas: &mut Canvas, joints: &[(f32, f32, f32)]| {
        let mapped: Vec<_> = joints
            .iter()
            .map(|&(u, v, w)| {
                let (x, y) = map(u, v);
                (x, y, w * k)
            })
            .collect();
        if let Some(path) = limb(&mapped) {
            canvas.line(&path, 3.4 * weight, INK.mix(who.skin.line, 0.3));
            canvas.fill(&path, who.skin.base);
        }
    };
    let palm = |canvas: &mut Canvas, text: &str| {
        if let Some(path) = shape(text, map) {
            canvas.line(&path, 3.6 * weight, INK.mix(who.skin.line, 0.3));
            canvas.fill(&path, who.skin.base);
        }
    };
    let crease = |canvas: &mut Canvas, text: &str| {
        if let Some(path) = shape(text, map) {
            canvas.brush(&path, 2.0 * weight, 0.4, who.skin.line);
        }
    };
    match hand {
        Hand::Hidden => {}
        Hand::Hanging => {
            finger(
                canvas,
                &[(9.0, 10.0, 6.5), (17.0, 24.0, 5.5), (15.0, 38.0, 4.5)],
            );
            palm(
                canvas,
                "M-14,-4 C-18,14 -18,30 -14,44 Q-12,60 -5,66 Q2,69 6,58 Q13,44 13,26 Q14,8 13,-4 Z",
            );
            crease(canvas, "M-7,36 Q-8,52 -5,62");
            crease(canvas, "M1,36 Q2,50 0,60");
        }
        Hand::Fist => {
            palm(
                canvas,
                "M-14,-4 C-20,8 -21,22 -17,32 Q-8,41 6,38 Q19,34 18,18 Q17,4 14,-4 Z",
            );
            crease(canvas, "M-9,22 Q-9,30 -7,36");
            crease(canvas, "M0,22 Q1,30 1,38");
            crease(canvas, "M9,20 Q10,28 9,35");
            finger(
                canvas,
                &[(14.0, 6.0, 6.5), (12.0, 18.0, 6.0), (2.0, 22.0, 5.0)],
            );
        }
        Hand::Index => {
            finger(
                canvas,
                &[(-8.0, 20.0, 7.0), (-9.0, 44.0, 5.6), (-10.0, 66.0, 4.4)],
            );
            palm(
                canvas,
                "M-14,-4 C-19,8 -19,22 -15,30 Q-6,37 6,35 Q18,32 17,18 Q16,4 14,-4 Z",
            );
            crease(canvas, "M0,20 Q1,28 1,35");
            crease(canvas, "M8,18 Q9,26 8,33");
            finger(
                canvas,
                &[(14.0, 6.0, 6.5), (11.0, 18.0, 6.0), (1.0, 21.0, 5.0)],
            );
        }
        Hand::Open => {
            for &(u, v, spread, w) in &[
                (-13.0, 30.0, -26.0, 4.8),
                (-5.0, 34.0, -9.0, 5.3),
                (4.0, 34.0, 7.0, 5.3),
                (12.0, 30.0, 22.0, 5.0),
            ] {
                finger(
                    canvas,
                    &[
                        (u, v - 8.0, w + 1.2),
                        (f32::midpoint(u, spread), v + 16.0, w),
                        (spread, v + 34.0, w - 1.0),
                    ],
                );
            }
            finger(
                canvas,
                &[(12.0, 8.0, 7.5), (27.0, 18.0, 6.0), (36.0, 32.0, 4.6)],
            );
            if let Some(path) = shape(
                "M-13,-4 C-18,8 -20,24 -17,34 Q-8,42 4,40 Q16,38 17,26 Q16,6 13,-4 Z",
                map,
            ) {
                canvas.line(&path, 2.2 * weight, INK.mix(who.skin.line, 0.3));
                canvas.fill(&path, who.skin.base);
            }
            crease(canvas, "M12,6 Q2,16 2,32");
            crease(canvas, "M-12,22 Q0,20 12,26");
        }
        Hand::Phone => {
            let points: Vec<_> = [(-20.0, 4.0), (16.0, 4.0), (16.0, 78.0), (-20.0, 78.0)]
                .iter()
                .map(|&(u, v)| map(u, v))
                .collect();
            if let Some(path) = shape(
                &format!(
                    "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z",
                    points[0].0,
                    points[0].1,
                    points[1].0,
                    points[1].1,
                    points[2].0,
                    points[2].1,
                    points[3].0,
                    points[3].1
                ),
                |x, y| (x, y),
            ) {
                canvas.line(&path, 8.0, INK);
                canvas.fill(&path, Colour::rgb(0x0024_2833));
                canvas.blend(
                    &path,
                    (points[0], Colour::rgb(0x0038_4055)),
                    (points[2], Colour::rgb(0x0016_1920)),
                );
            }
            palm(
                canvas,
                "M-14,-4 C-21,6 -22,16 -20,24 L-8,28 L12,28 Q18,16 14,-4 Z",
            );
            for v in [14.0, 25.0, 36.0] {
                finger(
                    canvas,
                    &[(-24.0, v, 5.6), (-14.0, v + 2.0, 5.4), (-4.0, v + 1.0, 4.8)],
                );
            }
            finger(
                canvas,
                &[(14.0, 8.0, 6.5), (20.0, 22.0, 6.0), (15.0, 40.0, 5.0)],
            );
        }
    }
}

/// Somebody from behind, down to the chest: the shoulder over which another is seen.
pub fn seen_behind(canvas: &mut Canvas, who: &Persona, cloth: &Cloth, weight: f32) {
    let build = Build::of(who, View::new(0.0));
    let (s, y, n) = (build.shoulder, build.shoulder_y, build.neck);
    if let Some(neck) = shape(
        &format!(
            "M{:.1},40 L{n:.1},40 L{:.1},{y:.1} L{:.1},{y:.1} Z",
            -n,
            n + 8.0,
            -n - 8.0
        ),
        |x, y| (x, y),
    ) {
        canvas.fill(&neck, who.skin.base.mix(who.skin.shade, 0.6));
        canvas.line(&neck, 2.4 * weight, INK);
    }
    let colour = cloth.outer();
    let outline = [
        (0.0, y - 44.0),
        (n + 14.0, y - 38.0),
        (s * 0.7, y - 8.0),
        (s + 10.0, y + 34.0),
        (s + 26.0, y + 150.0),
        (s + 34.0, y + 420.0),
        (-s - 34.0, y + 420.0),
        (-s - 26.0, y + 150.0),
        (-s - 10.0, y + 34.0),
        (-s * 0.7, y - 8.0),
        (-n - 14.0, y - 38.0),
    ];
    let Some(path) = through(&outline) else {
        return;
    };
    canvas.blend(
        &path,
        ((-s, y), colour),
        ((s, y + 300.0), colour.shade(0.6)),
    );
    canvas.clip(&path);
    for side in [-1.0f32, 1.0] {
        if let Some(seam) = shape(
            &format!(
                "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
                s * 0.78,
                y + 10.0,
                s * 0.72,
                y + 120.0,
                s * 0.84,
                y + 330.0
            ),
            |x, y| (side * x, y),
        ) {
            canvas.brush(&seam, 4.0 * weight, 0.4, colour.shade(0.8).alpha(0.8));
        }
    }
    canvas.unclip();
    canvas.line(&path, 2.8 * weight, INK);
    if let Some(collar) = shape(
        &format!(
            "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1} L{:.1},{:.1} Q0,{:.1} {:.1},{:.1} Z",
            -n - 14.0,
            y - 40.0,
            y - 56.0,
            n + 14.0,
            y - 40.0,
            n + 18.0,
            y - 22.0,
            y - 36.0,
            -n - 18.0,
            y - 22.0
        ),
        |x, y| (x, y),
    ) && !matches!(cloth.outfit, Outfit::Dress | Outfit::Gown)
    {
        canvas.fill(&collar, colour.light(0.08));
        canvas.line(&collar, 2.2 * weight, INK);
    }
}
