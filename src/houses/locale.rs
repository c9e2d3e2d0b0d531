//! How a house writes amounts and dates: a language as its country writes it.

use std::collections::BTreeMap;

use super::LANGUAGES;

/// Where a language of the apps is written in a way of its own, by CLDR 48. Browsers take what they know of it, and go back to the
/// language alone where they know less.
const WRITTEN: &[(&str, &str)] = &[
    (
        "ar",
        "AE BH DJ DZ EG EH ER IL IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SS SY TD TN YE",
    ),
    ("de", "AT BE CH DE IT LI LU"),
    (
        "en",
        "AE AG AI AS AT AU BB BE BI BM BS BW BZ CA CC CH CK CM CX CY CZ DE DG DK DM EE ER ES FI FJ FK FM FR GB GD GE \
         GG GH GI GM GS GU GY HK HU ID IE IL IM IN IO IT JE JM JP KE KI KN KY LC LR LS LT LV MG MH MO MP MS MT MU MV \
         MW MY NA NF NG NL NO NR NU NZ PG PH PK PL PN PR PT PW RO RW SB SC SD SE SG SH SI SK SL SS SX SZ TC TK TO TT \
         TV TZ UA UG UM US VC VG VI VU WS ZA ZM ZW",
    ),
    (
        // Not in Brazil, whose commas CLDR does not know in Spanish.
        "es",
        "AR BO BZ CL CO CR CU DO EA EC ES GQ GT HN IC MX NI PA PE PH PR PY SV US UY VE",
    ),
    ("fil", "PH"),
    (
        "fr",
        "BE BF BI BJ BL CA CD CF CG CH CI CM DJ DZ FR GA GF GN GP GQ HT KM LU MA MC MF MG ML MQ MR MU NC NE PF PM RE \
         RW SC SN SY TD TG TN VU WF YT",
    ),
    ("hi", "IN"),
    ("id", "ID"),
    ("ko", "CN KP KR"),
    ("pt", "AO BR CH CV GQ GW LU MO MZ PT ST TL"),
    ("te", "IN"),
    ("th", "TH"),
    ("zh", "CN HK MO MY SG"),
];

/// The languages of the apps, each as it writes amounts and dates in a territory, as BCP 47.
pub(super) fn locales(territory: &str) -> BTreeMap<&'static str, String> {
    LANGUAGES
        .iter()
        .map(|language| (*language, locale(language, territory)))
        .collect()
}

fn locale(language: &str, territory: &str) -> String {
    let there = WRITTEN.iter().any(|(one, territories)| {
        *one == language && territories.split(' ').any(|code| code == territory)
    });
    match language {
        // English alone is that of the United States, who write the month first as next to nobody else does.
        "en" if !there => "en-001".to_owned(),
        _ if !there => language.to_owned(),
        // A page has one set of figures: those of its fields, clocks and receipts. Contracts run by the Gregorian calendar.
        "ar" => format!("ar-{territory}-u-ca-gregory-nu-latn"),
        // The words of the apps are simplified, and 12万 stands among them also where elsewhere 12萬 does.
        "zh" => format!("zh-Hans-{territory}"),
        _ => format!("{language}-{territory}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_written_as_in_its_country() {
        for (language, territory, written) in [
            ("en", "GB", "en-GB"),
            ("en", "US", "en-US"),
            ("en", "IN", "en-IN"),
            ("es", "MX", "es-MX"),
            ("es", "US", "es-US"),
            ("pt", "PT", "pt-PT"),
            ("fil", "PH", "fil-PH"),
            ("zh", "HK", "zh-Hans-HK"),
            ("ar", "SA", "ar-SA-u-ca-gregory-nu-latn"),
        ] {
            assert_eq!(locale(language, territory), written);
        }
    }

    #[test]
    fn where_a_language_is_not_written_it_goes_without_the_country() {
        assert_eq!(locale("ko", "MX"), "ko");
        assert_eq!(locale("ar", "DE"), "ar");
        assert_eq!(locale("zh", "TW"), "zh");
        assert_eq!(locale("es", "BR"), "es");
        // Not that of the United States, which is no country's but theirs.
        assert_eq!(locale("en", "KR"), "en-001");
    }

    #[test]
    fn every_language_of_the_apps_is_known_somewhere() {
        for language in LANGUAGES {
            let known = WRITTEN.iter().find(|(one, _)| one == language);
            let (_, territories) = known.unwrap_or_else(|| panic!("{language} is written nowhere"));
            for territory in territories.split(' ') {
                assert!(crate::houses::is_territory(territory), "{territory}");
            }
        }
        assert_eq!(locales("GB").len(), LANGUAGES.len());
        assert_eq!(locales("GB")["en"], "en-GB");
    }
}
