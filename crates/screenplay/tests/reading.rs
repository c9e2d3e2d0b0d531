//! How fast captions are read and how long speech takes, by script.

use screenplay::Script;
use screenplay::lint::pace::{action_s, speech_s};
use screenplay::lint::{Wanted, episode};
use screenplay::reading::{limits, tag_of};
use screenplay::scenes::episodes;

#[test]
fn every_language_has_the_limits_of_its_guide() {
    for (tag, per_s, per_line) in [
        ("en-GB", 20.0, 42),
        ("es", 17.0, 42),
        ("pt_BR", 17.0, 42),
        ("KO", 12.0, 16),
        ("zh-Hant-TW", 9.0, 16),
        ("ja", 4.0, 13),
        ("ar", 20.0, 42),
        ("hi", 22.0, 42),
        ("th", 17.0, 35),
        ("", 17.0, 42),
    ] {
        let found = limits(tag);
        assert_eq!(
            (found.per_s, found.per_line, found.lines),
            (per_s, per_line, 2),
            "{tag}"
        );
        assert!(found.own_per_s >= found.per_s, "{tag}");
    }
}

#[test]
#[expect(
    clippy::float_cmp,
    reason = "whole and half characters are counted exactly"
)]
fn characters_are_counted_as_the_guide_counts_them() {
    assert_eq!(limits("en").length("Hello, you."), 11.0);
    // Half width beside full width.
    assert_eq!(limits("zh").length("我是CEO。"), 4.5);
    assert_eq!(limits("ko").length("너 누구야?"), 5.0);
    // Tones and vowels above and below take no room.
    assert_eq!(limits("th").length("ไม่รู้"), 3.0);
    assert_eq!(limits("ar").length("أُمُّكِ"), limits("ar").length("أمك"));
    assert_eq!(limits("hi").speed("नमस्ते", 2.0), 3.0);
}

#[test]
fn a_text_tells_its_limits_by_its_letters() {
    for (text, tag) in [
        ("누구세요?", "ko"),
        ("你是谁？", "zh"),
        ("あなたは誰ですか。", "ja"),
        ("من أنت؟", "ar"),
        ("तुम कौन हो?", "hi"),
        ("คุณเป็นใคร", "th"),
        ("Who are you?", "en"),
        ("...", "und"),
    ] {
        assert_eq!(tag_of(text), tag, "{text}");
    }
}

#[test]
fn one_sentence_takes_about_as_long_in_every_script() {
    // "I know who you are. You killed my father ten years ago."
    let english = speech_s("I know who you are. You killed my father ten years ago.");
    for text in [
        "Eu sei quem você é. Você matou o meu pai há dez anos.",
        "我知道你是谁。十年前你杀了我父亲。",
        "ฉันรู้ว่าคุณเป็นใคร คุณฆ่าพ่อของฉันเมื่อสิบปีก่อน",
        "ຂ້ອຍຮູ້ວ່າເຈົ້າແມ່ນໃຜ ເຈົ້າຂ້າພໍ່ຂອງຂ້ອຍເມື່ອສິບປີກ່ອນ",
        "ငါမင်းဘယ်သူလဲဆိုတာသိတယ်။ မင်းလွန်ခဲ့တဲ့ဆယ်နှစ်ကငါ့အဖေကိုသတ်ခဲ့တယ်။",
        "ខ្ញុំដឹងថាអ្នកជានរណា។ អ្នកបានសម្លាប់ឪពុកខ្ញុំកាលពីដប់ឆ្នាំមុន។",
        "मैं जानती हूँ तुम कौन हो। दस साल पहले तुमने मेरे पिता को मारा था।",
        "أعرف من أنت. قتلت أبي قبل عشر سنوات.",
    ] {
        let own = speech_s(text);
        assert!(
            (0.55..1.8).contains(&(own / english)),
            "{text}: {own:.1} s, English {english:.1} s"
        );
    }
    assert!(action_s("แสงแดดยามเช้าส่องลงบนโต๊ะ กาแฟกำลังเดือดอยู่บนเตาในครัวของบ้านหลังเก่า") > 1.2);
}

#[test]
fn a_thai_speech_is_as_long_as_it_is() {
    let speech = "ฉันรู้ว่าคุณเป็นใครและคุณทำอะไรไว้กับครอบครัวของฉัน".repeat(12);
    let script = format!("# 1\n\n.บ้าน\n\n@มาลี\n{speech}\n");
    let report = episode(&episodes(&Script::read(&script))[0], &Wanted::default());
    assert!(report.speech_s > 30.0, "{}", report.speech_s);
    assert!(
        report
            .findings
            .iter()
            .any(|one| one.code == "dialogue.long"),
        "{report:#?}"
    );
}

#[test]
fn a_script_is_read_in_the_language_that_it_says_it_is_in() {
    let speech = "А теперь отдай мне это письмо немедленно слышишь";
    let script = format!("# 1\n\n.КУХНЯ\n\n@АННА\n{speech}\n");
    let all = episodes(&Script::read(&script));
    let fast = |wanted: &Wanted| {
        let report = episode(&all[0], wanted);
        let found = report.findings.into_iter();
        let mut found = found.filter(|one| one.code == "caption.fast");
        found.next().map(|one| one.wanted)
    };
    assert_eq!(fast(&Wanted::default()), None);
    assert_eq!(fast(&Wanted::in_language("ru")), None);
    let slow = Wanted {
        reading: Some(screenplay::reading::Limits {
            own_per_s: 5.0,
            ..limits("ru")
        }),
        ..Wanted::default()
    };
    assert_eq!(fast(&slow), Some(5.0));
    assert_eq!(Wanted::in_language("ja-JP").reading, Some(limits("ja")));
}
