//! Every episode is as loud as every other.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::path::Path;
use std::process::Command;

use media::PlanOptions;
use support::{X264, make, package, picture};

/// Integrated loudness (LUFS) and true peak (dBTP) of a file, by ffmpeg's own meter.
fn heard(path: &Path) -> (f64, f64) {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-hide_banner", "-i"])
        .arg(path)
        .args(["-af", "ebur128=peak=true", "-f", "null", "-"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let summary = text.split("Summary:").nth(1).unwrap();
    let value = |label: &str| -> f64 {
        let after = summary.split(label).nth(1).unwrap();
        after.split_whitespace().next().unwrap().parse().unwrap()
    };
    (value("I:"), value("Peak:"))
}

#[tokio::test]
async fn quiet_loud_and_peaky_sound_all_come_out_at_minus_sixteen() {
    // Noise far too quiet, far too loud, and quiet with sharp peaks that need holding down.
    for (name, sound, limited) in [
        (
            "quiet",
            "anoisesrc=color=pink:seed=1:amplitude=0.1:duration=6",
            false,
        ),
        (
            "loud",
            "anoisesrc=color=pink:seed=1:amplitude=0.9:duration=6",
            false,
        ),
        (
            "peaky",
            "aevalsrc=0.03*sin(2*PI*440*t)+0.8*sin(2*PI*1500*t)*lt(mod(t\\,1)\\,0.01):duration=6:sample_rate=48000",
            true,
        ),
    ] {
        let clip = make(
            "a.mp4",
            &format!(
                "{} -f lavfi -i {sound} {X264} -c:a aac -b:a 256k",
                picture("64x114", "10", 6)
            ),
        );
        let made = package(&clip, &PlanOptions::default()).await.unwrap();
        let (loudness, peak) = heard(&made.output.join("a0.mp4"));
        assert!((loudness + 16.0).abs() <= 1.0, "{name}: {loudness} LUFS");
        assert!(peak <= -1.5, "{name}: {peak} dBTP");
        let record = std::fs::read_to_string(made.output.join("measure.json")).unwrap();
        assert_eq!(
            record.contains("\"limited\": true"),
            limited,
            "{name}: {record}"
        );
    }
}

#[tokio::test]
async fn silence_stays_silent() {
    let clip = make(
        "a.mp4",
        &format!(
            "{} -f lavfi -i anullsrc=duration=3 {X264}",
            picture("64x114", "10", 3)
        ),
    );
    let made = package(&clip, &PlanOptions::default()).await.unwrap();
    assert!(heard(&made.output.join("a0.mp4")).1 < -60.0);
}
