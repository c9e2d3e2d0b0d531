//! Who can speak. A voice is a file of the model, sometimes at another height: a girl's from a woman's.

use storyboard::cast::{Age, Presenting};

/// A voice that a line may name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Voice {
    /// What a line names it by. Never changes.
    pub id: &'static str,
    /// BCP 47.
    pub language: &'static str,
    pub presenting: Presenting,
    pub age: Age,
    /// What it is good for, in a few words.
    pub suits: &'static str,
    /// Of how much and how good speech it was made, as its makers grade it: A is best, D least.
    pub grade: char,
    /// The model's file.
    pub(super) file: &'static str,
    /// How far from the file's own height, in semitones.
    pub(super) height: f32,
    pub(super) pace: f32,
}

macro_rules! voices {
    ($($id:literal $language:literal $presenting:ident $age:ident $grade:literal $suits:literal $(= $file:literal $height:literal $pace:literal)?;)+) => {
        /// All of them, the best of each kind first.
        pub const ALL: &[Voice] = &[$(Voice {
            id: $id,
            language: $language,
            presenting: Presenting::$presenting,
            age: Age::$age,
            suits: $suits,
            grade: $grade,
            file: voices!(@file $id $($file)?),
            height: voices!(@number 0.0 $($height)?),
            pace: voices!(@number 1.0 $($pace)?),
        }),+];
    };
    (@file $id:literal) => { $id };
    (@file $id:literal $file:literal) => { $file };
    (@number $plain:literal) => { $plain };
    (@number $plain:literal $other:literal) => { $other };
}

voices! {
    "af_heart" "en-US" Feminine Young 'A' "the heroine: warm, near";
    "af_bella" "en-US" Feminine Adult 'A' "the rival: full, sure of herself";
    "af_sarah" "en-US" Feminine Young 'C' "the best friend: plain, friendly";
    "af_nicole" "en-US" Feminine Young 'B' "secrets: breathy, close to a whisper";
    "af_kore" "en-US" Feminine Adult 'C' "the executive: firm";
    "af_aoede" "en-US" Feminine Young 'C' "the sister: light";
    "af_nova" "en-US" Feminine Adult 'C' "the doctor: clear";
    "af_alloy" "en-US" Feminine Adult 'C' "the lawyer: even";
    "af_sky" "en-US" Feminine Young 'C' "the assistant: soft";
    "af_jessica" "en-US" Feminine Young 'D' "the influencer: bright";
    "af_river" "en-US" Feminine Adult 'D' "the reporter: calm";
    "am_michael" "en-US" Masculine Adult 'C' "the hero: steady, deep";
    "am_fenrir" "en-US" Masculine Adult 'C' "the powerful stranger: dark";
    "am_puck" "en-US" Masculine Young 'C' "the younger brother: quick";
    "am_onyx" "en-US" Masculine Adult 'D' "the villain: heavy";
    "am_eric" "en-US" Masculine Adult 'D' "the detective: dry";
    "am_liam" "en-US" Masculine Young 'D' "the student: open";
    "am_echo" "en-US" Masculine Young 'D' "the driver: level";
    "am_adam" "en-US" Masculine Adult 'D' "the guard: rough";
    "am_santa" "en-US" Masculine Old 'D' "the grandfather: broad";
    "girl" "en-US" Feminine Child 'B' "a girl of about eight" = "af_heart" 3.2 1.0;
    "boy" "en-US" Masculine Child 'B' "a boy of about eight" = "af_sarah" 2.4 1.03;
    "matriarch" "en-US" Feminine Old 'B' "the matriarch: slow, low" = "af_bella" -1.8 0.9;
    "patriarch" "en-US" Masculine Old 'C' "the chairman: slow, low" = "am_michael" -1.6 0.88;
    "bf_emma" "en-GB" Feminine Adult 'B' "the heiress: composed";
    "bf_isabella" "en-GB" Feminine Adult 'C' "the stepmother: polished";
    "bf_alice" "en-GB" Feminine Young 'D' "the maid: small";
    "bf_lily" "en-GB" Feminine Young 'D' "the schoolgirl: airy";
    "bm_george" "en-GB" Masculine Adult 'C' "the lord: measured";
    "bm_fable" "en-GB" Masculine Adult 'C' "the narrator: colourful";
    "bm_daniel" "en-GB" Masculine Adult 'D' "the secretary: neat";
    "bm_lewis" "en-GB" Masculine Old 'D' "the butler: low";
    "zf_xiaoxiao" "zh" Feminine Young 'D' "the heroine: sweet";
    "zf_xiaobei" "zh" Feminine Adult 'D' "the rival: sharp";
    "zf_xiaoni" "zh" Feminine Adult 'D' "the mother: mild";
    "zf_xiaoyi" "zh" Feminine Young 'D' "the best friend: lively";
    "zm_yunxi" "zh" Masculine Young 'D' "the hero: bright";
    "zm_yunjian" "zh" Masculine Adult 'D' "the chairman: strong";
    "zm_yunyang" "zh" Masculine Adult 'D' "the lawyer: newsreader";
    "zm_yunxia" "zh" Masculine Child 'D' "the boy: thin";
    "ef_dora" "es" Feminine Young 'C' "the heroine: clear";
    "em_alex" "es" Masculine Adult 'C' "the hero: level";
    "em_santa" "es" Masculine Old 'D' "the father: broad";
    "ef_dora_madura" "es" Feminine Old 'C' "the mother: lower, slower" = "ef_dora" -1.8 0.92;
    "pf_dora" "pt-BR" Feminine Young 'C' "the heroine: clear";
    "pm_alex" "pt-BR" Masculine Adult 'C' "the hero: level";
    "pm_santa" "pt-BR" Masculine Old 'D' "the father: broad";
    "hf_alpha" "hi" Feminine Young 'C' "the heroine: clear";
    "hf_beta" "hi" Feminine Adult 'C' "the sister-in-law: low";
    "hm_omega" "hi" Masculine Adult 'C' "the hero: level";
    "hm_psi" "hi" Masculine Adult 'C' "the brother: firm";
    "if_sara" "it" Feminine Young 'C' "the heroine: clear";
    "im_nicola" "it" Masculine Adult 'C' "the hero: level";
    "ff_siwis" "fr" Feminine Young 'B' "the heroine: clear";
    "ff_siwis_basse" "fr" Masculine Adult 'D' "the only man there is: a woman's voice made low" = "ff_siwis" -4.5 0.96;
}

