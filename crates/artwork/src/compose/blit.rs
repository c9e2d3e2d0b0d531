//! Sheets laid over a frame, moved, scaled and turned: where each row of them lands. The rows themselves are painted by
//! [`super::line`].

pub use super::frame::{Frame, Sheet};
use super::line;

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

/// What stands before a sheet: of each row of the frame the columns in which nothing of it is seen. Under people a place
/// need not be painted.
pub struct Cover(Vec<(usize, usize)>);

impl Cover {
    pub fn none(height: usize) -> Self {
        Self(vec![(0, 0); height])
    }

    /// What a sheet hides where it is placed; of a turned one too little is known.
    pub fn add(&mut self, sheet: &Sheet, placing: &Placing) {
        if placing.turn != 0.0 || !placing.scale.is_finite() || placing.scale <= 0.01 {
            return;
        }
        let (left, top) = placing.point(sheet.x, sheet.y);
        let step = 1.0 / placing.scale;
        for (y, cover) in self.0.iter_mut().enumerate() {
            let at = (y as f32 + 0.5 - top) * step - 0.5;
            // The rows that are blended here, and one more on each side.
            let rows = (at.floor() as i64 - 1)..=(at.floor() as i64 + 2);
            if *rows.start() < 0 || *rows.end() >= sheet.solid.len() as i64 {
                continue;
            }
            let run = rows
                .map(|row| sheet.solid[row as usize])
                .fold((0, u32::MAX), |run, next| {
                    (run.0.max(next.0), run.1.min(next.1))
                });
            if run.1 < run.0 + 8 {
                continue;
            }
            let first = (left + run.0 as f32 * placing.scale + 3.0).ceil().max(0.0) as usize;
            let end = (left + run.1 as f32 * placing.scale - 3.0).floor().max(0.0) as usize;
            if end <= first {
                continue;
            }
            let meets = first <= cover.1 && cover.0 <= end;
            if meets && cover.0 < cover.1 {
                *cover = (cover.0.min(first), cover.1.max(end));
            } else if end - first > cover.1 - cover.0 {
                *cover = (first, end);
            }
        }
    }

    /// The parts of a stretch of a row that are seen.
    fn seen(&self, y: usize, from: usize, to: usize) -> [(usize, usize); 2] {
        let (first, end) = self.0.get(y).copied().unwrap_or((0, 0));
        if first >= end || end <= from || first >= to {
            return [(from, to), (to, to)];
        }
        [(from, first.max(from)), (end.min(to), to)]
    }
}

/// Lays a sheet over a frame.
pub fn lay(frame: &mut Frame, sheet: &Sheet, placing: &Placing) {
    lay_behind(frame, sheet, placing, &Cover(Vec::new()));
}

/// Lays a sheet over a frame but for what is covered.
pub fn lay_behind(frame: &mut Frame, sheet: &Sheet, placing: &Placing, cover: &Cover) {
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
        copy(frame, sheet, (x.round() as i64, y.round() as i64), cover);
    } else if placing.turn == 0.0 {
        scaled(frame, sheet, placing, cover);
    } else {
        turned(frame, sheet, placing);
    }
}

fn copy(frame: &mut Frame, sheet: &Sheet, (x, y): (i64, i64), cover: &Cover) {
    for (row, &(first, end)) in sheet.rows.iter().enumerate() {
        let to_y = y + row as i64;
        if to_y < 0 || to_y >= frame.height as i64 {
            continue;
        }
        let from = i64::from(first).max(-x);
        let to = i64::from(end).min(frame.width as i64 - x);
        if from >= to {
            continue;
        }
        let whole = &sheet.frame.pixels[row * sheet.frame.width..][..sheet.frame.width];
        let target = &mut frame.pixels[to_y as usize * frame.width..][..frame.width];
        for (start, stop) in cover.seen(to_y as usize, (x + from) as usize, (x + to) as usize) {
            if start >= stop {
                continue;
            }
            let source = &whole[(start as i64 - x) as usize..(stop as i64 - x) as usize];
            if sheet.opaque {
                target[start..stop].copy_from_slice(source);
            } else {
                line::over(&mut target[start..stop], source);
            }
        }
    }
}

