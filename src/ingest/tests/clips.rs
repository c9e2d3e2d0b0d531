//! Small videos, made once per run of the tests.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tempfile::TempDir;

struct Clips(TempDir);

static CLIPS: LazyLock<Clips> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str, arguments: &str| {
        let done = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-y"])
            .args(arguments.split_whitespace())
            .arg(folder.path().join(name))
            .status()
            .unwrap();
        assert!(done.success(), "{name}");
    };
    let x264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    // One size, about a second.
    make(
        "small.mp4",
        &format!("-f lavfi -i testsrc2=s=180x320:r=12:d=1.2 {x264}"),
    );
    make(
        "other.mp4",
        &format!("-f lavfi -i testsrc=s=180x320:r=12:d=1.5 {x264}"),
    );
    make(
        "third.mkv",
        &format!("-f lavfi -i smptebars=s=180x320:r=12:d=1.1 {x264}"),
    );
    // Two sizes, with sound.
    make(
        "ladder.mp4",
        &format!("-f lavfi -i testsrc2=s=480x854:r=12:d=3 -f lavfi -i sine=d=3 -c:a aac {x264}"),
    );
    make(
        "wide.mp4",
        &format!("-f lavfi -i testsrc2=s=320x180:r=12:d=1.2 {x264}"),
    );
    make("sound.mp4", "-f lavfi -i sine=d=1 -c:a aac");
    make("poster.png", "-f lavfi -i testsrc2=s=200x300 -frames:v 1");
    make("cover.png", "-f lavfi -i testsrc=s=200x300 -frames:v 1");
    Clips(folder)
});

/// The path of a clip: `small.mp4`, `other.mp4`, `third.mkv`, `ladder.mp4`, `wide.mp4`, `sound.mp4`, `poster.png`,
/// `cover.png`.
pub fn clip(name: &str) -> PathBuf {
    CLIPS.0.path().join(name)
}

/// A folder with copies of clips under other names, and files of given bytes.
pub fn folder(clips: &[(&str, &str)], files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, from) in clips {
        put(folder.path(), name, from);
    }
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// Copies a clip into a folder.
pub fn put(folder: &Path, name: &str, from: &str) {
    std::fs::copy(clip(from), folder.join(name)).unwrap();
}

pub const SRT: &[u8] = b"1\n00:00:00,100 --> 00:00:00,900\nHello.\n";
