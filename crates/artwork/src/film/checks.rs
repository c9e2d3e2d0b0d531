//! Whether a film is fit to be seen: black and frozen pictures, its shape, its length.

use std::path::Path;

use super::{Error, encoder};

/// Each with its number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checks {
    /// Seconds of black.
    pub black_s: f64,
    /// The longest time in which nothing moved, in seconds.
    pub frozen_s: f64,
    pub width: u32,
    pub height: u32,
    pub length_s: f64,
}

impl Checks {
    /// What is wrong, in sentences; `expected_s` is how long the timeline says it lasts.
    pub fn faults(&self, expected_s: f64) -> Vec<String> {
        let mut faults = Vec::new();
        if self.black_s > 1.5 {
            faults.push(format!(
                "{:.1} seconds are black: look at the places and cards of those shots",
                self.black_s
            ));
        }
        if self.frozen_s > 8.0 {
            faults.push(format!(
                "nothing moves for {:.1} seconds: give that shot a camera move or cut it",
                self.frozen_s
            ));
        }
        if self.width * 16 != self.height * 9 {
            faults.push(format!(
                "the picture is {}x{}, not 9:16",
                self.width, self.height
            ));
        }
        if (self.length_s - expected_s).abs() > 0.2 {
            faults.push(format!(
                "it lasts {:.2} seconds, the timeline {expected_s:.2}",
                self.length_s
            ));
        }
        faults
    }
}

/// Watches a film once, at a quarter of its size.
pub fn check(ffmpeg: &Path, film: &Path) -> Result<Checks, Error> {
    let text = encoder::run(
        ffmpeg,
        [
            "-i".as_ref(),
            film.as_os_str(),
            "-an".as_ref(),
            "-vf".as_ref(),
            "scale=iw/4:-2,blackdetect=d=0.4:pix_th=0.06,freezedetect=n=0.0005:d=1.5".as_ref(),
            "-f".as_ref(),
            "null".as_ref(),
            "-".as_ref(),
        ],
    )?;
    Ok(read(&text))
}

/// Reads what ffmpeg says about a film.
fn read(text: &str) -> Checks {
    let after = |line: &str, key: &str| -> Option<f64> {
        let rest = &line[line.find(key)? + key.len()..];
        let number: String = rest
            .trim_start()
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        number.parse().ok()
    };
    let mut checks = Checks::default();
    // What stands until the end has a beginning and no duration.
    let mut stands_since = None;
    for line in text.lines() {
        if let Some(seconds) = after(line, "black_duration:") {
            checks.black_s += seconds;
        }
        if let Some(moment) = after(line, "freeze_start:") {
            stands_since = Some(moment);
        }
        if let Some(seconds) = after(line, "freeze_duration:") {
            checks.frozen_s = checks.frozen_s.max(seconds);
            stands_since = None;
        }
        if checks.length_s == 0.0
            && let Some(at) = line.find("Duration: ")
        {
            let parts: Vec<f64> = line[at + 10..]
                .split([':', ','])
                .take(3)
                .filter_map(|part| part.trim().parse().ok())
                .collect();
            if let [hours, minutes, seconds] = parts[..] {
                checks.length_s = hours * 3600.0 + minutes * 60.0 + seconds;
            }
        }
        if checks.width == 0 && line.contains("Video:") {
            let size = line.split([' ', ',']).find_map(|word| {
                let (w, h) = word.split_once('x')?;
                Some((w.parse::<u32>().ok()?, h.parse::<u32>().ok()?))
            });
            if let Some((width, height)) = size.filter(|size| size.0 > 0) {
                (checks.width, checks.height) = (width, height);
            }
        }
    }
    if let Some(moment) = stands_since {
        checks.frozen_s = checks.frozen_s.max(checks.length_s - moment);
    }
    checks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ffmpeg_says_becomes_numbers() {
        let said = "  Duration: 00:01:02.50, start: 0.000000, bitrate: 1 kb/s\n\
            Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709), 1080x1920, 24 fps\n\
            [blackdetect @ 0x1] black_start:0 black_end:2 black_duration:2\n\
            [freezedetect @ 0x2] lavfi.freezedetect.freeze_duration: 9.5\n";
        let checks = read(said);
        assert_eq!(
            checks,
            Checks {
                black_s: 2.0,
                frozen_s: 9.5,
                width: 1080,
                height: 1920,
                length_s: 62.5
            }
        );
        assert_eq!(checks.faults(62.5).len(), 2, "black and frozen");
        let stands = format!("{said}[freezedetect @ 0x2] lavfi.freezedetect.freeze_start: 40.5\n");
        assert!((read(&stands).frozen_s - 22.0).abs() < 1e-9, "to its end");
        assert_eq!(
            read("nothing of use").faults(1.0).len(),
            1,
            "only the length: {:?}",
            read("").faults(1.0)
        );
    }
}
