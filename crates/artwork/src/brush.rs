//! Colours and shapes on a picture: the few strokes that everything here is drawn with.
//!
//! Whoever draws thinks in a page of 1080 × 1920 points; [`Canvas`] fits that page to any size, filling it.

use tiny_skia::{
    BlendMode, Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Paint, Path,
    PathBuilder, Pixmap, PixmapPaint, Point, RadialGradient, Rect, Shader, SpreadMode, Stroke,
    Transform,
};

/// Width and height of the page that is thought in.
pub const PAGE: (f32, f32) = (1080.0, 1920.0);

/// A place on the page.
pub type Spot = (f32, f32);

/// A colour with opacity, each part from 0 to 1, not multiplied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tone {
    pub r: f32,
    pub g: f32,
    pub b: f32,
    pub a: f32,
}

impl Tone {
    pub const WHITE: Tone = Tone::hex(0x00ff_ffff);
    pub const BLACK: Tone = Tone::hex(0);

    /// `0xrrggbb`
    pub const fn hex(rgb: u32) -> Tone {
        Tone {
            r: ((rgb >> 16) & 255) as f32 / 255.0,
            g: ((rgb >> 8) & 255) as f32 / 255.0,
            b: (rgb & 255) as f32 / 255.0,
            a: 1.0,
        }
    }

    /// `#rrggbb`; nothing if it is not that.
    pub fn parse(text: &str) -> Option<Tone> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        u32::from_str_radix(digits, 16).ok().map(Tone::hex)
    }

    #[must_use]
    pub const fn alpha(self, a: f32) -> Tone {
        Tone { a, ..self }
    }

    /// `share` of the other colour, the rest of this one; keeps its own opacity.
    #[must_use]
    pub fn mix(self, other: Tone, share: f32) -> Tone {
        let blend = |a: f32, b: f32| a + (b - a) * share;
        Tone {
            r: blend(self.r, other.r),
            g: blend(self.g, other.g),
            b: blend(self.b, other.b),
            a: self.a,
        }
    }

    /// Lit by a colour: each part times the other's.
    #[must_use]
    pub fn times(self, light: Tone) -> Tone {
        Tone {
            r: self.r * light.r,
            g: self.g * light.g,
            b: self.b * light.b,
            a: self.a,
        }
    }

    /// Lighter (towards white) for positive amounts, darker for negative ones: towards a deep violet, because shadows
    /// that go to black look dirty.
    #[must_use]
    pub fn lift(self, amount: f32) -> Tone {
        if amount >= 0.0 {
            self.mix(Tone::WHITE, amount)
        } else {
            self.mix(Tone::hex(0x0012_0930), -amount)
        }
    }

    /// More colourful for factors over 1, greyer below.
    #[must_use]
    pub fn vivid(self, factor: f32) -> Tone {
        let grey = self.r * 0.3 + self.g * 0.59 + self.b * 0.11;
        let part = |value: f32| (grey + (value - grey) * factor).clamp(0.0, 1.0);
        Tone {
            r: part(self.r),
            g: part(self.g),
            b: part(self.b),
            a: self.a,
        }
    }

    pub fn color(self) -> Color {
        let part = |value: f32| {
            if value.is_finite() {
                value.clamp(0.0, 1.0)
            } else {
                0.0
            }
        };
        Color::from_rgba(part(self.r), part(self.g), part(self.b), part(self.a))
            .expect("every part was clamped")
    }
}

/// What a shape is filled with.
#[derive(Clone, Debug)]
pub enum Fill {
    Flat(Tone),
    /// From one spot to another.
    Along(Spot, Spot, Vec<(f32, Tone)>),
    /// From a centre outwards.
    Around(Spot, f32, Vec<(f32, Tone)>),
}

impl From<Tone> for Fill {
    fn from(tone: Tone) -> Fill {
        Fill::Flat(tone)
    }
}

impl Fill {
    /// From the top of a stretch of the page to its bottom.
    pub fn down(top: f32, bottom: f32, from: Tone, to: Tone) -> Fill {
        Fill::Along((0.0, top), (0.0, bottom), vec![(0.0, from), (1.0, to)])
    }

