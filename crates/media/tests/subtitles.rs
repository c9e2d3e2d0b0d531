//! Subtitles in every form that people have them.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use media::subtitles::{self, Cue};
use proptest::prelude::*;

fn cues(text: &str) -> Vec<Cue> {
    subtitles::parse(text.as_bytes(), "").unwrap().0
}

fn one(text: &str) -> Cue {
    let mut found = cues(text);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn srt_in_the_wild() {
    let text = "1\r\n00:00:01,000 --> 00:00:02,500\r\nHello\r\nyou\r\n\r\n2\r\n0:0:3.5 --> 0:0:4\r\n<font color=red>Red</font> <i>it</i>\r\n";
    let found = cues(text);
    assert_eq!(
        (found[0].start_ms, found[0].end_ms, found[0].text.as_str()),
        (1000, 2500, "Hello\nyou")
    );
    assert_eq!(
        (found[1].start_ms, found[1].end_ms, found[1].text.as_str()),
        (3500, 4000, "Red <i>it</i>")
    );
    // No blank line between cues; times out of order; a cue that ends before it starts; one without text.
    let text = "1\n00:00:09,000 --> 00:00:10,000\nlast\n2\n00:00:01,000 --> 00:00:02,000\nfirst\n3\n00:00:05,000 --> 00:00:04,000\nbad\n\n4\n00:00:06,000 --> 00:00:07,000\n\n";
    let found = cues(text);
    assert_eq!(
        found
            .iter()
            .map(|cue| cue.text.as_str())
            .collect::<Vec<_>>(),
        ["first", "last"]
    );
}

#[test]
fn webvtt_keeps_its_settings_and_loses_what_is_not_text() {
    let cue = one(
        "WEBVTT - title\n\nSTYLE\n::cue { color: red }\n\nNOTE a --> b is no time\n\nid\n00:01.000 --> 00:02.000 line:10% align:start evil:1 position:javascript\n<v Mary Ann>Hi</v> &lt;3 <c.loud>x</c>\n",
    );
    assert_eq!(cue.settings, "line:10% align:start position:javascript");
    assert_eq!(cue.text, "<v Mary Ann>Hi</v> &lt;3 <c>x</c>");
}

#[test]
fn ass_dialogue_becomes_plain_text() {
    let text = "[Script Info]\n[V4+ Styles]\nFormat: Name\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nComment: 0,0:00:00.00,0:00:01.00,,,0,0,0,,no\nDialogue: 0,0:00:01.50,0:00:02.75,Default,,0,0,0,,{\\an8\\b1}Well, {\\i1}yes\\Nno\nDialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\p1}m 0 0 l 1 1\n";
    let cue = one(text);
    assert_eq!(
        (
            cue.start_ms,
            cue.end_ms,
            cue.text.as_str(),
            cue.settings.as_str()
        ),
        (1500, 2750, "Well, yes\nno", "line:0")
    );
}

#[test]
fn markup_that_webvtt_lacks_is_escaped_or_dropped() {
    let text = |body: &str| one(&format!("00:01.000 --> 00:02.000\n{body}\n")).text;
    assert_eq!(text("a < b & c > d"), "a &lt; b &amp; c &gt; d");
    assert_eq!(text("<script>x</script>"), "x");
    assert_eq!(text("<b onclick=x>y</b>"), "<b>y</b>");
    assert_eq!(text("&amp; &copy; &#65;"), "&amp; &amp;copy; &#65;");
    assert_eq!(text("<v a<b>c"), "&lt;v a<b>c");
}

#[test]
fn any_encoding_is_understood() {
    let srt = |body: &str| {
        format!(
            "1\n00:00:01,000 --> 00:00:02,000\n{body}\n\n2\n00:00:03,000 --> 00:00:04,000\n{body}\n"
        )
    };
    for (encoding, language, body) in [
        (encoding_rs::UTF_8, "hi", "日本語 한국어 हिन्दी"),
        (
            encoding_rs::GBK,
            "zh-Hans",
            "你为什么不告诉我真相？我们已经等了很久了",
        ),
        (
            encoding_rs::SHIFT_JIS,
            "ja",
            "どうして教えてくれなかったの？ずっと待っていたのに",
        ),
        (
            encoding_rs::EUC_KR,
            "ko",
            "왜 나한테 진실을 말하지 않았어? 오래 기다렸는데",
        ),
        (
            encoding_rs::WINDOWS_1251,
            "ru",
            "Почему ты не сказал мне правду? Мы так долго ждали",
        ),
        (
            encoding_rs::WINDOWS_1252,
            "es",
            "¿Por qué no me dijiste la verdad? Está allí, señor",
        ),
    ] {
        let text = srt(body);
        let (bytes, _, _) = encoding.encode(&text);
        let (found, name) = subtitles::parse(&bytes, language).unwrap();
        assert_eq!(found[0].text, body, "{name} for {}", encoding.name());
    }
    let text = srt("어서 와 & welcome");
    let wide =
        |to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
    let (little, big) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
    let marked = [&b"\xEF\xBB\xBF"[..], text.as_bytes()].concat();
    for bytes in [
        &little,
        &big,
        &[&b"\xFF\xFE"[..], &little].concat(),
        &[&b"\xFE\xFF"[..], &big].concat(),
        &marked,
    ] {
        assert_eq!(
            subtitles::parse(bytes, "").unwrap().0[0].text,
            "어서 와 &amp; welcome",
            "{:?}",
            &bytes[..6]
        );
    }
}

#[test]
fn what_holds_no_cue_is_refused_with_a_reason() {
    assert!(subtitles::parse(b"", "").is_err());
    assert!(subtitles::parse(b"just some words\n", "").is_err());
    assert!(subtitles::parse(&vec![b'x'; subtitles::MAX_BYTES + 1], "").is_err());
}

#[test]
fn a_speakers_name_is_escaped_once() {
    let file = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann &amp; Bo & Co>Hi\n";
    let (cues, _) = subtitles::parse(file.as_bytes(), "").unwrap();
    assert_eq!(cues[0].text, "<v Ann &amp; Bo &amp; Co>Hi");
}

proptest! {
    #[test]
    fn hostile_text_gives_a_sound_file_or_none(
        text in "(([0-9]{1,3}:){1,3}[0-9]{1,5}[.,][0-9]{0,4} --> [0-9:.,]{1,12}( line:[0-9%a-z]{1,6})?|Dialogue: [ -~]{0,40}|\\[Events\\]|[<>&{}\\\\a-z/;. -]{0,30}|\\PC{0,10})(\n(([0-9]{1,2}:){1,2}[0-9]{2}.[0-9]{3} --> 09:59.000)?\n?[<>&{}\\\\a-z/;-]{0,20}){0,8}"
    ) {
        sound(text.as_bytes())?;
    }

    #[test]
    fn hostile_bytes_too(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        sound(&bytes)?;
        sound(&[b"00:01.000 --> 00:02.000\n", &bytes[..]].concat())?;
    }
}

/// Whatever comes out can be read again as the same cues, and holds nothing that is not allowed.
fn sound(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok((cues, _)) = subtitles::parse(bytes, "") else {
        return Ok(());
    };
    for cue in &cues {
        prop_assert!(cue.start_ms < cue.end_ms);
        prop_assert!(
            !cue.text.is_empty() && !cue.text.contains("-->") && !cue.text.contains("\n\n")
        );
        prop_assert!(!cue.text.to_ascii_lowercase().contains("<script"));
    }
    let file = subtitles::to_webvtt(&cues);
    let again = subtitles::parse(file.as_bytes(), "").map(|(cues, _)| cues);
    prop_assert_eq!(again.as_ref(), Ok(&cues), "{}", file);
    Ok(())
}

#[test]
fn what_is_shown_to_be_typed_means_the_same_when_it_is_kept() {
    for kept in [
        "Tom &amp; Ann",
        "<i>she</i> &lt;3",
        "&lt;i&gt;no tag&lt;/i&gt;",
        "&amp;lt;",
        "&nbsp;x",
    ] {
        assert_eq!(subtitles::cleaned(&subtitles::typed(kept)), kept);
    }
    assert_eq!(subtitles::typed("Tom &amp; Ann"), "Tom & Ann");
}
