//! Clothes: cut by the outfit, coloured by the look.

use storyboard::cast::{Look, Outfit};
use storyboard::shot::Pose;
use tiny_skia::Path;

use super::body::Build;
use super::persona::Persona;
use crate::ink::{Canvas, Colour, INK, limb, shape};

const LINEN: Colour = Colour::rgb(0x00f7_f3ee);

/// What is worn, with its colours.
#[derive(Clone, Copy, Debug)]
pub struct Cloth {
    pub outfit: Outfit,
    pub main: Colour,
    pub second: Colour,
    pub feminine: bool,
}

impl Cloth {
    pub fn of(look: Option<&Look>, who: &Persona) -> Self {
        let colour = |index: usize, other: u32| {
            look.and_then(|look| Colour::parse(&look.colours[index]))
                .unwrap_or(Colour::rgb(other))
        };
        let apart = |colour: Colour| {
            // Cloth in the colour of skin looks like none.
            let (c, s) = (colour, who.skin.base);
            let far = (c.r - s.r).abs() + (c.g - s.g).abs() + (c.b - s.b).abs();
            if far < 0.3 {
                colour.shade(0.75)
            } else {
                colour
            }
        };
        Self {
            outfit: look.map_or(Outfit::Casual, |look| look.outfit),
            main: apart(colour(0, 0x004a_6a8a)),
            second: apart(colour(1, 0x002f_3442)),
            feminine: who.feminine,
        }
    }

    /// What is seen from outside.
    pub fn outer(&self) -> Colour {
        match self.outfit {
            Outfit::Apron => self.second.mix(LINEN, 0.6),
            _ => self.main,
        }
    }

    /// Its colour, and its length: 0 none, 1 to the elbow, 2 to the wrist.
    pub fn sleeve(&self) -> (Colour, f32) {
        let length = match self.outfit {
            Outfit::Gown => 0.0,
            Outfit::Dress => 0.42,
            Outfit::Casual | Outfit::Scrubs => 0.72,
            Outfit::Apron => 1.25,
            _ => 1.9,
        };
        (self.outer(), length)
    }

    pub fn looseness(&self) -> f32 {
        match self.outfit {
            Outfit::Coat | Outfit::Hoodie | Outfit::Robe => 8.0,
            Outfit::Suit | Outfit::Scrubs | Outfit::Sportswear | Outfit::Uniform => 4.0,
            _ => 2.0,
        }
    }

    /// How wide a cuff is against the looseness.
    pub fn flare(&self) -> f32 {
        if self.outfit == Outfit::Robe {
            4.0
        } else {
            0.7
        }
    }
}

struct Cut<'a> {
    build: &'a Build,
    weight: f32,
}

impl Cut<'_> {
    fn path(&self, text: &str) -> Option<Path> {
        shape(text, |x, y| self.build.trunk(x, y))
    }

    /// The trunk as cloth; `neckline` runs from the right of the neck to the left. `ease` is how far it stands off.
    fn trunk(&self, nape: f32, neckline: &str, ease: f32, bottom: f32) -> Option<Path> {
        let b = self.build;
        let sy = b.shoulder_y;
        let k = if b.shoulder < 100.0 { 0.8 } else { 1.0 };
        let (s, c, w, h) = (
            b.shoulder - 6.0,
            b.chest + ease,
            b.waist + ease * 1.6,
            b.hip + ease,
        );
        let (ny, arm, waist, hip) = (sy - 32.0, sy + 78.0 * k, sy + 226.0 * k, sy + 340.0 * k);
        let end = sy + bottom * k;
        self.path(&format!(
            "M{:.1},{ny:.1} Q{:.1},{:.1} {:.1},{:.1} Q{:.1},{:.1} {:.1},{arm:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{waist:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{hip:.1} L{:.1},{end:.1} L{:.1},{end:.1} L{h:.1},{hip:.1} C{:.1},{:.1} {w:.1},{:.1} {w:.1},{waist:.1} C{w:.1},{:.1} {:.1},{:.1} {c:.1},{arm:.1} Q{:.1},{:.1} {s:.1},{:.1} Q{:.1},{:.1} {nape:.1},{ny:.1} {neckline} Z",
            -nape, -s * 0.62, sy - 22.0, -s, sy + 14.0, -s + 2.0, sy + 40.0, -c,
            -c - 2.0, arm + 50.0, -w, waist - 60.0, -w, -w, waist + 40.0, -h, hip - 60.0, -h,
            -h - 4.0, h + 4.0,
            h, hip - 60.0, waist + 40.0, waist - 60.0, c + 2.0, arm + 50.0,
            s - 2.0, sy + 40.0, sy + 14.0, s * 0.62, sy - 22.0,
        ))
    }

    fn cloth(&self, canvas: &mut Canvas, path: &Path, colour: Colour) {
        let s = self.build.shoulder;
        canvas.blend(
            path,
            ((-s, self.build.shoulder_y), colour.light(0.05)),
            ((s, self.build.shoulder_y + 300.0), colour.shade(0.45)),
        );
        canvas.clip(path);
        if let Some(shadow) = self.path(&format!("M{:.1},60 L{:.1},60 L{:.1},1200 L{:.1},1200 Q{:.1},420 {:.1},330 Q{:.1},250 {:.1},200 Z", s * 0.6, s + 60.0, s + 60.0, s * 0.5, s * 0.3, s * 0.42, s * 0.7, s * 0.72)) {
            canvas.fill(&shadow, colour.shade(0.75).alpha(0.42));
        }
        canvas.unclip();
    }

    fn edge(&self, canvas: &mut Canvas, path: &Path) {
        canvas.line(path, 2.6 * self.weight, INK);
    }

    fn patch(&self, canvas: &mut Canvas, text: &str, colour: Colour) {
        if let Some(path) = self.path(text) {
            canvas.fill(&path, colour);
            canvas.line(&path, 2.3 * self.weight, INK);
        }
    }

    fn stitch(&self, canvas: &mut Canvas, text: &str, width: f32, colour: Colour) {
        if let Some(path) = self.path(text) {
            canvas.brush(&path, width * self.weight, 0.5, colour);
        }
    }

    fn both(&self, canvas: &mut Canvas, text: &str, colour: Colour) {
        for side in [-1.0f32, 1.0] {
            if let Some(path) = shape(text, |x, y| self.build.trunk(side * x, y)) {
                canvas.fill(&path, colour);
                canvas.line(&path, 2.3 * self.weight, INK);
            }
        }
    }
}

