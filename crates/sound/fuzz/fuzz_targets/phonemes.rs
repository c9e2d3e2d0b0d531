#![no_main]

use sound::phonemes::lexicon::Lexicon;
use sound::phonemes::{chinese, english, ipa};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let lexicon = Lexicon::read(br#"{"a":"A"}"#, b"{}", false).expect("it is a lexicon");
    let _ = english::sounds(text, &lexicon);
    let _ = chinese::sounds(text, |word| Ok(word.to_owned()));
    let _ = ipa::sounds(text, |clause| Ok(clause.to_owned()));
    let _ = sound::effects::heard_in(text);
});
