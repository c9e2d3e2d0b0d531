//! Whatever somebody typed, it is a screenplay that Fountain takes back.
#![no_main]

use screenplay::{Script, fdx, plain};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let script = plain::read(text);
    let fountain = script.write();
    assert_eq!(Script::read(&fountain).write(), fountain);
    fdx::read(&fdx::write(&script)).expect("what was written is Final Draft's");
});
