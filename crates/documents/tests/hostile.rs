//! Texts from strangers: set without panic, whatever they are.

mod common;

use common::{document, faces, pages, pdf, text};
use documents::{Align, Block, Column, Document, Page};
use proptest::prelude::*;

/// Texts with what breaks text engines: controls, overrides, joiners, marks without letters, every script.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "\\PC{0,40}",
        "[\\p{Arabic}\\p{Hebrew} a-z0-9.,()-]{0,40}",
        "[\\p{Devanagari}\\p{Thai}\\p{Khmer}\\p{Myanmar}\\p{Hangul}\\p{Han} ]{0,30}",
        "[\\p{Mn}\\p{Mc}\\u200d\\u200c\\ufe0f]{0,30}",
        "[\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069a\\u05d0\\u0627 ]{0,30}",
        Just("لا إلا ﷲ ﷺ".to_owned()),
        Just("👩‍👩‍👧‍👦🏳️‍🌈".to_owned()),
        Just("{page}{pages}".to_owned()),
        "[a-z]{100,400}",
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn block() -> impl Strategy<Value = Block> {
    let column = || {
        (nasty(), any::<u16>(), any::<bool>()).prop_map(|(title, weight, end)| Column {
            title,
            weight,
            align: if end { Align::End } else { Align::Start },
        })
    };
    let table = (1..6_usize).prop_flat_map(move |count| {
        let row = || proptest::collection::vec(nasty(), 0..=count);
        (
            proptest::collection::vec(column(), count),
            proptest::collection::vec(row(), 0..6),
            proptest::option::of(row()),
        )
    });
    prop_oneof![
        nasty().prop_map(Block::Heading),
        nasty().prop_map(Block::Paragraph),
        nasty().prop_map(Block::Note),
        nasty().prop_map(Block::Stamp),
        proptest::collection::vec((nasty(), nasty()), 0..4).prop_map(Block::Facts),
        table.prop_map(|(columns, rows, total)| Block::Table {
            columns,
            rows,
            total
        }),
        Just(Block::Space),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_panics_and_the_file_is_whole(
        blocks in proptest::collection::vec(block(), 0..6),
        (title, author, footer) in (nasty(), nasty(), nasty()),
        language in prop_oneof![Just("ar".to_owned()), Just("en".to_owned()), Just("zh-Hant-HK".to_owned()), nasty()],
        letter in any::<bool>(),
    ) {
        let document = Document {
            title, author, footer,
            page: if letter { Page::Letter } else { Page::A4 },
            ..document(&language, blocks)
        };
        let bytes = pdf(&document);
        prop_assert_eq!(&bytes, &pdf(&document));
        documents::missing(&document, faces());
        prop_assert!(bytes.starts_with(b"%PDF-1.7"));
    }
}

#[test]
fn controls_and_overrides_leave_no_trace() {
    let bytes = pdf(&document(
        "en",
        vec![Block::Facts(vec![(
            "Payee\u{202e}".into(),
            "An\u{0}na \u{1b}[31mLee\u{202e}\u{7}\r\nSecond".into(),
        )])],
    ));
    let found = text(&bytes);
    assert!(
        found.contains("Anna [31mLee") && found.contains("Second") && found.contains("Payee"),
        "{found}"
    );
}

#[test]
fn a_title_full_of_markup_stays_a_title() {
    let mut document = document("en", vec![Block::Paragraph("x".into())]);
    document.title = "a < b & \"c\" ]]> \u{1}\u{fffe} (d) \\ /Lang".into();
    document.author = "<rdf:li>\u{0}".into();
    let bytes = pdf(&document);
    assert!(common::info(&bytes, "Title:").starts_with("a < b & \"c\" ]]>"));
    let raw = String::from_utf8_lossy(&bytes);
    let xmp = &raw[raw.find("<x:xmpmeta").unwrap()..raw.find("</x:xmpmeta>").unwrap()];
    assert!(!xmp.contains("a < b") && !xmp.contains('\u{1}') && !xmp.contains('\u{fffe}'));
}

#[test]
fn a_word_of_a_hundred_kilobytes_is_broken_over_lines_and_pages() {
    for (word, at_least) in [
        ("w".repeat(100_000), 10),
        ("ب".repeat(50_000), 5),
        ("\u{0301}".repeat(50_000), 1),
    ] {
        let everywhere = Document {
            title: word.clone(),
            author: word.clone(),
            footer: word.clone(),
            ..document(
                "en",
                vec![
                    Block::Heading("h".into()),
                    Block::Stamp(word.clone()),
                    Block::Table {
                        columns: vec![Column::start(word.clone(), 1), Column::end("B", 1)],
                        rows: vec![vec!["x".into(), word.clone()]],
                        total: None,
                    },
                ],
            )
        };
        let bytes = pdf(&everywhere);
        assert!(pages(&bytes) >= at_least, "{}", pages(&bytes));
    }
}

#[test]
fn very_many_columns_and_very_many_lines_find_room() {
    let columns = (0..200)
        .map(|number| Column::end(format!("c{number}"), number))
        .collect();
    let bytes = pdf(&document(
        "ar",
        vec![
            Block::Table {
                columns,
                rows: vec![vec!["12345".into(); 200]; 3],
                total: None,
            },
            Block::Paragraph("\n".repeat(500)),
            Block::Facts(vec![("l\n".repeat(200), "v".into())]),
        ],
    ));
    assert!(pages(&bytes) > 1);
}
