//! Answers of advert servers, good and hostile.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use proptest::prelude::*;
use signed::vast::{Error, Kind, MAX_DEPTH, Offset, duration, offset, read};

#[test]
fn an_inline_ad_is_read_whole() {
    let vast = read(include_bytes!("samples/inline.xml")).unwrap();
    assert_eq!(vast.version, "4.2");
    let [ad] = vast.ads.as_slice() else {
        panic!("one ad")
    };
    assert_eq!((ad.id.as_deref(), ad.sequence), (Some("20001"), Some(1)));
    assert_eq!(
        ad.kind,
        Kind::Inline {
            title: "Tea & biscuits — now".to_owned(),
            advertiser: Some("Tea Company".to_owned()),
            ad_serving_id: Some("a532d16d-4d7f-4440-bd29-2ec0e693fc80".to_owned()),
        }
    );
    assert_eq!(
        ad.impressions,
        [
            "https://ads.example/impression?a=1&b=2",
            "https://ads.example/second?a=1&b=2"
        ]
    );
    assert_eq!(ad.errors, ["https://ads.example/error?code=[ERRORCODE]"]);
    assert_eq!(ad.viewable.viewable, ["https://ads.example/viewable"]);
    assert_eq!(
        ad.viewable.undetermined,
        ["https://ads.example/undetermined"]
    );
    let [linear] = ad.creatives.as_slice() else {
        panic!("one creative")
    };
    assert_eq!(linear.duration_ms, Some(16_000));
    assert_eq!(linear.skip, Some(Offset::Milliseconds(5000)));
    assert_eq!(
        linear.click_through.as_deref(),
        Some("https://tea.example/")
    );
    assert_eq!(linear.click_tracking, ["https://ads.example/click"]);
    let events: Vec<&str> = linear
        .tracking
        .iter()
        .map(|tracking| tracking.event.as_str())
        .collect();
    assert_eq!(
        events,
        ["start", "firstQuartile", "complete", "progress", "progress"]
    );
    assert_eq!(
        linear.tracking[3].offset,
        Some(Offset::Milliseconds(10_500))
    );
    assert_eq!(linear.tracking[4].offset, Some(Offset::Percent(25)));
    let media: Vec<(&str, bool, bool)> = linear
        .media
        .iter()
        .map(|media| (media.url.as_str(), media.progressive, media.program))
        .collect();
    assert_eq!(
        media,
        [
            ("https://ads.example/tall.mp4", true, false),
            ("https://ads.example/small.mp4", true, false),
            ("https://ads.example/ad.m3u8", false, false),
            ("https://ads.example/program.js", true, true),
        ]
    );
    assert_eq!(
        (
            linear.media[0].width,
            linear.media[0].height,
            linear.media[0].bitrate
        ),
        (720, 1280, Some(2000))
    );
}

#[test]
fn a_wrapper_says_where_to_go_on() {
    let vast = read(include_bytes!("samples/wrapper.xml")).unwrap();
    assert_eq!(
        vast.ads[0].kind,
        Kind::Wrapper {
            tag: "https://other.example/vast?x=1&y=2".to_owned(),
            follow: false,
            several: true,
        }
    );
    assert_eq!(vast.ads[0].impressions, ["https://ads.example/wrapped"]);
    assert_eq!(vast.ads[0].creatives[0].tracking[0].event, "complete");
}

#[test]
fn an_old_answer_and_an_empty_one_are_read() {
    let old = read(include_bytes!("samples/old.xml")).unwrap();
    let [ad] = old.ads.as_slice() else {
        panic!("the ad without a body is passed over")
    };
    assert_eq!(ad.creatives.len(), 1, "what is not linear is passed over");
    assert_eq!(ad.creatives[0].duration_ms, Some(90_250));
    let none = read(include_bytes!("samples/none.xml")).unwrap();
    assert!(none.ads.is_empty());
    assert_eq!(none.errors, ["https://ads.example/no-ad"]);
    assert_eq!(read(b"<VAST/>").unwrap().version, "2.0");
    read("\u{feff}<?xml version='1.0'?><v:VAST xmlns:v='x' version='4.1'></v:VAST>".as_bytes())
        .unwrap();
}

