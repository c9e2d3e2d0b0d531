//! Playlists of any renditions pass the validator, and the validator catches broken ones.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::HashMap;

use media::{Codec, Rate, Rendition, Segment, TextKind, TextOrigin, TextTrack, playlists};
use proptest::prelude::*;

/// A rendition whose segments have these sizes and durations.
fn rendition(codec: Codec, side: u32, name: &str, parts: &[(u64, u64)]) -> Rendition {
    let (mut offset, mut start_ms) = (700, 0);
    let segments: Vec<Segment> = parts
        .iter()
        .map(|&(bytes, duration_ms)| {
            let segment = Segment {
                offset,
                bytes,
                start_ms,
                duration_ms,
            };
            (offset, start_ms) = (offset + bytes, start_ms + duration_ms);
            segment
        })
        .collect();
    let sound = codec == Codec::Aac;
    Rendition {
        codec,
        width: side,
        height: side * 16 / 9,
        rate: (!sound).then_some(Rate::new(24, 1)),
        language: if sound { "ko".into() } else { String::new() },
        label: name.into(),
        channels: if sound { 2 } else { 0 },
        mime: match codec {
            Codec::H264 => "avc1.64001f".into(),
            Codec::Av1 => "av01.0.05M.08".into(),
            Codec::Aac => "mp4a.40.2".into(),
        },
        bandwidth: playlists::peak_bandwidth(&segments),
        average_bandwidth: playlists::average_bandwidth(&segments)
            .min(playlists::peak_bandwidth(&segments)),
        bytes: offset,
        duration_ms: start_ms,
        file: format!("{name}.mp4"),
        init_bytes: 700,
        segments,
        ffmpeg_version: String::new(),
        arguments: Vec::new(),
        quality: None,
    }
}

fn track(label: &str, kind: TextKind) -> TextTrack {
    TextTrack {
        language: "en".into(),
        label: label.into(),
        kind,
        origin: TextOrigin::Sidecar,
        file: format!("{}.vtt", kind.as_str()),
        cues: 1,
        bytes: 1,
        encoding: "UTF-8".into(),
    }
}

struct Set {
    multivariant: String,
    lists: HashMap<String, String>,
    sizes: HashMap<String, u64>,
}

impl Set {
    fn of(renditions: &[Rendition], texts: &[TextTrack]) -> Self {
        let address = |file: &str| format!("{file}.m3u8");
        let multivariant =
            playlists::multivariant(Codec::H264, renditions, texts, |entry| match entry {
                playlists::Entry::Video(one) | playlists::Entry::Audio(one) => address(&one.file),
                playlists::Entry::Text(one) => address(&one.file),
            });
        let mut lists: HashMap<String, String> = renditions
            .iter()
            .map(|one| (address(&one.file), playlists::media(one, &one.file)))
            .collect();
        lists.extend(
            texts
                .iter()
                .map(|one| (address(&one.file), playlists::text(9000, &one.file))),
        );
        let sizes = renditions
            .iter()
            .map(|one| (one.file.clone(), one.bytes))
            .collect();
        Self {
            multivariant,
            lists,
            sizes,
        }
    }

    fn check(&self) -> Result<(), Vec<String>> {
        playlists::validate::package(
            &self.multivariant,
            |uri| self.lists.get(uri).cloned(),
            |uri| self.sizes.get(uri).copied(),
        )
    }

    /// The same with one text replaced in the playlist at `uri` (the multivariant one for "").
    fn with(&self, uri: &str, from: &str, to: &str) -> Self {
        let mut set = Self {
            multivariant: self.multivariant.clone(),
            lists: self.lists.clone(),
            sizes: self.sizes.clone(),
        };
        let list = if uri.is_empty() {
            &mut set.multivariant
        } else {
            set.lists.get_mut(uri).unwrap()
        };
        assert!(list.contains(from), "{from:?} is not in {list}");
        *list = list.replacen(from, to, 1);
        set
    }
}

fn good() -> Set {
    let parts = [
        (40_000, 1000),
        (80_000, 2000),
        (70_000, 2000),
        (20_000, 500),
    ];
    let small = [(10_000, 1000), (20_000, 2000), (30_000, 2000), (5_000, 500)];
    let sound = [(16_000, 1003), (32_000, 2005), (32_000, 1984), (8_000, 512)];
    Set::of(
        &[
            rendition(Codec::H264, 720, "v720", &parts),
            rendition(Codec::H264, 480, "v480", &small),
            rendition(Codec::Aac, 0, "a0", &sound),
        ],
        &[
            track("English", TextKind::Subtitles),
            track("English", TextKind::Captions),
            track("x", TextKind::Chapters),
        ],
    )
}