    fn shader(&self) -> Shader<'static> {
        let stops = |stops: &[(f32, Tone)]| {
            stops
                .iter()
                .map(|&(at, tone)| GradientStop::new(at, tone.color()))
                .collect::<Vec<_>>()
        };
        let last = |given: &[(f32, Tone)]| {
            Shader::SolidColor(given.last().map_or(Tone::BLACK, |&(_, tone)| tone).color())
        };
        match self {
            Fill::Flat(tone) => Shader::SolidColor(tone.color()),
            Fill::Along(from, to, given) => LinearGradient::new(
                Point::from_xy(from.0, from.1),
                Point::from_xy(to.0, to.1),
                stops(given),
                SpreadMode::Pad,
                Transform::identity(),
            )
            .unwrap_or_else(|| last(given)),
            Fill::Around(centre, radius, given) => {
                let centre = Point::from_xy(centre.0, centre.1);
                RadialGradient::new(
                    centre,
                    0.0,
                    centre,
                    *radius,
                    stops(given),
                    SpreadMode::Pad,
                    Transform::identity(),
                )
                .unwrap_or_else(|| last(given))
            }
        }
    }
}

/// A picture that is being drawn.
#[derive(Clone, Debug)]
pub struct Canvas {
    pub pixmap: Pixmap,
    /// From the page to pixels.
    pub view: Transform,
}

impl Canvas {
    /// An empty picture on which the page fills everything; what is beyond is cut. Nothing for a size of zero or one
    /// that no memory holds.
    pub fn new(width: u32, height: u32) -> Option<Canvas> {
        let pixmap = Pixmap::new(width, height)?;
        let scale = (width as f32 / PAGE.0).max(height as f32 / PAGE.1);
        let view = Transform::from_row(
            scale,
            0.0,
            0.0,
            scale,
            (width as f32 - PAGE.0 * scale) / 2.0,
            (height as f32 - PAGE.1 * scale) / 2.0,
        );
        Some(Canvas { pixmap, view })
    }

    /// A picture whose page is its pixels.
    pub fn plain(pixmap: Pixmap) -> Canvas {
        Canvas {
            pixmap,
            view: Transform::identity(),
        }
    }

    pub fn path(&mut self, path: &Path, fill: impl Into<Fill>) {
        self.blended(path, fill, BlendMode::SourceOver);
    }

    pub fn blended(&mut self, path: &Path, fill: impl Into<Fill>, blend: BlendMode) {
        let paint = Paint {
            shader: fill.into().shader(),
            blend_mode: blend,
            anti_alias: true,
            ..Paint::default()
        };
        self.pixmap
            .fill_path(path, &paint, FillRule::Winding, self.view, None);
    }

    pub fn poly(&mut self, spots: &[Spot], fill: impl Into<Fill>) {
        if let Some(path) = outline(spots, true) {
            self.path(&path, fill);
        }
    }

    pub fn poly_blended(&mut self, spots: &[Spot], fill: impl Into<Fill>, blend: BlendMode) {
        if let Some(path) = outline(spots, true) {
            self.blended(&path, fill, blend);
        }
    }

    /// Makes a shape transparent again.
    pub fn hole(&mut self, spots: &[Spot]) {
        self.poly_blended(spots, Tone::BLACK, BlendMode::Clear);
    }

