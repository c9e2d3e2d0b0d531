//! Whatever an engine's text, it is refused with its line, or it writes a series that can be read again, or says why
//! it cannot.
#![no_main]

use std::collections::BTreeMap;

use screenplay::Script;
use screenplay::writers::{Library, Premise};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut library = Library::default();
    match library.add("fuzzed", text) {
        Err(bad) => assert!(!bad.message.is_empty() && bad.line > 0),
        Ok(()) => {
            let template = &library.templates()[0];
            let premise = Premise {
                engine: template.engine.clone(),
                seed: 7,
                language: template.language,
                episodes: template.episodes.len().min(12),
                slots: BTreeMap::new(),
                text: None,
            };
            if let Ok(draft) = library.write(&premise) {
                assert_eq!(Script::read(&draft.fountain).write(), draft.fountain);
            }
        }
    }
});
