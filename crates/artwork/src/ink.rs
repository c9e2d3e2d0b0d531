//! Pen and paint: shapes written as short path texts, tapering ink lines, limbs, clipping.

use tiny_skia::{
    FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Mask, Paint, Path, PathBuilder,
    PathSegment, Pixmap, Point, Shader, SpreadMode, Stroke, Transform,
};

/// A colour, straight alpha, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    pub r: f32,
    pub g: f32,
    pub b: f32,
    pub a: f32,
}

impl Colour {
    pub const fn rgb(hex: u32) -> Self {
        Self {
            r: ((hex >> 16) & 255) as f32 / 255.0,
            g: ((hex >> 8) & 255) as f32 / 255.0,
            b: (hex & 255) as f32 / 255.0,
            a: 1.0,
        }
    }

    /// `#rrggbb`; anything else gives nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        (digits.len() == 6)
            .then(|| u32::from_str_radix(digits, 16).ok())
            .flatten()
            .map(Self::rgb)
    }

    #[must_use]
    pub fn alpha(self, a: f32) -> Self {
        Self { a, ..self }
    }

    /// From this (0) to the other (1).
    #[must_use]
    pub fn mix(self, to: Self, share: f32) -> Self {
        let blend = |a: f32, b: f32| a + (b - a) * share;
        Self {
            r: blend(self.r, to.r),
            g: blend(self.g, to.g),
            b: blend(self.b, to.b),
            a: blend(self.a, to.a),
        }
    }

    /// As a shadow falls on it: darker, and a little towards violet.
    #[must_use]
    pub fn shade(self, amount: f32) -> Self {
        let shadow = Self {
            r: self.r * 0.55 + 0.02,
            g: self.g * 0.42,
            b: self.b * 0.55 + 0.04,
            a: self.a,
        };
        self.mix(shadow, amount)
    }

    #[must_use]
    pub fn light(self, amount: f32) -> Self {
        self.mix(Self::rgb(0x00ff_f6e8).alpha(self.a), amount)
    }

    pub fn brightness(self) -> f32 {
        0.3 * self.r + 0.59 * self.g + 0.11 * self.b
    }

    pub fn skia(self) -> tiny_skia::Color {
        let clean = |value: f32| {
            if value.is_finite() {
                value.clamp(0.0, 1.0)
            } else {
                0.0
            }
        };
        tiny_skia::Color::from_rgba(clean(self.r), clean(self.g), clean(self.b), clean(self.a))
            .expect("clamped to 0..1")
    }
}

/// Ink of the outlines: a warm near-black.
pub const INK: Colour = Colour::rgb(0x002b_1a20);

/// A pixmap that is drawn on in units of its own.
pub struct Canvas {
    pub pixmap: Pixmap,
    /// From units to pixels.
    pub at: Transform,
    clip: Option<Mask>,
}

impl Canvas {
    /// At least one pixel wide and high.
    pub fn new(width: u32, height: u32, at: Transform) -> Self {
        Self {
            pixmap: Pixmap::new(width.clamp(1, 8192), height.clamp(1, 8192))
                .expect("neither zero nor too large"),
            at,
            clip: None,
        }
    }

    /// Everything until [`Self::unclip`] is drawn inside this path only.
    pub fn clip(&mut self, path: &Path) {
        self.clip_by(path, FillRule::Winding);
    }

    /// As [`Self::clip`], where shapes inside shapes are holes.
    pub fn clip_even_odd(&mut self, path: &Path) {
        self.clip_by(path, FillRule::EvenOdd);
    }

    fn clip_by(&mut self, path: &Path, rule: FillRule) {
        let mut mask =
            Mask::new(self.pixmap.width(), self.pixmap.height()).expect("as large as the pixmap");
        mask.fill_path(path, rule, true, self.at);
        self.clip = Some(mask);
    }

    /// Inside this path as well as inside the one before.
    pub fn clip_more(&mut self, path: &Path) {
        match &mut self.clip {
            Some(mask) => mask.intersect_path(path, FillRule::Winding, true, self.at),
            None => self.clip(path),
        }
    }

    pub fn unclip(&mut self) {
        self.clip = None;
    }

