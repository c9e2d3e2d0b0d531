//! Words: shaped, broken, captioned, in balloons, on cards and phones.
#![allow(clippy::unwrap_used)]

mod common;

use artwork::text::balloons::{Balloon, Voice};
use artwork::text::block::{self, Block, Style};
use artwork::text::captions::{self, Look, State};
use artwork::text::{Faces, faces, sounds, zones};
use artwork::{Canvas, Size, cards, effects, phone, props};
use common::faces as fonts;
use proptest::prelude::*;
use storyboard::place::PlaceKind;
use storyboard::shot::{Card, CardKind, Effect, Message, Prop, PropKind};
use storyboard::timeline::{Cue, Word};
use tiny_skia::Pixmap;

const SMALL: Size = Size {
    width: 270,
    height: 480,
};

fn set(text: &str, language: &str, width: f32) -> Block {
    block::set(fonts(), text, language, Style::bold(40.0), width)
}

/// Bytes from which the glyphs come, from left to right.
fn order(block: &Block, line: usize) -> Vec<usize> {
    block.lines[line]
        .glyphs
        .iter()
        .map(|glyph| glyph.at)
        .collect()
}

#[test]
fn arabic_runs_from_right_to_left_and_joins() {
    let word = set("سلام", "ar", 1000.0);
    assert!(word.right_to_left);
    let places = order(&word, 0);
    assert!(
        places.windows(2).all(|pair| pair[0] >= pair[1]),
        "{places:?}"
    );
    // Joined, a letter has another shape than alone.
    let alone = set("س", "ar", 1000.0).lines[0].glyphs[0].id;
    let joined = word.lines[0]
        .glyphs
        .iter()
        .find(|glyph| glyph.at == 0)
        .unwrap()
        .id;
    assert_ne!(alone, joined);
    // Lam and alef are one glyph.
    assert!(word.lines[0].glyphs.len() < 4);
}

#[test]
fn latin_in_arabic_runs_its_own_way() {
    let block = set("قال Hello لي", "ar", 2000.0);
    let from = "قال ".len();
    let places: Vec<usize> = order(&block, 0)
        .into_iter()
        .filter(|at| (from..from + 5).contains(at))
        .collect();
    assert_eq!(places, (from..from + 5).collect::<Vec<_>>());
    assert!(
        block.lines[0].glyphs.first().unwrap().at > from,
        "the last word stands left"
    );
}

#[test]
fn thai_marks_stand_over_their_letters_without_width() {
    let block = set("ที่", "th", 1000.0);
    let glyphs = &block.lines[0].glyphs;
    assert!(glyphs.iter().all(|glyph| glyph.id != 0), "no boxes");
    let wide: Vec<_> = glyphs.iter().filter(|glyph| glyph.advance > 1.0).collect();
    assert_eq!(wide.len(), 1, "one letter, two marks");
    let alone = set("ท", "th", 1000.0);
    assert!((block.width() - alone.width()).abs() < 1.0);
}

#[test]
fn thai_without_spaces_is_broken_before_a_leading_vowel() {
    let text = "ฉันไม่เคยรู้เลยว่าคุณอยู่ที่นี่ตั้งแต่แรกและเขาไม่เคยบอกใคร";
    let block = set(text, "th", 640.0);
    assert!(block.lines.len() > 1);
    for line in &block.lines[1..] {
        let first = text[line.range.clone()].chars().next().unwrap();
        assert!(
            ('\u{e40}'..='\u{e44}').contains(&first),
            "{first:?} begins a line"
        );
    }
}

#[test]
fn devanagari_vowel_signs_go_before_their_consonant() {
    let block = set("कि", "hi", 1000.0);
    let shape = set("क", "hi", 1000.0).lines[0].glyphs[0].id;
    assert_eq!(
        block.lines[0].glyphs.last().unwrap().id,
        shape,
        "the i is written left of the k"
    );
}

#[test]
fn a_fallback_face_is_found_for_each_script() {
    for text in [
        "Ärger",
        "收据",
        "영수증",
        "かな",
        "مرحبا",
        "हिन्दी",
        "ไทย",
        "Привет",
    ] {
        let block = set(text, "", 2000.0);
        assert!(
            block.lines[0].glyphs.iter().all(|glyph| glyph.id != 0),
            "{text}"
        );
    }
    assert!(fonts().has('的') && !fonts().has('\u{10ffff}'));
}

