//! Sheets laid over a frame, moved and scaled. Pixels are premultiplied, one `u32` each: alpha, blue, green, red from
//! the top byte down, which is the byte order of a pixmap on every machine that this runs on.

use tiny_skia::Pixmap;

/// Pixels of a picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u32>,
}

const OPAQUE_BLACK: u32 = 0xff00_0000;
const PAIR: u32 = 0x00ff_00ff;
const LANES: u64 = 0x00ff_00ff_00ff_00ff;

impl Frame {
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![OPAQUE_BLACK; width * height],
        }
    }

    pub fn of(pixmap: &Pixmap) -> Self {
        Self {
            width: pixmap.width() as usize,
            height: pixmap.height() as usize,
            pixels: pixmap
                .data()
                .chunks_exact(4)
                .map(|pixel| u32::from_le_bytes([pixel[0], pixel[1], pixel[2], pixel[3]]))
                .collect(),
        }
    }

    pub fn pixmap(&self) -> Pixmap {
        let mut pixmap =
            Pixmap::new(self.width as u32, self.height as u32).expect("as large as a frame is");
        for (to, from) in pixmap.data_mut().chunks_exact_mut(4).zip(&self.pixels) {
            to.copy_from_slice(&from.to_le_bytes());
        }
        pixmap
    }
}

/// A sheet cut to what is drawn on it, and where its corner lies on the scene.
#[derive(Clone)]
pub struct Sheet {
    pub frame: Frame,
    pub x: f32,
    pub y: f32,
    /// No pixel lets anything through.
    pub opaque: bool,
    /// For each row the first and one past the last column that is not clear.
    rows: Vec<(u32, u32)>,
}

impl Sheet {
    /// Cuts a pixmap whose corner lies at `x`, `y` to what is drawn on it; nothing if nothing is.
    pub fn cut(pixmap: &Pixmap, x: f32, y: f32) -> Option<Self> {
        let whole = Frame::of(pixmap);
        let span = |row: &[u32]| {
            let first = row.iter().position(|&pixel| pixel != 0)?;
            let last = row.iter().rposition(|&pixel| pixel != 0)?;
            Some((first, last + 1))
        };
        let spans: Vec<_> = whole.pixels.chunks_exact(whole.width).map(span).collect();
        let top = spans.iter().position(Option::is_some)?;
        let bottom = spans.iter().rposition(Option::is_some)? + 1;
        let left = spans.iter().flatten().map(|span| span.0).min()?;
        let right = spans.iter().flatten().map(|span| span.1).max()?;
        let mut pixels = Vec::with_capacity((right - left) * (bottom - top));
        for row in top..bottom {
            let start = row * whole.width;
            pixels.extend_from_slice(&whole.pixels[start + left..start + right]);
        }
        let frame = Frame {
            width: right - left,
            height: bottom - top,
            pixels,
        };
        Some(Self::whole(frame, x + left as f32, y + top as f32))
    }

    pub fn whole(frame: Frame, x: f32, y: f32) -> Self {
        let rows = frame
            .pixels
            .chunks_exact(frame.width.max(1))
            .map(|row| {
                let first = row.iter().position(|&pixel| pixel != 0).unwrap_or(0);
                let end = row
                    .iter()
                    .rposition(|&pixel| pixel != 0)
                    .map_or(0, |last| last + 1);
                (first as u32, end as u32)
            })
            .collect();
        let opaque = frame.pixels.iter().all(|pixel| pixel >> 24 == 255);
        Self {
            frame,
            x,
            y,
            opaque,
            rows,
        }
    }
}

/// From the scene to the frame: scale, then turn by `sin`, then move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placing {
    pub scale: f32,
    pub turn: f32,
    /// The point of the scene about which it is scaled and turned, and where that point lands.
    pub pivot: (f32, f32),
    pub lands: (f32, f32),
}

impl Placing {
    pub const STILL: Self = Self {
        scale: 1.0,
        turn: 0.0,
        pivot: (0.0, 0.0),
        lands: (0.0, 0.0),
    };