    pub fn fill(&mut self, path: &Path, colour: Colour) {
        let mut paint = Paint::default();
        paint.set_color(colour.skia());
        self.pixmap
            .fill_path(path, &paint, FillRule::Winding, self.at, self.clip.as_ref());
    }

    /// From one colour at a point to the other at another.
    pub fn blend(&mut self, path: &Path, from: ((f32, f32), Colour), to: ((f32, f32), Colour)) {
        let shader = LinearGradient::new(
            Point::from_xy(from.0.0, from.0.1),
            Point::from_xy(to.0.0, to.0.1),
            vec![
                GradientStop::new(0.0, from.1.skia()),
                GradientStop::new(1.0, to.1.skia()),
            ],
            SpreadMode::Pad,
            Transform::identity(),
        );
        self.shade(path, shader);
    }

    /// A soft round patch, clear at its edge.
    pub fn glow(&mut self, centre: (f32, f32), radius: f32, colour: Colour) {
        let shader = tiny_skia::RadialGradient::new(
            Point::from_xy(centre.0, centre.1),
            0.0,
            Point::from_xy(centre.0, centre.1),
            radius,
            vec![
                GradientStop::new(0.0, colour.skia()),
                GradientStop::new(0.55, colour.alpha(colour.a * 0.45).skia()),
                GradientStop::new(1.0, colour.alpha(0.0).skia()),
            ],
            SpreadMode::Pad,
            Transform::identity(),
        );
        if let Some(path) = ellipse(centre.0, centre.1, radius, radius) {
            self.shade(&path, shader);
        }
    }

    fn shade(&mut self, path: &Path, shader: Option<Shader>) {
        let Some(shader) = shader else { return };
        let paint = Paint {
            shader,
            ..Paint::default()
        };
        self.pixmap
            .fill_path(path, &paint, FillRule::Winding, self.at, self.clip.as_ref());
    }

    /// An even line.
    pub fn line(&mut self, path: &Path, width: f32, colour: Colour) {
        let mut paint = Paint::default();
        paint.set_color(colour.skia());
        let stroke = Stroke {
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        self.pixmap
            .stroke_path(path, &paint, &stroke, self.at, self.clip.as_ref());
    }

    /// A picture, from its own pixels to units.
    pub fn picture(&mut self, picture: &Pixmap, place: Transform) {
        let paint = tiny_skia::PixmapPaint {
            quality: tiny_skia::FilterQuality::Bilinear,
            ..tiny_skia::PixmapPaint::default()
        };
        self.pixmap.draw_pixmap(
            0,
            0,
            picture.as_ref(),
            &paint,
            self.at.pre_concat(place),
            self.clip.as_ref(),
        );
    }

    /// A line of the brush: thin at both ends, widest where `belly` (0..1) lies.
    pub fn brush(&mut self, path: &Path, width: f32, belly: f32, colour: Colour) {
        if let Some(outline) = brushed(path, width, belly) {
            self.fill(&outline, colour);
        }
    }
}

/// A shape as numbers: `M x,y L x,y Q cx,cy x,y C … Z`, all absolute. Each point goes through `map`.
/// Our own constants are written in it, so a text that cannot be read is a slip of the pen: its rest is left out.
pub fn shape(text: &str, map: impl Fn(f32, f32) -> (f32, f32)) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let mut numbers: Vec<(f32, f32)> = Vec::with_capacity(3);
    let mut command = 'M';
    let mut first: Option<f32> = None;
    let spaced = text.replace(',', " ");
    let mut begun = false;
    for word in spaced.split_whitespace() {
        let (letter, rest) = match word.chars().next() {
            Some(letter) if letter.is_ascii_alphabetic() => (Some(letter), &word[1..]),
            _ => (None, word),
        };
        if let Some(letter) = letter {
            command = letter;
            numbers.clear();
            first = None;
            if letter == 'Z' && begun {
                builder.close();
            }
        }
        if rest.is_empty() {
            continue;
        }
        let Ok(value) = rest.parse::<f32>() else {
            break;
        };
        match first.take() {
            None => first = Some(value),
            Some(x) => numbers.push(map(x, value)),
        }
        let done = match (command, numbers.as_slice()) {
            ('M', &[(x, y)]) => {
                builder.move_to(x, y);
                begun = true;
                command = 'L';
                true
            }
            ('L', &[(x, y)]) if begun => {
                builder.line_to(x, y);
                true
            }
            ('Q', &[(a, b), (x, y)]) if begun => {
                builder.quad_to(a, b, x, y);
                true
            }
            ('C', &[(a, b), (c, d), (x, y)]) if begun => {
                builder.cubic_to(a, b, c, d, x, y);
                true
            }
            _ => false,
        };
        if done {
            numbers.clear();
        }
    }
    builder.finish()
}

