//! The measurements, one after the other.

use super::pace::{action_s, speech_s};
use super::signs::{self, Sign};
use super::words::Words;
use super::{Ending, Finding, Report, Wanted, Weight, ending};
use crate::reading;
use crate::scenes::{Beat, Episode, Manner, Scene};

/// A beat with its time.
struct Timed {
    at_s: f64,
    length_s: f64,
    line: usize,
    spoken: bool,
    turns: bool,
    tense: bool,
}

pub fn look(episode: &Episode, wanted: &Wanted) -> Report {
    let words = Words::of(&told(episode));
    let unknown = words.unknown();
    let beats = timed(episode, &words);
    let length_s = beats.last().map_or(0.0, |beat| beat.at_s + beat.length_s);
    let speech_s: f64 = beats
        .iter()
        .filter(|beat| beat.spoken)
        .map(|beat| beat.length_s)
        .sum();
    let hook = beats.iter().find(|beat| beat.tense);
    let turns_s: Vec<f64> = beats
        .iter()
        .filter(|beat| beat.turns)
        .map(|beat| beat.at_s)
        .collect();
    let ending = ending::of_episode(episode, &words);
    let mut findings = Vec::new();
    if beats.is_empty() {
        findings.push(finding(
            "episode.empty",
            Weight::Fault,
            episode.line,
            0.0,
            wanted.length_s.0,
            "Nothing happens in this episode.".into(),
        ));
    } else {
        hooks(hook, &beats, wanted, unknown, &mut findings);
        turns(&beats, length_s, wanted, unknown, &mut findings);
        lengths(episode, length_s, speech_s, wanted, &mut findings);
        ends(episode, ending, unknown, &mut findings);
        casts(&episode.scenes, wanted, &mut findings);
        captions(&episode.scenes, wanted, &mut findings);
    }
    findings.sort_by_key(|finding| finding.line);
    Report {
        episode: episode.number,
        title: episode.title.clone(),
        length_s,
        speech_s,
        hook_s: hook.map(|beat| beat.at_s),
        turns_s,
        ending,
        unknown_words: unknown,
        findings,
    }
}

