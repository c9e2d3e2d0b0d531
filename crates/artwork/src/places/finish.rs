//! The last pass over a place: grain of the paper, light that falls off at the edges, soft foreground.

use tiny_skia::{BlendMode, Pixmap};

use super::set::{SOFT, Set};
use crate::Layer;
use crate::brush::{Canvas, Fill, Tone};
use crate::dice::Dice;

/// Turns a set into layers.
pub fn finish(mut set: Set, seed: u64) -> Vec<Layer> {
    let ink = set.light.ink;
    shade_edges(&mut set.room, ink);
    let grain = Grain::new(seed);
    let mut layers = Vec::with_capacity(3);
    if set.far_used {
        grain.rub(&mut set.far.pixmap);
        layers.push(Layer {
            pixmap: set.far.pixmap,
            depth: 0.0,
        });
    }
    grain.rub(&mut set.room.pixmap);
    let (width, height) = (set.room.pixmap.width(), set.room.pixmap.height());
    layers.push(Layer {
        pixmap: set.room.pixmap,
        depth: 0.5,
    });
    if set.front_used
        && let Some(large) = Pixmap::new(width, height)
    {
        soften(&mut set.front.pixmap);
        let mut large = Canvas::plain(large);
        large.lay(&set.front.pixmap, SOFT as f32, BlendMode::Source);
        layers.push(Layer {
            pixmap: large.pixmap,
            depth: 1.0,
        });
    }
    layers
}

/// Darker at top and bottom, where words stand, and in the corners.
fn shade_edges(canvas: &mut Canvas, ink: Tone) {
    let dark = |share: f32| ink.alpha(share);
    for (top, height, from, to) in [(-60.0, 480.0, 0.5, 0.0), (1380.0, 620.0, 0.0, 0.6)] {
        if let Some(path) = crate::brush::outline(
            &[
                (-60.0, top),
                (1140.0, top),
                (1140.0, top + height),
                (-60.0, top + height),
            ],
            true,
        ) {
            let fill = Fill::down(top, top + height, dark(from), dark(to));
            canvas.blended(&path, fill, BlendMode::SourceAtop);
        }
    }
    for side in [0.0, 1080.0] {
        let inner = if side > 0.0 { 860.0 } else { 220.0 };
        let fill = Fill::Along(
            (side, 0.0),
            (inner, 0.0),
            vec![(0.0, dark(0.32)), (1.0, dark(0.0))],
        );
        let (left, right) = if side > 0.0 {
            (860.0, 1140.0)
        } else {
            (-60.0, 220.0)
        };
        let band = [
            (left, -60.0),
            (right, -60.0),
            (right, 1980.0),
            (left, 1980.0),
        ];
        canvas.poly_blended(&band, fill, BlendMode::SourceAtop);
    }
}

/// Two passes of a small box blur, premultiplied as it is.
fn soften(pixmap: &mut Pixmap) {
    let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
    let mut from = pixmap.data().to_vec();
    let to = pixmap.data_mut();
    for (step, count, lines, stride) in
        [(4, width, height, width * 4), (width * 4, height, width, 4)]
    {
        for line in 0..lines {
            for at in 0..count {
                let low = at.saturating_sub(1);
                let high = (at + 1).min(count - 1);
                for part in 0..4 {
                    let get = |place: usize| u16::from(from[line * stride + place * step + part]);
                    to[line * stride + at * step + part] =
                        ((get(low) + 2 * get(at) + get(high) + 2) / 4) as u8;
                }
            }
        }
        from.copy_from_slice(to);
    }
}

/// Side of the tile of grain, in pixels.
const TILE: usize = 256;

/// Paper: fine grain and broad, faint blotches, as factors of 256.
struct Grain(Vec<u16>);

impl Grain {
    fn new(seed: u64) -> Grain {
        let mut dice = Dice::new(seed ^ 0x7061_7065_7267_7261);
        let coarse: Vec<f32> = (0..64).map(|_| dice.between(-1.0, 1.0)).collect();
        let blotch = |x: usize, y: usize| {
            let (fx, fy) = (x as f32 / 32.0, y as f32 / 32.0);
            let (x0, y0) = (fx as usize, fy as usize);
            let (tx, ty) = (fx - x0 as f32, fy - y0 as f32);
            let at = |x: usize, y: usize| coarse[(y % 8) * 8 + x % 8];
            let top = at(x0, y0) * (1.0 - tx) + at(x0 + 1, y0) * tx;
            let bottom = at(x0, y0 + 1) * (1.0 - tx) + at(x0 + 1, y0 + 1) * tx;
            top * (1.0 - ty) + bottom * ty
        };
        let mut tile = Vec::with_capacity(TILE * TILE);
        for y in 0..TILE {
            for x in 0..TILE {
                let fine = dice.unit() + dice.unit() - 1.0;
                tile.push((250.0 + fine * 9.0 + blotch(x, y) * 5.0).clamp(200.0, 256.0) as u16);
            }
        }
        Grain(tile)
    }

    fn rub(&self, pixmap: &mut Pixmap) {
        let width = pixmap.width() as usize;
        for (y, row) in pixmap.data_mut().chunks_exact_mut(width * 4).enumerate() {
            let line = &self.0[(y % TILE) * TILE..][..TILE];
            for (part, grains) in row.chunks_mut(TILE * 4).zip(std::iter::repeat(line)) {
                for (pixel, &grain) in part.chunks_exact_mut(4).zip(grains) {
                    for value in &mut pixel[..3] {
                        *value = ((u16::from(*value) * grain) >> 8) as u8;
                    }
                }
            }
        }
    }
}