/// One row of the source is first blended from two, which runs over plain arrays; then it is stretched.
fn scaled(frame: &mut Frame, sheet: &Sheet, placing: &Placing, cover: &Cover) {
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
    // One more, so that the last has a neighbour.
    let mut blended = vec![0u32; source.width + 1];
    for y in y0..y1 {
        let at = ((y as f32 + 0.5 - top) * step - 0.5).clamp(0.0, source.height as f32 - 1.0);
        let row = at as usize;
        let next = (row + 1).min(source.height - 1);
        let share = ((at - row as f32) * 256.0) as u16;
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
        // Columns of the frame that fall into the span.
        let from = ((left + first as f32 * placing.scale).floor().max(0.0) as usize).clamp(x0, x1);
        let to = ((left + end as f32 * placing.scale).ceil().max(0.0) as usize).clamp(x0, x1);
        let seen = cover.seen(y, from, to);
        if seen.iter().all(|(from, to)| from >= to) {
            continue;
        }
        line::blend(
            &mut blended[first..end],
            &source.pixels[row * source.width..][first..end],
            &source.pixels[next * source.width..][first..end],
            share,
        );
        blended[end] = if end < source.width {
            0
        } else {
            blended[end - 1]
        };
        for (from, to) in seen {
            if from >= to {
                continue;
            }
            let stretch = line::Stretch {
                source: &blended[first..=end],
                start: i64::from(fixed_start) + (from - x0) as i64 * i64::from(fixed_step)
                    - ((first as i64) << 16),
                step: fixed_step,
            };
            let target = &mut frame.pixels[y * frame.width..][from..to];
            line::stretch(target, &stretch, sheet.opaque);
        }
    }
}

fn turned(frame: &mut Frame, sheet: &Sheet, placing: &Placing) {
    let source = &sheet.frame;
    if source.width < 2 || source.height < 2 {
        return;
    }
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
        let fixed = |value: f32| (value * 65536.0) as i32;
        // What is clear at both ends of the rows that it runs through is left out.
        let (left, right) = (v0 + dv * from, v0 + dv * to);
        let rows = (left.min(right).max(0.0) as usize)
            ..=((left.max(right).max(0.0) as usize) + 1).min(source.height - 1);
        let span = sheet.rows[rows]
            .iter()
            .filter(|row| row.0 < row.1)
            .fold((u32::MAX, 0), |span, row| {
                (span.0.min(row.0), span.1.max(row.1))
            });
        if span.0 >= span.1 {
            continue;
        }
        if du > 1e-6 {
            from = from.max(((span.0 as f32 - 1.0 - u0) / du).floor());
            to = to.min(((span.1 as f32 + 1.0 - u0) / du).ceil());
            if to <= from {
                continue;
            }
        }
        let (from, to) = (from as usize, to as usize);
        let turn = line::Turn {
            source: &source.pixels,
            width: source.width,
            height: source.height,
            u: fixed(u0 + du * from as f32),
            v: fixed(v0 + dv * from as f32),
            du: fixed(du),
            dv: fixed(dv),
        };
        line::turn(&mut frame.pixels[y * frame.width..][from..to], &turn);
    }
}

/// Towards another picture of the same size: 0 leaves it, 256 is the other.
pub fn dissolve(frame: &mut Frame, other: &Frame, share: u32) {
    for (to, &from) in frame.pixels.iter_mut().zip(&other.pixels) {
        *to = line::between(*to, from, share.min(256));
    }
}

/// Towards one colour.
pub fn tint(frame: &mut Frame, colour: u32, share: u32) {
    for to in &mut frame.pixels {
        *to = line::between(*to, colour, share.min(256));
    }
}
