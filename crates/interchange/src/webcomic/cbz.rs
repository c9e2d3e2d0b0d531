//! Comic book archive: pictures in the order of their names, and `ComicInfo.xml` (version 2.0 of its schema) about them.

use std::io::Cursor;

use chrono::Datelike;

use super::{Comic, Direction, Error};
use crate::archive::Archive;
use crate::names;
use crate::xml::Document;

/// The comic as a `.cbz` file.
pub fn cbz(comic: &Comic) -> Result<Vec<u8>, Error> {
    comic.check()?;
    let mut archive = Archive::new(Cursor::new(Vec::new()));
    archive.add("ComicInfo.xml", &mut info(comic).as_bytes())?;
    for (index, slice) in comic.slices.iter().enumerate() {
        let path = format!("{:04}.{}", index + 1, slice.image.ending());
        archive.add(&path, &mut slice.bytes.as_slice())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// In the order that the schema prescribes.
fn info(comic: &Comic) -> String {
    let mut document = Document::new();
    let root = [
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
    ];
    document.element("ComicInfo", &root, |document| {
        let mut say = |name: &str, text: &str| {
            let text = names::line(text);
            if !text.is_empty() {
                document.text_element(name, &[], &text);
            }
        };
        say("Title", &comic.title);
        say("Series", &comic.series);
        say("Number", &comic.number.to_string());
        say("Summary", &comic.summary);
        say("Notes", comic.label.as_deref().unwrap_or_default());
        say("Year", &comic.modified.year().to_string());
        say("Month", &comic.modified.month().to_string());
        say("Day", &comic.modified.day().to_string());
        say("Writer", &comic.authors.join(", "));
        say("Publisher", &comic.publisher);
        say("PageCount", &comic.slices.len().to_string());
        say("LanguageISO", &comic.language);
        say("Format", "Web");
        let manga = match comic.direction {
            Direction::LeftToRight => "No",
            Direction::RightToLeft => "YesAndRightToLeft",
        };
        say("Manga", manga);
        document.element("Pages", &[], |document| {
            for (index, slice) in comic.slices.iter().enumerate() {
                let (number, size) = (index.to_string(), slice.bytes.len().to_string());
                let (width, height) = (slice.width.to_string(), slice.height.to_string());
                let mut page = vec![("Image", number.as_str())];
                if index == 0 {
                    page.push(("Type", "FrontCover"));
                }
                page.push(("ImageSize", &size));
                if let Some(chapter) = &slice.chapter {
                    page.push(("Bookmark", chapter));
                }
                page.extend([
                    ("ImageWidth", width.as_str()),
                    ("ImageHeight", height.as_str()),
                ]);
                document.empty("Page", &page);
            }
        });
    });
    document.finish()
}
