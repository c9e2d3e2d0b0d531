//! What lies out of focus.

use super::blit::Frame;

/// Blurs by about `radius` pixels: three boxes, over a smaller copy where the blur is wide.
pub fn blur(frame: &Frame, radius: f32) -> Frame {
    blurred(frame, radius, frame.width, frame.height)
}

/// The same, brought to a size; the radius counts in pixels of what is given.
pub fn blurred(frame: &Frame, radius: f32, width: usize, height: usize) -> Frame {
    if radius < 0.7 || frame.width < 8 || frame.height < 8 {
        return if (frame.width, frame.height) == (width, height) {
            frame.clone()
        } else {
            larger(frame, width, height)
        };
    }
    let factor = if radius > 10.0 {
        4
    } else if radius > 3.0 {
        2
    } else {
        1
    };
    let mut small = smaller(frame, factor);
    let reach = ((radius / factor as f32) * 0.6).round().max(1.0) as usize;
    for _ in 0..3 {
        small = across(&small, reach);
        small = turned(&small);
        small = across(&small, reach);
        small = turned(&small);
    }
    larger(&small, width, height)
}

fn parts(pixel: u32) -> [u32; 4] {
    pixel.to_le_bytes().map(u32::from)
}

fn whole(parts: [u32; 4]) -> u32 {
    u32::from_le_bytes(parts.map(|part| part as u8))
}

fn smaller(frame: &Frame, factor: usize) -> Frame {
    if factor == 1 {
        return frame.clone();
    }
    let (width, height) = (
        (frame.width / factor).max(1),
        (frame.height / factor).max(1),
    );
    let mut pixels = Vec::with_capacity(width * height);
    let count = (factor * factor) as u32;
    for y in 0..height {
        for x in 0..width {
            let mut sum = [0u32; 4];
            for row in 0..factor {
                let start = (y * factor + row) * frame.width + x * factor;
                for &pixel in &frame.pixels[start..start + factor] {
                    let p = parts(pixel);
                    for (to, from) in sum.iter_mut().zip(p) {
                        *to += from;
                    }
                }
            }
            pixels.push(whole(sum.map(|part| part / count)));
        }
    }
    Frame {
        width,
        height,
        pixels,
    }
}

fn across(frame: &Frame, reach: usize) -> Frame {
    let mut out = Frame {
        width: frame.width,
        height: frame.height,
        pixels: Vec::with_capacity(frame.pixels.len()),
    };
    let span = (2 * reach + 1) as u32;
    for row in frame.pixels.chunks_exact(frame.width) {
        let at = |index: isize| parts(row[index.clamp(0, row.len() as isize - 1) as usize]);
        let mut sum = [0u32; 4];
        for offset in -(reach as isize)..=reach as isize {
            for (to, from) in sum.iter_mut().zip(at(offset)) {
                *to += from;
            }
        }
        for x in 0..row.len() as isize {
            out.pixels
                .push(whole(sum.map(|part| (part + span / 2) / span)));
            let (gone, come) = (at(x - reach as isize), at(x + reach as isize + 1));
            for channel in 0..4 {
                sum[channel] = sum[channel] + come[channel] - gone[channel];
            }
        }
    }
    out
}

fn turned(frame: &Frame) -> Frame {
    let mut pixels = Vec::with_capacity(frame.pixels.len());
    for x in 0..frame.width {
        pixels.extend((0..frame.height).map(|y| frame.pixels[y * frame.width + x]));
    }
    Frame {
        width: frame.height,
        height: frame.width,
        pixels,
    }
}

/// Bilinear, to any size.
pub fn larger(frame: &Frame, width: usize, height: usize) -> Frame {
    let mut pixels = Vec::with_capacity(width * height);
    let (sx, sy) = (
        frame.width as f32 / width as f32,
        frame.height as f32 / height as f32,
    );
    let mix = |a: u32, b: u32, t: u32| {
        let (a, b) = (parts(a), parts(b));
        whole([0, 1, 2, 3].map(|i| (a[i] * (256 - t) + b[i] * t) >> 8))
    };
    let columns: Vec<_> = (0..width)
        .map(|x| {
            let at = ((x as f32 + 0.5) * sx - 0.5).clamp(0.0, frame.width as f32 - 1.0);
            (
                at as usize,
                (at as usize + 1).min(frame.width - 1),
                (at.fract() * 256.0) as u32,
            )
        })
        .collect();
    for y in 0..height {
        let at = ((y as f32 + 0.5) * sy - 0.5).clamp(0.0, frame.height as f32 - 1.0);
        let (row, next, share) = (
            at as usize,
            (at as usize + 1).min(frame.height - 1),
            (at.fract() * 256.0) as u32,
        );
        let line: Vec<u32> = (0..frame.width)
            .map(|x| {
                mix(
                    frame.pixels[row * frame.width + x],
                    frame.pixels[next * frame.width + x],
                    share,
                )
            })
            .collect();
        pixels.extend(columns.iter().map(|&(a, b, t)| mix(line[a], line[b], t)));
    }
    Frame {
        width,
        height,
        pixels,
    }
}

/// A part of a frame.
pub fn crop(frame: &Frame, x: f32, y: f32, w: f32, h: f32) -> Frame {
    let (x0, y0) = (x.max(0.0) as usize, y.max(0.0) as usize);
    let (x0, y0) = (x0.min(frame.width - 1), y0.min(frame.height - 1));
    let (w, h) = (
        (w as usize).clamp(1, frame.width - x0),
        (h as usize).clamp(1, frame.height - y0),
    );
    let mut pixels = Vec::with_capacity(w * h);
    for row in y0..y0 + h {
        pixels.extend_from_slice(&frame.pixels[row * frame.width + x0..][..w]);
    }
    Frame {
        width: w,
        height: h,
        pixels,
    }
}
