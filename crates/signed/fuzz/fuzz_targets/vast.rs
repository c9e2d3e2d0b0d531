//! Whatever the document, it is read within its limits or refused; no address but of the web comes out.
#![no_main]

use signed::vast::{MAX_ADS, read};

libfuzzer_sys::fuzz_target!(|xml: &[u8]| {
    match read(xml) {
        Err(problem) => assert!(!problem.remedy().is_empty()),
        Ok(vast) => {
            assert!(vast.ads.len() <= MAX_ADS);
            for ad in &vast.ads {
                let media = ad.creatives.iter().flat_map(|linear| &linear.media);
                for url in ad.impressions.iter().chain(media.map(|media| &media.url)) {
                    assert!(url.to_ascii_lowercase().starts_with("http"));
                }
            }
        }
    }
});