/// The voice of that id.
pub fn find(id: &str) -> Option<&'static Voice> {
    ALL.iter().find(|voice| voice.id == id)
}

/// `pt` of `pt-BR`.
pub fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

/// Whether the model speaks a language.
pub fn speaks(language: &str) -> bool {
    ALL.iter()
        .any(|voice| primary(voice.language).eq_ignore_ascii_case(primary(language)))
}

/// A voice for somebody, none of those taken while there are others: the same language before the same gender before
/// the same age before the better grade. Of a language that the model lacks, an English one: `espeak-ng` then speaks
/// at its height.
pub fn cast(language: &str, presenting: Presenting, age: Age, taken: &[&str]) -> &'static Voice {
    let wanted = if speaks(language) { language } else { "en-US" };
    ALL.iter()
        .enumerate()
        .min_by_key(|(order, voice)| {
            let other_language = !primary(voice.language).eq_ignore_ascii_case(primary(wanted));
            let other_accent = !voice.language.eq_ignore_ascii_case(wanted);
            let other_gender = presenting != Presenting::Neutral && voice.presenting != presenting;
            let years = (voice.age as i32 - age as i32).abs();
            (
                other_language,
                other_gender,
                taken.contains(&voice.id),
                years,
                other_accent,
                voice.grade,
                *order,
            )
        })
        .map(|(_, voice)| voice)
        .expect("the table is not empty")
}

/// The voice in which somebody speaks another language: the same kind of person.
pub fn dubbed(voice: &Voice, language: &str) -> &'static Voice {
    cast(language, voice.presenting, voice.age, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cast_of_six_has_six_voices_of_the_right_kind() {
        let mut taken: Vec<&str> = Vec::new();
        for (presenting, age) in [
            (Presenting::Feminine, Age::Young),
            (Presenting::Feminine, Age::Young),
            (Presenting::Masculine, Age::Adult),
            (Presenting::Masculine, Age::Old),
            (Presenting::Feminine, Age::Old),
            (Presenting::Masculine, Age::Child),
        ] {
            let voice = cast("en", presenting, age, &taken);
            assert_eq!(voice.presenting, presenting);
            assert!(!taken.contains(&voice.id));
            taken.push(voice.id);
        }
        assert_eq!(taken[0], "af_heart");
        assert_eq!(taken[2], "am_michael");
    }

    #[test]
    fn a_dub_keeps_the_kind_of_person() {
        let hero = find("am_michael").unwrap();
        for (language, id) in [
            ("zh-CN", "zm_yunjian"),
            ("es-MX", "em_alex"),
            ("hi", "hm_omega"),
            ("fr", "ff_siwis_basse"),
        ] {
            assert_eq!(dubbed(hero, language).id, id);
        }
        assert_eq!(dubbed(hero, "ko").presenting, Presenting::Masculine);
    }

    #[test]
    fn ids_are_unique_and_their_files_are_pinned() {
        for (index, voice) in ALL.iter().enumerate() {
            assert!(
                ALL[index + 1..].iter().all(|other| other.id != voice.id),
                "{}",
                voice.id
            );
            let file = format!("voices/{}.bin", voice.file);
            assert!(
                super::super::packages::VOICE_FILES.contains(&file),
                "{file}"
            );
        }
    }
}
