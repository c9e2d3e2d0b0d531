//! SRT and WebVTT: both are lines of times followed by text, and files in the wild mix them.

use super::{Cue, MAX_CUES, markup};

/// Reads every cue that has a time line and text; everything else (numbers, notes, styles, headers) is passed over.
pub(super) fn parse(text: &str) -> Vec<Cue> {
    let mut cues = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((start_ms, end_ms, settings)) = times(line) else {
            continue;
        };
        let mut body: Vec<&str> = Vec::new();
        while let Some(next) =
            lines.next_if(|next| !next.trim().is_empty() && times(next).is_none())
        {
            body.push(next.trim());
        }
        // Without a blank line between cues, the last line read is the next cue's number.
        if lines.peek().is_some_and(|next| times(next).is_some())
            && body
                .last()
                .is_some_and(|last| !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()))
        {
            body.pop();
        }
        let (text, top) = markup::clean(&body.join("\n"));
        if end_ms > start_ms && !text.is_empty() {
            let settings = if settings.is_empty() && top {
                "line:0".to_owned()
            } else {
                settings
            };
            cues.push(Cue {
                start_ms,
                end_ms,
                settings,
                text,
            });
        }
        if cues.len() >= MAX_CUES {
            break;
        }
    }
    cues
}

/// Start, end and checked settings of a time line.
fn times(line: &str) -> Option<(u64, u64, String)> {
    let (start, rest) = line.split_once("-->")?;
    let mut words = rest.split_whitespace();
    let end = words.next()?;
    let settings = settings(words);
    Some((time(start.trim())?, time(end)?, settings))
}

/// Those of a cue's settings that WebVTT has.
pub(super) fn settings<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = words.filter(|word| setting(word)).take(6).collect();
    known.join(" ")
}

/// `[hours:]minutes:seconds[.,]fraction` in ms.
pub(super) fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let mut seconds = 0_u64;
    let mut parts = 0;
    for part in clock.split(':') {
        let part = part.trim();
        if part.is_empty() || part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        seconds = seconds * 60 + part.parse::<u64>().ok()?;
        parts += 1;
    }
    let digits = &fraction[..fraction
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count()
        .min(3)];
    if !(2..=3).contains(&parts) || digits.is_empty() {
        return None;
    }
    Some(seconds * 1000 + digits.parse::<u64>().ok()? * 10_u64.pow(3 - digits.len() as u32))
}

/// Whether this is a WebVTT cue setting with a value of the shape it may have.
fn setting(word: &str) -> bool {
    let Some((name, value)) = word.split_once(':') else {
        return false;
    };
    let shaped = !value.is_empty()
        && value.len() <= 24
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"%,.-".contains(&b));
    shaped && matches!(name, "line" | "position" | "align" | "size" | "vertical")
}
