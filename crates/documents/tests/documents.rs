//! What is written, read back with poppler.

mod common;

use common::{LANGUAGES, document, faces, info, pages, pdf, poppler, receipt, statement, text};
use documents::{Block, Column, Document, Error, Faces, Page};

/// Every word of a text stands in another, in their order.
fn assert_words(found: &str, wanted: &str) {
    let mut rest = found;
    for word in wanted.split_whitespace() {
        let at = rest
            .find(word)
            .unwrap_or_else(|| panic!("`{word}` of `{wanted}` is not in:\n{found}"));
        rest = &rest[at + word.len()..];
    }
}

#[test]
fn receipts_come_back_as_text_in_logical_order_in_every_language() {
    for words in LANGUAGES {
        let mut receipt = receipt(&words);
        // The stamp lies across the lines, and a reader that goes by lines finds its letters among theirs.
        receipt
            .blocks
            .retain(|block| !matches!(block, Block::Stamp(_)));
        let found = text(&pdf(&receipt));
        // White and the side of a dot are the reader's guesses.
        let bare = |text: &str| {
            text.chars()
                .filter(|c| !c.is_whitespace() && !c.is_ascii_punctuation())
                .collect::<String>()
        };
        let flat = bare(&found);
        let footer = words.footer.replace("{page}", "1").replace("{pages}", "1");
        let mut wanted = vec![words.house, words.title, words.tax[0], words.total[0]];
        wanted.extend(words.note.split_inclusive('.'));
        wanted.extend(
            words
                .facts
                .iter()
                .flat_map(|&(label, value)| [label, value]),
        );
        wanted.extend(words.columns);
        wanted.push(&footer);
        for text in wanted {
            assert!(flat.contains(&bare(text)), "{text}\n{found}");
        }
    }
}

#[test]
fn arabic_ligatures_and_vowel_signs_come_back_in_order() {
    let words = "الإيصال لا الأول صلاحية الآن السلام يومًا شكرًا";
    let found = text(&pdf(&document("ar", vec![Block::Paragraph(words.into())])));
    assert_eq!(found.trim(), words);
}

#[test]
fn latin_words_in_arabic_stay_readable() {
    let line = "راسلنا على help@example.com خلال 14 يوم";
    let found = text(&pdf(&document("ar", vec![Block::Paragraph(line.into())])));
    assert_words(&found, line);
}

#[test]
fn every_font_is_embedded_and_subset_and_its_text_can_be_read() {
    for words in LANGUAGES {
        let bytes = pdf(&receipt(&words));
        let fonts = poppler("pdffonts", &bytes, &[]);
        let lines: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!lines.is_empty());
        for line in lines {
            assert!(
                line.contains("yes yes yes"),
                "embedded, subset, Unicode: {line}"
            );
        }
        assert!(
            bytes.len() < 80_000,
            "{}: {} bytes",
            words.language,
            bytes.len()
        );
    }
}

#[test]
fn metadata_language_and_structure_are_there() {
    let words = &LANGUAGES[1];
    let bytes = pdf(&receipt(words));
    assert_eq!(info(&bytes, "Title:"), "إيصال 2026-000123");
    assert_eq!(info(&bytes, "Author:"), words.house);
    assert_eq!(
        info(&bytes, "CreationDate:"),
        "Thu Nov 26 08:30:00 2026 UTC"
    );
    assert_eq!(info(&bytes, "Tagged:"), "yes");
    let raw = String::from_utf8_lossy(&bytes);
    assert!(raw.contains("/Lang(ar)") || raw.contains("/Lang (ar)"));
    assert!(raw.contains("/Direction/R2L") || raw.contains("/Direction /R2L"));
    assert!(raw.contains("/StructTreeRoot"));
}

#[test]
fn paper_is_a4_or_letter() {
    let mut document = document("en", vec![Block::Paragraph("Hello".into())]);
    assert!(info(&pdf(&document), "Page size:").contains("A4"));
    document.page = Page::Letter;
    assert!(info(&pdf(&document), "Page size:").contains("letter"));
}