/// All that is done and said, for the language that it is in.
fn told(episode: &Episode) -> String {
    let beats = episode.scenes.iter().flat_map(|scene| &scene.beats);
    beats
        .filter_map(|beat| match beat {
            Beat::Action { text, .. } => Some(&**text),
            Beat::Utterance(said) => Some(&*said.text),
            Beat::Transition { .. } => None,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// That pictures of this language are planned without its words.
pub fn unread(report: &Report) -> Finding {
    let language = report.unknown_words.unwrap_or("this language");
    finding(
        "language.unread",
        Weight::Hint,
        report
            .findings
            .first()
            .map_or(1, |finding| finding.line.max(1)),
        0.0,
        0.0,
        format!(
            "Places, hours, weather, feelings, poses, things and sounds are read from words in English, Spanish, \
             Portuguese, Chinese, Korean, Hindi and Arabic; in {language} they are not. Headings such as INT. KITCHEN - \
             NIGHT and feelings such as (angry), written in one of these, are drawn as they say; all else can be set on \
             the storyboard."
        ),
    )
}

/// What a finding adds where only punctuation could be read.
pub fn by_marks(unknown: Option<&str>) -> String {
    unknown.map_or_else(String::new, |language| {
        format!(
            " Only punctuation was looked at: the words that show it are not known for {language}."
        )
    })
}

/// A finding that rests on words says less where the words of its language are not known.
fn weighed(weight: Weight, unknown: Option<&str>) -> Weight {
    if unknown.is_some() {
        Weight::Hint
    } else {
        weight
    }
}

pub fn last_line(episode: &Episode) -> usize {
    let beats = episode.scenes.iter().flat_map(|scene| &scene.beats);
    beats.last().map_or(episode.line, beat_line)
}

fn beat_line(beat: &Beat) -> usize {
    match beat {
        Beat::Action { line, .. } | Beat::Transition { line, .. } => *line,
        Beat::Utterance(utterance) => utterance.line,
    }
}

fn finding(
    code: &'static str,
    weight: Weight,
    line: usize,
    measured: f64,
    wanted: f64,
    message: String,
) -> Finding {
    Finding {
        code,
        weight,
        line,
        measured,
        wanted,
        message,
    }
}

/// The beats of an episode on their estimated times. What is said at once with the utterance before takes no
/// time of its own beyond it.
fn timed(episode: &Episode, words: &Words) -> Vec<Timed> {
    let mut beats = Vec::new();
    let mut at_s = 0.0;
    let mut known: Vec<&str> = Vec::new();
    for (place, scene) in episode.scenes.iter().enumerate() {
        let mut opens = place > 0;
        for beat in &scene.beats {
            let (text, spoken, length_s, newcomer) = match beat {
                Beat::Transition { .. } => continue,
                Beat::Action { text, .. } => (&**text, false, action_s(text), false),
                Beat::Utterance(said) => {
                    let newcomer = !known.contains(&&*said.speaker);
                    known.push(&said.speaker);
                    let spoken = said.manner != Manner::TextMessage;
                    let length_s = if spoken {
                        speech_s(&said.text)
                    } else {
                        speech_s(&said.text).max(1.5)
                    };
                    (&*said.text, spoken, length_s, newcomer && known.len() > 2)
                }
            };
            let signs = signs::of(text, words);
            let tense = !signs.is_empty();
            let strong = signs
                .iter()
                .any(|sign| !matches!(sign, Sign::Question | Sign::Outcry | Sign::Interruption));
            beats.push(Timed {
                at_s,
                length_s,
                line: beat_line(beat),
                spoken,
                // A new scene, a new face, or something that changes what one knew.
                turns: opens || newcomer || strong,
                tense,
            });
            opens = false;
            at_s += length_s;
        }
    }
    beats
}

fn hooks(
    hook: Option<&Timed>,
    beats: &[Timed],
    wanted: &Wanted,
    unknown: Option<&str>,
    findings: &mut Vec<Finding>,
) {
    let at_s = hook.map_or(f64::INFINITY, |beat| beat.at_s);
    if at_s > wanted.hook_s {
        let (measured, when) = match hook {
            Some(beat) => (beat.at_s, format!("comes after {:.0} s", beat.at_s)),
            None => (0.0, "never comes".into()),
        };
        findings.push(finding(
            "hook.late",
            weighed(Weight::Fault, unknown),
            beats[0].line,
            measured,
            wanted.hook_s,
            format!(
                "The first question, threat or surprise {when}; a thumb that swipes waits {:.0} s.{}",
                wanted.hook_s,
                by_marks(unknown)
            ),
        ));
    }
}

fn turns(
    beats: &[Timed],
    length_s: f64,
    wanted: &Wanted,
    unknown: Option<&str>,
    findings: &mut Vec<Finding>,
) {
    let mut last = 0.0;
    let mut place = beats[0].line;
    let ends = beats
        .iter()
        .filter(|beat| beat.turns)
        .map(|beat| (beat.at_s, beat.line));
    for (at_s, line) in ends.chain([(length_s, beats.last().map_or(0, |beat| beat.line))]) {
        let gap = at_s - last;
        if gap > wanted.turn_s * 1.25 {
            findings.push(finding("turn.missing", weighed(Weight::Warning, unknown), place, gap, wanted.turn_s,
                format!("From here nothing turns for {gap:.0} s: no new scene, face, secret, threat or choice. One about every {:.0} s holds.{}", wanted.turn_s, by_marks(unknown))));
        }
        (last, place) = (at_s, line);
    }
}

fn lengths(
    episode: &Episode,
    length_s: f64,
    speech_s: f64,
    wanted: &Wanted,
    findings: &mut Vec<Finding>,
) {
    let (shortest, longest) = wanted.length_s;
    if length_s < shortest {
        findings.push(finding(
            "length.short",
            Weight::Hint,
            episode.line,
            length_s,
            shortest,
            format!("About {length_s:.0} s long; an episode runs at least {shortest:.0} s."),
        ));
    }
    if length_s > longest {
        findings.push(finding("length.long", Weight::Warning, episode.line, length_s, longest,
            format!("About {length_s:.0} s long; after {longest:.0} s most platforms cut, and viewers leave. Make two of it.")));
    }
    let share = speech_s / length_s.max(1.0);
    if share > wanted.speech_share {
        findings.push(finding(
            "dialogue.heavy",
            Weight::Warning,
            episode.line,
            share,
            wanted.speech_share,
            format!(
                "{:.0} % of it is speech: there is nothing to look at. Show what can be shown.",
                share * 100.0
            ),
        ));
    }
}

fn ends(episode: &Episode, ending: Ending, unknown: Option<&str>, findings: &mut Vec<Finding>) {
    if ending.strength() < 2 {
        findings.push(finding("ending.soft", weighed(Weight::Fault, unknown), last_line(episode), f64::from(ending.strength()), 2.0,
            format!("It ends with nothing open: no question, threat, arrival, choice or surprise. Cut a moment earlier.{}", by_marks(unknown))));
    }
}

fn casts(scenes: &[Scene], wanted: &Wanted, findings: &mut Vec<Finding>) {
    for scene in scenes {
        let cast = scene.cast();
        if cast.len() > wanted.cast {
            let line = scene.heading.as_ref().map(|heading| heading.line);
            let line = line
                .or_else(|| scene.beats.first().map(beat_line))
                .unwrap_or_default();
            findings.push(finding("cast.crowded", Weight::Hint, line, cast.len() as f64, wanted.cast as f64,
                format!("{} people speak in this scene ({}); on a phone {} faces are as many as one can tell apart.",
                    cast.len(), cast.join(", "), wanted.cast)));
        }
    }
}

/// A caption stays as long as its words take to be said.
fn captions(scenes: &[Scene], wanted: &Wanted, findings: &mut Vec<Finding>) {
    for said in scenes.iter().flat_map(Scene::utterances) {
        let limits = wanted
            .reading
            .unwrap_or_else(|| reading::limits(reading::tag_of(&said.text)));
        let letters = limits.length(&said.text);
        let most = limits.own_per_s;
        let speed = letters / speech_s(&said.text).max(0.5);
        if letters > 8.0 && speed > most {
            findings.push(finding("caption.fast", Weight::Warning, said.line, speed, most,
                format!("{speed:.0} letters a second are to be read while this is said; {most:.0} can be.")));
        }
        // Six captions without a breath are a speech.
        let speech = (limits.upright() * 6) as f64;
        if letters > speech {
            findings.push(finding("dialogue.long", Weight::Warning, said.line, letters, speech,
                format!("{} says {letters:.0} letters without a break: nobody interrupts, nobody is seen to listen.", said.speaker)));
        }
    }
}