    pub fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, fill: impl Into<Fill>) {
        let Some(rect) = Rect::from_xywh(x, y, width, height) else {
            return;
        };
        let paint = Paint {
            shader: fill.into().shader(),
            anti_alias: true,
            ..Paint::default()
        };
        self.pixmap.fill_rect(rect, &paint, self.view, None);
    }

    pub fn ellipse(&mut self, centre: Spot, rx: f32, ry: f32, fill: impl Into<Fill>) {
        if let Some(path) = oval(centre, rx, ry) {
            self.path(&path, fill);
        }
    }

    pub fn line(&mut self, spots: &[Spot], width: f32, tone: Tone) {
        if let Some(path) = outline(spots, false) {
            self.stroke(&path, width, tone);
        }
    }

    pub fn stroke(&mut self, path: &Path, width: f32, fill: impl Into<Fill>) {
        let paint = Paint {
            shader: fill.into().shader(),
            anti_alias: true,
            ..Paint::default()
        };
        let stroke = Stroke {
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        self.pixmap
            .stroke_path(path, &paint, &stroke, self.view, None);
    }

    /// A stroke of a pen: thick in its middle, thin at its ends.
    pub fn pen(&mut self, from: Spot, to: Spot, width: f32, tone: Tone) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        if length < 0.5 {
            return;
        }
        let (nx, ny) = (-dy / length * width / 2.0, dx / length * width / 2.0);
        let at = |t: f32, side: f32| (from.0 + dx * t + nx * side, from.1 + dy * t + ny * side);
        self.poly(
            &[
                at(0.0, 0.35),
                at(0.4, 1.0),
                at(1.0, 0.3),
                at(1.0, -0.3),
                at(0.6, -1.0),
                at(0.0, -0.35),
            ],
            tone,
        );
    }

    /// Light around a spot, added to what is there.
    pub fn glow(&mut self, centre: Spot, radius: f32, tone: Tone) {
        self.glow_oval(centre, radius, radius, tone);
    }

    /// Like [`Canvas::glow`], flattened: light on a floor.
    pub fn glow_oval(&mut self, centre: Spot, rx: f32, ry: f32, tone: Tone) {
        if !(rx > 0.5 && ry > 0.5) {
            return;
        }
        let stops = [(0.0, 1.0), (0.25, 0.55), (0.6, 0.16), (1.0, 0.0)];
        let Some(shader) = RadialGradient::new(
            Point::from_xy(0.0, 0.0),
            0.0,
            Point::from_xy(0.0, 0.0),
            rx,
            stops
                .iter()
                .map(|&(at, share)| GradientStop::new(at, tone.alpha(tone.a * share).color()))
                .collect(),
            SpreadMode::Pad,
            Transform::identity(),
        ) else {
            return;
        };
        let (Some(square), flat) = (
            Rect::from_ltrb(-rx, -rx, rx, rx),
            Transform::from_row(1.0, 0.0, 0.0, ry / rx, centre.0, centre.1),
        ) else {
            return;
        };
        // On what is drawn only: light does not fill the holes of windows.
        let paint = Paint {
            shader,
            blend_mode: BlendMode::Screen,
            anti_alias: false,
            ..Paint::default()
        };
        self.pixmap
            .fill_rect(square, &paint, self.view.pre_concat(flat), None);
    }

    /// Lays another picture over this one, pixel on pixel, enlarged by a factor.
    pub fn lay(&mut self, other: &Pixmap, factor: f32, blend: BlendMode) {
        let paint = PixmapPaint {
            quality: tiny_skia::FilterQuality::Bilinear,
            blend_mode: blend,
            opacity: 1.0,
        };
        self.pixmap.draw_pixmap(
            0,
            0,
            other.as_ref(),
            &paint,
            Transform::from_scale(factor, factor),
            None,
        );
    }
}

/// A line through spots; nothing if there are too few or one is not a number.
pub fn outline(spots: &[Spot], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::with_capacity(spots.len() + 1, spots.len());
    let (first, rest) = spots.split_first()?;
    path.move_to(first.0, first.1);
    for spot in rest {
        path.line_to(spot.0, spot.1);
    }
    if closed {
        path.close();
    }
    path.finish()
}

/// A soft line through spots, closed.
pub fn smooth(spots: &[Spot]) -> Option<Path> {
    let between = |a: Spot, b: Spot| (f32::midpoint(a.0, b.0), f32::midpoint(a.1, b.1));
    let (first, last) = (*spots.first()?, *spots.last()?);
    let mut path = PathBuilder::with_capacity(spots.len() + 2, spots.len() * 2);
    let start = between(last, first);
    path.move_to(start.0, start.1);
    for (at, &spot) in spots.iter().enumerate() {
        let next = between(spot, spots[(at + 1) % spots.len()]);
        path.quad_to(spot.0, spot.1, next.0, next.1);
    }
    path.close();
    path.finish()
}

pub fn oval(centre: Spot, rx: f32, ry: f32) -> Option<Path> {
    PathBuilder::from_oval(Rect::from_ltrb(
        centre.0 - rx,
        centre.1 - ry,
        centre.0 + rx,
        centre.1 + ry,
    )?)
}

/// A rectangle with round corners.
pub fn rounded(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Option<Path> {
    let r = radius.min(width / 2.0).min(height / 2.0).max(0.0);
    let (right, bottom) = (x + width, y + height);
    // How far the handles of a quarter circle reach.
    let k = r * 0.5523;
    let mut path = PathBuilder::with_capacity(10, 18);
    path.move_to(x + r, y);
    path.line_to(right - r, y);
    path.cubic_to(right - r + k, y, right, y + r - k, right, y + r);
    path.line_to(right, bottom - r);
    path.cubic_to(
        right,
        bottom - r + k,
        right - r + k,
        bottom,
        right - r,
        bottom,
    );
    path.line_to(x + r, bottom);
    path.cubic_to(x + r - k, bottom, x, bottom - r + k, x, bottom - r);
    path.line_to(x, y + r);
    path.cubic_to(x, y + r - k, x + r - k, y, x + r, y);
    path.close();
    path.finish()
}
