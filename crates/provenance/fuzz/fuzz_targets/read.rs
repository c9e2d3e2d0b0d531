//! Records and metadata from strangers: refused, or whole and written as they were read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use provenance::aigc::Aigc;
use provenance::record::Record;

fuzz_target!(|text: &str| {
    if let Ok(record) = Record::read(text) {
        assert_eq!(Record::read(&record.write()), Ok(record));
    }
    if let Ok(field) = Aigc::read(text) {
        assert_eq!(Aigc::read(&field.json()), Ok(field));
    }
    let _ = Aigc::from_ffprobe(text);
});
