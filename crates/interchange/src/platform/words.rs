//! What is written on cards and under parts, in the languages that the house speaks; English where it does not.

pub(super) struct Words {
    /// `Part {n}/{of}`
    pub part: &'static str,
    pub episode: &'static str,
    pub previously: &'static str,
    pub next: &'static str,
    pub to_be_continued: &'static str,
    pub watch: &'static str,
}

const WORDS: &[(&str, Words)] = &[
    (
        "en",
        Words {
            part: "Part {n}/{of}",
            episode: "Episode {n}",
            previously: "Previously",
            next: "Next: part {n}",
            to_be_continued: "To be continued",
            watch: "Watch the whole series",
        },
    ),
    (
        "zh",
        Words {
            part: "第{n}部分，共{of}部分",
            episode: "第{n}集",
            previously: "前情提要",
            next: "下接第{n}部分",
            to_be_continued: "未完待续",
            watch: "观看全剧",
        },
    ),
    (
        "es",
        Words {
            part: "Parte {n}/{of}",
            episode: "Episodio {n}",
            previously: "Anteriormente",
            next: "Sigue: parte {n}",
            to_be_continued: "Continuará",
            watch: "Mira la serie completa",
        },
    ),
    (
        "pt",
        Words {
            part: "Parte {n}/{of}",
            episode: "Episódio {n}",
            previously: "Anteriormente",
            next: "A seguir: parte {n}",
            to_be_continued: "Continua",
            watch: "Assista à série completa",
        },
    ),
    (
        "fr",
        Words {
            part: "Partie {n}/{of}",
            episode: "Épisode {n}",
            previously: "Précédemment",
            next: "Suite : partie {n}",
            to_be_continued: "À suivre",
            watch: "Regardez toute la série",
        },
    ),
    (
        "de",
        Words {
            part: "Teil {n}/{of}",
            episode: "Folge {n}",
            previously: "Bisher",
            next: "Weiter: Teil {n}",
            to_be_continued: "Fortsetzung folgt",
            watch: "Die ganze Serie ansehen",
        },
    ),
    (
        "ja",
        Words {
            part: "パート{n}/{of}",
            episode: "第{n}話",
            previously: "前回まで",
            next: "次はパート{n}",
            to_be_continued: "つづく",
            watch: "全話を見る",
        },
    ),
    (
        "ko",
        Words {
            part: "{n}/{of}부",
            episode: "{n}화",
            previously: "지난 이야기",
            next: "다음: {n}부",
            to_be_continued: "다음 회에 계속",
            watch: "전편 보기",
        },
    ),
    (
        "ar",
        Words {
            part: "الجزء {n}/{of}",
            episode: "الحلقة {n}",
            previously: "في ما سبق",
            next: "التالي: الجزء {n}",
            to_be_continued: "يتبع",
            watch: "شاهد المسلسل كاملاً",
        },
    ),
    (
        "hi",
        Words {
            part: "भाग {n}/{of}",
            episode: "एपिसोड {n}",
            previously: "अब तक",
            next: "आगे: भाग {n}",
            to_be_continued: "जारी रहेगा",
            watch: "पूरी सीरीज़ देखें",
        },
    ),
    (
        "id",
        Words {
            part: "Bagian {n}/{of}",
            episode: "Episode {n}",
            previously: "Sebelumnya",
            next: "Lanjut: bagian {n}",
            to_be_continued: "Bersambung",
            watch: "Tonton seri lengkapnya",
        },
    ),
    (
        "th",
        Words {
            part: "ตอนที่ {n}/{of}",
            episode: "ตอน {n}",
            previously: "ความเดิม",
            next: "ต่อไป: ตอนที่ {n}",
            to_be_continued: "โปรดติดตามตอนต่อไป",
            watch: "ดูซีรีส์ทั้งเรื่อง",
        },
    ),
    (
        "fil",
        Words {
            part: "Bahagi {n}/{of}",
            episode: "Episode {n}",
            previously: "Sa nakaraan",
            next: "Susunod: bahagi {n}",
            to_be_continued: "Itutuloy",
            watch: "Panoorin ang buong serye",
        },
    ),
    (
        "te",
        Words {
            part: "భాగం {n}/{of}",
            episode: "ఎపిసోడ్ {n}",
            previously: "ఇంతకు ముందు",
            next: "తర్వాత: భాగం {n}",
            to_be_continued: "సశేషం",
            watch: "మొత్తం సిరీస్ చూడండి",
        },
    ),
];

pub(super) fn of(language: &str) -> &'static Words {
    let primary = language
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let found = WORDS.iter().find(|(key, _)| *key == primary);
    &found.unwrap_or(&WORDS[0]).1
}

pub(super) fn fill(template: &str, n: u32, of: u32) -> String {
    template
        .replace("{n}", &n.to_string())
        .replace("{of}", &of.to_string())
}
