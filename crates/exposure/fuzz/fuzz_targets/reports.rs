//! Whatever players tell: no panic, and never more than the clock and the picture allow.
#![no_main]

use exposure::{Report, Span, Told, exposure, passes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let reports: Vec<Report> = data
        .chunks_exact(26)
        .map(|chunk| {
            let number = |at: usize| i64::from_le_bytes(chunk[at..at + 8].try_into().expect("eight bytes"));
            let spans = vec![Span { from_ms: number(0), to_ms: number(8) }];
            Report {
                at_ms: number(16),
                play: u128::from(chunk[24] % 3),
                told: match chunk[25] % 3 {
                    0 => Told::Began,
                    1 => Told::Watched(spans),
                    _ => Told::Hidden(spans),
                },
            }
        })
        .collect();
    let found = passes(&reports);
    for play in 0..3 {
        let span = Span { from_ms: 1_000, to_ms: 9_000 };
        let seen = exposure(span, found.iter().filter(|pass| pass.play == play));
        assert!(seen.counted_ms >= 0 && seen.counted_ms <= span.length_ms());
    }
});
