//! A draft of Jianying (剪映), as plain JSON: version 5 reads `draft_content.json` on Windows, version 6 and the Mac
//! `draft_info.json`; each saves it encrypted afterwards and still opens it plain. Times are whole microseconds and
//! segments of a track never overlap. CapCut reads nearly the same; nobody has checked that it reads this.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::archive::Entry;
use crate::captions;
use crate::cut::{Clip, Cut};

/// Stands for the draft's own folder in paths; the editor puts the real one in.
const FOLDER: &str = "##_draftpath_placeholder_0E685133-18CE-45ED-8CB8-2904A212EC80_##";

/// The files of the draft's folder, whose media lie in `media/` beside them.
pub fn files(cut: &Cut) -> Vec<Entry> {
    let content = content(cut).to_string();
    vec![
        Entry::new("draft_content.json", content.clone()),
        Entry::new("draft_info.json", content),
        Entry::new("draft_meta_info.json", meta(cut).to_string()),
    ]
}

/// Ids that are the same whenever the same episode is written.
fn id(cut: &Cut, what: &str, index: usize) -> String {
    let name = format!("{}\0{}\0{what}\0{index}", cut.series, cut.number);
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
        .to_string()
        .to_uppercase()
}

fn path(file: &str) -> String {
    format!("{FOLDER}/{file}")
}

fn content(cut: &Cut) -> Value {
    let micros = |frame| cut.rate.micros(frame);
    let mut tracks = Vec::new();
    let mut speeds = Vec::new();
    let mut segments = |kind: &str, name: &str, clips: &[Clip]| {
        let mut made = Vec::new();
        for clip in clips {
            let speed = id(cut, "speed", speeds.len());
            speeds.push(
                json!({"id": speed, "mode": 0, "speed": 1.0, "type": "speed", "curve_speed": null}),
            );
            let (start, end) = (micros(clip.start), micros(clip.end));
            let mut segment = segment(
                &id(cut, "segment", speeds.len()),
                &id(cut, "file", clip.file),
                start,
                end - start,
            );
            segment["source_timerange"] = range(micros(clip.source), end - start);
            segment["extra_material_refs"] = json!([speed]);
            segment["render_index"] = json!(0);
            if kind == "video" {
                segment["clip"] = placed(0.0);
                segment["hdr_settings"] = json!({"intensity": 1.0, "mode": 1, "nits": 1000});
            }
            made.push(segment);
        }
        tracks.push(track(&id(cut, "track", tracks.len()), kind, name, &made));
    };
    segments("video", "", &cut.video);
    for sounds in &cut.audio {
        segments("audio", &sounds.name, &sounds.clips);
    }
    let (texts, shown) = texts(cut);
    if !shown.is_empty() {
        tracks.push(track(
            &id(cut, "track", tracks.len()),
            "text",
            "Captions",
            &shown,
        ));
    }
    let is_video = |video: &bool| *video;
    let file = |(index, file): (usize, &crate::cut::File)| {
        let (id, length) = (id(cut, "file", index), micros(file.frames));
        (file.channels == 0, material(cut, &id, file, length))
    };
    let (pictures, sounds): (Vec<_>, Vec<_>) = cut
        .files
        .iter()
        .enumerate()
        .map(file)
        .partition(|(video, _)| is_video(video));
    let only = |materials: Vec<(bool, Value)>| {
        materials
            .into_iter()
            .map(|(_, value)| value)
            .collect::<Vec<_>>()
    };
    json!({
        "id": id(cut, "draft", 0),
        "name": cut.heading(),
        "version": 360_000,
        "new_version": "110.0.0",
        "platform": {"app_id": 3704, "app_source": "lv", "app_version": "5.9.0", "os": "windows"},
        "canvas_config": {"width": cut.width, "height": cut.height, "ratio": "original"},
        "color_space": 0,
        "fps": cut.rate.as_f64(),
        "duration": micros(cut.frames),
        "config": {"maintrack_adsorb": true, "video_mute": false, "subtitle_sync": true},
        "keyframes": {"adjusts": [], "audios": [], "effects": [], "filters": [], "handwrites": [], "stickers": [], "texts": [], "videos": []},
        "materials": {
            "videos": only(pictures),
            "audios": only(sounds),
            "texts": texts,
            "speeds": speeds,
            "audio_effects": [], "audio_fades": [], "beats": [], "canvases": [], "drafts": [], "effects": [], "images": [],
            "masks": [], "material_animations": [], "placeholders": [], "sound_channel_mappings": [], "stickers": [],
            "text_templates": [], "transitions": [], "video_effects": [], "vocal_separations": [],
        },
        "relationships": [],
        "tracks": tracks,
        "create_time": 0,
        "update_time": 0,
    })
}

