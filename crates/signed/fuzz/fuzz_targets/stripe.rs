//! Whatever the header and the body, without the secret nothing is accepted.
#![no_main]

use std::time::Duration;

libfuzzer_sys::fuzz_target!(|input: (&str, &[u8], i64)| {
    let (header, body, now) = input;
    let judged = signed::stripe::verify(header, body, &["a secret"], now, Duration::from_secs(300));
    assert!(judged.is_err());
});