#[test]
fn a_long_table_repeats_its_header_and_ends_with_its_sum() {
    for language in ["en", "ar"] {
        let bytes = pdf(&statement(language, 500));
        let count = pages(&bytes);
        assert!(count > 10, "{count} pages");
        let whole = text(&bytes);
        let by_page: Vec<&str> = whole
            .split('\u{c}')
            .filter(|page| !page.trim().is_empty())
            .collect();
        assert_eq!(by_page.len(), count);
        for (number, page) in by_page.iter().enumerate() {
            assert!(
                page.contains("What was earned"),
                "page {}:\n{page}",
                number + 1
            );
            assert!(
                page.contains(&format!("page {} of {count}", number + 1)),
                "{page}"
            );
            assert_eq!(page.contains("US$125,250.00"), number + 1 == count);
            // The running head, from the second page on.
            assert_eq!(page.contains("Statement of October 2026"), number > 0);
        }
        for line in 1..=500 {
            assert_eq!(
                whole.matches(&format!("L{line:04}")).count(),
                1,
                "line {line}"
            );
        }
    }
}

#[test]
fn a_row_higher_than_a_page_goes_on_on_the_next() {
    let words: Vec<String> = (0..3000).map(|number| format!("w{number:04}")).collect();
    let bytes = pdf(&document(
        "en",
        vec![Block::Table {
            columns: vec![Column::start("Words", 1), Column::end("Sum", 1)],
            rows: vec![vec![words.join(" "), "1".into()], vec!["after".into()]],
            total: None,
        }],
    ));
    let found = text(&bytes);
    for word in &words {
        assert_eq!(found.matches(word.as_str()).count(), 1, "{word}");
    }
    assert!(found.matches("Words").count() >= pages(&bytes) - 1 && found.contains("after"));
}

#[test]
fn the_same_document_is_the_same_bytes() {
    // Faces read anew, too: nothing depends on where things lie in memory.
    let again = Faces::from_bytes(common::files()).unwrap();
    for words in LANGUAGES {
        let document = receipt(&words);
        assert_eq!(pdf(&document), documents::pdf(&document, &again).unwrap());
    }
}

#[test]
fn a_character_that_no_face_has_is_a_box_and_is_told() {
    let document = document("en", vec![Block::Paragraph("Nice 🎬 film 𓀀, 🎬 👩‍🚀".into())]);
    // In the order of their code points; the joiner needs no glyph.
    assert_eq!(
        documents::missing(&document, faces()),
        ['𓀀', '🎬', '👩', '🚀']
    );
    let bytes = pdf(&document);
    assert_words(&text(&bytes), "Nice film");
    assert!(documents::missing(&receipt(&LANGUAGES[1]), faces()).is_empty());
}

#[test]
fn faces_take_what_is_a_font_and_refuse_nothing() {
    assert_eq!(Faces::from_bytes(Vec::new()).unwrap_err(), Error::NoFaces);
    assert_eq!(
        Faces::from_bytes(vec![b"not a font".to_vec(), Vec::new()]).unwrap_err(),
        Error::NoFaces
    );
    let mut files = common::files();
    files.insert(1, b"\0\x01\0\0 broken".to_vec());
    let faces = Faces::from_bytes(files).unwrap();
    assert_eq!(
        faces.families()[..3],
        ["Noto Sans", "Noto Sans Arabic", "Noto Sans Devanagari"]
    );
    // Of the collection the proportional face, not the monospaced one.
    assert_eq!(faces.families().len(), 4, "{faces:?}");
    assert!(faces.has('北') && faces.has('한') && faces.has('\u{200d}') && !faces.has('🎬'));
}

#[test]
fn one_latin_face_sets_every_document_with_boxes() {
    let latin = Faces::from_bytes(vec![common::files().swap_remove(0)]).unwrap();
    for words in LANGUAGES {
        let bytes = documents::pdf(&receipt(&words), &latin).unwrap();
        assert!(text(&bytes).contains("2026-000123"));
    }
}