fn material(cut: &Cut, id: &str, file: &crate::cut::File, length: u64) -> Value {
    if file.channels == 0 {
        return json!({
            "id": id, "material_id": id, "local_material_id": "", "type": "video", "material_name": file.name,
            "path": path(&file.path), "media_path": "", "duration": length, "width": cut.width, "height": cut.height,
            "category_id": "", "category_name": "local", "check_flag": 63_487, "crop_ratio": "free", "crop_scale": 1.0,
            "crop": {
                "upper_left_x": 0.0, "upper_left_y": 0.0, "upper_right_x": 1.0, "upper_right_y": 0.0,
                "lower_left_x": 0.0, "lower_left_y": 1.0, "lower_right_x": 1.0, "lower_right_y": 1.0,
            },
            "has_audio": false, "audio_fade": null,
        });
    }
    json!({
        "id": id, "music_id": id, "local_material_id": id, "type": "extract_music", "name": file.name,
        "path": path(&file.path), "duration": length, "category_id": "", "category_name": "local", "check_flag": 3,
        "copyright_limit_type": "none", "effect_id": "", "formula_id": "", "source_platform": 0, "app_id": 0,
        "wave_points": [],
    })
}

/// Captions as text: the materials, and their segments on one track.
fn texts(cut: &Cut) -> (Vec<Value>, Vec<Value>) {
    let mut materials = Vec::new();
    let mut segments = Vec::new();
    for (index, cue) in captions::one_at_a_time(&cut.captions).iter().enumerate() {
        let text = cue.lines.join("\n");
        // Ranges of styles are counted in UTF-16, as the editor does.
        let length = text.encode_utf16().count();
        let style = json!({
            "fill": {"alpha": 1.0, "content": {"render_type": "solid", "solid": {"alpha": 1.0, "color": [1.0, 1.0, 1.0]}}},
            "range": [0, length], "size": 12.0, "bold": true, "italic": false, "underline": false,
            "strokes": [{"alpha": 1.0, "content": {"render_type": "solid", "solid": {"alpha": 1.0, "color": [0.06, 0.06, 0.06]}}, "width": 0.08}],
        });
        let id_of_text = id(cut, "text", index);
        materials.push(json!({
            "id": id_of_text, "type": "subtitle", "alignment": 1, "typesetting": 0, "letter_spacing": 0.0, "line_spacing": 0.02,
            "line_feed": 1, "line_max_width": 0.82, "force_apply_line_max_width": false, "check_flag": 15, "global_alpha": 1.0,
            "content": json!({"styles": [style], "text": text}).to_string(),
        }));
        let (start, length) = (
            u64::from(cue.start_ms) * 1000,
            u64::from(cue.end_ms - cue.start_ms) * 1000,
        );
        let mut segment = segment(&id(cut, "text-segment", index), &id_of_text, start, length);
        // In halves of the picture from its middle: above the buttons of platforms.
        segment["clip"] = placed(-0.5);
        segment["render_index"] = json!(15_000 + index);
        segments.push(segment);
    }
    (materials, segments)
}

fn track(id: &str, kind: &str, name: &str, segments: &[Value]) -> Value {
    json!({
        "id": id, "type": kind, "name": name, "is_default_name": name.is_empty(), "attribute": 0, "flag": 0,
        "segments": segments,
    })
}

fn segment(id: &str, material: &str, start: u64, length: u64) -> Value {
    json!({
        "id": id, "material_id": material, "target_timerange": range(start, length), "source_timerange": null,
        "speed": 1.0, "volume": 1.0, "last_nonzero_volume": 1.0, "visible": true, "reverse": false, "clip": null,
        "is_tone_modify": false, "track_attribute": 0, "track_render_index": 0, "extra_material_refs": [],
        "common_keyframes": [], "keyframe_refs": [], "enable_adjust": true, "enable_lut": true,
    })
}

fn placed(down: f64) -> Value {
    json!({
        "alpha": 1.0, "rotation": 0.0, "flip": {"horizontal": false, "vertical": false},
        "scale": {"x": 1.0, "y": 1.0}, "transform": {"x": 0.0, "y": down},
    })
}

fn range(start: u64, length: u64) -> Value {
    json!({"start": start, "duration": length})
}

/// The draft's entry in the editor's list, with its media made known.
fn meta(cut: &Cut) -> Value {
    let known = |(index, file): (usize, &crate::cut::File)| {
        let length = cut.rate.micros(file.frames);
        json!({
            "id": id(cut, "file", index), "type": 0, "metetype": if file.channels == 0 { "video" } else { "music" },
            "file_Path": path(&file.path), "extra_info": file.name, "duration": length,
            "width": if file.channels == 0 { cut.width } else { 0 }, "height": if file.channels == 0 { cut.height } else { 0 },
            "roughcut_time_range": range(0, length), "sub_time_range": {"start": -1, "duration": -1},
            "create_time": 0, "import_time": 0, "import_time_ms": 0, "item_source": 1, "md5": "",
        })
    };
    let media: Vec<Value> = cut.files.iter().enumerate().map(known).collect();
    let empty = |kind: u8| json!({"type": kind, "value": []});
    json!({
        "draft_id": id(cut, "draft", 0),
        "draft_name": cut.stem(),
        "draft_fold_path": "",
        "draft_root_path": "",
        "draft_cover": "",
        "draft_is_invisible": false,
        "draft_materials": [{"type": 0, "value": media}, empty(1), empty(2), empty(3), empty(6), empty(7), empty(8)],
        "draft_materials_copied_info": [],
        "draft_new_version": "",
        "draft_removable_storage_device": "",
        "draft_segment_extra_info": [],
        "draft_type": "",
        "tm_draft_removed": 0,
        "tm_duration": cut.rate.micros(cut.frames),
    })
}
