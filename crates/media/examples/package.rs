//! Packages one file and says what each step cost: `package INPUT OUTPUT [crop-center|…|blur] [--av1]`.
//!
//! Prints JSON: the renditions, and CPU and wall seconds of every stage (its children included).

use std::path::Path;
use std::time::Instant;

use media::{Cancel, Codec, Job, Limits, PlanOptions, Tools, playlists, stages};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, options @ ..] = arguments.as_slice() else {
        return Err("package INPUT OUTPUT [FRAMING] [--av1]".into());
    };
    let (input, output) = (Path::new(input), Path::new(output));
    let tools = Tools::find(None, None)?;
    let limits = Limits::default();
    let mut clock = Clock::new();
    let source = media::probe(&tools, &limits, input).await?;
    let framing = options.iter().find_map(|option| option.parse().ok());
    let plan = media::plan(
        &source,
        &PlanOptions {
            framing,
            language: None,
        },
    )?;
    let cancel = Cancel::new();
    let job = Job {
        tools: &tools,
        limits: &limits,
        input,
        output,
        plan: &plan,
        cancel: &cancel,
    };
    clock.lap("probe");
    let measured = stages::measure(&job, |_| {}).await?;
    clock.lap("measure");
    let mut renditions = stages::first_rung(&job, &measured, |_| {}).await?;
    clock.lap("first_rung");
    renditions.extend(stages::rest(&job, |_| {}).await?);
    clock.lap("rest");
    let artwork = stages::artwork(&job, &renditions[0], |_| {}).await?;
    clock.lap("artwork");
    let text = stages::text(&job, &source, &[]).await?;
    clock.lap("text");
    if options.iter().any(|option| option == "--av1") {
        renditions.push(stages::av1(&job, |_| {}).await?);
        clock.lap("av1");
    }
    for codec in [Codec::H264, Codec::Av1] {
        let list = playlists::multivariant(codec, &renditions, &text.tracks, |entry| match entry {
            playlists::Entry::Video(rendition) | playlists::Entry::Audio(rendition) => {
                format!("{}.m3u8", rendition.file)
            }
            playlists::Entry::Text(track) => format!("{}.m3u8", track.file),
        });
        std::fs::write(output.join(format!("{}.m3u8", codec.as_str())), list)?;
    }
    for rendition in &renditions {
        let list = playlists::media(rendition, &rendition.file);
        std::fs::write(output.join(format!("{}.m3u8", rendition.file)), list)?;
    }
    for track in &text.tracks {
        let list = playlists::text(plan.duration_ms, &track.file);
        std::fs::write(output.join(format!("{}.m3u8", track.file)), list)?;
    }
    let stages = clock.laps;
    println!(
        "{:#}",
        json!({ "stages": stages, "renditions": renditions, "artwork": artwork, "text": text })
    );
    Ok(())
}

/// CPU seconds of ended children, and wall seconds, lap by lap.
struct Clock {
    wall: Instant,
    cpu: f64,
    laps: Vec<serde_json::Value>,
}

impl Clock {
    fn new() -> Self {
        Self {
            wall: Instant::now(),
            cpu: cpu_seconds(),
            laps: Vec::new(),
        }
    }

    fn lap(&mut self, stage: &str) {
        let cpu = cpu_seconds();
        self.laps.push(json!({ "stage": stage, "cpu_s": cpu - self.cpu, "wall_s": self.wall.elapsed().as_secs_f64() }));
        (self.wall, self.cpu) = (Instant::now(), cpu);
    }
}

/// User and system time of this process and of its ended children, seconds.
fn cpu_seconds() -> f64 {
    [libc::RUSAGE_SELF, libc::RUSAGE_CHILDREN]
        .into_iter()
        .map(|who| {
            // SAFETY: `rusage` is plain data that the call fills.
            let usage = unsafe {
                let mut usage = std::mem::zeroed::<libc::rusage>();
                libc::getrusage(who, &raw mut usage);
                usage
            };
            let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
            seconds(usage.ru_utime) + seconds(usage.ru_stime)
        })
        .sum()
}
