//! What came from elsewhere (a model of others, or somebody's own file), decoded by a confined child, measured, and in the
//! form that everything here has.

mod desk;
mod panel;
mod programme;
mod whole;
mod words;

use std::time::Instant;

use artwork::palette::{self, GLANCE};
use bytes::Bytes;
use media::conform::Sort;
use serde_json::json;
use sound::wav;
use storyboard::Board;
use storyboard::timeline::{Spoken, Viseme, Word};

pub use self::desk::Desk;
use self::desk::{CAME, seen};
pub use self::panel::panel;
pub use self::programme::programme;
pub use self::whole::whole;
pub use self::words::words;
use super::watched::{Most, aspect, black, frozen};
use super::{Check, VoiceFacts, Weight, judged, looks, voice};
use crate::app::App;
use crate::ingest::Workshop;
use crate::studio::shelves::Made;

/// What the voices of the house are kept at, samples a second.
const VOICE_RATE: u32 = 24_000;
/// As large is a picture of footage that is shown to whoever says whether it offends, pixels.
const LOOK: (u32, u32) = (216, 384);
/// A picture darker than this is black.
const DARK: f64 = 0.02;

/// Who made it.
pub struct By<'a> {
    /// `Ark / doubao-seedance-1-0-pro`, `brought by somebody`
    pub name: &'a str,
    pub licence: &'a str,
}

/// A spoken line.
pub async fn line(
    app: &App,
    (text, language): (&str, &str),
    file: &[u8],
    by: &By<'_>,
) -> anyhow::Result<Result<Made, String>> {
    let (began, desk) = (Instant::now(), Desk::with(app, file).await?);
    let shop = Workshop::open(app)?;
    let heard = match desk
        .conformed(&shop, Sort::Sound, (CAME, "line.wav"))
        .await?
    {
        Ok(heard) => heard,
        Err(why) => return Ok(Err(why)),
    };
    let read = wav::read(&tokio::fs::read(&heard.file).await?);
    let sound = match read {
        Ok(channels) => channels.down_to_mono().at_rate(VOICE_RATE),
        Err(error) => return Ok(Err(format!("what came cannot be heard: {error}"))),
    };
    let checks = voice::checks(&sound, text);
    let facts = VoiceFacts {
        spoken: timed(text, (sound.seconds() * 1000.0) as u32),
        instead: None,
        licence: by.licence.to_owned(),
    };
    let mut made = Made {
        bytes: Bytes::from(wav::mono(&sound)),
        extension: "wav",
        facts: serde_json::to_value(facts)?,
        checks: json!(checks),
        made_by: by.name.to_owned(),
        seconds: began.elapsed().as_secs_f32(),
    };
    judged::line(app, &mut made, text, language, judged::Speaker::Other).await;
    Ok(Ok(made))
}

/// A picture of a shot.
pub async fn still(
    app: &App,
    shot: Option<(&Board, usize)>,
    file: &[u8],
    by: &By<'_>,
) -> anyhow::Result<Result<Made, String>> {
    let (began, desk) = (Instant::now(), Desk::with(app, file).await?);
    let shop = Workshop::open(app)?;
    let picture = match desk
        .conformed(&shop, Sort::Picture, (CAME, "still.png"))
        .await?
    {
        Ok(picture) => picture,
        Err(why) => return Ok(Err(why)),
    };
    let came = picture.came;
    let pixels = seen(&shop, &picture.file, GLANCE, 1.0).await?;
    let bright = palette::brightness(&pixels);
    let mut checks = vec![
        aspect(came.width, came.height),
        Check {
            name: "dark".into(),
            value: bright,
            wanted: DARK,
            passed: bright >= DARK,
            message: format!("{:.0} % as bright as white", bright * 100.0),
            weight: Weight::Blocks,
        },
    ];
    checks.extend(
        shot.into_iter()
            .flat_map(|(board, at)| looks::checks(board, at, &pixels, Weight::Blocks)),
    );
    let mut made = Made {
        bytes: Bytes::from(tokio::fs::read(&picture.file).await?),
        extension: "png",
        facts: json!({ "width": came.width, "height": came.height }),
        checks: json!(checks),
        made_by: by.name.to_owned(),
        seconds: began.elapsed().as_secs_f32(),
    };
    let picture = [made.bytes.to_vec()];
    judged::pictures(app, &mut made, &picture).await;
    Ok(Ok(made))
}