/// Draws the trunk with everything on it.
pub fn trunk(canvas: &mut Canvas, who: &Persona, build: &Build, cloth: &Cloth, weight: f32) {
    let cut = Cut { build, weight };
    let sy = build.shoulder_y;
    let n = build.neck;
    let nape = n + 14.0;
    let ny = sy - 32.0;
    let y = |down: f32| sy + down;
    let main = cloth.main;
    let dark = main.shade(0.8).alpha(0.75);
    let crew = format!(
        "Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {:.1},{ny:.1}",
        nape * 0.8,
        y(2.0),
        y(4.0),
        -nape * 0.8,
        y(2.0),
        -nape
    );
    let vee = |depth: f32| format!("L0,{:.1} L{:.1},{ny:.1}", y(depth), -nape);
    let whole = |canvas: &mut Canvas, neckline: &str, ease: f32, bottom: f32, colour: Colour| {
        if let Some(path) = cut.trunk(nape, neckline, ease, bottom) {
            cut.cloth(canvas, &path, colour);
            canvas.clip(&path);
            body_folds(canvas, &cut, who, colour, sy);
            canvas.unclip();
            cut.edge(canvas, &path);
        }
    };
    // A jacket lies over what is under it: two halves that meet at `close`.
    let open_front = |canvas: &mut Canvas, ease: f32, bottom: f32, close: f32, colour: Colour| {
        let neckline = format!(
            "L{:.1},{:.1} L4,{:.1} L4,{:.1} L-4,{:.1} L-4,{:.1} L{:.1},{ny:.1}",
            nape * 0.7,
            y(0.0),
            y(close),
            y(bottom - 2.0),
            y(bottom - 2.0),
            y(close),
            -nape
        );
        if let Some(path) = cut.trunk(nape, &neckline, ease, bottom) {
            cut.cloth(canvas, &path, colour);
            canvas.clip(&path);
            body_folds(canvas, &cut, who, colour, sy);
            canvas.unclip();
            cut.edge(canvas, &path);
        }
    };
    let collar = |canvas: &mut Canvas, colour: Colour| {
        cut.both(
            canvas,
            &format!(
                "M{:.1},{:.1} Q{:.1},{:.1} 2,{:.1} L{:.1},{:.1} L{:.1},{:.1} Z",
                n + 6.0,
                ny - 16.0,
                n * 0.6,
                y(-12.0),
                y(2.0),
                n * 0.72,
                y(30.0),
                n + 22.0,
                ny + 8.0
            ),
            colour,
        );
    };
    match cloth.outfit {
        Outfit::Casual => {
            whole(canvas, &crew, 4.0, 356.0, main);
            cut.stitch(
                canvas,
                &format!(
                    "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1}",
                    -nape * 0.94,
                    y(-20.0),
                    y(34.0),
                    nape * 0.94,
                    y(-20.0)
                ),
                3.0,
                dark,
            );
        }
        Outfit::Shirt | Outfit::Apron => {
            let colour = cloth.outer();
            whole(canvas, &vee(26.0), 4.0, 350.0, colour);
            collar(canvas, colour.light(0.12));
            cut.stitch(
                canvas,
                &format!("M0,{:.1} L0,{:.1}", y(24.0), y(350.0)),
                2.4,
                colour.shade(0.8),
            );
            for step in 0..5 {
                button(
                    canvas,
                    &cut,
                    6.0,
                    y(56.0 + step as f32 * 62.0),
                    colour.shade(0.6),
                );
            }
            if cloth.outfit == Outfit::Apron {
                let chest = build.chest;
                cut.patch(canvas, &format!("M{:.1},{:.1} L{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} Z", -chest * 0.62, y(70.0), chest * 0.62, y(70.0), chest * 0.66, y(150.0), chest * 0.9, y(190.0), build.waist + 8.0, y(220.0), build.hip + 10.0, y(420.0), -build.hip - 10.0, y(420.0), -build.waist - 8.0, y(220.0), -chest * 0.66, y(170.0), -chest * 0.62, y(70.0)), main);
                cut.both(
                    canvas,
                    &format!(
                        "M{:.1},{:.1} L{:.1},{ny:.1} L{:.1},{ny:.1} L{:.1},{:.1} Z",
                        chest * 0.62,
                        y(72.0),
                        nape + 12.0,
                        nape + 22.0,
                        chest * 0.62 - 11.0,
                        y(72.0)
                    ),
                    main,
                );
            }
        }
        Outfit::Suit => {
            let under = if cloth.feminine {
                cloth.second.mix(LINEN, 0.55)
            } else {
                LINEN
            };
            whole(
                canvas,
                &vee(if cloth.feminine { 62.0 } else { 26.0 }),
                0.0,
                340.0,
                under,
            );
            if !cloth.feminine {
                collar(canvas, LINEN.light(0.3));
                cut.patch(
                    canvas,
                    &format!(
                        "M-9,{:.1} L9,{:.1} L5,{:.1} L16,{:.1} L0,{:.1} L-16,{:.1} L-5,{:.1} Z",
                        y(4.0),
                        y(4.0),
                        y(26.0),
                        y(190.0),
                        y(214.0),
                        y(190.0),
                        y(26.0)
                    ),
                    cloth.second,
                );
            }
            open_front(canvas, 8.0, 372.0, 178.0, main);
            lapels(canvas, &cut, nape, ny, sy, 178.0, main);
            button(canvas, &cut, 0.0, y(196.0), INK);
            if !cloth.feminine {
                cut.patch(
                    canvas,
                    &format!(
                        "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z",
                        build.chest * 0.44,
                        y(92.0),
                        build.chest * 0.72,
                        y(88.0),
                        build.chest * 0.70,
                        y(76.0),
                        build.chest * 0.56,
                        y(84.0)
                    ),
                    LINEN,
                );
            }
        }
        Outfit::Coat => {
            whole(canvas, &crew, 0.0, 340.0, cloth.second);
            // A high, soft collar.
            cut.patch(
                canvas,
                &format!(
                    "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1} L{:.1},{:.1} Q0,{:.1} {:.1},{:.1} Z",
                    -n - 2.0,
                    y(-62.0),
                    y(-44.0),
                    n + 2.0,
                    y(-62.0),
                    n + 8.0,
                    y(-18.0),
                    y(6.0),
                    -n - 8.0,
                    y(-18.0)
                ),
                cloth.second.light(0.08),
            );
            open_front(canvas, 14.0, 640.0, 250.0, main);
            lapels(canvas, &cut, nape + 6.0, ny - 6.0, sy, 200.0, main);
            for (x, down) in [(22.0, 236.0), (-22.0, 236.0), (22.0, 306.0), (-22.0, 306.0)] {
                button(canvas, &cut, x, y(down), INK.mix(main, 0.2));
            }
        }
        Outfit::Hoodie => {
            cut.patch(canvas, &format!("M{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} 0,{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z", -n - 52.0, y(-8.0), -n - 40.0, y(-64.0), -n - 10.0, y(-72.0), y(-40.0), n + 10.0, y(-72.0), n + 40.0, y(-64.0), n + 52.0, y(-8.0), n + 20.0, y(30.0), -n - 20.0, y(30.0)), main.shade(0.35));
            redraw_neck(canvas, who, &cut, n, sy);
            whole(canvas, &crew, 12.0, 362.0, main);
            cut.both(canvas, &format!("M{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} 2,{:.1} L2,{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} Z", n + 12.0, y(-50.0), n + 8.0, y(-20.0), n - 4.0, y(2.0), y(20.0), y(40.0), n + 10.0, y(34.0), n + 44.0, y(8.0), n + 48.0, y(-18.0)), main.light(0.06));
            for side in [-1.0f32, 1.0] {
                cut.stitch(
                    canvas,
                    &format!(
                        "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
                        side * 14.0,
                        y(32.0),
                        side * 18.0,
                        y(80.0),
                        side * 13.0,
                        y(118.0)
                    ),
                    5.0,
                    LINEN,
                );
            }
            cut.patch(canvas, &format!("M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z", -56.0, y(220.0), 56.0, y(220.0), 78.0, y(290.0), 70.0, y(312.0), -70.0, y(312.0), -78.0, y(290.0)), main.shade(0.12));
        }
        Outfit::Dress => {
            let neckline = format!(
                "Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {:.1},{ny:.1}",
                nape * 0.9,
                y(52.0),
                y(62.0),
                -nape * 0.9,
                y(52.0),
                -nape - 18.0
            );
            if let Some(path) = cut.trunk(nape + 18.0, &neckline, 1.0, 350.0) {
                cut.cloth(canvas, &path, main);
                canvas.clip(&path);
                body_folds(canvas, &cut, who, main, sy);
                canvas.unclip();
                cut.edge(canvas, &path);
            }
            cut.patch(
                canvas,
                &format!(
                    "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1} L{:.1},{:.1} Q0,{:.1} {:.1},{:.1} Z",
                    -build.waist - 1.0,
                    y(214.0),
                    y(228.0),
                    build.waist + 1.0,
                    y(214.0),
                    build.waist + 2.0,
                    y(238.0),
                    y(252.0),
                    -build.waist - 2.0,
                    y(238.0)
                ),
                cloth.second,
            );
            necklace(canvas, &cut, n, sy, cloth.second);
        }
        Outfit::Gown => {
            let (c, s) = (build.chest, build.shoulder);
            let text = format!(
                "M{:.1},{:.1} Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} Z",
                -s + 12.0,
                y(44.0),
                -c * 0.5,
                y(36.0),
                y(74.0),
                c * 0.5,
                y(36.0),
                s - 12.0,
                y(44.0),
                c + 2.0,
                y(84.0),
                c,
                y(150.0),
                build.waist,
                y(170.0),
                build.waist,
                y(226.0),
                build.hip + 8.0,
                y(350.0),
                -build.hip - 8.0,
                y(350.0),
                -build.waist,
                y(226.0),
                -build.waist,
                y(170.0),
                -c,
                y(150.0),
                -c - 2.0,
                y(84.0)
            );
            if let Some(skin) = cut.trunk(nape, &crew, -6.0, 345.0) {
                canvas.fill(&skin, who.skin.base);
                canvas.line(&skin, 1.6 * weight, INK.mix(who.skin.line, 0.3));
                redraw_neck(canvas, who, &cut, n, sy);
            }
            if let Some(path) = cut.path(&text) {
                cut.cloth(canvas, &path, main);
                canvas.clip(&path);
                body_folds(canvas, &cut, who, main, sy);
                canvas.unclip();
                cut.edge(canvas, &path);
            }
            cut.both(
                canvas,
                &format!(
                    "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} Q{:.1},{:.1} 0,{:.1} Z",
                    0.0,
                    y(66.0),
                    c * 0.5,
                    y(24.0),
                    s + 14.0,
                    y(36.0),
                    s + 12.0,
                    y(84.0),
                    c * 0.5,
                    y(66.0),
                    y(104.0)
                ),
                main.light(0.14),
            );
            necklace(canvas, &cut, n, sy, Colour::rgb(0x00f3_e3b5));
        }
        Outfit::Uniform => {
            whole(canvas, &vee(26.0), 0.0, 340.0, LINEN);
            collar(canvas, LINEN.light(0.3));
            cut.patch(
                canvas,
                &format!(
                    "M-8,{:.1} L8,{:.1} L5,{:.1} L14,{:.1} L0,{:.1} L-14,{:.1} L-5,{:.1} Z",
                    y(4.0),
                    y(4.0),
                    y(24.0),
                    y(150.0),
                    y(170.0),
                    y(150.0),
                    y(24.0)
                ),
                cloth.second,
            );
            open_front(canvas, 6.0, 362.0, 110.0, main);
            lapels(canvas, &cut, nape, ny, sy, 110.0, main);
            for step in 0..3 {
                button(
                    canvas,
                    &cut,
                    0.0,
                    y(136.0 + step as f32 * 62.0),
                    Colour::rgb(0x00d9_b65c),
                );
            }
            cut.both(
                canvas,
                &format!(
                    "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z",
                    build.shoulder * 0.55,
                    y(-18.0),
                    build.shoulder - 8.0,
                    y(6.0),
                    build.shoulder - 4.0,
                    y(18.0),
                    build.shoulder * 0.55,
                    y(-4.0)
                ),
                cloth.second,
            );
            cut.patch(
                canvas,
                &format!(
                    "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1} Z",
                    build.chest * 0.42,
                    y(92.0),
                    build.chest * 0.68,
                    y(92.0),
                    build.chest * 0.68,
                    y(112.0),
                    build.chest * 0.55,
                    y(132.0),
                    build.chest * 0.42,
                    y(112.0)
                ),
                Colour::rgb(0x00d9_b65c),
            );
        }
        Outfit::Scrubs => {
            whole(canvas, &vee(58.0), 10.0, 366.0, main);
            cut.stitch(
                canvas,
                &format!(
                    "M{:.1},{:.1} L0,{:.1} L{nape:.1},{ny:.1}",
                    -nape,
                    ny,
                    y(68.0)
                ),
                5.0,
                main.shade(0.6),
            );
            cut.patch(
                canvas,
                &format!(
                    "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z",
                    22.0,
                    y(104.0),
                    72.0,
                    y(104.0),
                    72.0,
                    y(160.0),
                    22.0,
                    y(160.0)
                ),
                main.light(0.05),
            );
            cut.patch(
                canvas,
                &format!(
                    "M30,{:.1} L52,{:.1} L52,{:.1} L30,{:.1} Z",
                    y(96.0),
                    y(96.0),
                    y(128.0),
                    y(128.0)
                ),
                LINEN,
            );
        }
        Outfit::Robe => {
            whole(canvas, &vee(40.0), 10.0, 366.0, main);
            cut.patch(
                canvas,
                &format!(
                    "M{:.1},{:.1} L{:.1},{:.1} L12,{:.1} L{:.1},{:.1} L{:.1},{:.1} L-8,{:.1} Z",
                    nape - 6.0,
                    ny - 10.0,
                    nape + 18.0,
                    ny + 4.0,
                    y(140.0),
                    -build.waist * 0.5,
                    y(214.0),
                    -build.waist * 0.7,
                    y(214.0),
                    y(110.0)
                ),
                cloth.second,
            );
            cut.patch(
                canvas,
                &format!(
                    "M{:.1},{:.1} L{:.1},{:.1} L-2,{:.1} L{:.1},{:.1} L{:.1},{:.1} L-22,{:.1} Z",
                    -nape + 6.0,
                    ny - 10.0,
                    -nape - 18.0,
                    ny + 4.0,
                    y(144.0),
                    build.waist * 0.6,
                    y(214.0),
                    build.waist * 0.36,
                    y(214.0),
                    y(126.0)
                ),
                cloth.second.light(0.08),
            );
            cut.patch(
                canvas,
                &format!(
                    "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1} L{:.1},{:.1} Q0,{:.1} {:.1},{:.1} Z",
                    -build.waist - 16.0,
                    y(206.0),
                    y(222.0),
                    build.waist + 16.0,
                    y(206.0),
                    build.waist + 18.0,
                    y(258.0),
                    y(274.0),
                    -build.waist - 18.0,
                    y(258.0)
                ),
                cloth.second,
            );
        }
        Outfit::Sportswear => {
            whole(canvas, &vee(18.0), 8.0, 356.0, main);
            cut.both(
                canvas,
                &format!(
                    "M{:.1},{:.1} Q{:.1},{:.1} 1,{:.1} L1,{:.1} Q{:.1},{:.1} {:.1},{:.1} Z",
                    n + 10.0,
                    y(-58.0),
                    n,
                    y(-14.0),
                    y(20.0),
                    y(-10.0),
                    n - 6.0,
                    y(-30.0),
                    n - 2.0,
                    y(-60.0)
                ),
                main.light(0.08),
            );
            cut.stitch(
                canvas,
                &format!("M0,{:.1} L0,{:.1}", y(18.0), y(356.0)),
                5.0,
                LINEN,
            );
            for side in [-1.0f32, 1.0] {
                if let Some(path) = shape(
                    &format!(
                        "M{:.1},{:.1} L{:.1},{:.1}",
                        n + 22.0,
                        y(-28.0),
                        build.shoulder,
                        y(10.0)
                    ),
                    |x, v| build.trunk(side * x, v),
                ) {
                    canvas.line(&path, 7.0, cloth.second);
                }
            }
        }
    }
}

