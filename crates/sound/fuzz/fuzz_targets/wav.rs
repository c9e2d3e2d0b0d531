#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| {
    if let Ok(channels) = sound::wav::read(file) {
        let _ = sound::checks::check(&channels.down_to_mono(), "");
    }
});
