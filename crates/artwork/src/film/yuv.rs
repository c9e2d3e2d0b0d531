//! Pixels as a video encoder takes them: yuv420p, BT.709, limited range. Three bytes for two pixels instead of eight.

use crate::compose::blit::Frame;

/// Bytes of a picture; both sides are even.
pub fn size(width: usize, height: usize) -> usize {
    width * height * 3 / 2
}

/// Converts a frame into `out`, which is made as large as needed.
pub fn convert(frame: &Frame, out: &mut Vec<u8>) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(
            unsafe_code,
            reason = "the same safe code, compiled for a processor that has just been asked"
        )]
        // SAFETY: the processor has AVX2.
        unsafe {
            convert_wide(frame, out);
        }
        return;
    }
    convert_any(frame, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn convert_wide(frame: &Frame, out: &mut Vec<u8>) {
    convert_any(frame, out);
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "it is compiled into each of its two callers"
)]
fn convert_any(frame: &Frame, out: &mut Vec<u8>) {
    let (width, height) = (frame.width & !1, frame.height & !1);
    out.resize(size(width, height), 0);
    let (luma, chroma) = out.split_at_mut(width * height);
    let (blue, red) = chroma.split_at_mut(width * height / 4);
    for (row, to) in luma.chunks_exact_mut(width).enumerate() {
        let from = &frame.pixels[row * frame.width..][..width];
        for (to, &pixel) in to.iter_mut().zip(from) {
            // One product for red and blue: 47 r + 16 b stands in its upper half.
            let both = (pixel & 0x00ff_00ff).wrapping_mul(16 | (47 << 16)) >> 16;
            *to = ((both + ((pixel >> 8) & 255) * 157 + (16 << 8) + 128) >> 8) as u8;
        }
    }
    let half = width / 2;
    for row in 0..height / 2 {
        let upper = &frame.pixels[row * 2 * frame.width..][..width];
        let lower = &frame.pixels[(row * 2 + 1) * frame.width..][..width];
        let to_blue = &mut blue[row * half..][..half];
        let to_red = &mut red[row * half..][..half];
        for (((a, b), u), v) in upper
            .chunks_exact(2)
            .zip(lower.chunks_exact(2))
            .zip(to_blue)
            .zip(to_red)
        {
            // Sums of four, two channels in one word.
            let pair = |pixel: u32| pixel & 0x00ff_00ff;
            let sums = pair(a[0]) + pair(a[1]) + pair(b[0]) + pair(b[1]);
            let green = ((a[0] >> 8) & 255)
                + ((a[1] >> 8) & 255)
                + ((b[0] >> 8) & 255)
                + ((b[1] >> 8) & 255);
            let (r, g, b) = ((sums & 0xffff) as i32, green as i32, (sums >> 16) as i32);
            *u = (128 + ((-26 * r - 86 * g + 112 * b + 512) >> 10)).clamp(0, 255) as u8;
            *v = (128 + ((112 * r - 102 * g - 10 * b + 512) >> 10)).clamp(0, 255) as u8;
        }
    }
}
