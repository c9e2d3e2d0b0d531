//! Whatever a model wrote around its answer: what is taken out of it is JSON that is found again by itself, and is held
//! against any schema without a panic.
#![no_main]

use providers::schema::{fault, repaired, strict};

libfuzzer_sys::fuzz_target!(|parts: (&str, &str)| {
    let (written, form) = parts;
    let Some(value) = repaired(written) else {
        return;
    };
    let again = repaired(&value.to_string()).expect("JSON by itself needs no repair");
    assert_eq!(again.is_object(), value.is_object());
    if let Some(schema) = repaired(form) {
        let _ = fault(&schema, &value);
        let strict = strict(&schema);
        let _ = fault(&strict, &value);
    }
});
