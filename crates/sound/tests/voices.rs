//! Voices that really speak: Kokoro from its packages and espeak-ng. What cannot be had is skipped, unless
//! `SOUND_TOOLS=required`. The cache is `CLIFFHANGER_CACHE`, else a folder in the temporary folder that stays.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

use sound::voices::{Options, Progress};
use sound::{Error, Line, Voices, checks};
use storyboard::shot::Feeling;
use storyboard::timeline::Viseme;

fn cache() -> PathBuf {
    std::env::var_os("CLIFFHANGER_CACHE")
        .map_or_else(|| std::env::temp_dir().join("cliffhanger"), PathBuf::from)
        .join("voices")
}

fn required() -> bool {
    std::env::var("SOUND_TOOLS").is_ok_and(|value| value == "required")
}

fn espeak_is_there() -> bool {
    let there = Command::new("espeak-ng").arg("--version").output().is_ok();
    assert!(there || !required(), "espeak-ng is required and not there");
    there
}

fn kokoro() -> Option<Voices> {
    let opened = Voices::open(&cache(), &Options::default(), &mut |_| {});
    let voices = match opened {
        Ok(voices) if voices.without_kokoro().is_none() => Some(voices),
        Ok(voices) => {
            eprintln!("skipped: {:?}", voices.without_kokoro());
            None
        }
        Err(error) => {
            eprintln!("skipped: {error}");
            None
        }
    };
    assert!(
        voices.is_some() || !required(),
        "the voices' packages are required and could not be had"
    );
    voices
}

fn line(text: &str, language: &str, voice: &str) -> Line {
    Line {
        text: text.into(),
        language: language.into(),
        voice: voice.into(),
        feeling: Feeling::Calm,
        speed: 1.0,
    }
}

#[test]
fn kokoro_speaks_english_with_times_of_its_own() {
    let Some(voices) = kokoro() else { return };
    let text = "Throw this cash at her feet. I own this hotel.";
    let take = voices.speak(&line(text, "en", "af_heart")).unwrap();
    assert_eq!(take.instead, None);
    assert!(take.by.starts_with("kokoro-82m int8"), "{}", take.by);
    assert!(take.times_told);
    assert_eq!(checks::check(&take.sound, text), []);
    assert_eq!(take.spoken.words.len(), 10);
    assert_eq!(
        &text[take.spoken.words[9].start..take.spoken.words[9].end],
        "hotel"
    );
    assert!(
        take.spoken
            .words
            .windows(2)
            .all(|pair| pair[0].end_ms <= pair[1].start_ms)
    );
    // Between the sentences nobody speaks: the samples agree with the times.
    let (end, start) = (
        take.spoken.words[5].end_ms as usize,
        take.spoken.words[6].start_ms as usize,
    );
    let level = |from: usize, to: usize| sound::pcm::rms(&take.sound.samples[from * 24..to * 24]);
    assert!(level(end + 40, start - 20) < level(0, end) * 0.25);
    // f and m are seen on the lips.
    assert!(
        take.spoken
            .mouth
            .iter()
            .any(|(_, shape)| *shape == Viseme::Lip)
    );
}

#[test]
fn a_feeling_changes_how_a_line_is_said_and_a_pause_grows_with_sadness() {
    let Some(voices) = kokoro() else { return };
    let say = |feeling| {
        voices
            .speak(&Line {
                feeling,
                ..line("You lied to me, every day.", "en", "am_michael")
            })
            .unwrap()
    };
    let (calm, furious, sad) = (say(Feeling::Calm), say(Feeling::Furious), say(Feeling::Sad));
    assert!(furious.sound.seconds() < calm.sound.seconds());
    assert!(sad.sound.seconds() > calm.sound.seconds() * 1.05);
    assert!(sound::pcm::rms(&furious.sound.samples) > sound::pcm::rms(&sad.sound.samples) * 1.3);
}

#[test]
fn kokoro_speaks_chinese_and_spanish_and_a_voice_is_dubbed() {
    let Some(voices) = kokoro() else { return };
    let chinese = voices
        .speak(&line("你骗了我三年，董事长。", "zh-CN", "am_michael"))
        .unwrap();
    assert_eq!(chinese.by, "kokoro-82m int8 / zm_yunjian");
    assert_eq!(chinese.spoken.words.len(), 9);
    assert_eq!(checks::check(&chinese.sound, "你骗了我三年，董事长。"), []);
    if espeak_is_there() {
        let spanish = voices
            .speak(&line(
                "Te dije que no volvieras, cariño.",
                "es-MX",
                "af_heart",
            ))
            .unwrap();
        assert_eq!(spanish.by, "kokoro-82m int8 / ef_dora");
        assert_eq!(spanish.spoken.words.len(), 6);
    }
}

