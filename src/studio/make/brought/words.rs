//! Captions, in any form that people have them in: read, measured, and written anew as WebVTT.

use bytes::Bytes;
use media::subtitles;
use serde_json::json;

use super::By;
use crate::studio::make::{Check, Weight, captions};
use crate::studio::shelves::Made;

/// So long after the end of the episode the last may stand, milliseconds.
const OVER_MS: u64 = 500;

/// Captions of an episode that lasts `length_ms`. `translated`: they are in a language that is not heard.
pub fn words(
    language: &str,
    translated: bool,
    length_ms: u32,
    file: &[u8],
    by: &By<'_>,
) -> Result<Made, String> {
    let (cues, _) = subtitles::parse(file, language)?;
    let end = cues.iter().map(|cue| cue.end_ms).max().unwrap_or_default();
    let (value, wanted) = (end as f64 / 1000.0, f64::from(length_ms) / 1000.0);
    let mut checks = vec![Check {
        name: "length".into(),
        value,
        wanted,
        passed: end <= u64::from(length_ms) + OVER_MS,
        message: format!("the last stands until {value:.2} s, and the episode has {wanted:.2} s"),
        weight: Weight::Blocks,
    }];
    let timed = cues.iter().map(|cue| {
        let seconds = (cue.end_ms - cue.start_ms) as f64 / 1000.0;
        (plain(&cue.text), seconds)
    });
    checks.extend(captions::read_in_time(timed, language, translated));
    Ok(Made {
        bytes: Bytes::from(subtitles::to_webvtt(&cues)),
        extension: "vtt",
        facts: json!({ "cues": cues.len() }),
        checks: json!(checks),
        made_by: by.name.to_owned(),
        seconds: 0.0,
    })
}

/// Without tags, which nobody reads.
fn plain(cue: &str) -> String {
    let mut inside = false;
    let text = subtitles::typed(cue);
    text.chars()
        .filter(|letter| match letter {
            '<' => {
                inside = true;
                false
            }
            '>' if inside => {
                inside = false;
                false
            }
            _ => !inside,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::make::against;

    const BY: By<'_> = By {
        name: "brought by somebody",
        licence: "",
    };

    #[test]
    fn captions_of_any_kind_are_written_anew_and_measured() {
        let srt =
            "1\n00:00:01,000 --> 00:00:03,000\n<font color=red>Then pay</font> <script>for it.\n";
        let made = words("en", false, 4_000, srt.as_bytes(), &BY).unwrap();
        let text = String::from_utf8(made.bytes.to_vec()).unwrap();
        assert!(
            text.starts_with("WEBVTT") && text.contains("Then pay"),
            "{text}"
        );
        assert!(
            !text.contains("<script>") && !text.contains("<font"),
            "{text}"
        );
        assert_eq!(against(&made.checks), None);
        // Later than the episode ends.
        let late = words("en", false, 2_000, srt.as_bytes(), &BY).unwrap();
        assert!(against(&late.checks).unwrap().contains("3.00 s"));
        // Faster than anybody reads is told, and blocks nothing.
        let fast = srt.replace("00:00:03,000", "00:00:01,200");
        let fast = words("en", false, 4_000, fast.as_bytes(), &BY).unwrap();
        assert_eq!(fast.checks[1]["passed"], false);
        assert_eq!(against(&fast.checks), None);
        for hostile in ["", "no captions at all", "\u{0}\u{1}\u{2}"] {
            assert!(words("en", false, 4_000, hostile.as_bytes(), &BY).is_err());
        }
    }
}
