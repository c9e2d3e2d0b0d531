//! What people do with themselves and with things: who goes, and in whose hand a thing is.

use super::words;

const GOES: &[&str] = &[
    "leaves",
    "walks out",
    "walks away",
    "walks off",
    "turns away",
    "turns and goes",
    "storms out",
    "exits",
    "runs away",
    "离开",
    "转身",
    "走出去",
    "走远",
    "se va",
    "se marcha",
    "sale de",
    "se aleja",
    "vai embora",
    "sai de",
    "afasta-se",
    "se afasta",
    "떠난",
    "나간",
    "돌아선",
    "चला जाता",
    "चली जाती",
    "निकल जाता",
    "निकल जाती",
    "يغادر",
    "تغادر",
    "يخرج",
    "تخرج",
    "يبتعد",
    "تبتعد",
];

/// Out of the hand.
const PUTS: &[&str] = &[
    "puts",
    "lays",
    "pushes",
    "slides",
    "drops",
    "throws",
    "sets down",
    "tears",
    "burns",
    "smashes",
    "shatters",
    "on the table",
    "on the counter",
    "on the desk",
    "on the floor",
    "on the ground",
    "on the bed",
    "in a plastic bag",
    "放下",
    "放在",
    "扔",
    "推过",
    "撕",
    "地上",
    "桌上",
    "pone",
    "deja",
    "tira",
    "empuja",
    "rompe",
    "sobre la mesa",
    "en el suelo",
    "põe",
    "larga",
    "joga",
    "empurra",
    "rasga",
    "na mesa",
    "no chão",
    "내려놓",
    "던진",
    "던지",
    "찢",
    "रख देता",
    "रख देती",
    "रखता",
    "रखती",
    "फेंक",
    "फाड़",
    "मेज पर",
    "يضع",
    "تضع",
    "يرمي",
    "ترمي",
    "يمزق",
    "تمزق",
    "على الطاولة",
    "على الأرض",
];

/// Into another's.
const GIVES: &[&str] = &[
    "gives",
    "hands her",
    "hands him",
    "hands them",
    "hands over",
    "passes",
    "递给",
    "交给",
    "送给",
    "le da",
    "entrega",
    "dá a",
    "dá-lhe",
    "건넨",
    "건네",
    "देता है",
    "देती है",
    "सौंप",
    "يعطي",
    "تعطي",
    "يسلم",
    "تسلم",
    "يناول",
    "تناول",
];

/// In the hand.
const HOLDS: &[&str] = &[
    "holds",
    "holding",
    "takes",
    "picks up",
    "reads",
    "reading",
    "lifts",
    "raises",
    "drinks",
    "pours",
    "carries",
    "shows",
    "pulls",
    "opens",
    "unfolds",
    "clutches",
    "grips",
    "grabs",
    "finds",
    "looks at",
    "wipes",
    "lights",
    "waves",
    "with a",
    "with an",
    "with her",
    "with his",
    "with two",
    "in her hand",
    "in his hand",
    "拿",
    "举",
    "握",
    "读",
    "打开",
    "掏",
    "捧",
    "喝",
    "sostiene",
    "toma",
    "lee",
    "levanta",
    "saca",
    "abre",
    "bebe",
    "con un",
    "con una",
    "segura",
    "pega",
    "lê",
    "tira do",
    "tira da",
    "com um",
    "com uma",
    "들고",
    "든다",
    "쥐고",
    "쥔다",
    "읽",
    "꺼낸",
    "꺼내",
    "마신",
    "पकड़",
    "उठा",
    "पढ़",
    "निकाल",
    "पीता",
    "पीती",
    "يحمل",
    "تحمل",
    "يمسك",
    "تمسك",
    "يقرأ",
    "تقرأ",
    "يرفع",
    "ترفع",
    "يفتح",
    "تفتح",
    "يشرب",
    "تشرب",
];

fn any(list: &[&str], text: &str) -> bool {
    let text = words::folded(text);
    list.iter().any(|word| words::find(&text, word).is_some())
}

/// Whether somebody turns their back and goes.
pub fn goes(text: &str) -> bool {
    any(GOES, text)
}

/// What becomes of a thing that an action names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// It lies somewhere.
    Down,
    /// Another has it now.
    Given,
    /// Who is named has it.
    Held,
    /// It is named, and nothing is done with it: it is where it was.
    Seen,
}

pub fn handling(text: &str) -> Handling {
    if any(GIVES, text) {
        Handling::Given
    } else if any(PUTS, text) {
        Handling::Down
    } else if any(HOLDS, text) {
        Handling::Held
    } else {
        Handling::Seen
    }
}
