//! The label that people see: who must show one, its words, its size and how long it stands.

use serde::{Deserialize, Serialize};

use crate::source::Source;

/// What a house shows. Laws on it differ and change; an operator sets the rule, and this file knows the least of China's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// On whatever a trained model had part in.
    #[default]
    Ai,
    /// On whatever was not filmed or drawn by people, code's drawings too.
    Synthetic,
    /// On everything, whatever it was made with.
    Always,
    /// As [`Rule::Ai`], over the whole length and not only its beginning.
    Throughout,
}

/// A label as it is to be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    pub text: String,
    /// Of the letters, in pixels: a twentieth of the shorter side at least (GB 45438-2025).
    pub height: u32,
    pub from_ms: u32,
    /// Two seconds at least, from the first picture on (GB 45438-2025).
    pub until_ms: u32,
}

/// In the languages of the house; English where it has none.
const WORDS: &[(&str, &str, &str)] = &[
    ("en", "Made with AI", "Drawn by computer"),
    ("zh", "人工智能生成", "计算机绘制"),
    ("es", "Hecho con IA", "Dibujado por ordenador"),
    ("pt", "Feito com IA", "Desenhado por computador"),
    ("ko", "AI로 제작", "컴퓨터로 그림"),
    ("ar", "صُنع بالذكاء الاصطناعي", "رُسم بالحاسوب"),
    ("hi", "AI से निर्मित", "कंप्यूटर द्वारा चित्रित"),
    ("fr", "Réalisé avec l’IA", "Dessiné par ordinateur"),
    ("de", "Mit KI erstellt", "Vom Computer gezeichnet"),
    ("ja", "AI生成", "コンピューターによる描画"),
    ("id", "Dibuat dengan AI", "Digambar oleh komputer"),
    ("th", "สร้างด้วย AI", "วาดด้วยคอมพิวเตอร์"),
    ("fil", "Ginawa gamit ang AI", "Iginuhit ng computer"),
    ("te", "AIతో రూపొందించబడింది", "కంప్యూటర్ గీసినది"),
];

/// In a language, BCP 47.
pub fn words(language: &str, source: Source) -> &'static str {
    let primary = language
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let (_, ai, code) = WORDS
        .iter()
        .find(|(key, ..)| *key == primary)
        .unwrap_or(&WORDS[0]);
    if source.is_ai() { ai } else { code }
}

/// The label of an episode; nothing where the rule asks for none.
pub fn label(
    rule: Rule,
    source: Source,
    language: &str,
    (width, height): (u32, u32),
    length_ms: u32,
) -> Option<Label> {
    let shown = match rule {
        Rule::Ai | Rule::Throughout => source.is_ai(),
        Rule::Synthetic => !matches!(source, Source::Human | Source::Captured),
        Rule::Always => true,
    };
    let until_ms = if rule == Rule::Throughout {
        length_ms
    } else {
        length_ms.min(3_000)
    };
    shown.then(|| Label {
        text: words(language, source).to_owned(),
        height: width.min(height).div_ceil(20),
        from_ms: 0,
        until_ms,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_shown_by_rule_large_and_long_enough() {
        let of = |rule, source| label(rule, source, "zh-CN", (1080, 1920), 60_000);
        let shown = of(Rule::Ai, Source::MixedWithTrained).unwrap();
        assert_eq!(shown.text, "人工智能生成");
        assert!(shown.height >= 54 && shown.until_ms >= 2_000 && shown.from_ms == 0);
        assert_eq!(of(Rule::Ai, Source::Code), None);
        assert_eq!(
            of(Rule::Synthetic, Source::Code).unwrap().text,
            "计算机绘制"
        );
        assert_eq!(of(Rule::Synthetic, Source::Human), None);
        assert_eq!(
            of(Rule::Throughout, Source::Trained).unwrap().until_ms,
            60_000
        );
        assert_eq!(words("xx", Source::Trained), "Made with AI");
    }
}