#[test]
fn lines_are_even_and_fit() {
    let block = set(
        "You were never supposed to find out about the second will.",
        "en",
        700.0,
    );
    assert_eq!(block.lines.len(), 2);
    assert!(block.lines.iter().all(|line| line.width <= 700.0));
    assert!((block.lines[0].width - block.lines[1].width).abs() < 240.0);
}

#[test]
fn no_font_is_an_error_that_says_what_to_do() {
    let error = Faces::from_bytes(vec![b"not a font".to_vec(), Vec::new()]).unwrap_err();
    assert_eq!(error, faces::Error::NoFaces);
    assert!(error.to_string().contains("install fonts"));
}

#[test]
fn hostile_texts_are_set() {
    for text in [
        String::new(),
        "x".repeat(5000),
        "\n".repeat(300),
        "\u{202e}abc\u{202c}".to_owned(),
        "\u{10ffff}\u{e000}\u{13000}".to_owned(),
        "e\u{301}".repeat(900),
        "👩‍👩‍👧‍👦 family".to_owned(),
        "\u{0}\u{1}\u{7f}".to_owned(),
    ] {
        for width in [0.0, 1.0, 300.0, f32::NAN, f32::INFINITY, -5.0] {
            let block = set(&text, "en", width);
            assert!(!block.lines.is_empty());
            assert!(block.width().is_finite() && block.height().is_finite());
        }
    }
    let long = set(&"x".repeat(5000), "en", 300.0);
    assert!(long.lines.iter().all(|line| line.width <= 300.0));
    assert!(!set("a\u{202e}b", "en", 300.0).text.contains('\u{202e}'));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn anything_is_set_paged_and_kept(text in "\\PC{0,80}", width in 1.0f32..900.0) {
        let block = set(&text, "und", width);
        for line in &block.lines {
            prop_assert!(line.range.end <= block.text.len() && block.text.is_char_boundary(line.range.start));
        }
        let pages = captions::pages(&text);
        for pair in pages.windows(2) {
            prop_assert!(pair[0].1 <= pair[1].0);
        }
        let kept: String = pages.iter().map(|&(a, b)| &text[a..b]).collect();
        let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(solid(&kept), solid(&text));
    }
}

#[test]
fn captions_have_at_most_two_lines_a_page() {
    let text = "I told you once, and I will only tell you once more: the ring was never hers, the house was never yours, and nobody in this family has ever told the truth about that night.";
    let pages = captions::pages(text);
    assert!(pages.len() >= 3);
    assert!(
        pages
            .iter()
            .all(|&(a, b)| text[a..b].trim().chars().count() <= 44)
    );
    let chinese = "你以为我会一直等你吗？我已经不是从前的我了，从今天起我们两清，再也不要来找我。";
    assert!(
        captions::pages(chinese)
            .iter()
            .all(|&(a, b)| chinese[a..b].chars().count() <= 24)
    );
    assert!(captions::pages("").is_empty() && captions::pages("  \n ").is_empty());
}

fn cue() -> (&'static str, Cue) {
    let words = [(0, 200, 0, 3), (200, 500, 4, 8), (600, 900, 9, 13)];
    let words = words.map(|(start_ms, end_ms, start, end)| Word {
        start_ms: 1000 + start_ms,
        end_ms: 1000 + end_ms,
        start,
        end,
    });
    (
        "You came back",
        Cue {
            start_ms: 1000,
            end_ms: 2000,
            words: words.to_vec(),
            mouth: Vec::new(),
        },
    )
}

#[test]
fn the_word_that_is_said_is_the_one_that_is_lit() {
    let (text, cue) = cue();
    let word = |ms| captions::at(text, &cue, ms).map(|state| state.word);
    assert_eq!(word(999), None);
    assert_eq!(word(1100), Some(Some((0, 3))));
    assert_eq!(word(1300), Some(Some((4, 8))));
    assert_eq!(word(1700), Some(Some((9, 13))));
    assert_eq!(word(2000), None);
    // Words that do not fit the text are passed over.
    let broken = Cue {
        words: vec![Word {
            start_ms: 1000,
            end_ms: 1500,
            start: 5,
            end: 900,
        }],
        ..cue
    };
    assert_eq!(captions::at(text, &broken, 1200).unwrap().word, None);
}