/// The same without a map.
pub fn plain(text: &str) -> Option<Path> {
    shape(text, |x, y| (x, y))
}

pub fn ellipse(x: f32, y: f32, rx: f32, ry: f32) -> Option<Path> {
    PathBuilder::from_oval(tiny_skia::Rect::from_ltrb(x - rx, y - ry, x + rx, y + ry)?)
}

/// A closed curve through all the points.
pub fn through(points: &[(f32, f32)]) -> Option<Path> {
    spline(points, true)
}

/// An open curve through all the points.
pub fn along(points: &[(f32, f32)]) -> Option<Path> {
    spline(points, false)
}

fn spline(points: &[(f32, f32)], closed: bool) -> Option<Path> {
    let count = points.len();
    if count < 2 {
        return None;
    }
    let get = |index: isize| -> (f32, f32) {
        let index = if closed {
            index.rem_euclid(count as isize)
        } else {
            index.clamp(0, count as isize - 1)
        };
        points[index as usize]
    };
    let mut builder = PathBuilder::new();
    builder.move_to(points[0].0, points[0].1);
    let pieces = if closed { count } else { count - 1 };
    for index in 0..pieces as isize {
        let (before, from, to, after) =
            (get(index - 1), get(index), get(index + 1), get(index + 2));
        builder.cubic_to(
            from.0 + (to.0 - before.0) / 6.0,
            from.1 + (to.1 - before.1) / 6.0,
            to.0 - (after.0 - from.0) / 6.0,
            to.1 - (after.1 - from.1) / 6.0,
            to.0,
            to.1,
        );
    }
    if closed {
        builder.close();
    }
    builder.finish()
}

/// A sleeve, an arm, a leg: a curve through `(x, y, half width)`, round at both ends.
pub fn limb(joints: &[(f32, f32, f32)]) -> Option<Path> {
    const STEPS: usize = 8;
    let count = joints.len();
    if count < 2 {
        return None;
    }
    let get = |index: isize| joints[index.clamp(0, count as isize - 1) as usize];
    let mut middle = Vec::with_capacity(count * STEPS);
    for index in 0..(count - 1) as isize {
        let (p0, p1, p2, p3) = (get(index - 1), get(index), get(index + 1), get(index + 2));
        for step in 0..STEPS {
            let t = step as f32 / STEPS as f32;
            let at = |a: f32, b: f32, c: f32, d: f32| {
                0.5 * (2.0 * b
                    + (c - a) * t
                    + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                    + (3.0 * b - a - 3.0 * c + d) * t * t * t)
            };
            middle.push((
                at(p0.0, p1.0, p2.0, p3.0),
                at(p0.1, p1.1, p2.1, p3.1),
                at(p0.2, p1.2, p2.2, p3.2),
            ));
        }
    }
    middle.push(get(count as isize - 1));
    outline(&middle, true)
}

/// The stretch of a path between two shares of its length.
pub fn part(path: &Path, from: f32, to: f32) -> Option<Path> {
    let points = flatten(path);
    let length = |pair: &[(f32, f32)]| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
    let whole: f32 = points.windows(2).map(length).sum();
    let mut builder = PathBuilder::new();
    let (mut run, mut begun) = (0.0, false);
    for pair in points.windows(2) {
        let share = run / whole.max(1e-3);
        if (from..=to).contains(&share) {
            if begun {
                builder.line_to(pair[0].0, pair[0].1);
            } else {
                builder.move_to(pair[0].0, pair[0].1);
                begun = true;
            }
        }
        run += length(pair);
    }
    builder.finish()
}

