//! OpenTimelineIO: the JSON that DaVinci Resolve, Premiere, Avid, Kdenlive and Blender's add-ons read. Schema `Timeline.1`
//! with `Clip.2`, which version 0.15 of the library brought and later ones keep.

use serde_json::{Value, json};

use crate::cut::{AudioTrack, Clip, Cut};
use crate::{Rate, names};

/// The edit as an `.otio` file, beside whose folder `media/` the files lie.
pub fn write(cut: &Cut) -> String {
    let video = track("Video", "Pictures", &video(cut));
    let audio = cut
        .audio
        .iter()
        .map(|sounds| track("Audio", &sounds.name, &audio(cut, sounds)));
    let tracks: Vec<Value> = std::iter::once(video).chain(audio).collect();
    let timeline = json!({
        "OTIO_SCHEMA": "Timeline.1",
        "name": cut.heading(),
        "global_start_time": time(cut.rate, 0),
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "name": "tracks",
            "source_range": null,
            "effects": [],
            "markers": markers(cut),
            "enabled": true,
            "metadata": {},
            "children": tracks,
        },
        "metadata": {"cliffhanger": {
            "series": names::line(&cut.series),
            "episode": cut.number,
            "title": names::line(&cut.title),
            "language": names::line(&cut.language),
            "width": cut.width,
            "height": cut.height,
        }},
    });
    serde_json::to_string_pretty(&timeline).expect("names and numbers are JSON") + "\n"
}

fn video(cut: &Cut) -> Vec<Value> {
    let mut children = Vec::new();
    for shot in &cut.video {
        if let Some(frames) = shot.dissolve {
            children.push(json!({
                "OTIO_SCHEMA": "Transition.1",
                "name": "Dissolve",
                "transition_type": "SMPTE_Dissolve",
                "in_offset": time(cut.rate, frames / 2),
                "out_offset": time(cut.rate, frames - frames / 2),
                "metadata": {},
            }));
        }
        children.push(clip(cut, shot));
    }
    children
}

fn audio(cut: &Cut, sounds: &AudioTrack) -> Vec<Value> {
    let mut children = Vec::new();
    let mut now = 0;
    for sound in &sounds.clips {
        if sound.start > now {
            children.push(gap(cut.rate, sound.start - now));
        }
        children.push(clip(cut, sound));
        now = sound.end;
    }
    if cut.frames > now {
        children.push(gap(cut.rate, cut.frames - now));
    }
    children
}

fn track(kind: &str, name: &str, children: &[Value]) -> Value {
    json!({
        "OTIO_SCHEMA": "Track.1", "name": name, "kind": kind, "source_range": null, "effects": [], "markers": [],
        "enabled": true, "metadata": {}, "children": children,
    })
}

fn clip(cut: &Cut, clip: &Clip) -> Value {
    let file = cut.file(clip);
    json!({
        "OTIO_SCHEMA": "Clip.2",
        "name": clip.name,
        "source_range": range(cut.rate, clip.source, clip.frames()),
        "effects": [],
        "markers": [],
        "enabled": true,
        "metadata": {"cliffhanger": {"note": clip.note}},
        "media_references": {"DEFAULT_MEDIA": {
            "OTIO_SCHEMA": "ExternalReference.1",
            "name": file.name,
            "target_url": names::address(&file.path),
            "available_range": range(cut.rate, 0, file.frames),
            "available_image_bounds": null,
            "metadata": {},
        }},
        "active_media_reference_key": "DEFAULT_MEDIA",
    })
}

fn gap(rate: Rate, frames: u64) -> Value {
    json!({
        "OTIO_SCHEMA": "Gap.1", "name": "", "source_range": range(rate, 0, frames), "effects": [], "markers": [],
        "enabled": true, "metadata": {},
    })
}

fn markers(cut: &Cut) -> Vec<Value> {
    let marker = |marker: &crate::cut::Marker| {
        json!({
            "OTIO_SCHEMA": "Marker.2",
            "name": marker.name,
            "comment": "",
            "color": "RED",
            "marked_range": range(cut.rate, marker.frame, 1),
            "metadata": {},
        })
    };
    cut.markers.iter().map(marker).collect()
}

fn range(rate: Rate, start: u64, frames: u64) -> Value {
    json!({
        "OTIO_SCHEMA": "TimeRange.1",
        "start_time": time(rate, start),
        "duration": time(rate, frames),
    })
}

fn time(rate: Rate, frames: u64) -> Value {
    json!({"OTIO_SCHEMA": "RationalTime.1", "rate": rate.as_f64(), "value": frames as f64})
}
