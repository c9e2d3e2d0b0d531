//! EPUB 3 in fixed layout: one picture a page, with words for those who cannot see it, and the episodes as contents.

use std::io::Cursor;

use super::{Comic, Direction, Error};
use crate::archive::Archive;
use crate::names;
use crate::xml::Document;

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container version=\"1.0\" \
xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n  <rootfiles>\n    <rootfile full-path=\"EPUB/package.opf\" \
media-type=\"application/oebps-package+xml\"/>\n  </rootfiles>\n</container>\n";

const STYLE: &str = "html, body { margin: 0; padding: 0; background: #000; }\n\
img { display: block; width: 100%; height: 100%; }\n";

/// The comic as an `.epub` file.
pub fn epub(comic: &Comic) -> Result<Vec<u8>, Error> {
    comic.check()?;
    let language = language(&comic.language);
    let mut archive = Archive::new(Cursor::new(Vec::new()));
    // First and as it is: that is how readers tell an EPUB.
    archive.add_stored("mimetype", b"application/epub+zip")?;
    archive.add("META-INF/container.xml", &mut CONTAINER.as_bytes())?;
    archive.add(
        "EPUB/package.opf",
        &mut package(comic, &language).as_bytes(),
    )?;
    archive.add("EPUB/nav.xhtml", &mut contents(comic, &language).as_bytes())?;
    archive.add("EPUB/style.css", &mut STYLE.as_bytes())?;
    for (index, slice) in comic.slices.iter().enumerate() {
        let page = page(comic, index, &language);
        archive.add(&format!("EPUB/{}", page_name(index)), &mut page.as_bytes())?;
        archive.add(
            &format!("EPUB/{}", image_name(comic, index)),
            &mut slice.bytes.as_slice(),
        )?;
    }
    Ok(archive.finish()?.into_inner())
}

fn page_name(index: usize) -> String {
    format!("page-{:04}.xhtml", index + 1)
}

fn image_name(comic: &Comic, index: usize) -> String {
    format!(
        "image-{:04}.{}",
        index + 1,
        comic.slices[index].image.ending()
    )
}

/// Readers refuse a language that is none; `und` says that it is not known.
fn language(given: &str) -> String {
    let mut parts = given.split('-');
    let primary = parts.next().unwrap_or_default();
    let known =
        (2..=3).contains(&primary.len()) && primary.chars().all(|c| c.is_ascii_alphabetic());
    let rest = parts.all(|part| {
        (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    });
    if known && rest {
        given.to_owned()
    } else {
        "und".to_owned()
    }
}

fn identifier(comic: &Comic) -> String {
    let name = format!(
        "{}\0{}\0{}\0{}",
        comic.publisher, comic.series, comic.number, comic.language
    );
    format!(
        "urn:uuid:{}",
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, name.as_bytes())
    )
}

fn or_untitled(text: &str) -> String {
    let text = names::line(text);
    if text.is_empty() {
        "Untitled".to_owned()
    } else {
        text
    }
}

fn package(comic: &Comic, language: &str) -> String {
    let mut document = Document::new();
    let root = [
        ("xmlns", "http://www.idpf.org/2007/opf"),
        ("version", "3.0"),
        ("unique-identifier", "id"),
        ("xml:lang", language),
        ("prefix", "rendition: http://www.idpf.org/vocab/rendition/#"),
    ];
    document.element("package", &root, |document| {
        let about = [("xmlns:dc", "http://purl.org/dc/elements/1.1/")];
        document.element("metadata", &about, |document| {
            metadata(comic, language, document);
        });
        document.element("manifest", &[], |document| manifest(comic, document));
        let direction = match comic.direction {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
        };
        document.element(
            "spine",
            &[("page-progression-direction", direction)],
            |document| {
                for index in 0..comic.slices.len() {
                    document.empty("itemref", &[("idref", &format!("page-{}", index + 1))]);
                }
            },
        );
    });
    document.finish()
}

