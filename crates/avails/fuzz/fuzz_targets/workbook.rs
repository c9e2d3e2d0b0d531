//! Whatever the bytes, a workbook is refused with a sentence and a remedy, or its rows are written and read again.
#![no_main]

use avails::{Purpose, check, workbook};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match workbook::read(bytes) {
        Err(error) => assert!(!error.to_string().is_empty() && !error.remedy().is_empty()),
        Ok(avails) => {
            let _ = check(&avails.rows, Purpose::Issue);
            let written = workbook::write(&avails.rows).expect("what was a cell fits one");
            let again = workbook::read(&written).expect("our own workbooks are readable");
            assert_eq!(again.rows.len(), avails.rows.len());
        }
    }
});