    pub fn point(&self, x: f32, y: f32) -> (f32, f32) {
        let (sin, cos) = self.turn.sin_cos();
        let (dx, dy) = (
            (x - self.pivot.0) * self.scale,
            (y - self.pivot.1) * self.scale,
        );
        (
            self.lands.0 + dx * cos - dy * sin,
            self.lands.1 + dx * sin + dy * cos,
        )
    }
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "compiled for the processor of its caller"
)]
fn over(below: u32, above: u32) -> u32 {
    let keep = 255 - (above >> 24);
    let fade = |pair: u32| {
        let product = pair * keep + 0x0080_0080;
        ((product + ((product >> 8) & PAIR)) >> 8) & PAIR
    };
    above.wrapping_add(fade(below & PAIR) | (fade((below >> 8) & PAIR) << 8))
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "compiled for the processor of its caller"
)]
fn between(a: u32, b: u32, share: u32) -> u32 {
    let rest = 256 - share;
    let low = (((a & PAIR) * rest + (b & PAIR) * share) >> 8) & PAIR;
    let high = (((a >> 8) & PAIR) * rest + ((b >> 8) & PAIR) * share) & !PAIR;
    low | high
}

/// A pixel's four bytes in four lanes of sixteen bits.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "compiled for the processor of its caller"
)]
fn spread(pixel: u32) -> u64 {
    let pixel = u64::from(pixel);
    (pixel | (pixel << 24)) & LANES
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "compiled for the processor of its caller"
)]
fn gather(lanes: u64) -> u32 {
    let lanes = lanes & LANES;
    (lanes | (lanes >> 24)) as u32
}

/// Lays a sheet over a frame.
pub fn lay(frame: &mut Frame, sheet: &Sheet, placing: &Placing) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(
            unsafe_code,
            reason = "the same safe code, compiled for a processor that has just been asked"
        )]
        // SAFETY: the processor has AVX2.
        unsafe {
            lay_wide(frame, sheet, placing);
        }
        return;
    }
    lay_any(frame, sheet, placing);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn lay_wide(frame: &mut Frame, sheet: &Sheet, placing: &Placing) {
    lay_any(frame, sheet, placing);
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "it is compiled into each of its two callers"
)]
fn lay_any(frame: &mut Frame, sheet: &Sheet, placing: &Placing) {
    let source = &sheet.frame;
    if source.width == 0
        || source.height == 0
        || !placing.scale.is_finite()
        || placing.scale <= 0.01
    {
        return;
    }
    if placing.turn == 0.0 && (placing.scale - 1.0).abs() < 1e-6 {
        let (x, y) = placing.point(sheet.x, sheet.y);
        copy(frame, sheet, x.round() as i64, y.round() as i64);
    } else if placing.turn == 0.0 {
        scaled(frame, sheet, placing);
    } else {
        turned(frame, sheet, placing);
    }
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "compiled for the processor of its caller"
)]
fn copy(frame: &mut Frame, sheet: &Sheet, x: i64, y: i64) {
    for (row, &(first, end)) in sheet.rows.iter().enumerate() {
        let to_y = y + row as i64;
        if to_y < 0 || to_y >= frame.height as i64 {
            continue;
        }
        let from = (i64::from(first)).max(-x);
        let to = i64::from(end).min(frame.width as i64 - x);
        if from >= to {
            continue;
        }
        let source = &sheet.frame.pixels[row * sheet.frame.width..][from as usize..to as usize];
        let target = &mut frame.pixels[to_y as usize * frame.width..]
            [(x + from) as usize..(x + to) as usize];
        if sheet.opaque {
            target.copy_from_slice(source);
        } else {
            for (below, &above) in target.iter_mut().zip(source) {
                *below = match above >> 24 {
                    0 => *below,
                    255 => above,
                    _ => over(*below, above),
                };
            }
        }
    }
}

