//! `espeak-ng` as a program: it is under the GPL and never linked.

use std::io::Write;
use std::process::{Command, Stdio};

use storyboard::cast::{Age, Presenting};

use super::Voice;
use crate::{Error, Mono, wav};

pub(super) struct Espeak {
    pub program: String,
}

impl Espeak {
    /// Its version, if it is there.
    pub fn version(&self) -> Option<String> {
        let output = Command::new(&self.program).arg("--version").output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = text.split(':').nth(1)?.split_whitespace().next()?;
        Some(version.to_owned())
    }

    /// What it would say, in IPA.
    pub fn ipa(&self, clause: &str, language: &str) -> Result<String, Error> {
        let output = self.run(&["-q", "--ipa", "--tie=^", "-v", name(language)], clause)?;
        Ok(String::from_utf8_lossy(&output)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "))
    }

    /// Says a text. `pace` 1 is its own; `height` in semitones.
    pub fn speak(
        &self,
        text: &str,
        language: &str,
        voice: &Voice,
        pace: f32,
        height: f32,
    ) -> Result<Mono, Error> {
        let variant = match (voice.presenting, voice.age) {
            (Presenting::Masculine, Age::Old) => "+m7",
            (Presenting::Masculine, _) => "+m3",
            (_, Age::Old) => "+f5",
            (_, Age::Child) => "+f2",
            _ => "+f3",
        };
        let words_a_minute = (165.0 * pace).clamp(80.0, 400.0).round().to_string();
        let pitch = (50.0 + height * 5.0 + if voice.age == Age::Child { 25.0 } else { 0.0 })
            .clamp(0.0, 99.0)
            .round()
            .to_string();
        let who = format!("{}{variant}", name(language));
        let file = self.run(
            &["--stdout", "-v", &who, "-s", &words_a_minute, "-p", &pitch],
            text,
        )?;
        Ok(wav::read(&file)?.down_to_mono())
    }

    /// The text goes in by standard input: nothing of it is ever an argument.
    fn run(&self, arguments: &[&str], text: &str) -> Result<Vec<u8>, Error> {
        let failed = |error: std::io::Error| Error::NoEspeak(error.to_string());
        let mut child = Command::new(&self.program)
            .args(arguments)
            .args(["-b", "1", "--stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let mut input = child.stdin.take().expect("it was piped");
        let written = input
            .write_all(text.as_bytes())
            .and_then(|()| input.write_all(b"\n"));
        drop(input);
        let output = child.wait_with_output().map_err(failed)?;
        if !output.status.success() || written.is_err() {
            let said = String::from_utf8_lossy(&output.stderr)
                .trim()
                .chars()
                .take(200)
                .collect();
            return Err(Error::Espeak(said));
        }
        Ok(output.stdout)
    }
}

/// What it calls a language.
fn name(language: &str) -> &str {
    let lower = language.to_ascii_lowercase();
    match lower.as_str() {
        "en-gb" => "en-gb",
        "pt" | "pt-br" => "pt-br",
        "es-mx" | "es-419" | "es-us" | "es-ar" | "es-co" => "es-419",
        "yue" | "zh-hk" => "yue",
        _ => match super::table::primary(language) {
            "en" | "fil" | "tl" => "en-us",
            "zh" => "cmn",
            "fr" => "fr-fr",
            "no" => "nb",
            primary if primary.len() <= 3 && primary.bytes().all(|b| b.is_ascii_alphabetic()) => {
                primary
            }
            _ => "en-us",
        },
    }
}
