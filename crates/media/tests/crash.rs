//! A packaging process that is killed at any stage is simply run again.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use media::{Cancel, Codec, Job, Limits, PlanOptions, Text, stages};
use support::{X264, make, picture, tone, tools};

const INPUT: &str = "CRASH_INPUT";

/// Not a test of its own: what the other test starts as a process and kills.
#[tokio::test]
#[ignore = "started by a_killed_process_leaves_nothing_that_cannot_be_finished"]
async fn packaging_process() {
    let Some(input) = std::env::var_os(INPUT).map(PathBuf::from) else {
        return;
    };
    run(&input).await;
}

async fn run(input: &Path) -> Vec<media::Rendition> {
    let (tools, limits, cancel) = (tools(), Limits::default(), Cancel::new());
    let output = input.with_extension("out");
    let source = media::probe(&tools, &limits, input).await.unwrap();
    let plan = media::plan(&source, &PlanOptions::default()).unwrap();
    let job = Job {
        tools: &tools,
        limits: &limits,
        input,
        output: &output,
        plan: &plan,
        cancel: &cancel,
    };
    let measured = stages::measure(&job, |_| {}).await.unwrap();
    let mut renditions = stages::first_rung(&job, &measured, |_| {}).await.unwrap();
    stages::artwork(&job, &renditions[0], |_| {}).await.unwrap();
    renditions.extend(stages::rest(&job, |_| {}).await.unwrap());
    renditions
}

#[tokio::test]
async fn a_killed_process_leaves_nothing_that_cannot_be_finished() {
    let clip = make(
        "a.mp4",
        &format!(
            "{} {} {X264}",
            picture("480x854", "24", 3),
            tone("stereo", 3)
        ),
    );
    let output = clip.path.with_extension("out");
    // Killed as soon as each of these has appeared; every run starts from what the one before left.
    for stop in [
        ".work-measure",
        ".work-first_rung/v360.raw.mp4",
        "v360.mp4",
        ".work-artwork",
        "artwork.json",
        ".work-rest/v480.raw.mp4",
        "v480.mp4",
    ] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "packaging_process"])
            .env(INPUT, &clip.path)
            .process_group(0)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        while !output.join(stop).exists() && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What has its final name is whole, even now.
        for file in ["v480.mp4", "v360.mp4", "a0.mp4"]
            .map(|file| output.join(file))
            .iter()
            .filter(|path| path.exists())
        {
            media::fmp4::read(&mut std::fs::File::open(file).unwrap()).unwrap();
        }
    }
    let renditions = run(&clip.path).await;
    support::check(&output, &renditions, &Text::default(), 3000, Codec::H264);
    assert_eq!(support::hidden(&output), Vec::<PathBuf>::new());

    // Once finished, nothing is made again.
    let stamp = |file: &str| {
        std::fs::metadata(output.join(file))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = stamp("v360.mp4");
    assert_eq!(run(&clip.path).await, renditions);
    assert_eq!(stamp("v360.mp4"), before);

    // Unless a file was lost.
    std::fs::remove_file(output.join("v480.mp4")).unwrap();
    let again = run(&clip.path).await;
    support::check(&output, &again, &Text::default(), 3000, Codec::H264);
}
