//! Rows of pixels laid over rows of pixels: as they are, stretched, or along a slope. On processors with AVX2 four at a
//! time (`wide`); elsewhere, and for what is left at the end of a row, one by one.

const PAIR: u32 = 0x00ff_00ff;
const LANES: u64 = 0x00ff_00ff_00ff_00ff;

/// A row to be stretched: positions in it are 16.16 and run on from its first pixel. The last pixel is only ever a
/// neighbour.
pub struct Stretch<'a> {
    pub source: &'a [u32],
    pub start: i64,
    pub step: u32,
}

/// A slope through a picture, 16.16. At least two pixels wide and high.
pub struct Turn<'a> {
    pub source: &'a [u32],
    pub width: usize,
    pub height: usize,
    pub u: i32,
    pub v: i32,
    pub du: i32,
    pub dv: i32,
}

/// Runs the same on any processor, four pixels at a time on those that can.
macro_rules! fast_or_plain {
    ($fast:expr, $plain:expr) => {{
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            #[expect(
                unsafe_code,
                reason = "compiled for a processor that has just been asked"
            )]
            // SAFETY: the processor has AVX2.
            return unsafe { $fast };
        }
        $plain
    }};
}

/// Lays a row over another of the same length.
pub fn over(target: &mut [u32], source: &[u32]) {
    fast_or_plain!(
        super::wide::over(target, source),
        over_plain(target, source)
    );
}

pub(super) fn over_plain(target: &mut [u32], source: &[u32]) {
    for (below, &above) in target.iter_mut().zip(source) {
        *below = cover(*below, above);
    }
}

/// Between two rows: `share` of 256 of the lower one. All are equally long.
pub fn blend(to: &mut [u32], upper: &[u32], lower: &[u32], share: u16) {
    fast_or_plain!(
        super::wide::blend(to, upper, lower, share),
        blend_plain(to, upper, lower, share)
    );
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "compiled for the processor of its caller"
)]
pub(super) fn blend_plain(to: &mut [u32], upper: &[u32], lower: &[u32], share: u16) {
    // Bytes, so that the compiler blends many at a time; no sum exceeds 255 × 256, and one that were looked at whether it
    // does would be blended one by one.
    let to: &mut [u8] = bytemuck::cast_slice_mut(to);
    let (upper, lower): (&[u8], &[u8]) = (bytemuck::cast_slice(upper), bytemuck::cast_slice(lower));
    let rest = 256 - share;
    for ((to, &a), &b) in to.iter_mut().zip(upper).zip(lower) {
        let sum = u16::from(a)
            .wrapping_mul(rest)
            .wrapping_add(u16::from(b).wrapping_mul(share));
        *to = (sum >> 8) as u8;
    }
}

/// Lays a stretched row over another; `opaque` if it lets nothing through.
pub fn stretch(target: &mut [u32], row: &Stretch, opaque: bool) {
    if row.source.len() < 2 {
        return;
    }
    fast_or_plain!(
        super::wide::stretch(target, row, opaque),
        stretch_plain(target, row, opaque)
    );
}

pub(super) fn stretch_plain(target: &mut [u32], row: &Stretch, opaque: bool) {
    let last = row.source.len() as i64 - 2;
    let mut position = row.start;
    for below in target {
        let index = (position >> 16).clamp(0, last) as usize;
        let share = (position >> 8) as u64 & 255;
        position += i64::from(row.step);
        let pixel = gather(mix(
            spread(row.source[index]),
            spread(row.source[index + 1]),
            share,
        ));
        *below = if opaque {
            pixel | 0xff00_0000
        } else {
            cover(*below, pixel)
        };
    }
}

/// Lays what a slope runs over onto a row.
pub fn turn(target: &mut [u32], slope: &Turn) {
    fast_or_plain!(super::wide::turn(target, slope), turn_plain(target, slope));
}

pub(super) fn turn_plain(target: &mut [u32], slope: &Turn) {
    let (mut u, mut v) = (slope.u, slope.v);
    let (columns, rows) = (slope.width as i32 - 2, slope.height as i32 - 2);
    for below in target {
        let (column, row) = ((u >> 16).clamp(0, columns), (v >> 16).clamp(0, rows));
        let index = row as usize * slope.width + column as usize;
        let (fu, fv) = ((u >> 8) as u64 & 255, (v >> 8) as u64 & 255);
        let (a, b) = (slope.source[index], slope.source[index + 1]);
        let (c, d) = (
            slope.source[index + slope.width],
            slope.source[index + slope.width + 1],
        );
        if a | b | c | d != 0 {
            let upper = mix(spread(a), spread(b), fu);
            let lower = mix(spread(c), spread(d), fu);
            *below = cover(*below, gather(mix(upper, lower, fv)));
        }
        u = u.wrapping_add(slope.du);
        v = v.wrapping_add(slope.dv);
    }
}

