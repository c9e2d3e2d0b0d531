//! Rows of pixels on AVX2: four at a time, the same as [`super::line`] but for the last bit. Shares are of 64 here, so that
//! a byte times a share fits into what the processor adds in one step.

#![expect(
    unsafe_code,
    reason = "pixels are loaded from where clamped indices point"
)]

use std::arch::x86_64::{
    __m128i, __m256i, _mm_add_epi8, _mm_add_epi32, _mm_and_si128, _mm_loadu_si128, _mm_max_epi32,
    _mm_min_epi32, _mm_mullo_epi32, _mm_or_si128, _mm_packus_epi16, _mm_set1_epi32, _mm_setr_epi32,
    _mm_setzero_si128, _mm_slli_epi32, _mm_srai_epi32, _mm_srli_epi32, _mm_storeu_si128,
    _mm_sub_epi32, _mm_testc_si128, _mm_testz_si128, _mm256_add_epi16, _mm256_castsi256_si128,
    _mm256_cvtepu8_epi16, _mm256_cvtepu32_epi64, _mm256_extracti128_si256, _mm256_i32gather_epi64,
    _mm256_maddubs_epi16, _mm256_mullo_epi16, _mm256_packus_epi16, _mm256_set1_epi16,
    _mm256_setr_epi8, _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_sub_epi16,
    _mm256_unpackhi_epi8, _mm256_unpacklo_epi8,
};

use super::line::{self, Stretch, Turn};

const ALPHA: i32 = 0xff00_0000_u32 as i32;

#[target_feature(enable = "avx2")]
pub fn blend(to: &mut [u32], upper: &[u32], lower: &[u32], share: u16) {
    line::blend_plain(to, upper, lower, share);
}

#[target_feature(enable = "avx2")]
pub fn over(target: &mut [u32], source: &[u32]) {
    let (targets, rest) = target.as_chunks_mut::<4>();
    let (sources, left) = source.as_chunks::<4>();
    for (below, above) in targets.iter_mut().zip(sources) {
        // SAFETY: both are four words long.
        let pixels = unsafe { _mm_loadu_si128(above.as_ptr().cast()) };
        lay(below, pixels);
    }
    line::over_plain(rest, left);
}

/// Four pixels over four.
#[target_feature(enable = "avx2")]
fn lay(below: &mut [u32; 4], above: __m128i) {
    let alpha = _mm_set1_epi32(ALPHA);
    if _mm_testz_si128(above, alpha) == 1 {
        return;
    }
    let shown = if _mm_testc_si128(above, alpha) == 1 {
        above
    } else {
        // SAFETY: four words.
        let under = unsafe { _mm_loadu_si128(below.as_ptr().cast()) };
        let (wide, top) = (_mm256_cvtepu8_epi16(under), _mm256_cvtepu8_epi16(above));
        #[rustfmt::skip]
        let spread = _mm256_setr_epi8(
            6, 7, 6, 7, 6, 7, 6, 7, 14, 15, 14, 15, 14, 15, 14, 15,
            6, 7, 6, 7, 6, 7, 6, 7, 14, 15, 14, 15, 14, 15, 14, 15,
        );
        let keep = _mm256_sub_epi16(_mm256_set1_epi16(255), _mm256_shuffle_epi8(top, spread));
        let product = _mm256_add_epi16(_mm256_mullo_epi16(wide, keep), _mm256_set1_epi16(128));
        let faded = _mm256_srli_epi16(_mm256_add_epi16(product, _mm256_srli_epi16(product, 8)), 8);
        let faded = _mm_packus_epi16(
            _mm256_castsi256_si128(faded),
            _mm256_extracti128_si256(faded, 1),
        );
        _mm_add_epi8(above, faded)
    };
    // SAFETY: four words.
    unsafe { _mm_storeu_si128(below.as_mut_ptr().cast(), shown) };
}

/// Shares of 64 in 16.16 positions, as a pair of bytes (rest, share) in the low end of each of four lanes.
#[target_feature(enable = "avx2")]
fn shares(positions: __m128i) -> __m256i {
    let share = _mm_and_si128(_mm_srli_epi32(positions, 10), _mm_set1_epi32(63));
    // (64 - share) + 256 × share
    let pair = _mm_add_epi32(
        _mm_sub_epi32(_mm_slli_epi32(share, 8), share),
        _mm_set1_epi32(64),
    );
    _mm256_cvtepu32_epi64(pair)
}

/// Of four pairs of neighbours the pixel that lies between them.
#[target_feature(enable = "avx2")]
fn across(pairs: __m256i, shares: __m256i) -> __m128i {
    #[rustfmt::skip]
    let woven = _mm256_shuffle_epi8(pairs, _mm256_setr_epi8(
        0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15,
        0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15,
    ));
    #[rustfmt::skip]
    let weights = _mm256_shuffle_epi8(shares, _mm256_setr_epi8(
        0, 1, 0, 1, 0, 1, 0, 1, 8, 9, 8, 9, 8, 9, 8, 9,
        0, 1, 0, 1, 0, 1, 0, 1, 8, 9, 8, 9, 8, 9, 8, 9,
    ));
    let sums = _mm256_add_epi16(_mm256_maddubs_epi16(woven, weights), _mm256_set1_epi16(32));
    let bytes = _mm256_srli_epi16(sums, 6);
    _mm_packus_epi16(
        _mm256_castsi256_si128(bytes),
        _mm256_extracti128_si256(bytes, 1),
    )
}