fn button(canvas: &mut Canvas, cut: &Cut, x: f32, y: f32, colour: Colour) {
    let (x, y) = cut.build.trunk(x, y);
    if let Some(path) = crate::ink::ellipse(x, y, 4.2, 4.2) {
        canvas.fill(&path, colour);
        canvas.line(&path, 1.4 * cut.weight, INK);
    }
}

fn lapels(canvas: &mut Canvas, cut: &Cut, nape: f32, ny: f32, sy: f32, close: f32, colour: Colour) {
    let y = |down: f32| sy + down;
    cut.both(
        canvas,
        &format!(
            "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L0,{:.1} L{:.1},{:.1} Z",
            nape - 8.0, ny - 10.0, nape + 16.0, ny + 2.0, nape + 40.0, y(34.0), nape + 26.0, y(44.0), nape + 42.0, y(58.0), y(close), nape * 0.42, y(34.0),
        ),
        colour.light(0.07),
    );
}

fn necklace(canvas: &mut Canvas, cut: &Cut, n: f32, sy: f32, colour: Colour) {
    if let Some(path) = cut.path(&format!(
        "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1}",
        -n - 6.0,
        sy - 34.0,
        sy + 40.0,
        n + 6.0,
        sy - 34.0
    )) {
        canvas.line(&path, 2.6 * cut.weight, colour.shade(0.3));
    }
    let (x, y) = cut.build.trunk(0.0, sy + 6.0);
    if let Some(gem) = crate::ink::ellipse(x, y, 5.5, 6.5) {
        canvas.fill(&gem, colour.light(0.5));
        canvas.line(&gem, 1.6 * cut.weight, INK);
    }
}

