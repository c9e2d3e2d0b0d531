//! Apple's published rules for FCPXML 1.10, as far as this writer uses the format: which element may hold which, in
//! which order, with which attributes; times on frame boundaries; references that resolve.

use std::collections::{HashMap, HashSet};

use interchange::{Rate, fcpxml};
use quick_xml::events::{BytesStart, Event};

use crate::story::{HOSTILE, PLAIN, cut};

/// Element, children in their order (a child may repeat), attributes; required ones with `!`.
const RULES: &[(&str, &[&str], &[&str])] = &[
    ("fcpxml", &["resources", "event"], &["version!"]),
    ("resources", &["format", "asset"], &[]),
    (
        "format",
        &[],
        &[
            "id!",
            "name",
            "frameDuration",
            "width",
            "height",
            "colorSpace",
        ],
    ),
    (
        "asset",
        &["media-rep"],
        &[
            "id!",
            "name",
            "start",
            "duration",
            "hasVideo",
            "format",
            "hasAudio",
            "videoSources",
            "audioSources",
            "audioChannels",
            "audioRate",
        ],
    ),
    ("media-rep", &[], &["kind", "src!"]),
    ("event", &["project"], &["name"]),
    ("project", &["sequence"], &["name"]),
    (
        "sequence",
        &["spine"],
        &[
            "format!",
            "duration",
            "tcStart",
            "tcFormat",
            "audioLayout",
            "audioRate",
        ],
    ),
    ("spine", &["asset-clip|transition"], &[]),
    ("transition", &[], &["name", "offset", "duration!"]),
    (
        "asset-clip",
        &["note", "asset-clip|caption", "marker"],
        &[
            "ref!",
            "lane",
            "offset",
            "name",
            "start",
            "duration",
            "format",
            "tcFormat",
            "audioRole",
            "videoRole",
        ],
    ),
    (
        "caption",
        &["text", "text-style-def"],
        &["lane", "offset", "name", "start", "duration!", "role"],
    ),
    ("text", &["text-style"], &["placement"]),
    ("text-style-def", &["text-style"], &["id!"]),
    ("text-style", &[], &["ref", "font", "fontSize", "fontColor"]),
    ("marker", &[], &["start!", "duration", "value!"]),
    ("note", &[], &[]),
];

struct Element {
    name: String,
    attributes: HashMap<String, String>,
    children: Vec<Element>,
}

fn parse(xml: &str) -> Element {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut open: Vec<Element> = vec![Element {
        name: "document".into(),
        attributes: HashMap::new(),
        children: Vec::new(),
    }];
    let element = |start: &BytesStart<'_>| Element {
        name: String::from_utf8(start.name().as_ref().to_vec()).unwrap(),
        attributes: start
            .attributes()
            .map(|attribute| attribute.expect("no attribute stands twice"))
            .map(|a| {
                (
                    String::from_utf8(a.key.as_ref().to_vec()).unwrap(),
                    a.unescape_value().unwrap().into_owned(),
                )
            })
            .collect(),
        children: Vec::new(),
    };
    loop {
        match reader.read_event().expect("well formed") {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(element(&start)),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().children.push(done);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    open.pop().unwrap().children.pop().unwrap()
}

fn walk<'a>(element: &'a Element, visit: &mut dyn FnMut(&'a Element)) {
    visit(element);
    for child in &element.children {
        walk(child, visit);
    }
}

fn follows_the_type(element: &Element) {
    let (_, children, attributes) = RULES
        .iter()
        .find(|rule| rule.0 == element.name)
        .unwrap_or_else(|| panic!("{} is not known", element.name));
    let mut slot = 0;
    for child in &element.children {
        let found = children[slot..]
            .iter()
            .position(|names| names.split('|').any(|name| name == child.name));
        slot += found
            .unwrap_or_else(|| panic!("{} may not stand there in {}", child.name, element.name));
    }
    for key in element.attributes.keys() {
        assert!(
            attributes
                .iter()
                .any(|name| name.trim_end_matches('!') == key),
            "{key} on {}",
            element.name
        );
    }
    for required in attributes.iter().filter_map(|name| name.strip_suffix('!')) {
        assert!(
            element.attributes.contains_key(required),
            "{required} is missing on {}",
            element.name
        );
    }
}

/// Frames, where a time is whole frames.
fn frames(time: &str, rate: Rate) -> u64 {
    let time = time.strip_suffix('s').expect("seconds");
    let (num, den) = time.split_once('/').unwrap_or((time, "1"));
    let (num, den): (u64, u64) = (num.parse().unwrap(), den.parse().unwrap());
    let (up, down) = (num * u64::from(rate.num()), den * u64::from(rate.den()));
    assert_eq!(up % down, 0, "{time} is not on a frame boundary");
    up / down
}

#[test]
fn documents_keep_apples_rules() {
    for names in [&PLAIN, &HOSTILE] {
        for rate in [Rate::FILM, Rate::PAL, Rate::NTSC, Rate::THIRTY] {
            let cut = cut(names, rate);
            let root = parse(&fcpxml::write(&cut));
            let (mut ids, mut refs) = (HashSet::new(), HashSet::new());
            walk(&root, &mut |element| {
                follows_the_type(element);
                if let Some(id) = element.attributes.get("id") {
                    assert!(ids.insert(id.clone()), "{id} stands twice");
                }
                refs.extend(element.attributes.get("ref").cloned());
                refs.extend(element.attributes.get("format").cloned());
                for key in ["offset", "start", "duration", "tcStart", "frameDuration"] {
                    // A caption's own start is an hour, which is no frame boundary at 30000/1001; Apple writes it so itself.
                    if let Some(time) = element.attributes.get(key).filter(|time| *time != "3600s")
                    {
                        frames(time, rate);
                    }
                }
            });
            assert!(refs.is_subset(&ids));
        }
    }
}

#[test]
fn the_story_line_has_no_gap_and_connected_clips_count_from_their_carrier() {
    let rate = Rate::NTSC;
    let cut = cut(&PLAIN, rate);
    let root = parse(&fcpxml::write(&cut));
    let spine = &root.children[1].children[0].children[0].children[0];
    let (mut now, mut sounds, mut captions) = (0, Vec::new(), 0);
    for clip in &spine.children {
        let time = |element: &Element, key: &str| frames(&element.attributes[key], rate);
        if clip.name == "transition" {
            assert_eq!(time(clip, "offset") + time(clip, "duration") / 2, now);
            continue;
        }
        assert_eq!(time(clip, "offset"), now);
        for child in &clip.children {
            if let Some(lane) = child.attributes.get("lane") {
                let start = now + time(child, "offset") - time(clip, "start");
                assert!((now..now + time(clip, "duration")).contains(&start));
                match child.name.as_str() {
                    "asset-clip" => sounds.push((lane.clone(), start)),
                    _ => captions += 1,
                }
            }
        }
        now += time(clip, "duration");
    }
    assert_eq!(now, cut.frames);
    let mut wanted: Vec<(String, u64)> = Vec::new();
    for (lane, track) in cut.audio.iter().enumerate() {
        wanted.extend(
            track
                .clips
                .iter()
                .map(|clip| (format!("-{}", lane + 1), clip.start)),
        );
    }
    wanted.sort();
    sounds.sort();
    assert_eq!(sounds, wanted);
    assert!(captions >= 5);
}
