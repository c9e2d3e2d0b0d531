//! Whatever the text, XML is refused with a sentence and a remedy, or its rows keep their cells when they are written
//! and read again.
#![no_main]

use avails::{Column, Row, Purpose, check, xml};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match xml::read(bytes) {
        Err(error) => assert!(!error.to_string().is_empty() && !error.remedy().is_empty()),
        Ok(avails) => {
            let _ = check(&avails.rows, Purpose::Issue);
            if avails.rows.is_empty() {
                return;
            }
            let written = xml::write(&avails.rows);
            let again = xml::read(written.xml.as_bytes()).expect("our own XML is readable");
            let cells = |rows: &[Row]| -> Vec<Vec<(Column, String)>> {
                let cells = |row: &Row| row.cells().map(|(column, text)| (column, text.to_owned())).collect();
                let mut cells: Vec<_> = rows.iter().map(cells).collect();
                cells.sort();
                cells
            };
            assert_eq!(cells(&again.rows), cells(&avails.rows));
        }
    }
});