/// What a hood or a bare trunk was painted over.
fn redraw_neck(canvas: &mut Canvas, who: &Persona, cut: &Cut, n: f32, sy: f32) {
    if let Some(path) = cut.path(&format!("M{:.1},{:.1} L{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1} Z", -n + 2.0, sy - 90.0, n - 2.0, sy - 90.0, n, sy - 40.0, n + 24.0, sy - 6.0, -n - 24.0, sy - 6.0, -n, sy - 40.0, -n + 2.0, sy - 90.0)) {
        canvas.fill(&path, who.skin.base);
        canvas.clip(&path);
        if let Some(shadow) = cut.path(&format!("M-80,40 L80,40 L80,88 Q30,{:.1} -10,126 Q-36,112 -80,84 Z", sy - 24.0)) {
            canvas.fill(&shadow, who.skin.shade);
        }
        canvas.unclip();
    }
    for side in [-1.0f32, 1.0] {
        if let Some(bone) = shape(
            &format!(
                "M{:.1},{:.1} Q{:.1},{:.1} 7,{:.1}",
                n + 36.0,
                sy - 8.0,
                n,
                sy - 5.0,
                sy + 5.0
            ),
            |x, y| cut.build.trunk(side * x, y),
        ) {
            canvas.brush(&bone, 2.6 * cut.weight, 0.6, who.skin.line.alpha(0.55));
        }
    }
}

