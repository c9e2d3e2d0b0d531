//! Draws an episode of a screenplay: `film FILE.fountain EPISODE OUT.mp4 [sheet|shots FROM]`; with `sheet` only a contact
//! sheet of all shots, with what is said, as a PNG; with `shots` three of them, larger.

use std::path::Path;

use artwork::Size;
use artwork::compose::{Artist, CaptionStyle};
use artwork::film::{Film, checks, render};
use storyboard::breakdown::{Options, series};
use storyboard::timeline::{Spoken, lay_out};
use tiny_skia::{FilterQuality, Pixmap, PixmapPaint, Transform};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [script, number, out, rest @ ..] = arguments.as_slice() else {
        return Err("film FILE.fountain EPISODE OUT [sheet]".into());
    };
    let script = screenplay::Script::read(&std::fs::read_to_string(script)?);
    let options = Options {
        series: script.title("title").unwrap_or("Untitled").into(),
        language: "en".into(),
        seed: std::env::var("SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(1),
        cast: None,
    };
    let number: u32 = number.parse()?;
    let boards = series(&script, &options);
    let board = boards
        .iter()
        .find(|board| board.number == number)
        .ok_or("no such episode")?;
    let spoken: Vec<_> = board
        .lines
        .iter()
        .map(|line| Spoken::estimated(&line.text, line.manner))
        .collect();
    let timeline = lay_out(board, &spoken)?;
    let fonts = ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"];
    let files: Vec<_> = fonts
        .iter()
        .filter_map(|name| {
            std::fs::read(Path::new("/usr/share/fonts/truetype/noto").join(name)).ok()
        })
        .collect();
    let mut artist = Artist::new(Size::FULL);
    if let Ok(faces) = artwork::text::Faces::from_bytes(files) {
        artist = artist.lettered(std::sync::Arc::new(faces));
    }
    if rest.first().is_some_and(|word| word == "sheet") {
        return sheet(&artist, board, &timeline, 0..board.shots.len(), (7, 4), out);
    }
    if let [word, from, ..] = rest
        && word == "shots"
    {
        let from: usize = from.parse()?;
        let to = (from + 3).min(board.shots.len());
        return sheet(&artist, board, &timeline, from..to, (3, 2), out);
    }
    if rest.first().is_some_and(|word| word == "bench") {
        let mut frame = artwork::compose::blit::Frame::new(1080, 1920);
        let mut sums = [0.0f64; 3];
        let mut frames = 0u32;
        let mut bytes = Vec::new();
        for (index, span) in timeline.shots.iter().enumerate() {
            let clock = std::time::Instant::now();
            let Some(mut stage) = artist.stage_joined(board, &timeline, index) else {
                continue;
            };
            sums[0] += clock.elapsed().as_secs_f64();
            let speech = artwork::compose::speech(board, &timeline, index);
            for n in (span.start_ms * 24 / 1000)..(span.end_ms * 24 / 1000) {
                let ms = n * 1000 / 24;
                let clock = std::time::Instant::now();
                let changed =
                    stage.paint(&mut frame, ms.saturating_sub(span.start_ms), &speech.at(ms));
                sums[1] += clock.elapsed().as_secs_f64();
                let clock = std::time::Instant::now();
                if changed {
                    artwork::film::yuv::convert(&frame, &mut bytes);
                }
                sums[2] += clock.elapsed().as_secs_f64();
                frames += 1;
            }
        }
        println!(
            "{frames} frames; ms a frame: draw {:.2} lay {:.2} convert {:.2}",
            sums[0] * 1e3 / f64::from(frames),
            sums[1] * 1e3 / f64::from(frames),
            sums[2] * 1e3 / f64::from(frames)
        );
        return Ok(());
    }
    let film = Film {
        artist: &artist,
        board,
        timeline: &timeline,
        ffmpeg: Path::new("ffmpeg"),
        threads: 2,
        captions: Some(CaptionStyle::Karaoke),
        zone: artwork::text::zones::HOUSE,
        label: None,
    };
    let report = render(&film, None, Path::new(out), &|_, _| true)?;
    let checks = checks::check(Path::new("ffmpeg"), Path::new(out))?;
    for fault in checks.faults(f64::from(timeline.length_ms) / 1000.0) {
        eprintln!("{fault:?}");
    }
    println!(
        "{}",
        serde_json::json!({
            "frames": report.frames,
            "repeated": report.repeated,
            "draw_s": report.draw_s,
            "lay_s": report.lay_s,
            "convert_s": report.convert_s,
            "encode_s": report.encode_s,
            "wall_s": report.wall_s,
        })
    );
    Ok(())
}

/// Shots side by side, each in the middle of what is said in it, so many times smaller.
fn sheet(
    artist: &Artist,
    board: &storyboard::Board,
    timeline: &storyboard::Timeline,
    shots: std::ops::Range<usize>,
    (columns, by): (u32, u32),
    out: &str,
) -> Result<(), Box<dyn std::error::Error>> {
    let (w, h) = (artist.size.width / by, artist.size.height / by);
    let rows = (shots.len() as u32).div_ceil(columns);
    let mut sheet = Pixmap::new(w * columns, h * rows).ok_or("too large")?;
    let mut frame = artwork::compose::blit::Frame::new(1080, 1920);
    for (at, index) in shots.enumerate() {
        let span = &timeline.shots[index];
        let Some(mut stage) = artist.stage(board, index, 4000, Some(timeline)) else {
            continue;
        };
        artist.caption(
            &mut stage,
            board,
            timeline,
            index,
            CaptionStyle::Karaoke,
            artwork::text::zones::HOUSE,
        );
        stage.transition = storyboard::shot::Transition::Cut;
        stage.paint(&mut frame, (span.end_ms - span.start_ms) / 2, &[]);
        let scale = 1.0 / by as f32;
        let (x, y) = (at as u32 % columns * w, at as u32 / columns * h);
        sheet.draw_pixmap(
            0,
            0,
            frame.pixmap().as_ref(),
            &PixmapPaint {
                quality: FilterQuality::Bilinear,
                ..PixmapPaint::default()
            },
            Transform::from_row(scale, 0.0, 0.0, scale, x as f32, y as f32),
            None,
        );
    }
    sheet.save_png(out)?;
    Ok(())
}
