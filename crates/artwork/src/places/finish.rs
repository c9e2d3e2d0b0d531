//! The last pass over a place: grain of the paper, light that falls off at the edges, soft foreground.

use storyboard::place::Hour;
use tiny_skia::{BlendMode, Pixmap};

use super::set::{SOFT, Set};
use crate::Layer;
use crate::brush::{Canvas, Fill, Tone};
use crate::dice::Dice;

/// Turns a set into layers.
pub fn finish(mut set: Set, seed: u64, inside: bool) -> Vec<Layer> {
    shade_edges(&mut set.room, set.hour, inside, set.light.ink);
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

/// Light that falls off from the middle, where people stand, and a dark bottom, where words stand.
fn shade_edges(canvas: &mut Canvas, hour: Hour, inside: bool, ink: Tone) {
    let edge = match hour {
        Hour::Dawn => Tone::hex(0x009a_88bc),
        Hour::Day => Tone::hex(0x00b0_b4d2),
        Hour::Dusk => Tone::hex(0x0082_5090),
        Hour::Night => Tone::hex(0x003a_3a84),
    };
    let edge = if inside { edge } else { edge.lift(0.35) };
    let fill = Fill::Around(
        (540.0, 860.0),
        1180.0,
        vec![(0.0, Tone::WHITE), (0.3, Tone::WHITE), (1.0, edge)],
    );
    let page = |top: f32| {
        [
            (-700.0, top),
            (1780.0, top),
            (1780.0, 2100.0),
            (-700.0, 2100.0),
        ]
    };
    // Modulating keeps windows open.
    canvas.poly_blended(&page(-200.0), fill, BlendMode::Modulate);
    let fill = Fill::down(1440.0, 1960.0, ink.alpha(0.0), ink.alpha(0.55));
    canvas.poly_blended(&page(1440.0), fill, BlendMode::SourceAtop);
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
