//! How something is said: templates name a mood in English, scripts name it in their language.

use super::Language;
use super::template::Presenting;

/// English, Chinese, Spanish of a woman, Spanish of a man.
pub const MOODS: &[[&str; 4]] = &[
    ["angry", "愤怒", "furiosa", "furioso"],
    ["cold", "冷冷地", "fría", "frío"],
    ["whispering", "低声", "en voz baja", "en voz baja"],
    ["crying", "哭着", "llorando", "llorando"],
    ["smiling", "微笑", "sonriendo", "sonriendo"],
    ["shocked", "震惊", "atónita", "atónito"],
    ["pleading", "恳求", "suplicando", "suplicando"],
    ["laughing", "笑着", "riendo", "riendo"],
    ["tender", "温柔", "tierna", "tierno"],
    ["afraid", "害怕", "asustada", "asustado"],
    ["tired", "疲惫", "cansada", "cansado"],
    ["proud", "骄傲", "orgullosa", "orgulloso"],
];

/// The mood in a language; what is no mood of the table stays as it was written.
pub fn said(mood: &str, language: Language, presenting: Presenting) -> &str {
    let Some(row) = MOODS.iter().find(|row| row[0] == mood) else {
        return mood;
    };
    match (language, presenting) {
        (Language::English, _) => row[0],
        (Language::Chinese, _) => row[1],
        (Language::Spanish, Presenting::Masculine) => row[3],
        (Language::Spanish, _) => row[2],
    }
}
