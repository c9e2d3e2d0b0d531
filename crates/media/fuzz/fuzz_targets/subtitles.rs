//! Whatever the bytes, what comes out is WebVTT that reads as the same cues.
#![no_main]

use media::subtitles;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok((cues, _)) = subtitles::parse(bytes, "") {
        let file = subtitles::to_webvtt(&cues);
        assert_eq!(subtitles::parse(file.as_bytes(), "").map(|(cues, _)| cues), Ok(cues));
    }
});