#[test]
fn too_many_cells_are_refused_and_too_few_are_filled_up() {
    let table = |cells: usize| Document {
        footer: String::new(),
        ..document(
            "en",
            vec![Block::Table {
                columns: vec![Column::start("A", 1), Column::end("B", 0)],
                rows: vec![vec!["x".into(); cells]],
                total: Some(Vec::new()),
            }],
        )
    };
    assert_eq!(
        documents::pdf(&table(3), faces()).unwrap_err(),
        Error::TooManyCells {
            columns: 2,
            found: 3
        }
    );
    assert!(text(&pdf(&table(1))).contains('x'));
    assert_eq!(pages(&pdf(&table(0))), 1);
}

/// A picture of one red pixel.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53,
    0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x38, 0x21, 0xa7, 0x0b,
    0x00, 0x02, 0xc5, 0x01, 0x14, 0xf7, 0x75, 0xa9, 0xd8, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e,
    0x44, 0xae, 0x42, 0x60, 0x82,
];

#[test]
fn pictures_are_placed_and_what_is_none_is_refused() {
    let with = |bytes: &[u8], width_share| {
        document(
            "en",
            vec![
                Block::Picture {
                    bytes: bytes.to_vec(),
                    width_share,
                    description: "A red dot".into(),
                },
                Block::Paragraph("under it".into()),
            ],
        )
    };
    for share in [0, 1, 50, 255] {
        let bytes = pdf(&with(PNG, share));
        assert!(poppler("pdfimages", &bytes, &["-list"]).contains("image"));
        assert!(text(&bytes).contains("under it"));
    }
    for broken in [&b"GIF89a"[..], b"", &PNG[..30], b"\xff\xd8\xff"] {
        assert!(matches!(
            documents::pdf(&with(broken, 50), faces()),
            Err(Error::Picture(_) | Error::Writing(_))
        ));
    }
}

#[test]
fn blocks_stand_beside_a_picture_and_the_next_one_under_it() {
    let beside = |language: &str| {
        document(
            language,
            vec![
                Block::Beside {
                    bytes: PNG.to_vec(),
                    width_share: 34,
                    description: "The poster".into(),
                    blocks: vec![
                        Block::Heading("Crimson Vow".into()),
                        Block::Paragraph("She married the wrong twin.".into()),
                        Block::Facts(vec![("Episodes".into(), "60".into())]),
                    ],
                },
                Block::Paragraph("Under both.".into()),
            ],
        )
    };
    for (language, picture_side) in [("en", true), ("ar", false)] {
        let bytes = pdf(&beside(language));
        assert_eq!(pages(&bytes), 1);
        let boxes = poppler("pdftotext", &bytes, &["-bbox"]);
        let place = |word: &str| {
            let line = boxes
                .lines()
                .find(|line| line.contains(&format!(">{word}<")))
                .unwrap();
            let number = |name: &str| {
                let from = line.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
                line[from..]
                    .split('"')
                    .next()
                    .unwrap()
                    .parse::<f32>()
                    .unwrap()
            };
            (number("xMin"), number("xMax"), number("yMin"))
        };
        // The text is 481 points wide and begins 57 from the side.
        let (title, under) = (place("Crimson"), place("Under"));
        if picture_side {
            assert!(title.0 > 57.0 + 481.0 * 0.34, "{title:?}");
            assert!((under.0 - 57.0).abs() < 3.0, "{under:?}");
        } else {
            assert!(place("Vow").1 < 538.0 - 481.0 * 0.34, "{title:?}");
        }
        assert!(
            under.2 > title.2 + 481.0 * 0.34 * 0.9,
            "{title:?} {under:?}"
        );
    }
    // Longer than its page: what follows goes on, nothing is lost.
    let mut long = beside("en");
    if let Block::Beside { blocks, .. } = &mut long.blocks[0] {
        blocks.extend((0..120).map(|line| Block::Paragraph(format!("line{line}"))));
    }
    let bytes = pdf(&long);
    assert!(pages(&bytes) > 1);
    let found = text(&bytes);
    assert!((0..120).all(|line| found.contains(&format!("line{line}"))));
}
