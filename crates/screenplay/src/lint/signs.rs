//! Words and marks that show tension, a turn, or a way to end.

use super::pace::is_character;

/// What a beat shows plainly. A beat may show several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Something is asked.
    Question,
    /// Somebody raises their voice, or is cut off.
    Outcry,
    Interruption,
    /// Who somebody is, or what they did, comes out.
    Revelation,
    /// Harm is promised, or under way.
    Threat,
    /// Somebody or something arrives, or is found.
    Arrival,
    /// There is a choice, and a last moment for it.
    Ultimatum,
    /// A thing that says everything: a ring, a test, a message.
    Object,
}

type Words = &'static [&'static str];

const REVELATION: Words = &[
    "pregnant",
    "secret",
    "truth",
    "lied",
    "lie",
    "liar",
    "married",
    "your father",
    "your mother",
    "your son",
    "your daughter",
    "my son",
    "my daughter",
    "my husband",
    "my wife",
    "your brother",
    "your sister",
    "heiress",
    "heir",
    "ceo",
    "impostor",
    "it was you",
    "i am your",
    "i'm your",
    "he is your",
    "she is your",
    "real name",
    "never died",
    "still alive",
    "betrayed",
    "affair",
    "embarazada",
    "secreto",
    "verdad",
    "mentira",
    "mentiste",
    "tu padre",
    "tu madre",
    "tu hijo",
    "mi hijo",
    "heredera",
    "fuiste tú",
    "está vivo",
    "怀孕",
    "真相",
    "秘密",
    "骗",
    "其实",
    "亲生",
    "身份",
    "未婚妻",
    "继承人",
    "没有死",
    "背叛",
    "是你",
];
const THREAT: Words = &[
    "gun",
    "knife",
    "blood",
    "kill",
    "dead",
    "die",
    "dies",
    "scream",
    "screams",
    "crash",
    "fire",
    "fall",
    "falls",
    "poison",
    "police",
    "run",
    "regret",
    "destroy",
    "revenge",
    "pay for this",
    "hostage",
    "trapped",
    "strangle",
    "slap",
    "slaps",
    "bleed",
    "drown",
    "pistola",
    "cuchillo",
    "sangre",
    "matar",
    "muerto",
    "muere",
    "grita",
    "fuego",
    "venganza",
    "policía",
    "te arrepentirás",
    "cae",
    "枪",
    "刀",
    "血",
    "杀",
    "死",
    "尖叫",
    "火",
    "毒",
    "警察",
    "后悔",
    "报仇",
    "复仇",
    "坠",
    "耳光",
];
const ARRIVAL: Words = &[
    "door opens",
    "door bursts",
    "bursts in",
    "walks in",
    "enters",
    "steps out",
    "appears",
    "stands there",
    "behind her",
    "behind him",
    "turns around",
    "footsteps",
    "knock",
    "knocks",
    "shadow",
    "someone",
    "a figure",
    "opens her eyes",
    "opens his eyes",
    "entra",
    "aparece",
    "la puerta",
    "detrás",
    "pasos",
    "golpes",
    "sombra",
    "abre los ojos",
    "门开",
    "推开",
    "走进",
    "出现",
    "身后",
    "脚步",
    "敲门",
    "黑影",
    "站着",
    "睁开眼",
];
const ULTIMATUM: Words = &[
    "choose",
    "last chance",
    "or else",
    "right now",
    "decide",
    "sign it",
    "sign the",
    "midnight",
    "one hour",
    "seconds left",
    "never see",
    "leave now",
    "divorce",
    "marry me",
    "elige",
    "última oportunidad",
    "o si no",
    "firma",
    "ahora mismo",
    "divorcio",
    "cásate conmigo",
    "选",
    "最后",
    "否则",
    "签",
    "离婚",
    "嫁给我",
    "马上",
    "倒计时",
];
const OBJECT: Words = &[
    "ring",
    "test result",
    "positive",
    "photograph",
    "photo",
    "letter",
    "phone lights",
    "phone buzzes",
    "screen lights",
    "message",
    "envelope",
    "necklace",
    "certificate",
    "contract",
    "blood test",
    "dna",
    "anillo",
    "fotografía",
    "foto",
    "carta",
    "mensaje",
    "sobre",
    "collar",
    "contrato",
    "prueba de adn",
    "戒指",
    "照片",
    "信",
    "短信",
    "合同",
    "项链",
    "报告",
    "鉴定",
    "手机亮",
];

/// The signs of a text.
pub fn of(text: &str) -> Vec<Sign> {
    let lower = text.to_lowercase();
    let mut signs = Vec::new();
    let last = text
        .trim_end()
        .trim_end_matches(['"', '”', '」', ')', '）', '\'']);
    if text.contains(['?', '？', '¿']) {
        signs.push(Sign::Question);
    }
    let shouted = text.split_whitespace().any(|word| {
        word.chars().filter(|letter| letter.is_uppercase()).count() >= 4
            && !word.contains(char::is_lowercase)
    });
    if text.contains(['!', '！']) || shouted {
        signs.push(Sign::Outcry);
    }
    if last.ends_with(['—', '–', '…']) || last.ends_with("--") || last.ends_with("...") {
        signs.push(Sign::Interruption);
    }
    for (words, sign) in [
        (REVELATION, Sign::Revelation),
        (THREAT, Sign::Threat),
        (ARRIVAL, Sign::Arrival),
        (ULTIMATUM, Sign::Ultimatum),
        (OBJECT, Sign::Object),
    ] {
        if words.iter().any(|word| holds(&lower, word)) {
            signs.push(sign);
        }
    }
    signs
}

/// Whether a text holds a word: between letters of its kind in scripts with spaces, anywhere in others.
fn holds(text: &str, word: &str) -> bool {
    if word.starts_with(is_character) {
        return text.contains(word);
    }
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let joins = |letter: Option<char>| {
            letter.is_some_and(|letter| letter.is_alphanumeric() && !is_character(letter))
        };
        !joins(before) && !joins(after)
    })
}
