//! Whatever the text, it is refused with a line and a remedy, or it is a bible that is written and read again.
#![no_main]

use screenplay::bible::Bible;

libfuzzer_sys::fuzz_target!(|text: &str| {
    match Bible::read(text) {
        Err(problem) => assert!(problem.line > 0 && !problem.remedy.is_empty()),
        Ok(bible) => assert_eq!(Bible::read(&bible.write()), Ok(bible)),
    }
});
