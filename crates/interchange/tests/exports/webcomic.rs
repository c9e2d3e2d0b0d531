//! Books of a strip.

use std::io::{Cursor, Read};

use interchange::webcomic::{
    Comic, Direction, Error, Image, Shelf, Slice, cbz, epub, for_platform,
};

use crate::story::{HOSTILE, Names, PLAIN};

/// A real PNG of one colour.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
        let body: Vec<u8> = kind.iter().chain(data).copied().collect();
        let mut crc = u32::MAX;
        for byte in &body {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xedb8_8320 & 0u32.wrapping_sub(crc & 1));
            }
        }
        [
            (data.len() as u32).to_be_bytes().as_slice(),
            &body,
            &(!crc).to_be_bytes(),
        ]
        .concat()
    }
    let row = 1 + width as usize;
    let raw = vec![0u8; row * height as usize];
    let (mut a, mut b) = (1u32, 0u32);
    for byte in &raw {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    let mut packed = vec![0x78, 0x01];
    for (index, part) in raw.chunks(65_535).enumerate() {
        let last = (index + 1) * 65_535 >= raw.len();
        let length = part.len() as u16;
        packed.push(u8::from(last));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(part);
    }
    packed.extend((b << 16 | a).to_be_bytes());
    let header = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[8, 0, 0, 0, 0],
    ]
    .concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(*b"IHDR", &header),
        chunk(*b"IDAT", &packed),
        chunk(*b"IEND", &[]),
    ]
    .concat()
}

pub fn comic(names: &Names, direction: Direction) -> Comic {
    let slice = |(index, line): (usize, &&str)| Slice {
        image: Image::Png,
        bytes: png(80, 128),
        width: 80,
        height: 128,
        alt: (*line).into(),
        chapter: (index % 2 == 0).then(|| names.title.into()),
    };
    Comic {
        series: names.series.into(),
        number: 3,
        title: names.title.into(),
        summary: names.lines[0].into(),
        language: if direction == Direction::RightToLeft {
            "ar"
        } else {
            "en"
        }
        .into(),
        authors: vec![names.person.into()],
        publisher: "A <House> & Co".into(),
        direction,
        label: Some("Made with AI".into()),
        modified: "2026-11-26T09:00:00Z".parse().unwrap(),
        slices: names.lines.iter().enumerate().map(slice).collect(),
    }
}

#[test]
fn a_cbz_has_pages_in_order_and_says_what_it_is() {
    for names in [&PLAIN, &HOSTILE] {
        let bytes = cbz(&comic(names, Direction::RightToLeft)).unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let pages: Vec<String> = zip
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .filter(|name| name.ends_with(".png"))
            .collect();
        assert_eq!(
            pages,
            ["0001.png", "0002.png", "0003.png", "0004.png", "0005.png"]
        );
        let mut info = String::new();
        zip.by_name("ComicInfo.xml")
            .unwrap()
            .read_to_string(&mut info)
            .unwrap();
        assert!(
            info.contains("<Manga>YesAndRightToLeft</Manga>")
                && info.contains("<PageCount>5</PageCount>")
        );
        let mut reader = quick_xml::Reader::from_str(&info);
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
    }
}

#[test]
fn an_epub_begins_with_what_it_is_unpacked_at_a_fixed_place() {
    let bytes = epub(&comic(&PLAIN, Direction::LeftToRight)).unwrap();
    assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
    assert_eq!(bytes, epub(&comic(&PLAIN, Direction::LeftToRight)).unwrap());
}

#[test]
fn pictures_that_are_none_are_refused() {
    let mut empty = comic(&PLAIN, Direction::LeftToRight);
    empty.slices.clear();
    assert!(matches!(cbz(&empty), Err(Error::Empty)));
    let mut wrong = comic(&PLAIN, Direction::LeftToRight);
    wrong.slices[1].bytes = b"<svg onload=alert(1)>".to_vec();
    assert!(matches!(epub(&wrong), Err(Error::Kind(2))));
    wrong.slices[0].width = 0;
    assert!(matches!(epub(&wrong), Err(Error::Size(1))));
}

#[test]
fn slices_for_a_platform_are_named_and_measured() {
    let mut comic = comic(&PLAIN, Direction::LeftToRight);
    let (entries, complaints) = for_platform(&comic, &Shelf::WEBTOON).unwrap();
    assert_eq!(entries[4].path, "WEBTOON Canvas The Contract 03/005.png");
    assert!(complaints.is_empty());
    comic.slices[0].width = 1080;
    comic.slices[1].bytes.extend(vec![0; 2_000_001]);
    let (_, complaints) = for_platform(&comic, &Shelf::WEBTOON).unwrap();
    assert_eq!(complaints.len(), 2);
}

#[test]
fn a_strip_is_cut_between_panels_where_it_can_be() {
    let shelf = Shelf::WEBTOON;
    assert_eq!(shelf.cuts(1000, &[500]), [1000]);
    assert_eq!(
        shelf.cuts(3000, &[600, 1200, 1300, 2400]),
        [1200, 2400, 3000]
    );
    assert_eq!(shelf.cuts(3000, &[10]), [1280, 2560, 3000]);
    assert!(shelf.cuts(0, &[]).is_empty());
}