fn body_folds(canvas: &mut Canvas, cut: &Cut, who: &Persona, colour: Colour, sy: f32) {
    let b = cut.build;
    let ink = colour.shade(0.85).alpha(0.7);
    let soft = colour.shade(0.7).alpha(0.35);
    for side in [-1.0f32, 1.0] {
        let mut stroke = |text: String, width: f32| {
            if let Some(path) = shape(&text, |x, y| b.trunk(side * x, y)) {
                canvas.brush(&path, width * cut.weight, 0.4, ink);
            }
        };
        stroke(
            format!(
                "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
                b.chest + 2.0,
                sy + 70.0,
                b.chest * 0.86,
                sy + 96.0,
                b.chest * 0.66,
                sy + 104.0
            ),
            3.2,
        );
        stroke(
            format!(
                "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
                b.waist + 8.0,
                sy + 206.0,
                b.waist * 0.7,
                sy + 216.0,
                b.waist * 0.46,
                sy + 206.0
            ),
            2.8,
        );
        stroke(
            format!(
                "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
                b.waist + 8.0,
                sy + 232.0,
                b.waist * 0.8,
                sy + 246.0,
                b.waist * 0.5,
                sy + 248.0
            ),
            2.4,
        );
        if who.feminine
            && !who.child()
            && let Some(path) = shape(
                &format!(
                    "M{:.1},{:.1} Q{:.1},{:.1} 8,{:.1} Q{:.1},{:.1} {:.1},{:.1} Z",
                    b.chest,
                    sy + 100.0,
                    b.chest * 0.6,
                    sy + 146.0,
                    sy + 112.0,
                    b.chest * 0.6,
                    sy + 132.0,
                    b.chest,
                    sy + 100.0
                ),
                |x, y| b.trunk(side * x, y),
            )
        {
            canvas.fill(&path, soft);
        }
    }
}