#[test]
fn captions_stay_in_the_zone_and_light_a_word() {
    let (text, _) = cue();
    let state = State {
        start: 0,
        end: text.len(),
        word: Some((4, 8)),
    };
    for zone in zones::ALL {
        let look = Look {
            zone,
            ..Look::KARAOKE
        };
        let picture = captions::draw(fonts(), text, "en", state, &look, Size::FULL).unwrap();
        let [left, top, right, bottom] = zone.free(1080, 1920);
        let edge = 40.0;
        assert!(
            picture.x as f32 >= left - edge && picture.y as f32 >= top,
            "{}",
            zone.platform
        );
        assert!(picture.x as f32 + picture.pixmap.width() as f32 <= right + edge);
        assert!(picture.y as f32 + picture.pixmap.height() as f32 <= bottom + 1.0);
        let yellow = |pixmap: &Pixmap| {
            pixmap
                .pixels()
                .iter()
                .filter(|p| p.red() > 240 && p.green() > 190 && p.blue() < 110)
                .count()
        };
        assert!(yellow(&picture.pixmap) > 200);
        let plain = captions::draw(
            fonts(),
            text,
            "en",
            state,
            &Look {
                zone,
                ..Look::PLAIN
            },
            Size::FULL,
        )
        .unwrap();
        assert_eq!(yellow(&plain.pixmap), 0);
    }
    let nothing = State {
        start: 0,
        end: 0,
        word: None,
    };
    assert!(captions::draw(fonts(), text, "en", nothing, &Look::PLAIN, SMALL).is_none());
    assert!(
        captions::draw(
            fonts(),
            text,
            "en",
            State {
                start: 1,
                end: 900,
                word: None
            },
            &Look::PLAIN,
            SMALL
        )
        .is_none()
    );
    assert!(
        captions::draw(
            fonts(),
            text,
            "en",
            state,
            &Look::PLAIN,
            Size {
                width: 0,
                height: 9
            }
        )
        .is_none()
    );
}

#[test]
fn the_label_is_as_high_as_the_law_asks() {
    let card = Card {
        kind: CardKind::Label,
        text: String::new(),
        below: None,
    };
    let picture = cards::draw(fonts(), &card, "zh", Size::FULL, 0).unwrap();
    // Rows in which white letters are.
    let rows: Vec<u32> = (0..1920)
        .filter(|&y| {
            (100..900).any(|x| {
                picture
                    .pixel(x, y)
                    .is_some_and(|p| p.red() > 250 && p.alpha() > 250)
            })
        })
        .collect();
    let height = rows.last().unwrap() - rows.first().unwrap();
    assert!(height as f32 >= 1080.0 * 0.05, "{height} pixels");
    assert_eq!(cards::LABEL_MS_MIN, 2000);
    for language in ["en", "zh-CN", "zh-Hant", "ar", "hi", "th", "xx", ""] {
        assert!(
            cards::label(language)
                .chars()
                .all(|c| c == ' ' || fonts().has(c)),
            "{language}"
        );
        assert!(
            cards::to_be_continued(language)
                .chars()
                .all(|c| c == ' ' || fonts().has(c)),
            "{language}"
        );
    }
}

fn ink(pixmap: &Pixmap) -> usize {
    pixmap
        .pixels()
        .iter()
        .filter(|pixel| pixel.alpha() > 0)
        .count()
}

#[test]
fn cards_come_in_and_then_stand() {
    for kind in [CardKind::Title, CardKind::End, CardKind::Caption] {
        let card = Card {
            kind,
            text: "Three years later".into(),
            below: Some("Shanghai".into()),
        };
        let at = |ms| cards::draw(fonts(), &card, "en", SMALL, ms).unwrap();
        assert!(ink(&at(700)) > 500, "{kind:?}");
        assert_eq!(at(700).data(), at(5000).data());
        assert_ne!(at(100).data(), at(700).data());
        let long = Card {
            text: "w".repeat(5000),
            ..card
        };
        assert!(cards::draw(fonts(), &long, "en", SMALL, 900).is_some());
    }
}