#[test]
fn bombs_and_entities_are_refused() {
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>
        <VAST version="4.0"><Ad><InLine><AdTitle>&lol2;</AdTitle></InLine></Ad></VAST>"#;
    assert_eq!(read(laughs.as_bytes()), Err(Error::Entities));
    let external = r#"<!DOCTYPE VAST SYSTEM "file:///etc/passwd"><VAST version="4.0"/>"#;
    assert_eq!(read(external.as_bytes()), Err(Error::Entities));
    assert_eq!(
        read(b"<VAST><Ad><InLine><AdTitle>&xxe;</AdTitle></InLine></Ad></VAST>"),
        Err(Error::Entities)
    );
    assert_eq!(read(b"<VAST version='&xxe;'/>"), Err(Error::Entities));
    let deep = format!(
        "<VAST>{}{}</VAST>",
        "<a>".repeat(MAX_DEPTH),
        "</a>".repeat(MAX_DEPTH)
    );
    assert_eq!(read(deep.as_bytes()), Err(Error::TooDeep));
    let endless = format!("<VAST>{}", "<a>".repeat(100_000));
    assert_eq!(read(endless.as_bytes()), Err(Error::TooDeep));
    let many = format!("<VAST>{}</VAST>", "<a/>".repeat(20_000));
    assert_eq!(read(many.as_bytes()), Err(Error::TooMany));
    let ads = format!("<VAST>{}</VAST>", "<Ad/>".repeat(40));
    assert_eq!(read(ads.as_bytes()), Err(Error::TooMany));
    assert_eq!(read(&vec![b' '; 600 * 1024]), Err(Error::TooLong));
}

#[test]
fn what_is_not_vast_is_refused_with_a_remedy() {
    for (text, expected) in [
        (&b""[..], Error::NotVast),
        (b"not xml", Error::NotVast),
        (b"<html><body>hello</body></html>", Error::NotVast),
        (b"<VideoAdServingTemplate/>", Error::Version("1".to_owned())),
        (b"<VAST version='5.0'/>", Error::Version("5.0".to_owned())),
        (b"\xff\xfe<\0V\0", Error::Encoding),
        (
            b"<?xml version='1.0' encoding='ISO-8859-1'?><VAST/>",
            Error::Encoding,
        ),
    ] {
        let refused = read(text).unwrap_err();
        assert_eq!(refused, expected, "{}", String::from_utf8_lossy(text));
        assert!(!refused.remedy().is_empty());
    }
    for text in [
        "<VAST>",
        "<VAST><Ad></VAST>",
        "<VAST/><VAST/>",
        "</VAST>",
        "<VAST a='1' a='2'/>",
        "<VAST><!-- ",
    ] {
        assert!(read(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn only_addresses_of_the_web_are_passed_on() {
    let with = |url: &str| {
        let text = format!(
            "<VAST version='4.0'><Ad><InLine><Impression><![CDATA[{url}]]></Impression></InLine></Ad></VAST>"
        );
        read(text.as_bytes()).unwrap().ads[0].impressions.clone()
    };
    for bad in [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//ads.example/x",
        "ftp://ads.example",
        "https://",
        "https://ads.example/a b",
        "https://ads.example/\u{7}",
        "",
        "х://кириллица",
    ] {
        assert!(with(bad).is_empty(), "{bad}");
    }
    assert!(with(&format!("https://ads.example/{}", "a".repeat(9000))).is_empty());
    assert_eq!(
        with("HTTPS://ads.example/[CACHEBUSTING]"),
        ["HTTPS://ads.example/[CACHEBUSTING]"]
    );
    let wrapper =
        "<VAST><Ad><Wrapper><VASTAdTagURI>javascript:1</VASTAdTagURI></Wrapper></Ad></VAST>";
    assert!(read(wrapper.as_bytes()).unwrap().ads.is_empty());
}

#[test]
fn durations_are_exact() {
    for (text, expected) in [
        ("00:00:30", Some(30_000)),
        (" 00:00:30.5 ", Some(30_500)),
        ("00:00:30.005", Some(30_005)),
        ("00:00:30.9999", Some(30_999)),
        ("23:59:59.999", Some(86_399_999)),
        ("24:00:00", None),
        ("00:60:00", None),
        ("00:00:60", None),
        ("30", None),
        ("00:30", None),
        ("00:00:00:30", None),
        ("-0:00:30", None),
        ("00:00:3O", None),
        ("00:00:30.", None),
        ("::", None),
        ("", None),
    ] {
        assert_eq!(duration(text), expected, "{text}");
    }
    assert_eq!(offset("100%"), Some(Offset::Percent(100)));
    assert_eq!(offset("101%"), None);
    assert_eq!(offset("%"), None);
}

proptest! {
    #[test]
    fn whatever_the_bytes_they_are_judged(bytes: Vec<u8>) {
        let _ = read(&bytes);
    }

    #[test]
    fn whatever_is_broken_in_an_answer_it_is_judged(at: prop::sample::Index, with in prop::collection::vec(any::<u8>(), 0..6), cut in 0..40usize) {
        let mut bytes = include_bytes!("samples/inline.xml").to_vec();
        let at = at.index(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, with);
        if let Ok(vast) = read(&bytes) {
            for ad in vast.ads {
                prop_assert!(ad.impressions.iter().all(|url| url.starts_with("http")));
            }
        }
    }

    #[test]
    fn any_duration_is_read_back(ms in 0..86_400_000u64) {
        let text = format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
        prop_assert_eq!(duration(&text), Some(ms));
    }
}
