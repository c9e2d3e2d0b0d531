//! Final Cut Pro XML 1.10, by Apple's published document type and rules: every time is a fraction of seconds on a frame
//! boundary, connected clips count from the start of the clip that carries them, captions never overlap.

use crate::captions::Cue;
use crate::cut::{Clip, Cut, Role};
use crate::xml::Document;
use crate::{captions, names};

const FORMAT: &str = "r1";

/// The edit as an `.fcpxml` file, beside whose folder `media/` the files lie.
pub fn write(cut: &Cut) -> String {
    let mut document = Document::new();
    document.doctype("fcpxml");
    document.element("fcpxml", &[("version", "1.10")], |document| {
        document.element("resources", &[], |document| resources(cut, document));
        document.element("event", &[("name", &cut.series)], |document| {
            document.element("project", &[("name", &cut.heading())], |document| {
                let sequence = [
                    ("format", FORMAT),
                    ("duration", &cut.rate.seconds(cut.frames)),
                    ("tcStart", "0s"),
                    ("tcFormat", "NDF"),
                    ("audioLayout", "stereo"),
                    ("audioRate", "48k"),
                ];
                document.element("sequence", &sequence, |document| {
                    document.element("spine", &[], |document| spine(cut, document));
                });
            });
        });
    });
    document.finish()
}

fn resources(cut: &Cut, document: &mut Document) {
    document.empty(
        "format",
        &[
            ("id", FORMAT),
            ("frameDuration", &cut.rate.seconds(1)),
            ("width", &cut.width.to_string()),
            ("height", &cut.height.to_string()),
            ("colorSpace", "1-1-1 (Rec. 709)"),
        ],
    );
    for (index, file) in cut.files.iter().enumerate() {
        let (id, duration, channels) = (
            asset(index),
            cut.rate.seconds(file.frames),
            file.channels.to_string(),
        );
        let mut attributes = vec![
            ("id", id.as_str()),
            ("name", &file.name),
            ("start", "0s"),
            ("duration", &duration),
        ];
        if file.channels == 0 {
            attributes.extend([("hasVideo", "1"), ("format", FORMAT), ("videoSources", "1")]);
        } else {
            attributes.extend([
                ("hasAudio", "1"),
                ("audioSources", "1"),
                ("audioChannels", &channels),
                ("audioRate", "48000"),
            ]);
        }
        let address = format!("./{}", names::address(&file.path));
        document.element("asset", &attributes, |document| {
            document.empty(
                "media-rep",
                &[("kind", "original-media"), ("src", &address)],
            );
        });
    }
}

fn asset(file: usize) -> String {
    format!("r{}", file + 2)
}

fn spine(cut: &Cut, document: &mut Document) {
    let cues = captions::one_at_a_time(&cut.captions);
    let mut style = 0;
    for shot in &cut.video {
        if let Some(frames) = shot.dissolve {
            let offset = cut.rate.seconds(shot.start - frames / 2);
            document.empty(
                "transition",
                &[
                    ("name", "Cross Dissolve"),
                    ("offset", &offset),
                    ("duration", &cut.rate.seconds(frames)),
                ],
            );
        }
        let attributes = [
            ("ref", asset(shot.file)),
            ("name", shot.name.clone()),
            ("offset", cut.rate.seconds(shot.start)),
            ("start", cut.rate.seconds(shot.source)),
            ("duration", cut.rate.seconds(shot.frames())),
            ("format", FORMAT.into()),
            ("tcFormat", "NDF".into()),
            ("videoRole", "video".into()),
        ];
        document.element("asset-clip", &borrowed(&attributes), |document| {
            if !shot.note.is_empty() {
                document.text_element("note", &[], &shot.note);
            }
            for (lane, track) in cut.audio.iter().enumerate() {
                for sound in track.clips.iter().filter(|sound| holds(shot, sound.start)) {
                    connected(cut, shot, sound, lane, track.role, document);
                }
            }
            for cue in &cues {
                let (start, end) = (
                    cut.rate.frame_at(u64::from(cue.start_ms)),
                    cut.rate.frame_at(u64::from(cue.end_ms)),
                );
                let end = end.min(cut.frames);
                if holds(shot, start) && end > start {
                    style += 1;
                    caption(cut, shot, cue, (start, end - start), style, document);
                }
            }
            for marker in cut
                .markers
                .iter()
                .filter(|marker| holds(shot, marker.frame))
            {
                let start = cut.rate.seconds(shot.source + marker.frame - shot.start);
                let one = cut.rate.seconds(1);
                document.empty(
                    "marker",
                    &[
                        ("start", &start),
                        ("duration", &one),
                        ("value", &marker.name),
                    ],
                );
            }
        });
    }
}

fn holds(shot: &Clip, frame: u64) -> bool {
    (shot.start..shot.end).contains(&frame)
}

/// A sound hangs on the shot during which it begins, below the pictures.
fn connected(
    cut: &Cut,
    shot: &Clip,
    sound: &Clip,
    lane: usize,
    role: Role,
    document: &mut Document,
) {
    let role = match role {
        Role::Dialogue => "dialogue",
        Role::Music => "music",
        Role::Effects => "effects",
    };
    let attributes = [
        ("ref", asset(sound.file)),
        ("lane", format!("-{}", lane + 1)),
        (
            "offset",
            cut.rate.seconds(shot.source + sound.start - shot.start),
        ),
        ("name", sound.name.clone()),
        ("start", cut.rate.seconds(sound.source)),
        ("duration", cut.rate.seconds(sound.frames())),
        ("audioRole", role.into()),
    ];
    document.element("asset-clip", &borrowed(&attributes), |document| {
        if !sound.note.is_empty() {
            document.text_element("note", &[], &sound.note);
        }
    });
}

fn caption(
    cut: &Cut,
    shot: &Clip,
    cue: &Cue,
    (start, frames): (u64, u64),
    style: usize,
    document: &mut Document,
) {
    // Captions count from an hour in, as Final Cut writes them itself.
    let attributes = [
        ("name", cue.lines.join(" ")),
        ("lane", "1".into()),
        ("offset", cut.rate.seconds(shot.source + start - shot.start)),
        ("start", "3600s".into()),
        ("duration", cut.rate.seconds(frames)),
        (
            "role",
            format!("SRT?captionFormat=SRT.{}", names::file(&cut.language)),
        ),
    ];
    let id = format!("ts{style}");
    document.element("caption", &borrowed(&attributes), |document| {
        document.element("text", &[("placement", "bottom")], |document| {
            document.text_element("text-style", &[("ref", &id)], &cue.lines.join("\n"));
        });
        document.element("text-style-def", &[("id", &id)], |document| {
            document.empty(
                "text-style",
                &[
                    ("font", ".AppleSystemUIFont"),
                    ("fontSize", "13"),
                    ("fontColor", "1 1 1 1"),
                ],
            );
        });
    });
}

fn borrowed<'a>(attributes: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    attributes
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect()
}