#[test]
fn phones_show_what_was_written_and_who_types() {
    let message = |text: &str, own| Message {
        from: "Lin".into(),
        text: text.into(),
        own,
    };
    let chat: Vec<Message> = (0..40)
        .map(|at| message(&"word ".repeat(at), at % 2 == 0))
        .collect();
    let screen = |messages, typing, ms| {
        phone::screen(
            fonts(),
            &chat,
            "en",
            phone::Shown {
                messages,
                typing,
                ms,
            },
            SMALL,
        )
        .unwrap()
    };
    assert_ne!(screen(2, false, 0).data(), screen(3, false, 0).data());
    assert_ne!(
        screen(2, true, 0).data(),
        screen(2, true, 300).data(),
        "dots move"
    );
    assert_eq!(
        screen(40, false, 0).data(),
        screen(900, false, 0).data(),
        "no more than there are"
    );
    assert!(
        phone::screen(
            fonts(),
            &[],
            "en",
            phone::Shown {
                messages: 1,
                typing: true,
                ms: 0
            },
            SMALL
        )
        .is_some()
    );
    assert!(
        phone::screen(
            fonts(),
            &chat,
            "en",
            phone::Shown {
                messages: 1,
                typing: false,
                ms: 0
            },
            Size {
                width: 0,
                height: 0
            }
        )
        .is_none()
    );
}

#[test]
fn a_notification_slides_in() {
    let empty = Pixmap::new(270, 480).unwrap();
    let note = Message {
        from: "Bank".into(),
        text: "Your card was declined".into(),
        own: false,
    };
    let at = |share| {
        let mut frame = empty.clone();
        phone::notification(&mut frame, fonts(), &note, "en", share);
        frame
    };
    assert!(ink(&at(0.0)) < ink(&at(1.0)) / 4);
}

#[test]
fn props_are_all_different_things() {
    let kinds = [
        PropKind::Ring,
        PropKind::Letter,
        PropKind::Contract,
        PropKind::Photograph,
        PropKind::Phone,
        PropKind::Key,
        PropKind::Knife,
        PropKind::Pill,
        PropKind::Glass,
        PropKind::Flower,
        PropKind::Necklace,
        PropKind::Money,
        PropKind::Book,
        PropKind::PregnancyTest,
        PropKind::Watch,
        PropKind::Door,
        PropKind::Car,
        PropKind::Laptop,
        PropKind::Box,
        PropKind::Badge,
        PropKind::Blood,
        PropKind::Candle,
        PropKind::Umbrella,
        PropKind::Camera,
    ];
    let hands: Vec<Pixmap> = kinds
        .iter()
        .map(|&kind| props::in_hand(kind, 64).unwrap())
        .collect();
    for (at, hand) in hands.iter().enumerate() {
        assert!(ink(hand) > 300, "{:?}", kinds[at]);
        assert!(
            hands[..at].iter().all(|other| other.data() != hand.data()),
            "{:?}",
            kinds[at]
        );
    }
    assert!(props::in_hand(PropKind::Ring, 0).is_none());
    let tone = artwork::Tone::parse("#7a4a9a").unwrap();
    let insert = |text: Option<&str>| {
        let prop = Prop {
            kind: PropKind::Letter,
            text: text.map(Into::into),
            held_by: None,
        };
        props::insert(fonts(), &prop, "en", tone, SMALL, props::Surface::Table).unwrap()
    };
    assert_ne!(insert(None).data(), insert(Some("I know.")).data());
    assert_eq!(insert(None).data(), insert(Some("  ")).data());
    insert(Some(&"long ".repeat(800)));
    assert!(artwork::Tone::parse("#12345").is_none() && artwork::Tone::parse("rgb").is_none());
}