/// One pixel over another.
fn cover(below: u32, above: u32) -> u32 {
    match above >> 24 {
        0 => below,
        255 => above,
        alpha => {
            let keep = 255 - alpha;
            let fade = |pair: u32| {
                let product = pair * keep + 0x0080_0080;
                ((product + ((product >> 8) & PAIR)) >> 8) & PAIR
            };
            above.wrapping_add(fade(below & PAIR) | (fade((below >> 8) & PAIR) << 8))
        }
    }
}

/// `share` of 256 of the second pixel.
pub fn between(a: u32, b: u32, share: u32) -> u32 {
    let rest = 256 - share;
    let low = (((a & PAIR) * rest + (b & PAIR) * share) >> 8) & PAIR;
    let high = (((a >> 8) & PAIR) * rest + ((b >> 8) & PAIR) * share) & !PAIR;
    low | high
}

/// A pixel's four bytes in four lanes of sixteen bits.
fn spread(pixel: u32) -> u64 {
    let pixel = u64::from(pixel);
    (pixel | (pixel << 24)) & LANES
}

fn gather(lanes: u64) -> u32 {
    let lanes = lanes & LANES;
    (lanes | (lanes >> 24)) as u32
}

/// a + (b - a) * share, in four lanes; wrapping cancels out.
fn mix(a: u64, b: u64, share: u64) -> u64 {
    ((a << 8).wrapping_add(b.wrapping_sub(a).wrapping_mul(share)) >> 8) & LANES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    /// Premultiplied: nothing is brighter than it is opaque.
    fn pixels(dice: &mut Dice, count: usize) -> Vec<u32> {
        (0..count)
            .map(|_| {
                let alpha = [0, 255, 255, dice.below(256)][dice.below(4)];
                let mut part = || dice.below(alpha + 1) as u32;
                u32::from_le_bytes([part(), part(), part(), alpha as u32].map(|part| part as u8))
            })
            .collect()
    }

    fn apart(a: &[u32], b: &[u32]) -> u8 {
        a.iter()
            .zip(b)
            .flat_map(|(a, b)| a.to_le_bytes().into_iter().zip(b.to_le_bytes()))
            .map(|(a, b)| a.abs_diff(b))
            .max()
            .unwrap_or(0)
    }

    #[test]
    fn every_processor_paints_nearly_the_same() {
        let mut dice = Dice::new(7);
        for length in [1usize, 3, 4, 17, 64] {
            let (below, source) = (pixels(&mut dice, length), pixels(&mut dice, 80 * 9));
            let (mut fast, mut plain) = (below.clone(), below.clone());
            over(&mut fast, &source[..length]);
            over_plain(&mut plain, &source[..length]);
            assert!(apart(&fast, &plain) <= 1, "over");
            for (start, step) in [
                (0i64, 65536u32),
                (-30_000, 60_000),
                (90_000, 71_234),
                (0, 900_000),
            ] {
                for opaque in [false, true] {
                    let (mut fast, mut plain) = (below.clone(), below.clone());
                    let row = Stretch {
                        source: &source[..80],
                        start,
                        step,
                    };
                    stretch(&mut fast, &row, opaque);
                    stretch_plain(&mut plain, &row, opaque);
                    assert!(apart(&fast, &plain) <= 5, "stretch by {step}");
                }
            }
            for (u, v, du, dv) in [
                (0, 0, 65536, 900),
                (70_000, 300_000, 60_000, -1200),
                (-9, 1 << 28, 65536, 0),
            ] {
                let (mut fast, mut plain) = (below.clone(), below.clone());
                let slope = Turn {
                    source: &source,
                    width: 80,
                    height: 9,
                    u,
                    v,
                    du,
                    dv,
                };
                turn(&mut fast, &slope);
                turn_plain(&mut plain, &slope);
                assert!(apart(&fast, &plain) <= 9, "turn from {u}, {v}");
            }
        }
    }
}
