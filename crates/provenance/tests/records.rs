//! Records, consents and metadata, hostile ones too.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::process::Command;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use provenance::aigc::{self, Aigc, Certainty};
use provenance::consent::{Consent, Refusal, Register, Use};
use provenance::record::{Appears, Asset, Cost, Error, Kind, Maker, Record, VERSION};
use provenance::{Source, manifest};

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T00:00:00Z").parse().unwrap()
}

fn asset(id: &str, kind: Kind, source: Source, inputs: &[&str]) -> Asset {
    Asset {
        id: id.into(),
        kind,
        source,
        digest: "ab".repeat(32),
        maker: Maker {
            name: "Kokoro".into(),
            version: Some("1.0".into()),
            provider: None,
            seed: Some(7),
        },
        inputs: inputs.iter().map(|&input| input.into()).collect(),
        cost: Some(Cost {
            minor: 12,
            currency: "USD".into(),
        }),
        licence: "Apache-2.0".into(),
        terms: None,
        people: Vec::new(),
    }
}

fn record() -> Record {
    Record {
        version: VERSION,
        series: "The Contract".into(),
        episode: 3,
        producer: "A house".into(),
        made: at("2026-11-26"),
        assets: vec![
            asset("voice", Kind::Voice, Source::Trained, &[]),
            asset("shot", Kind::Clip, Source::Code, &[]),
            asset("mix", Kind::Mix, Source::Code, &["voice"]),
            asset("silent", Kind::Episode, Source::Code, &["shot"]),
            asset("episode", Kind::Episode, Source::Code, &["shot", "mix"]),
        ],
    }
}

fn consent() -> Consent {
    Consent {
        id: "c1".into(),
        person: "N. N.".into(),
        uses: vec![Use::Voice],
        series: vec!["The Contract".into()],
        territories: vec!["DE".into(), "FR".into()],
        from: at("2026-01-01"),
        until: Some(at("2027-01-01")),
        withdrawn: None,
        document: "cd".repeat(32),
    }
}

#[test]
fn a_record_is_read_back_as_it_was_written() {
    let record = record();
    assert_eq!(Record::read(&record.write()), Ok(record.clone()));
    assert_eq!(record.cost()["USD"], 60);
}

#[test]
fn an_episode_is_of_what_its_parts_are() {
    let record = record();
    assert_eq!(record.source_of("silent"), Some(Source::Code));
    assert_eq!(record.source_of("mix"), Some(Source::Trained));
    assert_eq!(record.source_of("episode"), Some(Source::MixedWithTrained));
    assert_eq!(record.source_of("nothing"), None);
}

#[test]
fn a_record_that_does_not_hold_together_is_refused() {
    let refused = |change: &dyn Fn(&mut Record)| {
        let mut record = record();
        change(&mut record);
        Record::read(&record.write()).unwrap_err()
    };
    assert_eq!(refused(&|record| record.version = 2), Error::Version(2));
    assert!(matches!(
        refused(&|record| record.assets[0].inputs.push("episode".into())),
        Error::Input { .. }
    ));
    assert!(matches!(
        refused(&|record| record.assets[1].id = "voice".into()),
        Error::Twice(_)
    ));
    assert!(matches!(
        refused(&|record| record.assets[1].digest = "AB".repeat(32)),
        Error::Digest(_)
    ));
    assert!(matches!(
        refused(&|record| record.assets[1].licence = " ".into()),
        Error::Licence(_)
    ));
    assert!(matches!(
        refused(&|record| record.assets[1].licence = "LicenseRef-x".into()),
        Error::Licence(_)
    ));
    assert!(matches!(Record::read("{}"), Err(Error::Json(_))));
}