fn metadata(comic: &Comic, language: &str, document: &mut Document) {
    document.text_element("dc:identifier", &[("id", "id")], &identifier(comic));
    document.text_element("dc:title", &[], &or_untitled(&comic.heading()));
    document.text_element("dc:language", &[], language);
    for author in &comic.authors {
        document.text_element("dc:creator", &[], &or_untitled(author));
    }
    for (name, text) in [
        ("dc:publisher", &comic.publisher),
        ("dc:description", &comic.summary),
    ] {
        let text = names::line(text);
        if !text.is_empty() {
            document.text_element(name, &[], &text);
        }
    }
    if let Some(label) = &comic.label {
        document.text_element("dc:rights", &[], &or_untitled(label));
    }
    let modified = comic.modified.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    for (property, value) in [
        ("dcterms:modified", modified.as_str()),
        ("rendition:layout", "pre-paginated"),
        ("rendition:orientation", "portrait"),
        ("rendition:spread", "none"),
        ("schema:accessMode", "visual"),
        ("schema:accessMode", "textual"),
        ("schema:accessModeSufficient", "visual"),
        ("schema:accessModeSufficient", "textual"),
        ("schema:accessibilityFeature", "alternativeText"),
        ("schema:accessibilityFeature", "tableOfContents"),
        ("schema:accessibilityHazard", "none"),
        (
            "schema:accessibilitySummary",
            "A comic in pictures; each picture tells in words what is seen and said.",
        ),
    ] {
        document.text_element("meta", &[("property", property)], value);
    }
    document.empty("meta", &[("name", "cover"), ("content", "image-1")]);
}

fn manifest(comic: &Comic, document: &mut Document) {
    let item = |document: &mut Document, id: &str, href: &str, media: &str, properties: &str| {
        let mut attributes = vec![("id", id), ("href", href), ("media-type", media)];
        if !properties.is_empty() {
            attributes.push(("properties", properties));
        }
        document.empty("item", &attributes);
    };
    item(document, "nav", "nav.xhtml", "application/xhtml+xml", "nav");
    item(document, "style", "style.css", "text/css", "");
    for (index, slice) in comic.slices.iter().enumerate() {
        let number = index + 1;
        item(
            document,
            &format!("page-{number}"),
            &page_name(index),
            "application/xhtml+xml",
            "",
        );
        let cover = if index == 0 { "cover-image" } else { "" };
        item(
            document,
            &format!("image-{number}"),
            &image_name(comic, index),
            slice.image.media_type(),
            cover,
        );
    }
}

fn xhtml(
    language: &str,
    title: &str,
    viewport: Option<(u32, u32)>,
    body: impl FnOnce(&mut Document),
) -> String {
    let mut document = Document::new();
    document.doctype("html");
    let root = [
        ("xmlns", "http://www.w3.org/1999/xhtml"),
        ("xmlns:epub", "http://www.idpf.org/2007/ops"),
        ("lang", language),
        ("xml:lang", language),
    ];
    document.element("html", &root, |document| {
        document.element("head", &[], |document| {
            document.text_element("title", &[], title);
            if let Some((width, height)) = viewport {
                let size = format!("width={width}, height={height}");
                document.empty("meta", &[("name", "viewport"), ("content", &size)]);
                document.empty(
                    "link",
                    &[
                        ("rel", "stylesheet"),
                        ("type", "text/css"),
                        ("href", "style.css"),
                    ],
                );
            }
        });
        document.element("body", &[], body);
    });
    document.finish()
}

fn page(comic: &Comic, index: usize, language: &str) -> String {
    let slice = &comic.slices[index];
    let title = format!(
        "{} ({}/{})",
        or_untitled(&comic.title),
        index + 1,
        comic.slices.len()
    );
    xhtml(
        language,
        &title,
        Some((slice.width, slice.height)),
        |document| {
            let image = image_name(comic, index);
            document.element("div", &[], |document| {
                document.empty("img", &[("src", &image), ("alt", &slice.alt)]);
            });
        },
    )
}

fn contents(comic: &Comic, language: &str) -> String {
    let mut chapters: Vec<(usize, String)> = Vec::new();
    for (index, slice) in comic.slices.iter().enumerate() {
        match &slice.chapter {
            Some(chapter) => chapters.push((index, or_untitled(chapter))),
            None if index == 0 => chapters.push((0, or_untitled(&comic.title))),
            None => {}
        }
    }
    // A navigation document of a fixed layout may be a page too, and then it needs a size.
    xhtml(language, &or_untitled(&comic.heading()), None, |document| {
        document.element("nav", &[("epub:type", "toc"), ("id", "toc")], |document| {
            document.element("ol", &[], |document| {
                for (index, chapter) in &chapters {
                    document.element("li", &[], |document| {
                        document.text_element("a", &[("href", &page_name(*index))], chapter);
                    });
                }
            });
        });
    })
}