#[test]
fn many_lines_come_back_in_their_order() {
    let Some(voices) = kokoro() else { return };
    let lines = [
        line("No.", "en", "af_bella"),
        line("...", "en", "af_bella"),
        line("Who are you to ask me that?", "en", "bm_george"),
    ];
    let told = Mutex::new(Vec::new());
    let takes = voices.speak_all(&lines, &|progress| told.lock().unwrap().push(progress));
    assert!(
        takes[0].as_ref().unwrap().sound.seconds() < takes[2].as_ref().unwrap().sound.seconds()
    );
    assert!(matches!(takes[1], Err(Error::NothingToSay(_))));
    assert_eq!(told.lock().unwrap().len(), 3);
    assert!(
        told.lock()
            .unwrap()
            .contains(&Progress::Speaking { done: 3, total: 3 })
    );
}

#[test]
fn espeak_speaks_where_the_packages_are_not_and_says_so() {
    if !espeak_is_there() {
        return;
    }
    let empty = tempfile::tempdir().unwrap();
    let voices = Voices::open(
        empty.path(),
        &Options {
            fetch: false,
            ..Options::default()
        },
        &mut |_| {},
    )
    .unwrap();
    assert!(
        voices
            .without_kokoro()
            .unwrap()
            .contains("may not be fetched")
    );
    let text = "You signed it, Maya. Now live with it.";
    let take = voices.speak(&line(text, "en", "af_heart")).unwrap();
    assert!(take.by.starts_with("espeak-ng 1."), "{}", take.by);
    assert!(take.instead.is_some() && !take.times_told);
    assert_eq!(checks::check(&take.sound, text), []);
    assert_eq!(take.spoken.words.len(), 8);
    assert!(
        take.spoken
            .words
            .iter()
            .all(|word| word.end_ms > word.start_ms)
    );
    assert!(take.licence.starts_with("GPL"));
}

#[test]
fn espeak_speaks_a_language_that_kokoro_lacks_and_a_text_that_looks_like_an_option_is_text() {
    if !espeak_is_there() {
        return;
    }
    let empty = tempfile::tempdir().unwrap();
    let voices = Voices::open(
        empty.path(),
        &Options {
            fetch: false,
            ..Options::default()
        },
        &mut |_| {},
    )
    .unwrap();
    for (text, language) in [
        ("당신은 누구세요?", "ko"),
        ("من أنت؟", "ar"),
        ("--version -v x", "de"),
        ("Wer bist du?", "de; rm -rf /"),
    ] {
        let take = voices.speak(&line(text, language, "am_michael")).unwrap();
        assert!(take.sound.seconds() > 0.3, "{language}");
    }
}

#[test]
fn what_cannot_be_said_is_refused_with_what_to_do() {
    if !espeak_is_there() {
        return;
    }
    let empty = tempfile::tempdir().unwrap();
    let voices = Voices::open(
        empty.path(),
        &Options {
            fetch: false,
            ..Options::default()
        },
        &mut |_| {},
    )
    .unwrap();
    for (line, part) in [
        (line("", "en", "af_heart"), "text message"),
        (line("?!", "en", "af_heart"), "text message"),
        (line("Hello", "en", "nobody"), "ALL"),
        (line(&"word ".repeat(1_000), "en", "af_heart"), "Cut it"),
    ] {
        let error = voices.speak(&line).unwrap_err();
        assert!(error.remedy().contains(part), "{error}: {}", error.remedy());
    }
}

#[test]
fn with_neither_kind_of_voice_opening_fails_and_says_what_to_install() {
    let empty = tempfile::tempdir().unwrap();
    let options = Options {
        fetch: false,
        espeak: "no-such-program".into(),
        ..Options::default()
    };
    let error = Voices::open(empty.path(), &options, &mut |_| {})
        .err()
        .unwrap();
    assert!(error.remedy().contains("espeak-ng"), "{error}");
}