#[target_feature(enable = "avx2")]
pub fn stretch(target: &mut [u32], row: &Stretch, opaque: bool) {
    let last = row.source.len() as i64 - 2;
    let end = row.start + target.len() as i64 * i64::from(row.step);
    // Positions are counted in 32 bits here.
    if last < 0 || row.start < -0x1_0000 || end > i64::from(i32::MAX) {
        line::stretch_plain(target, row, opaque);
        return;
    }
    let (start, step) = (row.start as i32, row.step as i32);
    let mut positions = _mm_setr_epi32(start, start + step, start + 2 * step, start + 3 * step);
    let (forward, last) = (
        _mm_set1_epi32(step.wrapping_mul(4)),
        _mm_set1_epi32(last as i32),
    );
    let (targets, rest) = target.as_chunks_mut::<4>();
    let done = targets.len() * 4;
    for below in targets {
        let at = _mm_max_epi32(
            _mm_min_epi32(_mm_srai_epi32(positions, 16), last),
            _mm_setzero_si128(),
        );
        // SAFETY: each index is at most the length less two, and two pixels are read there.
        let pairs = unsafe { _mm256_i32gather_epi64::<4>(row.source.as_ptr().cast(), at) };
        let pixels = across(pairs, shares(positions));
        positions = _mm_add_epi32(positions, forward);
        if opaque {
            let pixels = _mm_or_si128(pixels, _mm_set1_epi32(ALPHA));
            // SAFETY: four words.
            unsafe { _mm_storeu_si128(below.as_mut_ptr().cast(), pixels) };
        } else {
            lay(below, pixels);
        }
    }
    let row = Stretch {
        source: row.source,
        start: row.start + done as i64 * i64::from(row.step),
        step: row.step,
    };
    line::stretch_plain(rest, &row, opaque);
}

#[target_feature(enable = "avx2")]
pub fn turn(target: &mut [u32], slope: &Turn) {
    let whole = slope.width * slope.height;
    if slope.width < 2 || slope.height < 2 || slope.source.len() < whole || whole > 1 << 30 {
        return;
    }
    let ramp = |start: i32, step: i32| {
        let at = |n: i32| start.wrapping_add(step.wrapping_mul(n));
        _mm_setr_epi32(at(0), at(1), at(2), at(3))
    };
    let (mut us, mut vs) = (ramp(slope.u, slope.du), ramp(slope.v, slope.dv));
    let forward_u = _mm_set1_epi32(slope.du.wrapping_mul(4));
    let forward_v = _mm_set1_epi32(slope.dv.wrapping_mul(4));
    let columns = _mm_set1_epi32(slope.width as i32 - 2);
    let rows = _mm_set1_epi32(slope.height as i32 - 2);
    let width = _mm_set1_epi32(slope.width as i32);
    let inside = |at: __m128i, last: __m128i| {
        _mm_max_epi32(
            _mm_min_epi32(_mm_srai_epi32(at, 16), last),
            _mm_setzero_si128(),
        )
    };
    let (targets, rest) = target.as_chunks_mut::<4>();
    let done = targets.len() as i32 * 4;
    for below in targets {
        let at = _mm_add_epi32(
            _mm_mullo_epi32(inside(vs, rows), width),
            inside(us, columns),
        );
        // SAFETY: column and row are clamped so that right and lower neighbours lie inside the picture, whose length was
        // compared with its width and height.
        let (upper, lower) = unsafe {
            (
                _mm256_i32gather_epi64::<4>(slope.source.as_ptr().cast(), at),
                _mm256_i32gather_epi64::<4>(slope.source.as_ptr().add(slope.width).cast(), at),
            )
        };
        let pixels = across(down(upper, lower, shares(vs)), shares(us));
        us = _mm_add_epi32(us, forward_u);
        vs = _mm_add_epi32(vs, forward_v);
        lay(below, pixels);
    }
    let slope = Turn {
        u: slope.u.wrapping_add(slope.du.wrapping_mul(done)),
        v: slope.v.wrapping_add(slope.dv.wrapping_mul(done)),
        ..*slope
    };
    line::turn_plain(rest, &slope);
}

/// Of four upper and four lower pairs the pairs that lie between them.
#[target_feature(enable = "avx2")]
fn down(upper: __m256i, lower: __m256i, shares: __m256i) -> __m256i {
    #[rustfmt::skip]
    let (even, odd) = (
        _mm256_setr_epi8(
            0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
            0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
        ),
        _mm256_setr_epi8(
            8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9,
            8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9,
        ),
    );
    let half = _mm256_set1_epi16(32);
    let low = _mm256_maddubs_epi16(
        _mm256_unpacklo_epi8(upper, lower),
        _mm256_shuffle_epi8(shares, even),
    );
    let high = _mm256_maddubs_epi16(
        _mm256_unpackhi_epi8(upper, lower),
        _mm256_shuffle_epi8(shares, odd),
    );
    _mm256_packus_epi16(
        _mm256_srli_epi16(_mm256_add_epi16(low, half), 6),
        _mm256_srli_epi16(_mm256_add_epi16(high, half), 6),
    )
}