#[test]
fn nobody_real_is_heard_or_seen_without_a_consent_that_covers_it() {
    let register = Register {
        consents: vec![consent()],
    };
    let judged = |change: &dyn Fn(&mut Appears), territory: &str, day: &str| {
        let mut record = record();
        let mut appears = Appears {
            person: "N. N.".into(),
            using: Use::Voice,
            consent: Some("c1".into()),
        };
        change(&mut appears);
        record.assets[0].people.push(appears);
        match record.check_consents(&register, territory, at(day)) {
            Ok(()) => None,
            Err(Error::Consent { refusal, .. }) => Some(refusal),
            Err(other) => panic!("{other}"),
        }
    };
    let day = "2026-11-26";
    assert_eq!(judged(&|_| {}, "de", day), None);
    let none = judged(&|appears| appears.consent = None, "DE", day).unwrap();
    assert_eq!(
        none.to_string(),
        "the voice of N. N. is used without a consent: have one signed and enter it, or use another voice"
    );
    assert!(matches!(
        judged(&|appears| appears.using = Use::Likeness, "DE", day),
        Some(Refusal::NotThis { .. })
    ));
    assert!(matches!(
        judged(&|appears| appears.person = "M. M.".into(), "DE", day),
        Some(Refusal::OfAnother { .. })
    ));
    assert!(matches!(
        judged(&|appears| appears.consent = Some("c2".into()), "DE", day),
        Some(Refusal::Unknown(_))
    ));
    assert!(matches!(
        judged(&|_| {}, "US", day),
        Some(Refusal::NotThere { .. })
    ));
    assert!(matches!(
        judged(&|_| {}, "DE", "2025-12-31"),
        Some(Refusal::NotYet { .. })
    ));
    assert_eq!(judged(&|_| {}, "DE", "2026-01-01"), None);
    assert!(matches!(
        judged(&|_| {}, "DE", "2027-01-01"),
        Some(Refusal::Over { .. })
    ));
}

#[test]
fn a_withdrawn_consent_ends_when_it_was_withdrawn() {
    let mut given = consent();
    given.withdrawn = Some(at("2026-06-01"));
    let register = Register {
        consents: vec![given],
    };
    let wanted = provenance::consent::Wanted {
        person: "N. N.",
        using: Use::Voice,
        series: "The Contract",
        territory: "DE",
        at: at("2026-06-01"),
    };
    assert!(
        matches!(register.allows(Some("c1"), &wanted), Err(Refusal::Over { until, .. }) if until == "2026-06-01")
    );
}

#[test]
fn a_manifest_says_how_and_with_what() {
    let said = manifest::definition(&record(), "episode", "The Ring", "video/mp4").unwrap();
    let created = &said["assertions"][0]["data"]["actions"][0];
    assert_eq!(created["action"], "c2pa.created");
    assert!(
        created["digitalSourceType"]
            .as_str()
            .unwrap()
            .ends_with("/compositeWithTrainedAlgorithmicMedia")
    );
    assert_eq!(
        created["parameters"]["com.cliffhanger.made_with"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        manifest::definition(&record(), "nothing", "", "video/mp4"),
        None
    );
}

fn field(producer: &str) -> Aigc {
    Aigc {
        label: Certainty::Made,
        producer: producer.into(),
        produce_id: "the-contract-03".into(),
        reserved_1: String::new(),
        propagator: "A house".into(),
        propagate_id: "1".into(),
        reserved_2: String::new(),
    }
}

#[test]
fn the_field_goes_into_an_mp4_and_comes_out_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("episode.mp4");
    let field = field("雨 \"House\" = 'x'; \\ 💍");
    let made = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "color=s=64x64:d=0.2:r=10",
        ])
        .args(field.ffmpeg_arguments())
        .arg(&path)
        .status()
        .expect("ffmpeg is installed");
    assert!(made.success());
    let report = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json", "-show_entries", "format_tags"])
        .arg(&path)
        .output()
        .unwrap();
    let report = String::from_utf8(report.stdout).unwrap();
    assert_eq!(Aigc::from_ffprobe(&report), Ok(field));
}

#[test]
fn a_field_that_is_none_is_refused() {
    assert_eq!(Aigc::from_ffprobe("{}"), Err(aigc::Error::Missing));
    assert!(matches!(
        Aigc::read(&" ".repeat(20_000)),
        Err(aigc::Error::TooLong(_))
    ));
    assert!(matches!(
        Aigc::read(r#"{"Label":"9"}"#),
        Err(aigc::Error::Json(_))
    ));
}

proptest! {
    #[test]
    fn whatever_is_read_is_refused_or_holds_together(text in any::<String>()) {
        if let Ok(record) = Record::read(&text) {
            prop_assert_eq!(record.check(), Ok(()));
        }
        let _ = Aigc::from_ffprobe(&text);
    }

    #[test]
    fn any_producer_is_read_back(producer in any::<String>()) {
        let field = field(&producer);
        prop_assert_eq!(Aigc::read(&field.json()), Ok(field));
    }
}