/// Folds of a sleeve at shoulder and elbow.
pub fn folds(
    canvas: &mut Canvas,
    top: (f32, f32),
    elbow: (f32, f32),
    cuff: (f32, f32),
    colour: Colour,
    before: bool,
    weight: f32,
) {
    let ink = colour.shade(0.85).alpha(if before { 0.8 } else { 0.6 });
    let out = if elbow.0 > top.0 { 1.0 } else { -1.0 };
    for (dx, dy, ex, ey) in [
        (-20.0, -8.0, 12.0, 2.0),
        (-22.0, 8.0, 8.0, 12.0),
        (-16.0, -26.0, 14.0, -18.0),
    ] {
        let text = format!(
            "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
            elbow.0 + dx * out,
            elbow.1 + dy,
            elbow.0,
            elbow.1 + dy * 0.4 + 4.0,
            elbow.0 + ex * out,
            elbow.1 + ey
        );
        if let Some(path) = shape(&text, |x, y| (x, y)) {
            canvas.brush(&path, 2.8 * weight, 0.3, ink);
        }
    }
    let middle = (
        f32::midpoint(elbow.0, cuff.0),
        f32::midpoint(elbow.1, cuff.1),
    );
    if let Some(path) = shape(
        &format!(
            "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
            middle.0 - 14.0,
            middle.1 + 4.0,
            middle.0,
            middle.1 + 10.0,
            middle.0 + 10.0,
            middle.1 + 4.0
        ),
        |x, y| (x, y),
    ) {
        canvas.brush(&path, 2.4 * weight, 0.4, ink);
    }
}

