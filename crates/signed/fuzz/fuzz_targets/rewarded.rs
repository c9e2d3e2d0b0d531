//! Whatever the query and the list of keys, they are read or refused.
#![no_main]

use signed::rewarded::{Keys, key_id};

libfuzzer_sys::fuzz_target!(|input: (&str, &[u8])| {
    let (query, list) = input;
    let _ = key_id(query);
    if let Ok(keys) = Keys::read(list, 0) {
        let _ = keys.verify(query, 0);
    }
});
