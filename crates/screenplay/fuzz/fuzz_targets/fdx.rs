//! Whatever the text, it is refused with a remedy, or it is a screenplay that both formats take back.
#![no_main]

use screenplay::{Script, fdx};

libfuzzer_sys::fuzz_target!(|text: &str| {
    match fdx::read(text) {
        Err(error) => assert!(!error.remedy().is_empty()),
        Ok(script) => {
            let fountain = script.write();
            assert_eq!(Script::read(&fountain).write(), fountain);
            fdx::read(&fdx::write(&script)).expect("what was written is Final Draft's");
        }
    }
});
