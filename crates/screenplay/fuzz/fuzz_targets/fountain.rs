//! Whatever the text, it is a screenplay, is given back byte for byte, and drafts a bible that can be read; the
//! continuity check points into it.
#![no_main]

use screenplay::{Script, bible, continuity, lint, scenes};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let script = Script::read(text);
    assert_eq!(script.write(), text);
    lint::series(&scenes::episodes(&script), Some(1), &lint::Wanted::default());
    let draft = bible::draft(&script);
    assert_eq!(bible::Bible::read(&draft.write()).as_ref(), Ok(&draft));
    for finding in continuity::check(&draft, &script) {
        assert!(finding.at.line > 0 && !finding.message.is_empty());
    }
});