/// Cuffs and stripes.
pub fn sleeve_details(
    canvas: &mut Canvas,
    cloth: &Cloth,
    top: (f32, f32),
    elbow: (f32, f32),
    cuff: (f32, f32),
    width: f32,
    weight: f32,
) {
    match cloth.outfit {
        Outfit::Sportswear => {
            if let Some(path) = crate::ink::along(&[top, elbow, cuff]) {
                canvas.line(&path, 7.0, cloth.second);
            }
        }
        Outfit::Suit | Outfit::Shirt | Outfit::Uniform | Outfit::Hoodie | Outfit::Robe => {
            let (dx, dy) = (cuff.0 - elbow.0, cuff.1 - elbow.1);
            let length = dx.hypot(dy).max(1.0);
            let (dx, dy) = (dx / length, dy / length);
            let at = |u: f32, v: f32| (cuff.0 + dx * v - dy * u, cuff.1 + dy * v + dx * u);
            let colour = if cloth.outfit == Outfit::Suit {
                LINEN
            } else if matches!(cloth.outfit, Outfit::Uniform | Outfit::Robe) {
                cloth.second
            } else {
                cloth.main.light(0.1)
            };
            let back = if cloth.outfit == Outfit::Suit {
                4.0
            } else {
                -10.0
            };
            if let Some(path) = shape(
                &format!(
                    "M{:.1},{back:.1} L{:.1},{back:.1} L{:.1},80 L{:.1},80 Z",
                    -width * 3.0,
                    width * 3.0,
                    width * 3.0,
                    -width * 3.0
                ),
                at,
            ) {
                canvas.fill(&path, colour);
                canvas.line(&path, 2.2 * weight, INK);
            }
        }
        _ => {}
    }
}

