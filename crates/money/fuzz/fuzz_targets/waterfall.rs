//! Whatever the text, it is refused with a place, or it is a deal that shares out all that comes in.
#![no_main]

use money::waterfall::{Waterfall, standing};

libfuzzer_sys::fuzz_target!(|text: &str| {
    match Waterfall::read(text) {
        Err(problem) => assert!(problem.line > 0 && !problem.remedy.is_empty()),
        Ok(deal) => {
            let received = vec![1_000_003; deal.sources.len().max(1)];
            if let Ok(standing) = standing(&deal, &received) {
                let cash: i64 = standing.payees.iter().map(|payee| payee.cash.minor).sum();
                assert_eq!(cash, received.iter().sum::<i64>());
            }
        }
    }
});