/// One row of the source is first blended from two, which runs over plain arrays; then it is stretched.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "compiled for the processor of its caller"
)]
fn scaled(frame: &mut Frame, sheet: &Sheet, placing: &Placing) {
    let source = &sheet.frame;
    let (left, top) = placing.point(sheet.x, sheet.y);
    let step = 1.0 / placing.scale;
    let (width, height) = (
        source.width as f32 * placing.scale,
        source.height as f32 * placing.scale,
    );
    let x0 = left.ceil().max(0.0) as usize;
    let x1 = ((left + width).floor().max(0.0) as usize).min(frame.width);
    let y0 = top.ceil().max(0.0) as usize;
    let y1 = ((top + height).floor().max(0.0) as usize).min(frame.height);
    if x0 >= x1 || y0 >= y1 {
        return;
    }
    let fixed_step = (step * 65536.0) as u32;
    let fixed_start = (((x0 as f32 + 0.5 - left) * step - 0.5).max(0.0) * 65536.0) as u32;
    let mut row_bytes = vec![0u8; source.width * 4];
    let mut blended = vec![0u64; source.width + 2];
    for y in y0..y1 {
        let at = ((y as f32 + 0.5 - top) * step - 0.5).clamp(0.0, source.height as f32 - 1.0);
        let row = at as usize;
        let next = (row + 1).min(source.height - 1);
        let share = ((at - row as f32) * 256.0) as u32;
        let (first, end) = if sheet.opaque {
            (0, source.width)
        } else {
            let (a, b) = (sheet.rows[row], sheet.rows[next]);
            let (first, end) = match (a.0 < a.1, b.0 < b.1) {
                (true, true) => (a.0.min(b.0), a.1.max(b.1)),
                (true, false) => a,
                (false, true) => b,
                (false, false) => continue,
            };
            (
                (first as usize).saturating_sub(1),
                (end as usize + 1).min(source.width),
            )
        };
        let upper = &source.pixels[row * source.width..][first..end];
        let lower = &source.pixels[next * source.width..][first..end];
        // Bytes, so that the compiler blends sixteen at a time.
        let bytes = &mut row_bytes[first * 4..end * 4];
        let (upper, lower): (&[u8], &[u8]) =
            (bytemuck::cast_slice(upper), bytemuck::cast_slice(lower));
        let rest = 256 - share as u16;
        for ((to, &a), &b) in bytes.iter_mut().zip(upper).zip(lower) {
            *to = ((u16::from(a) * rest + u16::from(b) * share as u16) >> 8) as u8;
        }
        let words: &[u32] = bytemuck::cast_slice(&row_bytes[first * 4..end * 4]);
        for (to, &pixel) in blended[first..end].iter_mut().zip(words) {
            *to = spread(pixel);
        }
        blended[end] = if end < source.width || end == first {
            0
        } else {
            blended[end - 1]
        };
        // Columns of the frame that fall into the span.
        let from = ((left + first as f32 * placing.scale).floor().max(0.0) as usize).clamp(x0, x1);
        let to = ((left + end as f32 * placing.scale).ceil().max(0.0) as usize).clamp(x0, x1);
        let mut position = fixed_start.wrapping_add((from - x0) as u32 * fixed_step);
        let last = end.saturating_sub(1);
        let target = &mut frame.pixels[y * frame.width..][from..to];
        let last = last.max(first);
        let mut next = || {
            let index = ((position >> 16) as usize).clamp(first, last);
            let (a, b) = (blended[index], blended[index + 1]);
            let share = u64::from((position >> 8) & 255);
            position = position.wrapping_add(fixed_step);
            // a + (b - a) * share, in four lanes; wrapping cancels out.
            gather((a << 8).wrapping_add(b.wrapping_sub(a).wrapping_mul(share)) >> 8)
        };
        if sheet.opaque {
            for below in target {
                *below = next() | 0xff00_0000;
            }
        } else {
            for below in target {
                let pixel = next();
                *below = match pixel >> 24 {
                    255 => pixel,
                    0 => *below,
                    _ => over(*below, pixel),
                };
            }
        }
    }
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "compiled for the processor of its caller"
)]
fn turned(frame: &mut Frame, sheet: &Sheet, placing: &Placing) {
    let source = &sheet.frame;
    let (w, h) = (source.width as f32, source.height as f32);
    let corners = [(0.0, 0.0), (w, 0.0), (0.0, h), (w, h)]
        .map(|(x, y)| placing.point(sheet.x + x, sheet.y + y));
    let y0 = corners
        .iter()
        .map(|c| c.1)
        .fold(f32::MAX, f32::min)
        .floor()
        .max(0.0) as usize;
    let y1 = (corners
        .iter()
        .map(|c| c.1)
        .fold(f32::MIN, f32::max)
        .ceil()
        .max(0.0) as usize)
        .min(frame.height);
    let (sin, cos) = placing.turn.sin_cos();
    let inverse = 1.0 / placing.scale;
    let (du, dv) = (cos * inverse, -sin * inverse);
    for y in y0..y1 {
        // Where this row runs through the sheet: both coordinates must stay inside.
        let (dx, dy) = (0.5 - placing.lands.0, y as f32 + 0.5 - placing.lands.1);
        let u0 = (dx * cos + dy * sin) * inverse + placing.pivot.0 - sheet.x - 0.5;
        let v0 = (-dx * sin + dy * cos) * inverse + placing.pivot.1 - sheet.y - 0.5;
        let (mut from, mut to) = (0.0f32, frame.width as f32);
        for (start, step, size) in [(u0, du, w), (v0, dv, h)] {
            if step.abs() < 1e-6 {
                if start < 0.0 || start > size - 1.001 {
                    to = -1.0;
                }
            } else {
                let (a, b) = (-start / step, (size - 1.001 - start) / step);
                from = from.max(a.min(b).ceil());
                to = to.min(a.max(b).floor());
            }
        }
        if to <= from {
            continue;
        }
        let (from, to) = (from as usize, to as usize);
        let fixed = |value: f32| (value * 65536.0) as i32;
        let (mut u, mut v) = (fixed(u0 + du * from as f32), fixed(v0 + dv * from as f32));
        let (du, dv) = (fixed(du), fixed(dv));
        let target = &mut frame.pixels[y * frame.width..][from..to];
        for below in target {
            let (column, row) = ((u.max(0) >> 16) as usize, (v.max(0) >> 16) as usize);
            let index = row * source.width + column;
            if column + 1 < source.width && row + 1 < source.height {
                let (fu, fv) = ((u >> 8) as u64 & 255, (v >> 8) as u64 & 255);
                let (a, b) = (source.pixels[index], source.pixels[index + 1]);
                let (c, d) = (
                    source.pixels[index + source.width],
                    source.pixels[index + source.width + 1],
                );
                if a == d && a == b && a == c {
                    if a != 0 {
                        *below = if a >> 24 == 255 { a } else { over(*below, a) };
                    }
                } else {
                    let lerp = |a: u64, b: u64, t: u64| {
                        ((a << 8).wrapping_add(b.wrapping_sub(a).wrapping_mul(t)) >> 8) & LANES
                    };
                    let upper = lerp(spread(a), spread(b), fu);
                    let lower = lerp(spread(c), spread(d), fu);
                    let pixel = gather(lerp(upper, lower, fv));
                    *below = if pixel >> 24 == 255 {
                        pixel
                    } else {
                        over(*below, pixel)
                    };
                }
            }
            u += du;
            v += dv;
        }
    }
}

/// Towards another picture of the same size: 0 leaves it, 256 is the other.
pub fn dissolve(frame: &mut Frame, other: &Frame, share: u32) {
    for (to, &from) in frame.pixels.iter_mut().zip(&other.pixels) {
        *to = between(*to, from, share.min(256));
    }
}

/// Towards one colour.
pub fn tint(frame: &mut Frame, colour: u32, share: u32) {
    for to in &mut frame.pixels {
        *to = between(*to, colour, share.min(256));
    }
}