/// Legs, skirts and shoes.
pub fn legs(
    canvas: &mut Canvas,
    who: &Persona,
    build: &Build,
    cloth: &Cloth,
    pose: Pose,
    weight: f32,
) {
    let k = if who.child() { 0.72 } else { 1.0 };
    let sy = build.shoulder_y;
    let hip = sy + 330.0 * if who.child() { 0.8 } else { 1.0 };
    let x = build.hip * 0.5;
    let (knee, ankle) = (hip + 310.0 * k, hip + 640.0 * k);
    let robe = matches!(cloth.outfit, Outfit::Gown | Outfit::Robe);
    let bare = matches!(cloth.outfit, Outfit::Dress)
        || (cloth.feminine
            && matches!(cloth.outfit, Outfit::Suit | Outfit::Uniform | Outfit::Coat));
    let trousers = match cloth.outfit {
        Outfit::Suit | Outfit::Scrubs | Outfit::Uniform | Outfit::Sportswear => {
            cloth.main.shade(0.15)
        }
        _ => cloth.second,
    };
    let spread = if pose == Pose::Walking { 54.0 } else { 6.0 };
    for side in [-1.0f32, 1.0] {
        let (thigh, calf, foot) = (build.hip * 0.46, build.hip * 0.32, build.hip * 0.2);
        let joints: [(f32, f32, f32); 3] = match pose {
            Pose::Sitting => [
                (side * x, hip, thigh),
                (side * (x + 22.0), hip + 96.0 * k, thigh * 0.92),
                (side * (x + 18.0), hip + 400.0 * k, calf * 0.8),
            ],
            Pose::Kneeling => [
                (side * x, hip, thigh),
                (side * (x + 26.0), hip + 190.0 * k, thigh * 0.9),
                (side * (x + 14.0), hip + 216.0 * k, calf),
            ],
            Pose::Walking if side > 0.0 => [
                (side * x, hip, thigh),
                (side * x + spread * 0.5, knee, calf),
                (side * x + spread, ankle - 10.0, foot),
            ],
            Pose::Walking => [
                (side * x, hip, thigh),
                (side * x - spread * 0.1, knee, calf),
                (side * x - spread * 1.2, ankle - 24.0, foot),
            ],
            _ => [
                (side * x, hip, thigh),
                (side * (x + 3.0), knee, calf),
                (side * (x + 2.0), ankle, foot),
            ],
        };
        let end = joints[2];
        if let Some(shoe) = shape(
            "M-17,-16 L15,-16 Q22,2 22,20 Q2,30 -22,20 Q-20,0 -17,-16 Z",
            |u, v| (end.0 + side * u * k, end.1 + 16.0 + v * k),
        ) {
            canvas.fill(&shoe, cloth.second.shade(0.6));
            canvas.line(&shoe, 3.0 * weight, INK);
        }
        if let Some(path) = limb(&joints) {
            let colour = if bare || robe {
                who.skin.base
            } else {
                trousers
            };
            canvas.line(&path, 5.0 * weight, INK);
            canvas.blend(
                &path,
                ((-x, hip), colour),
                ((x * 2.0, ankle), colour.shade(0.5)),
            );
            if !bare
                && !robe
                && let Some(crease) = crate::ink::along(&[
                    (joints[0].0, joints[0].1),
                    (joints[1].0 + side * 4.0, joints[1].1),
                    (joints[2].0, joints[2].1),
                ])
            {
                canvas.brush(&crease, 3.0 * weight, 0.5, colour.shade(0.8).alpha(0.6));
            }
        }
    }
    let h = build.hip;
    let skirt = match (cloth.outfit, pose) {
        (Outfit::Gown, _) => Some((h * 2.1, ankle + 26.0)),
        (Outfit::Robe, _) => Some((h * 1.5, ankle + 16.0)),
        (Outfit::Dress, _) => Some((h * 1.42, knee + 30.0 * k)),
        _ if bare => Some((h * 0.96, knee - 60.0 * k)),
        _ => None,
    };
    if let Some((wide, end)) = skirt {
        let end = match pose {
            Pose::Sitting => end.min(hip + 330.0 * k),
            Pose::Kneeling => end.min(hip + 260.0 * k),
            _ => end,
        };
        let text = format!(
            "M{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{end:.1} Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {wide:.1},{end:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} Z",
            -build.waist,
            hip - 120.0,
            -h,
            hip - 30.0,
            -wide * 0.86,
            hip + 120.0 * k,
            -wide,
            -wide * 0.5,
            end + 18.0,
            end + 16.0,
            wide * 0.5,
            end + 18.0,
            wide * 0.86,
            hip + 120.0 * k,
            h,
            hip - 30.0,
            build.waist,
            hip - 120.0
        );
        if let Some(path) = shape(&text, |x, y| build.trunk(x, y)) {
            let colour = cloth.main;
            canvas.blend(
                &path,
                ((-wide, hip), colour.light(0.06)),
                ((wide, end), colour.shade(0.55)),
            );
            canvas.clip(&path);
            for step in -3..=3 {
                let at = step as f32 / 3.4;
                if let Some(fold) = shape(
                    &format!(
                        "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
                        at * build.waist,
                        hip - 60.0,
                        at * h,
                        hip + 60.0,
                        at * wide * 1.02,
                        end + 20.0
                    ),
                    |x, y| build.trunk(x, y),
                ) {
                    canvas.brush(&fold, 5.0 * weight, 0.75, colour.shade(0.8).alpha(0.55));
                }
            }
            canvas.unclip();
            canvas.line(&path, 2.8 * weight, INK);
        }
    }
}