#[test]
fn a_thing_lies_on_what_its_place_has_and_on_no_furniture_in_a_street() {
    let tone = artwork::Tone::parse("#7a4a9a").unwrap();
    let prop = Prop {
        kind: PropKind::Key,
        text: None,
        held_by: None,
    };
    let mut kinds: Vec<(props::Surface, Vec<u8>)> = Vec::new();
    for &kind in PlaceKind::ALL {
        let on = props::Surface::of(kind);
        if matches!(
            kind,
            PlaceKind::Street | PlaceKind::RainStreet | PlaceKind::Alley
        ) {
            assert!(matches!(on, props::Surface::Ground { .. }), "{kind:?}");
        }
        if kinds.iter().all(|(known, _)| *known != on) {
            let picture = props::insert(fonts(), &prop, "en", tone, SMALL, on).unwrap();
            let bytes = picture.data().to_vec();
            assert!(kinds.iter().all(|(_, other)| *other != bytes), "{kind:?}");
            kinds.push((on, bytes));
        }
    }
    assert!(kinds.len() >= 12, "{}", kinds.len());
    let hand = |skin| props::Surface::Hand {
        skin: artwork::Tone::hex(skin),
        sleeve: artwork::Tone::BLACK,
    };
    let held = |skin| props::insert(fonts(), &prop, "en", tone, SMALL, hand(skin)).unwrap();
    assert_ne!(held(0x00f0_d0b0).data(), held(0x0050_3020).data());
}

#[test]
fn effects_change_a_frame_of_any_size_and_impact_passes() {
    for effect in [
        Effect::SpeedLines,
        Effect::Impact,
        Effect::Sparkle,
        Effect::Gloom,
        Effect::Vignette,
        Effect::Flashback,
        Effect::RainOnGlass,
    ] {
        let mut grey = Pixmap::new(54, 96).unwrap();
        grey.fill(tiny_skia::Color::from_rgba8(90, 140, 200, 255));
        let mut frame = grey.clone();
        effects::draw(&mut frame, effect, 3, 200);
        assert_ne!(frame.data(), grey.data(), "{effect:?}");
        assert!(
            frame
                .pixels()
                .iter()
                .all(|p| p.alpha() == 255 || p.alpha() == 254),
            "{effect:?}"
        );
        let mut again = grey.clone();
        effects::draw(&mut again, effect, 3, 200);
        assert_eq!(frame.data(), again.data());
        effects::draw(&mut Pixmap::new(1, 1).unwrap(), effect, 3, 0);
    }
    let mut frame = Pixmap::new(54, 96).unwrap();
    effects::draw(&mut frame, Effect::Impact, 3, 900);
    assert_eq!(ink(&frame), 0);
}

#[test]
fn balloons_hold_their_words_and_shouting_is_larger() {
    let mut canvas = Canvas::plain(Pixmap::new(600, 600).unwrap());
    let mut sizes = Vec::new();
    for voice in [
        Voice::Speech,
        Voice::Shout,
        Voice::Whisper,
        Voice::Thought,
        Voice::Phone,
        Voice::Narration,
    ] {
        let balloon = Balloon::new(fonts(), "Get out of here", "en", voice, 30.0, 400.0);
        assert!(balloon.width >= balloon.block.width() && balloon.height >= balloon.block.height());
        balloon.draw(&mut canvas, fonts(), (20.0, 20.0), Some((500.0, 500.0)));
        balloon.draw(
            &mut canvas,
            fonts(),
            (20.0, 20.0),
            Some((20.0 + balloon.width / 2.0, 20.0 + balloon.height / 2.0)),
        );
        sizes.push(balloon.block.style.size);
    }
    assert!(sizes[1] > sizes[0] && sizes[2] < sizes[0]);
    Balloon::new(fonts(), "", "en", Voice::Shout, 30.0, 0.0).draw(
        &mut canvas,
        fonts(),
        (0.0, 0.0),
        None,
    );
}

#[test]
fn sounds_are_heard_in_actions() {
    assert_eq!(
        sounds::word("The door slams behind her.", "en"),
        Some("SLAM!")
    );
    assert_eq!(sounds::word("Thunder.", "zh-CN"), Some("轰隆"));
    assert_eq!(sounds::word("She slaps him", "xx"), Some("SLAP!"));
    assert_eq!(sounds::word("She leaves.", "en"), None);
}