fn brushed(path: &Path, width: f32, belly: f32) -> Option<Path> {
    let points = flatten(path);
    let mut lengths = vec![0.0f32];
    for pair in points.windows(2) {
        let step = (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
        lengths.push(lengths[lengths.len() - 1] + step);
    }
    let whole = lengths.last().copied().filter(|&whole| whole > 0.0)?;
    let belly = belly.clamp(0.05, 0.95);
    let middle: Vec<_> = points
        .iter()
        .zip(&lengths)
        .map(|(&(x, y), &length)| {
            let t = length / whole;
            let rise = if t < belly {
                t / belly
            } else {
                (1.0 - t) / (1.0 - belly)
            };
            let fullness = (rise.clamp(0.0, 1.0) * std::f32::consts::FRAC_PI_2)
                .sin()
                .powf(0.8);
            (x, y, width * 0.5 * (0.12 + 0.88 * fullness))
        })
        .collect();
    outline(&middle, false)
}

fn flatten(path: &Path) -> Vec<(f32, f32)> {
    const STEPS: usize = 14;
    let mut points: Vec<(f32, f32)> = Vec::new();
    let mut last = (0.0, 0.0);
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(p) | PathSegment::LineTo(p) => {
                points.push((p.x, p.y));
                last = (p.x, p.y);
            }
            PathSegment::QuadTo(c, p) => {
                for step in 1..=STEPS {
                    let t = step as f32 / STEPS as f32;
                    let u = 1.0 - t;
                    points.push((
                        u * u * last.0 + 2.0 * u * t * c.x + t * t * p.x,
                        u * u * last.1 + 2.0 * u * t * c.y + t * t * p.y,
                    ));
                }
                last = (p.x, p.y);
            }
            PathSegment::CubicTo(c, d, p) => {
                for step in 1..=STEPS {
                    let t = step as f32 / STEPS as f32;
                    let u = 1.0 - t;
                    let (w0, w1, w2, w3) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
                    points.push((
                        w0 * last.0 + w1 * c.x + w2 * d.x + w3 * p.x,
                        w0 * last.1 + w1 * c.y + w2 * d.y + w3 * p.y,
                    ));
                }
                last = (p.x, p.y);
            }
            PathSegment::Close => {}
        }
    }
    points
}

fn outline(middle: &[(f32, f32, f32)], round: bool) -> Option<Path> {
    let count = middle.len();
    if count < 2 {
        return None;
    }
    let normal = |index: usize| {
        let (a, b) = (
            middle[index.saturating_sub(1)],
            middle[(index + 1).min(count - 1)],
        );
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length = dx.hypot(dy).max(1e-4);
        (-dy / length, dx / length)
    };
    let mut edge = Vec::with_capacity(count * 2 + 16);
    let cap = |edge: &mut Vec<(f32, f32)>, index: usize, sign: f32| {
        let (x, y, w) = middle[index];
        let (nx, ny) = normal(index);
        for step in 1..8 {
            let angle = std::f32::consts::PI * step as f32 / 8.0;
            let (along_x, along_y) = (ny * sign, -nx * sign);
            edge.push((
                x + w * (angle.cos() * nx * sign + angle.sin() * along_x),
                y + w * (angle.cos() * ny * sign + angle.sin() * along_y),
            ));
        }
    };
    for (index, &(x, y, w)) in middle.iter().enumerate() {
        let (nx, ny) = normal(index);
        edge.push((x + nx * w, y + ny * w));
    }
    if round {
        cap(&mut edge, count - 1, 1.0);
    }
    for (index, &(x, y, w)) in middle.iter().enumerate().rev() {
        let (nx, ny) = normal(index);
        edge.push((x - nx * w, y - ny * w));
    }
    if round {
        cap(&mut edge, 0, -1.0);
    }
    let mut builder = PathBuilder::new();
    for (index, &(x, y)) in edge.iter().enumerate() {
        if index == 0 {
            builder.move_to(x, y);
        } else {
            builder.line_to(x, y);
        }
    }
    builder.close();
    builder.finish()
}

impl Canvas {
    /// As [`Self::fill`], where shapes inside shapes are holes.
    pub fn fill_even_odd(&mut self, path: &Path, colour: Colour) {
        let mut paint = Paint::default();
        paint.set_color(colour.skia());
        self.pixmap
            .fill_path(path, &paint, FillRule::EvenOdd, self.at, self.clip.as_ref());
    }
}