#[test]
fn a_good_package_passes_and_starts_with_480() {
    let set = good();
    assert_eq!(set.check(), Ok(()), "{}", set.multivariant);
    let first = set
        .multivariant
        .lines()
        .find(|line| !line.starts_with('#'))
        .unwrap();
    assert_eq!(first, "v480.mp4.m3u8");
    assert!(
        set.multivariant.contains("NAME=\"English 2\""),
        "names are unique in a group"
    );
    assert!(!set.multivariant.contains("chapters"));
}

#[test]
fn every_kind_of_breakage_is_caught() {
    let set = good();
    let v = "v720.mp4.m3u8";
    for (uri, from, to) in [
        ("", "#EXTM3U\n", ""),
        ("", "#EXTM3U\n", "\u{feff}#EXTM3U\n"),
        ("", "VERSION:7", "VERSION:3"),
        ("", "#EXT-X-INDEPENDENT-SEGMENTS\n", ""),
        ("", "avc1.64001f,mp4a.40.2", "avc1.64001f"),
        ("", "avc1.64001f", "av01.0.05M.08"),
        ("", ",RESOLUTION=480x853", ""),
        ("", ",FRAME-RATE=24.000", ",FRAME-RATE=120.000"),
        ("", "AUDIO=\"audio\"", "AUDIO=\"other\""),
        ("", "SUBTITLES=\"text\"", "SUBTITLES=\"other\""),
        ("", "NAME=\"English 2\"", "NAME=\"English\""),
        ("", ",CHANNELS=\"2\"", ""),
        (
            "",
            "DEFAULT=YES,AUTOSELECT=YES",
            "DEFAULT=YES,AUTOSELECT=NO",
        ),
        ("", "BANDWIDTH=", "BANDWIDTH=9"),
        ("", "AVERAGE-BANDWIDTH=", "AVERAGE-BANDWIDTH=99"),
        ("", "LANGUAGE=\"ko\"", "LANGUAGE=\"ko"),
        ("", "v480.mp4.m3u8", "v999.mp4.m3u8"),
        (v, "TARGETDURATION:2", "TARGETDURATION:1"),
        (v, "#EXT-X-TARGETDURATION:2\n", ""),
        (v, "#EXT-X-ENDLIST\n", ""),
        (v, "TYPE:VOD", "TYPE:EVENT"),
        (v, "SEQUENCE:0", "SEQUENCE:5"),
        (v, "#EXTINF:1.000,\n", ""),
        (v, "#EXTINF:1.000,", "#EXTINF:1.000"),
        (v, "#EXTINF:1.000,", "#EXTINF:-1,"),
        (v, "80000@40700", "80000@40699"),
        (v, "80000@40700", "80000@40701"),
        (v, "20000@190700", "20001@190700"),
        (v, "BYTERANGE=\"700@0\"", "BYTERANGE=\"700\""),
        (
            v,
            "#EXT-X-MAP:URI=\"v720.mp4\"",
            "#EXT-X-MAP:URI=\"v480.mp4\"",
        ),
        (v, "#EXTINF:1.000,\n", "#EXTINF:1.500,\n"),
        ("a0.mp4.m3u8", "#EXTINF:0.512,", "#EXTINF:1.512,"),
    ] {
        assert!(
            set.with(uri, from, to).check().is_err(),
            "{uri}: {from:?} to {to:?} went unseen"
        );
    }
    let mut short = good();
    *short.sizes.get_mut("v720.mp4").unwrap() -= 1;
    assert!(
        short.check().is_err(),
        "a file that is too short went unseen"
    );
}

#[test]
fn a_hostile_label_or_address_stays_on_its_line() {
    let mut sound = rendition(Codec::Aac, 0, "a0", &[(16_000, 1000)]);
    sound.label = "x\",URI=\"http://evil\"\n#EXT-X-ENDLIST".into();
    let video = rendition(Codec::H264, 480, "v", &[(16_000, 1000)]);
    let set = Set::of(&[video.clone(), sound], &[]);
    assert_eq!(set.check(), Ok(()), "{}", set.multivariant);
    let list = playlists::media(&video, "a\n#EXT-X-ENDLIST\nb");
    assert_eq!(list.matches("\n#EXT-X-ENDLIST").count(), 1, "{list}");
}

#[test]
fn peaks_are_counted_over_runs_of_half_to_one_and_a_half_targets() {
    let of = |parts: &[(u64, u64)]| {
        playlists::peak_bandwidth(&rendition(Codec::H264, 480, "v", parts).segments)
    };
    assert_eq!(of(&[(1000, 1000), (1000, 2000)]), 8000);
    // A last segment of 100 ms is no run of its own.
    assert_eq!(of(&[(1000, 1000), (1000, 2000), (1000, 100)]), 8000);
    // Shorter than half a target altogether: the average.
    assert_eq!(of(&[(100, 100)]), 8000);
}

