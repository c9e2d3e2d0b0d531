//! Whatever a script, in whatever letters: the critic says something with a line, and every speech takes its time.
#![no_main]

use screenplay::Script;
use screenplay::lint::{Wanted, pace, series};
use screenplay::reading;
use screenplay::scenes::episodes;

libfuzzer_sys::fuzz_target!(|text: &str| {
    for report in series(&episodes(&Script::read(text)), Some(1), &Wanted::default()) {
        assert!(report.length_s.is_finite() && report.length_s >= report.speech_s);
        for finding in report.findings {
            assert!(!finding.message.is_empty() && finding.measured.is_finite());
        }
    }
    let limits = reading::limits(reading::tag_of(text));
    assert!(limits.length(text) <= text.chars().count() as f64);
    assert!(pace::speech_s(text).is_finite());
});
