//! How well a mark is read back after others have had the film in hand, printed as a table:
//! `cargo run --release -p watermark --example measure -- FILM`. Needs ffmpeg. The film is marked at 720 × 1280 and encoded as
//! screeners are (x264, crf 22), then encoded again in each of these ways.

use std::path::Path;
use std::process::Command;

use watermark::{HEIGHT, Reading, Seed, WIDTH, chance, picture, wanted};

/// Wrong seeds that each copy is held against.
const OTHERS: u32 = 2_000;

fn ffmpeg(arguments: &[&str]) -> Vec<u8> {
    let said = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(arguments)
        .output()
        .expect("ffmpeg is installed");
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    said.stdout
}

fn seed(number: u32) -> Seed {
    let mut bytes = [0x5a; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    Seed(bytes)
}

fn read(file: &str) -> Reading {
    let filter = format!("fps=2,scale={WIDTH}:{HEIGHT}:flags=area,format=gray");
    let bytes = ffmpeg(&[
        "-i",
        file,
        "-vf",
        &filter,
        "-frames:v",
        "160",
        "-f",
        "rawvideo",
        "-",
    ]);
    let mut reading = Reading::default();
    for frame in bytes.chunks_exact(WIDTH * HEIGHT) {
        reading.add(frame);
    }
    reading
}

fn main() {
    let film = std::env::args().nth(1).expect("name a film");
    let folder = std::env::temp_dir().join(format!("measure-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let at = |name: &str| folder.join(name).display().to_string();
    let (mark, marked, leak) = (at("mark.yuv"), at("marked.mp4"), at("leak.mp4"));
    let grey = vec![128; 720 * 1280 / 2];
    std::fs::write(&mark, [picture(&seed(0), 720, 1280), grey].concat())
        .expect("the mark can be written");
    let graph = "[0:v]scale=720:1280:force_original_aspect_ratio=increase,crop=720:1280,format=yuv420p[a];[a][1:v]blend=c0_mode=grainmerge:c1_mode=normal:c2_mode=normal:eof_action=repeat[out]";
    #[rustfmt::skip]
    ffmpeg(&[
        "-t", "60", "-i", &film, "-f", "rawvideo", "-pixel_format", "yuv420p", "-video_size", "720x1280", "-i", &mark,
        "-filter_complex", graph, "-map", "[out]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "22", &marked,
    ]);
    println!(
        "needed among {OTHERS} seeds: {:.1}",
        wanted(OTHERS as usize)
    );
    println!(
        "{:34} {:>7} {:>9} {:>13} {:>8}",
        "what was done", "score", "chance", "highest wrong", "kbit/s"
    );
    for (what, filter, quality) in [
        ("nothing", "", ""),
        ("crf 28", "null", "28"),
        ("crf 34", "null", "34"),
        ("crf 40", "null", "40"),
        ("360 x 640, crf 28", "scale=360:640", "28"),
        ("360 x 640, crf 34", "scale=360:640", "34"),
        ("270 x 480, crf 30", "scale=270:480", "30"),
        ("180 x 320, crf 30", "scale=180:320", "30"),
        ("1080 x 1920, crf 30", "scale=1080:1920", "30"),
        (
            "brighter, more contrast, crf 28",
            "eq=brightness=0.06:contrast=1.2",
            "28",
        ),
        ("blurred (sigma 1.5), crf 28", "gblur=sigma=1.5", "28"),
        ("noise, crf 28", "noise=alls=14:allf=t", "28"),
        ("cropped by 2 %, crf 28", "crop=iw*0.98:ih*0.98", "28"),
        ("mirrored, crf 28", "hflip", "28"),
        ("turned by 1 degree, crf 28", "rotate=PI/180", "28"),
    ] {
        let file = if quality.is_empty() {
            marked.as_str()
        } else {
            #[rustfmt::skip]
            ffmpeg(&["-i", &marked, "-vf", filter, "-c:v", "libx264", "-preset", "veryfast", "-crf", quality, "-an", &leak]);
            leak.as_str()
        };
        let reading = read(file);
        let score = reading.score(&seed(0));
        let wrong = (1..=OTHERS).map(|number| reading.score(&seed(number)));
        let wrong = wrong.fold(f64::MIN, f64::max);
        let bits = std::fs::metadata(Path::new(file)).map_or(0, |about| about.len() * 8);
        let seconds = reading.frames() as f64 / 2.0;
        println!(
            "{what:34} {score:7.1} {:9.0e} {wrong:13.1} {:8.0}",
            chance(score, OTHERS as usize),
            bits as f64 / 1000.0 / seconds.max(0.5)
        );
    }
    let clean = read(&film);
    let highest = (0..=OTHERS).map(|number| clean.score(&seed(number)));
    println!(
        "the film without a mark: highest of {} seeds {:.1}",
        OTHERS + 1,
        highest.fold(f64::MIN, f64::max)
    );
    let _ = std::fs::remove_dir_all(&folder);
}
