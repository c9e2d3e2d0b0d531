//! How a trunk is covered: seams, collars, lapels, folds.

use tiny_skia::Path;

use super::Cloth;
use crate::figures::body::Build;
use crate::figures::persona::{Persona, unit};
use crate::ink::{Canvas, Colour, INK, shape};

/// One trunk that is being dressed.
pub struct Cut<'a> {
    pub build: &'a Build,
    pub who: &'a Persona,
    pub cloth: &'a Cloth,
    /// Of the ink's lines.
    pub weight: f32,
    /// Half the width of the neck.
    pub n: f32,
    /// Half the width of a neckline, and its height.
    pub nape: f32,
    pub ny: f32,
}

impl Cut<'_> {
    pub fn path(&self, text: &str) -> Option<Path> {
        shape(text, |x, y| self.build.trunk(x, y))
    }

    /// The trunk as cloth; `neckline` runs from the right of the neck to the left. `ease` is how far it stands off.
    pub fn trunk(&self, nape: f32, neckline: &str, ease: f32, bottom: f32) -> Option<Path> {
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

    pub fn cloth(&self, canvas: &mut Canvas, path: &Path, colour: Colour) {
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
        let outer = self.cloth.outer();
        if (colour.r, colour.g, colour.b) == (outer.r, outer.g, outer.b) {
            self.cloth
                .weave
                .lay(canvas, self.build, colour, self.weight);
        }
        self.hatch(canvas, colour);
        canvas.unclip();
    }

    pub fn edge(&self, canvas: &mut Canvas, path: &Path) {
        canvas.line(path, 2.6 * self.weight, INK);
    }

    pub fn patch(&self, canvas: &mut Canvas, text: &str, colour: Colour) {
        if let Some(path) = self.path(text) {
            canvas.fill(&path, colour);
            canvas.line(&path, 2.3 * self.weight, INK);
        }
    }

    pub fn stitch(&self, canvas: &mut Canvas, text: &str, width: f32, colour: Colour) {
        if let Some(path) = self.path(text) {
            canvas.brush(&path, width * self.weight, 0.5, colour);
        }
    }

    pub fn both(&self, canvas: &mut Canvas, text: &str, colour: Colour) {
        for side in [-1.0f32, 1.0] {
            if let Some(path) = shape(text, |x, y| self.build.trunk(side * x, y)) {
                canvas.fill(&path, colour);
                canvas.line(&path, 2.3 * self.weight, INK);
            }
        }
    }

    /// Lines of the pen where the shadow begins.
    fn hatch(&self, canvas: &mut Canvas, colour: Colour) {
        let (s, sy) = (self.build.shoulder, self.build.shoulder_y);
        let ink = colour.shade(0.95).alpha(0.42);
        for step in 0..9 {
            let down = sy + 46.0 + step as f32 * 17.0;
            let inset = (step as f32 * 1.7).sin() * 5.0;
            self.stitch(
                canvas,
                &format!(
                    "M{:.1},{down:.1} Q{:.1},{:.1} {:.1},{:.1}",
                    s * 0.86,
                    s * 0.7,
                    down + 5.0,
                    s * 0.5 + inset,
                    down + 17.0
                ),
                2.0,
                ink,
            );
        }
    }

    /// So far below the shoulders.
    pub fn y(&self, down: f32) -> f32 {
        self.build.shoulder_y + down
    }

    /// A round neckline.
    pub fn crew(&self) -> String {
        let (nape, ny) = (self.nape, self.ny);
        format!(
            "Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {:.1},{ny:.1}",
            nape * 0.8,
            self.y(2.0),
            self.y(4.0),
            -nape * 0.8,
            self.y(2.0),
            -nape
        )
    }

    /// A pointed one.
    pub fn vee(&self, depth: f32) -> String {
        format!("L0,{:.1} L{:.1},{:.1}", self.y(depth), -self.nape, self.ny)
    }

    pub fn whole(
        &self,
        canvas: &mut Canvas,
        neckline: &str,
        ease: f32,
        bottom: f32,
        colour: Colour,
    ) {
        if let Some(path) = self.trunk(self.nape, neckline, ease, bottom) {
            self.covered(canvas, &path, colour);
        }
    }

    /// Cloth with its folds and its edge.
    pub fn covered(&self, canvas: &mut Canvas, path: &Path, colour: Colour) {
        self.cloth(canvas, path, colour);
        canvas.clip(path);
        self.folds(canvas, colour);
        canvas.unclip();
        self.edge(canvas, path);
    }

    /// A jacket lies over what is under it: two halves that meet at `close`.
    pub fn open_front(
        &self,
        canvas: &mut Canvas,
        ease: f32,
        bottom: f32,
        close: f32,
        colour: Colour,
    ) {
        let (nape, ny) = (self.nape, self.ny);
        let y = |down: f32| self.y(down);
        let neckline = format!(
            "L{:.1},{:.1} L0.7,{:.1} L0.7,{:.1} L-0.7,{:.1} L-0.7,{:.1} L{:.1},{ny:.1}",
            nape * 0.7,
            y(0.0),
            y(close),
            y(bottom - 2.0),
            y(bottom - 2.0),
            y(close),
            -nape
        );
        self.whole(canvas, &neckline, ease, bottom, colour);
    }

    /// The two points of a shirt's collar, or a stand-up band: as the wearer likes it.
    pub fn collar(&self, canvas: &mut Canvas, colour: Colour) {
        let (n, ny) = (self.n, self.ny);
        let y = |down: f32| self.y(down);
        let text = if self.cloth.feminine && unit(self.who.seed, 61) < 0.4 {
            // Rounded.
            format!(
                "M{:.1},{:.1} Q{:.1},{:.1} 1,{:.1} Q{:.1},{:.1} {:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1} Z",
                n + 6.0,
                ny - 14.0,
                n * 0.6,
                y(-12.0),
                y(4.0),
                n * 0.3,
                y(40.0),
                n * 0.9,
                y(28.0),
                n + 26.0,
                y(12.0),
                n + 22.0,
                ny + 8.0
            )
        } else {
            let spread = 0.5 + unit(self.who.seed, 62) * 0.45;
            format!(
                "M{:.1},{:.1} Q{:.1},{:.1} 2,{:.1} L{:.1},{:.1} L{:.1},{:.1} Z",
                n + 6.0,
                ny - 16.0,
                n * 0.6,
                y(-12.0),
                y(2.0),
                n * spread,
                y(32.0),
                n + 22.0,
                ny + 8.0
            )
        };
        self.both(canvas, &text, colour);
    }

    pub fn button(&self, canvas: &mut Canvas, x: f32, y: f32, colour: Colour) {
        let (x, y) = self.build.trunk(x, y);
        if let Some(path) = crate::ink::ellipse(x, y, 4.2, 4.2) {
            canvas.fill(&path, colour);
            canvas.line(&path, 1.4 * self.weight, INK);
        }
    }

    pub fn lapels(&self, canvas: &mut Canvas, nape: f32, ny: f32, close: f32, colour: Colour) {
        let y = |down: f32| self.y(down);
        self.both(
            canvas,
            &format!(
                "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L0,{:.1} L{:.1},{:.1} Z",
                nape - 8.0, ny - 10.0, nape + 16.0, ny + 2.0, nape + 40.0, y(34.0), nape + 26.0, y(44.0), nape + 42.0, y(58.0), y(close), nape * 0.42, y(34.0),
            ),
            colour.light(0.07),
        );
    }

    /// What a hood or a bare trunk was painted over.
    pub fn redraw_neck(&self, canvas: &mut Canvas) {
        let (n, sy) = (self.n, self.build.shoulder_y);
        if let Some(path) = self.path(&format!("M{:.1},{:.1} L{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1} Z", -n + 2.0, sy - 90.0, n - 2.0, sy - 90.0, n, sy - 40.0, n + 24.0, sy - 6.0, -n - 24.0, sy - 6.0, -n, sy - 40.0, -n + 2.0, sy - 90.0)) {
            canvas.fill(&path, self.who.skin.base);
            canvas.clip(&path);
            if let Some(shadow) = self.path(&format!("M-80,40 L80,40 L80,88 Q30,{:.1} -10,126 Q-36,112 -80,84 Z", sy - 24.0)) {
                canvas.fill(&shadow, self.who.skin.shade);
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
                |x, y| self.build.trunk(side * x, y),
            ) {
                canvas.brush(
                    &bone,
                    2.6 * self.weight,
                    0.6,
                    self.who.skin.line.alpha(0.55),
                );
            }
        }
    }

    pub fn folds(&self, canvas: &mut Canvas, colour: Colour) {
        let (who, sy) = (self.who, self.build.shoulder_y);
        let b = self.build;
        let ink = colour.shade(0.85).alpha(0.7);
        let soft = colour.shade(0.7).alpha(0.35);
        for side in [-1.0f32, 1.0] {
            let mut stroke = |text: String, width: f32| {
                if let Some(path) = shape(&text, |x, y| b.trunk(side * x, y)) {
                    canvas.brush(&path, width * self.weight, 0.4, ink);
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
}
