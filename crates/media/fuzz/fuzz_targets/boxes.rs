//! Whatever the bytes, the box reader and writer end with a value or an error.
#![no_main]

use std::io::Cursor;

use media::fmp4;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = Cursor::new(bytes);
    if let Ok(movie) = fmp4::read(&mut file) {
        let starts: Vec<usize> =
            (0..movie.samples.len()).filter(|&n| n == 0 || movie.samples[n].sync).collect();
        let _ = fmp4::write(&movie, &movie.samples, &starts, None, &mut file, &mut Vec::new());
    }
});
