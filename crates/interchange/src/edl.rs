//! CMX 3600 edit decision list: pictures and dialogue on two channels, in whole frames without drop. It knows no more;
//! music and effects come with the stems.

use std::fmt::Write;

use crate::cut::{Clip, Cut, Role};

/// Events that the format can count.
const MOST: usize = 999;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    #[error("the episode has {0} cuts and an EDL counts to 999: take OTIO or FCPXML")]
    TooMany(usize),
}

/// The edit as an `.edl` file. The record side begins at 01:00:00:00.
pub fn write(cut: &Cut) -> Result<String, Error> {
    let mut events: Vec<(&str, usize, &Clip)> = Vec::new();
    events.extend(
        cut.video
            .iter()
            .enumerate()
            .map(|(index, clip)| ("V", index, clip)),
    );
    let dialogue = cut
        .audio
        .iter()
        .filter(|track| track.role == Role::Dialogue);
    for (channel, track) in ["A", "A2"].into_iter().zip(dialogue) {
        events.extend(track.clips.iter().map(|clip| (channel, 0, clip)));
    }
    if events.len() > MOST {
        return Err(Error::TooMany(events.len()));
    }
    events.sort_by_key(|&(channel, _, clip)| (clip.start, channel != "V"));
    let title: String = cut.heading().chars().take(60).collect();
    let mut edl = format!("TITLE: {title}\nFCM: NON-DROP FRAME\n\n");
    let hour = cut.rate.nominal() * 3600;
    for (number, &(channel, index, clip)) in events.iter().enumerate() {
        let number = number + 1;
        // Where a dissolve begins or ends the clip, its half before the cut belongs to the later one.
        let next = if channel == "V" {
            cut.video.get(index + 1)
        } else {
            None
        };
        let early = clip.dissolve.unwrap_or(0) / 2;
        let late = next.and_then(|next| next.dissolve).unwrap_or(0) / 2;
        let times = |source: u64, start: u64, frames: u64| {
            let code = |frame| cut.rate.timecode(frame);
            format!(
                "{} {} {} {}",
                code(source),
                code(source + frames),
                code(hour + start),
                code(hour + start + frames)
            )
        };
        let (source, start) = (clip.source - early, clip.start - early);
        let whole = times(source, start, clip.frames() + early - late);
        let mut line = |edit: &str, times: &str| {
            writeln!(edl, "{number:03}  AX       {channel:<5} {edit:<8} {times}")
                .expect("a string takes everything");
        };
        let name = |clip: &Clip| cut.file(clip).path.trim_start_matches("media/").to_owned();
        match (
            clip.dissolve,
            index
                .checked_sub(1)
                .and_then(|before| cut.video.get(before)),
        ) {
            (Some(frames), Some(before)) if channel == "V" => {
                line(
                    "C",
                    &times(before.source + before.frames() - early, start, 0),
                );
                line(&format!("D    {frames:03}"), &whole);
                note(&mut edl, "FROM CLIP NAME", &name(before));
                note(&mut edl, "TO CLIP NAME", &name(clip));
            }
            _ => {
                line("C", &whole);
                note(&mut edl, "FROM CLIP NAME", &name(clip));
            }
        }
        if !clip.note.is_empty() {
            note(&mut edl, "COMMENT", &clip.note);
        }
        for marker in cut
            .markers
            .iter()
            .filter(|marker| channel == "V" && (clip.start..clip.end).contains(&marker.frame))
        {
            note(
                &mut edl,
                "LOC",
                &format!(
                    "{} RED     {}",
                    cut.rate.timecode(hour + marker.frame),
                    marker.name
                ),
            );
        }
    }
    Ok(edl)
}

fn note(edl: &mut String, kind: &str, text: &str) {
    let short: String = text.chars().take(200).collect();
    writeln!(edl, "* {kind}: {short}").expect("a string takes everything");
}
