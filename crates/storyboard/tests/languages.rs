//! Scripts in the languages that have words, and in those that do not.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use screenplay::Script;
use storyboard::Board;
use storyboard::breakdown::{Options, series, unread};
use storyboard::place::{Hour, PlaceKind, Weather};
use storyboard::shot::{CardKind, Feeling, Pose, PropKind};

fn board(language: &str, text: &str) -> Board {
    let options = Options {
        series: "S".into(),
        language: language.into(),
        seed: 7,
        cast: None,
    };
    series(&Script::read(text), &options).remove(0)
}

/// A night kitchen in the rain, somebody who kneels, a ring, a furious line and one in tears; an office by day.
const SCRIPTS: [(&str, &str, &str); 4] = [
    (
        "pt",
        "# Episódio 1\n\nINT. COZINHA - NOITE\n\nA chuva bate na janela. Helena se ajoelha no chão.\n\nHELENA\n(aos gritos)\nVocê sabia de tudo!\n\nRAFAEL\n(chorando)\nPerdoa.\n\nUm anel rola pela mesa.\n\nINT. ESCRITÓRIO - DIA\n\nHELENA\nAcabou.\n",
        "Fim",
    ),
    (
        "ko",
        "# 1화\n\nINT. 부엌 - 밤\n\n비가 내린다. 서연이 무릎을 꿇는다.\n\n@서연\n(소리치며)\n다 알고 있었잖아!\n\n@민준\n(울면서)\n미안해.\n\n반지가 바닥을 구른다.\n\nINT. 사무실 - 낮\n\n@서연\n끝났어.\n",
        "끝",
    ),
    (
        "hi",
        "# एपिसोड 1\n\nINT. रसोई - रात\n\nबाहर बारिश हो रही है। मीरा घुटनों के बल बैठी है।\n\n@मीरा\n(चिल्लाते हुए)\nतुम्हें सब पता था!\n\n@आरव\n(रोते हुए)\nमाफ़ कर दो।\n\nएक अँगूठी मेज़ से लुढ़कती है।\n\nINT. दफ़्तर - दिन\n\n@मीरा\nसब ख़त्म।\n",
        "समाप्त",
    ),
    (
        "ar",
        "# الحلقة 1\n\nINT. المطبخ - ليل\n\nالمطر على النافذة. ليلى راكعةٌ على الأرض.\n\n@ليلى\n(صارخةً)\nكنت تعرف كل شيء!\n\n@كريم\n(باكيًا)\nسامحيني.\n\nيتدحرج الخاتم على المائدة.\n\nINT. المكتب - نهار\n\n@ليلى\nانتهى الأمر.\n",
        "النهاية",
    ),
];

#[test]
fn places_weather_feelings_poses_and_things_are_read_in_every_language_with_words() {
    for (language, script, end) in SCRIPTS {
        let board = board(language, script);
        let [kitchen, office] = &board.places[..] else {
            panic!("{language}: {:?}", board.places)
        };
        assert_eq!(
            (kitchen.kind, kitchen.hour, kitchen.weather),
            (PlaceKind::Kitchen, Hour::Night, Weather::Rain),
            "{language}"
        );
        assert_eq!(
            (office.kind, office.hour),
            (PlaceKind::Office, Hour::Day),
            "{language}"
        );
        let feelings: Vec<Feeling> = board.lines.iter().map(|line| line.feeling).collect();
        assert_eq!(
            feelings[..2],
            [Feeling::Furious, Feeling::Crying],
            "{language}"
        );
        let figures = || board.shots.iter().flat_map(|shot| &shot.people);
        assert!(
            figures().any(|figure| figure.pose == Pose::Kneeling),
            "{language}: {board:#?}"
        );
        let rings = board.shots.iter().filter_map(|shot| shot.prop.as_ref());
        assert!(
            rings
                .map(|prop| prop.kind)
                .any(|kind| kind == PropKind::Ring),
            "{language}"
        );
        let card = board.shots.last().unwrap().card.as_ref().unwrap();
        assert_eq!((card.kind, &*card.text), (CardKind::End, end), "{language}");
        assert_eq!(unread(language), None);
    }
}

#[test]
fn a_language_without_words_is_told_of_once_and_still_drawn() {
    let note = unread("de-AT").unwrap();
    assert!(
        note.contains("\"de\"") && note.contains("Portuguese"),
        "{note}"
    );
    for tag in ["en-GB", "PT-br", "zh-Hant", "ar"] {
        assert_eq!(unread(tag), None, "{tag}");
    }
    // A tag that is none harms nothing.
    assert!(unread("").is_some() && unread("日本").is_some());
    let board = board("日本", "# 1\n\nINT. KÜCHE - NACHT\n\n@ANNA\nGuten Abend.\n");
    assert!(!board.shots.is_empty());
}

#[test]
fn long_speech_is_cut_at_the_ends_of_sentences_of_its_script() {
    let hindi = "मैं सब जानती हूँ और तुम्हें पता होना चाहिए। तुमने मेरे भाई को धोखा दिया और मुझसे छुपाया। अब मैं कभी वापस नहीं आऊँगी और तुम अकेले रहोगे।";
    let board = board("hi", &format!("# 1\n\nINT. घर - दिन\n\n@मीरा\n{hindi}\n"));
    let texts: Vec<&str> = board.lines.iter().map(|line| &*line.text).collect();
    assert!(texts.len() > 1, "{texts:?}");
    assert!(texts.iter().all(|text| text.ends_with('।')), "{texts:?}");
    assert_eq!(texts.join(" "), hindi);
}
