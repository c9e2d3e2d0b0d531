//! Whatever the script, its edit is written for every program under safe names, and is cut for every platform.
#![no_main]

use interchange::cut::{Files, Media};
use interchange::platform::{Burn, Network, Options as Parts, plan};
use interchange::{Cut, Rate, archive, package};
use screenplay::Script;
use storyboard::breakdown::{Options, series};
use storyboard::timeline::{Spoken, lay_out};

libfuzzer_sys::fuzz_target!(|text: &str| {
    // Names of files are of the text too.
    let name = text.lines().next().unwrap_or_default();
    let options = Options {
        series: name.into(),
        language: text.chars().take(3).collect(),
        seed: 3,
        cast: None,
    };
    let rates = [Rate::FILM, Rate::NTSC];
    for board in series(&Script::read(text), &options).iter().take(2) {
        let spoken: Vec<_> = board
            .lines
            .iter()
            .map(|line| Spoken::estimated(&line.text, line.manner))
            .collect();
        let timeline = lay_out(board, &spoken).expect("every line was spoken");
        let media = |key: String, length_ms: u32, channels| Media {
            name: format!("{name}{}", key.len()),
            key,
            length_ms,
            lead_ms: text.len() as u32 % 700,
            channels,
        };
        let files = Files {
            rate: rates[text.len() % 2],
            width: 1080,
            height: 1920,
            shots: timeline
                .shots
                .iter()
                .enumerate()
                .map(|(at, span)| media(format!("s{at}"), span.end_ms - span.start_ms + 1400, 0))
                .collect(),
            lines: timeline
                .lines
                .iter()
                .enumerate()
                .map(|(at, cue)| {
                    (at % 5 != 4).then(|| media(format!("l{at}"), cue.end_ms - cue.start_ms, 1))
                })
                .collect(),
            music: Vec::new(),
            effects: Vec::new(),
        };
        let Ok(cut) = Cut::of(board, &timeline, &files) else {
            continue;
        };
        let package = package::of(&cut);
        archive::zip(&package.entries).expect("every path is plain");
        for entry in &package.entries {
            let written = std::str::from_utf8(&entry.bytes).expect("text");
            if entry.path.ends_with(".otio") || entry.path.ends_with(".json") {
                serde_json::from_str::<serde_json::Value>(written).expect("JSON");
            }
        }
        for (_, path) in &package.media {
            assert!(path.starts_with("media/") && path.matches('/').count() == 1);
        }
        let parts = Parts {
            part_ms: (text.len() % 3 > 0).then_some(text.len() as u32 * 97),
            recap_ms: text.len() as u32 % 9000,
            card_ms: 1500,
            burn: Burn::In,
            summary: name.into(),
            tags: text.split_whitespace().take(9).map(Into::into).collect(),
            link: name.into(),
            label: None,
        };
        for network in [Network::TikTok, Network::YouTubeShorts, Network::Reels] {
            if let Ok(plan) = plan(board, &timeline, &cut.captions, network, &parts) {
                assert!(plan.parts.iter().all(|part| part.length_ms > 0));
            }
        }
    }
});
