//! Marks into a PDF.

use chrono::{Datelike, Timelike};
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};

use crate::document::Document;
use crate::faces::Faces;
use crate::layout::{Mark, Pages};
use crate::lines::Line;
use crate::style::Ink;
use crate::tags::{Part, Tags};
use crate::{Error, words};

/// How much of the stamp is seen.
const STAMP_OPACITY: f32 = 0.13;
/// How far it is turned, in degrees.
const STAMP_ANGLE: f32 = -32.0;
/// Width of the stroke that thickens a face without a bold one, as a share of the size.
const THICKENING: f32 = 0.03;

pub(crate) fn draw(document: &Document, faces: &Faces, pages: Pages) -> Result<Vec<u8>, Error> {
    let mut pdf = krilla::Document::new_with(SerializeSettings {
        enable_tagging: true,
        xmp_metadata: true,
        ..SerializeSettings::default()
    });
    pdf.set_metadata(metadata(document));
    let Pages {
        paper: (width, height),
        marks: pages,
        mut tags,
    } = pages;
    let settings = PageSettings::from_wh(width, height).expect("paper has a size");
    for marks in pages {
        let mut page = pdf.start_page_with(settings.clone());
        let mut surface = page.surface();
        for mark in marks {
            draw_mark(&mut surface, faces, &mut tags, mark, (width, height));
        }
        surface.finish();
        page.finish();
    }
    pdf.set_tag_tree(tags.tree(document.language_tag()));
    pdf.finish()
        .map_err(|error| Error::Writing(error.to_string()))
}

fn metadata(document: &Document) -> Metadata {
    let at = document.created;
    let created = DateTime::new(at.year().clamp(0, 9999) as u16)
        .month(at.month() as u8)
        .day(at.day() as u8)
        .hour(at.hour() as u8)
        .minute(at.minute() as u8)
        .second(at.second() as u8)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let metadata = Metadata::new()
        .title(words::clean_line(&document.title))
        .language(document.language_tag().to_owned())
        .creation_date(created)
        .text_direction(if document.right_to_left() {
            TextDirection::RightToLeft
        } else {
            TextDirection::LeftToRight
        });
    let author = words::clean_line(&document.author);
    if author.is_empty() {
        metadata
    } else {
        metadata.authors(vec![author])
    }
}

fn draw_mark(
    surface: &mut Surface<'_>,
    faces: &Faces,
    tags: &mut Tags,
    mark: Mark,
    (width, height): (f32, f32),
) {
    match mark {
        Mark::Text {
            line,
            x,
            baseline,
            part,
        } => tagged(
            surface,
            tags,
            part,
            ArtifactType::PaginationOther,
            |surface| {
                draw_line(surface, faces, &line, (x, baseline));
            },
        ),
        Mark::Rule {
            x,
            y,
            width,
            thickness,
            ink,
        } => tagged(surface, tags, None, ArtifactType::Layout, |surface| {
            let mut path = PathBuilder::new();
            if let Some(rule) = Rect::from_xywh(x, y - thickness / 2.0, width, thickness) {
                path.push_rect(rule);
            }
            surface.set_stroke(None);
            surface.set_fill(Some(fill(ink)));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }),
        Mark::Picture {
            image,
            x,
            y,
            width,
            height,
            part,
        } => tagged(surface, tags, Some(part), ArtifactType::Other, |surface| {
            if let Some(size) = Size::from_wh(width, height) {
                surface.push_transform(&Transform::from_translate(x, y));
                surface.draw_image(image, size);
                surface.pop();
            }
        }),
        Mark::Stamp { line, part } => {
            let middle = (width / 2.0, height / 2.0);
            surface.push_transform(&Transform::from_rotate_at(STAMP_ANGLE, middle.0, middle.1));
            tagged(surface, tags, part, ArtifactType::Watermark, |surface| {
                let at = (
                    middle.0 - line.width / 2.0,
                    middle.1 + line.style.size * 0.36,
                );
                // As one: a thickened letter would show where its stroke lies over its fill.
                surface
                    .push_opacity(NormalizedF32::new(STAMP_OPACITY).unwrap_or(NormalizedF32::ONE));
                draw_line(surface, faces, &line, at);
                surface.pop();
            });
            surface.pop();
        }
    }
}

/// Draws something as content of a part, or as decoration.
fn tagged(
    surface: &mut Surface<'_>,
    tags: &mut Tags,
    part: Option<Part>,
    decoration: ArtifactType,
    draw: impl FnOnce(&mut Surface<'_>),
) {
    let content = match part {
        Some(_) => ContentTag::Span(SpanTag::empty()),
        None => ContentTag::Artifact(Artifact::with_kind(decoration)),
    };
    let identifier = surface.start_tagged(content);
    draw(surface);
    surface.end_tagged();
    if let Some(part) = part {
        tags.drawn(part, identifier);
    }
}

fn draw_line(surface: &mut Surface<'_>, faces: &Faces, line: &Line, (x, baseline): (f32, f32)) {
    let Line { pieces, style, .. } = line;
    for piece in pieces {
        let fill = fill(style.ink);
        let stroke = piece.cut.thickened.then(|| Stroke {
            paint: fill.paint.clone(),
            width: style.size * THICKENING,
            ..Stroke::default()
        });
        let font = &faces.get(piece.cut.face).font;
        let left = x + piece.x;
        let mut pen = left;
        let mut glyphs = piece.glyphs.as_slice();
        for group in piece.unseen.chunk_by(|one, next| one == next) {
            let (these, rest) = glyphs.split_at(group.len());
            glyphs = rest;
            let unseen = group.first().is_some_and(|&unseen| unseen);
            surface.set_stroke(stroke.clone().filter(|_| !unseen));
            surface.set_fill(Some(Fill {
                opacity: if unseen {
                    NormalizedF32::ZERO
                } else {
                    fill.opacity
                },
                ..fill.clone()
            }));
            let at = Point::from_xy(pen, baseline);
            surface.draw_glyphs(at, these, font.clone(), &piece.text, style.size, false);
            pen += these.iter().map(|glyph| glyph.x_advance).sum::<f32>() * style.size;
        }
        surface.set_stroke(stroke);
        surface.set_fill(Some(fill));
        for sign in &piece.signs {
            let at = Point::from_xy(left + sign.x * style.size, baseline - sign.y * style.size);
            let glyph = std::slice::from_ref(&sign.glyph);
            surface.draw_glyphs(at, glyph, font.clone(), "", style.size, true);
        }
    }
}

fn fill(ink: Ink) -> Fill {
    let (red, green, blue) = ink.rgb();
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        ..Fill::default()
    }
}