/// Footage of a shot, which needs so much of it.
pub async fn clip(
    app: &App,
    shot: Option<(&Board, usize)>,
    wanted_ms: u32,
    file: &[u8],
    by: &By<'_>,
) -> anyhow::Result<Result<Made, String>> {
    let (began, desk) = (Instant::now(), Desk::with(app, file).await?);
    let shop = Workshop::open(app)?;
    let footage = match desk
        .conformed(&shop, Sort::Footage, (CAME, "clip.mp4"))
        .await?
    {
        Ok(footage) => footage,
        Err(why) => return Ok(Err(why)),
    };
    let (came, file) = (footage.came, footage.file);
    let (ffmpeg, watched) = (shop.tools.ffmpeg.clone(), file.clone());
    let found =
        tokio::task::spawn_blocking(move || artwork::film::checks::check(&ffmpeg, &watched))
            .await??;
    let every = (found.length_s / 4.0).max(0.25);
    let pixels = seen(&shop, &file, GLANCE, every).await?;
    let wanted = f64::from(wanted_ms) / 1000.0;
    let mut checks = vec![
        aspect(came.width, came.height),
        Check {
            name: "length".into(),
            value: found.length_s,
            wanted,
            // A picture or two are held at the end.
            passed: found.length_s + 0.1 >= wanted,
            message: format!("{:.2} s where the shot needs {wanted:.2} s", found.length_s),
            weight: Weight::Blocks,
        },
        black(found.black_s, Most::FOOTAGE),
        frozen(found.frozen_s, Most::FOOTAGE),
    ];
    checks.extend(
        shot.into_iter()
            .flat_map(|(board, at)| looks::checks(board, at, &pixels, Weight::Blocks)),
    );
    let mut made = Made {
        bytes: Bytes::from(tokio::fs::read(&file).await?),
        extension: "mp4",
        facts: json!({ "length_ms": (found.length_s * 1000.0) as u32, "width": came.width, "height": came.height }),
        checks: json!(checks),
        made_by: by.name.to_owned(),
        seconds: began.elapsed().as_secs_f32(),
    };
    let frames = seen(&shop, &file, LOOK, every).await?;
    judged::pictures(app, &mut made, &pngs(&frames)).await;
    Ok(Ok(made))
}

/// Pictures of footage, three bytes a pixel, as files.
fn pngs(frames: &[u8]) -> Vec<Vec<u8>> {
    let (width, height) = LOOK;
    let pictures = frames.chunks_exact((width * height * 3) as usize);
    pictures
        .filter_map(|pixels| {
            let mut picture = artwork::Pixmap::new(width, height)?;
            let to = picture.data_mut().chunks_exact_mut(4);
            for (to, from) in to.zip(pixels.chunks_exact(3)) {
                to.copy_from_slice(&[from[0], from[1], from[2], 255]);
            }
            picture.encode_png().ok()
        })
        .collect()
}

/// Words and mouths of a line of which only the length is known: each word as long as it has letters.
pub fn timed(text: &str, length_ms: u32) -> Spoken {
    let mut words: Vec<(usize, usize)> = Vec::new();
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        let alone = matches!(letter, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
        if !letter.is_alphanumeric() && letter != '\'' && letter != '’' {
            continue;
        }
        match words.last_mut() {
            Some(word) if word.1 == at && !alone => word.1 = end,
            _ => words.push((at, end)),
        }
    }
    // A word's letters, and one for the gap.
    let weight = |(start, end): &(usize, usize)| text[*start..*end].chars().count() as u64 + 1;
    let all: u64 = words.iter().map(weight).sum::<u64>().max(1);
    let mut spoken = Spoken {
        length_ms,
        ..Spoken::default()
    };
    let mut before = 0;
    for word in &words {
        let at = |weight: u64| (u64::from(length_ms) * weight / all) as u32;
        let (start_ms, end_ms) = (at(before), at(before + weight(word)));
        before += weight(word);
        for (number, ms) in (start_ms..end_ms).step_by(120).enumerate() {
            let shape =
                [Viseme::Open, Viseme::Mid, Viseme::Wide, Viseme::Round][(number + word.0) % 4];
            spoken.mouth.push((ms, shape));
        }
        spoken.words.push(Word {
            start_ms,
            end_ms,
            start: word.0,
            end: word.1,
        });
    }
    spoken.mouth.push((length_ms, Viseme::Rest));
    spoken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fill_the_line_and_lie_on_its_letters() {
        let text = "Then pay — for it, Zoë.";
        let spoken = timed(text, 2000);
        let said: Vec<&str> = spoken
            .words
            .iter()
            .map(|word| &text[word.start..word.end])
            .collect();
        assert_eq!(said, ["Then", "pay", "for", "it", "Zoë"]);
        assert_eq!(
            (spoken.words[0].start_ms, spoken.words[4].end_ms),
            (0, 2000)
        );
        assert!(spoken.mouth.is_sorted_by_key(|(at, _)| *at));
        assert_eq!(timed("合同", 1000).words.len(), 2);
        assert_eq!(timed("…", 500).words.len(), 0);
    }
}