proptest! {
    #[test]
    fn any_renditions_give_valid_playlists(
        sizes in proptest::collection::vec((1_u64..1_000_000, 1_u64..500_000), 1..60),
        tail_ms in 20_u64..=2000,
        text in proptest::bool::ANY,
    ) {
        let last = sizes.len() - 1;
        let duration = |n: usize| if n == last { tail_ms } else if n == 0 { 1000 } else { 2002 };
        let column = |pick: fn(&(u64, u64)) -> u64| -> Vec<(u64, u64)> {
            sizes.iter().enumerate().map(|(n, size)| (pick(size), duration(n))).collect()
        };
        let set = Set::of(
            &[
                rendition(Codec::H264, 1080, "v1080", &column(|size| size.0)),
                rendition(Codec::H264, 480, "v480", &column(|size| size.1)),
                rendition(Codec::Aac, 0, "a0", &column(|_| 16_000)),
            ],
            &if text { vec![track("t", TextKind::Subtitles)] } else { Vec::new() },
        );
        prop_assert_eq!(set.check(), Ok(()));
    }

    #[test]
    fn the_validator_reads_anything(text in "(#EXT[A-Z-]{0,12}[:=,\"@0-9A-Z.\n]{0,20}|[ -~\n]{0,20}){0,12}") {
        let _ = playlists::validate::media(&text);
        let _ = playlists::validate::multivariant(&text);
    }
}

/// What a line may be broken with.
const HOSTILE: &[&str] = &[
    "",
    "\"",
    ",",
    "=",
    "@",
    ":",
    "#",
    "\n",
    "\r\n",
    "\0",
    "\u{feff}",
    "é",
    "0",
    "-1",
    "NaN",
    "inf",
    "1e308",
    "18446744073709551615",
    "99999999999999999999",
    "18446744073709551615@18446744073709551615",
    "avc",
    "\"é\"",
    "#EXTINF:86399.9,",
    "#EXT-X-ENDLIST",
    "#EXT-X-BYTERANGE:18446744073709551615@1",
    "CODECS=\"a\"",
    "BANDWIDTH=18446744073709551615",
    "v480.mp4",
];

proptest! {
    #[test]
    fn whatever_a_playlist_says_the_validator_answers(
        broken in proptest::collection::vec((any::<u8>(), 0_usize..4000, 0_usize..40, 0..HOSTILE.len()), 1..6)
    ) {
        let mut set = good();
        let mut uris: Vec<String> = set.lists.keys().cloned().collect();
        uris.sort();
        for (list, at, cut, with) in broken {
            // Mostly the multivariant playlist: without it nothing else is read.
            let list = match uris.get(usize::from(list) % (uris.len() * 2)) {
                Some(uri) => set.lists.get_mut(uri).unwrap(),
                None => &mut set.multivariant,
            };
            let chars: Vec<char> = list.chars().collect();
            let at = at % (chars.len() + 1);
            let end = (at + cut).min(chars.len());
            *list = chars[..at].iter().copied().chain(HOSTILE[with].chars()).chain(chars[end..].iter().copied()).collect();
        }
        let _ = set.check();
        for list in set.lists.values() {
            let _ = playlists::validate::media(list);
            let _ = playlists::validate::multivariant(list);
        }
    }

    #[test]
    fn noise_is_no_playlist(text in "(#EXT[A-Z-]{0,12}[:=,\"@0-9a-zA-Zé.]{0,40}\n|[^\n]{0,40}\n){0,30}") {
        let text = format!("#EXTM3U\n{text}");
        let _ = playlists::validate::media(&text);
        let _ = playlists::validate::multivariant(&text);
    }
}

#[test]
fn numbers_at_the_end_of_their_range_are_told_not_counted_over() {
    let largest = u64::MAX.to_string();
    let set = good();
    for (uri, from, to) in [
        ("", "CODECS=\"avc1.64001f", "CODECS=\"é"),
        ("", "BANDWIDTH=", "BANDWIDTH=18446744073709551615,X="),
        (
            "v480.mp4.m3u8",
            "BYTERANGE=\"700@0",
            &format!("BYTERANGE=\"{largest}@{largest}"),
        ),
        (
            "v480.mp4.m3u8",
            "#EXT-X-BYTERANGE:",
            &format!("#EXT-X-BYTERANGE:{largest}@1\n#EXT-X-IGNORED:"),
        ),
    ] {
        assert!(!set.with(uri, from, to).check().unwrap_err().is_empty());
    }
}
