//! Pictures as pixels, and sheets: pictures cut to what is drawn on them. Pixels are premultiplied, one `u32` each: alpha,
//! blue, green, red from the top byte down, which is the byte order of a pixmap on every machine that this runs on.

use tiny_skia::Pixmap;

/// Pixels of a picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u32>,
}

const OPAQUE_BLACK: u32 = 0xff00_0000;

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
    pub(super) rows: Vec<(u32, u32)>,
    /// For each row the longest run through which nothing is seen.
    pub(super) solid: Vec<(u32, u32)>,
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

    /// Leaves out what another sheet hides that moves as this one does. Both lie on whole pixels.
    pub fn clear_under(&mut self, other: &Sheet) {
        let (dx, dy) = ((other.x - self.x) as i64, (other.y - self.y) as i64);
        let width = self.frame.width;
        for (row, pixels) in self.frame.pixels.chunks_exact_mut(width.max(1)).enumerate() {
            let at = row as i64 - dy;
            // Neighbours are blended: a little of what is hidden stays.
            if at < 3 || at + 3 >= other.solid.len() as i64 {
                continue;
            }
            let run = other.solid[(at - 3) as usize..=(at + 3) as usize]
                .iter()
                .fold((0, u32::MAX), |run, next| {
                    (run.0.max(next.0), run.1.min(next.1))
                });
            let first = (i64::from(run.0) + dx + 3).clamp(0, width as i64) as usize;
            let end = (i64::from(run.1) + dx - 3).clamp(0, width as i64) as usize;
            if first < end {
                pixels[first..end].fill(0);
            }
        }
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
        let solid: Vec<_> = frame
            .pixels
            .chunks_exact(frame.width.max(1))
            .map(longest)
            .collect();
        let opaque = solid
            .iter()
            .all(|&(first, end)| first == 0 && end as usize == frame.width);
        Self {
            frame,
            x,
            y,
            opaque,
            rows,
            solid,
        }
    }
}

/// The longest run of a row that lets nothing through.
fn longest(row: &[u32]) -> (u32, u32) {
    let (mut best, mut start) = ((0, 0), 0);
    for (at, pixel) in row.iter().enumerate() {
        if pixel >> 24 != 255 {
            start = at + 1;
        } else if at + 1 - start > best.1 - best.0 {
            best = (start, at + 1);
        }
    }
    (best.0 as u32, best.1 as u32)
}
