//! Whatever the text, it is refused with a sentence and a remedy, or it is territories of that day and of no other.
#![no_main]

use rights::{Languages, Moment, Territory, freeze, world};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let today = rights::TABLE_DATE.parse().expect("the table's day is a date");
    match freeze(text, today) {
        Err(error) => assert!(!error.to_string().is_empty() && !error.remedy().is_empty()),
        Ok(frozen) => {
            assert!(!frozen.territories.is_empty());
            assert!(world(today).covers(&frozen.territories));
            let codes: Vec<&str> = Territory::of_set(frozen.territories).map(Territory::code).collect();
            let again = freeze(&codes.join(", "), today).expect("codes are readable");
            assert_eq!(again.territories, frozen.territories);
            assert!(frozen.not_included(today).expect("it was readable").is_empty());
        }
    }
    let _ = Languages::default().add(text);
    let _ = text.parse::<Moment>();
});
