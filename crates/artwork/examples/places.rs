//! Contact sheets of all places: `cargo run -p artwork --example places --release -- FOLDER [HOUR] [KIND…]`.
//!
//! Writes `places-HOUR.png` for each hour (or the one that is named) with every kind, or those whose names contain one
//! of the words, four to a row, and prints how long each took to paint at 1080 × 1920.

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use artwork::places;
use storyboard::Place;
use storyboard::place::{Hour, PlaceKind, Weather};
use tiny_skia::{FilterQuality, Pixmap, PixmapPaint, Transform};

const COLUMNS: usize = 6;
const CELL: (u32, u32) = (270, 480);

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let folder = PathBuf::from(words.next().ok_or("name a folder to write to")?);
    let words: Vec<String> = words.collect();
    let hours = [
        ("dawn", Hour::Dawn),
        ("day", Hour::Day),
        ("dusk", Hour::Dusk),
        ("night", Hour::Night),
    ];
    let named = |name: &str| words.iter().any(|word| word == name);
    let one_hour = hours.iter().any(|(name, _)| named(name));
    let wanted: Vec<&String> = words
        .iter()
        .filter(|word| !hours.iter().any(|(name, _)| word == name))
        .collect();
    let kinds: Vec<PlaceKind> = PlaceKind::ALL
        .iter()
        .copied()
        .filter(|kind| {
            let name = format!("{kind:?}").to_lowercase();
            wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str()))
        })
        .collect();
    for (name, hour) in hours {
        if one_hour && !named(name) {
            continue;
        }
        let rows = kinds.len().div_ceil(COLUMNS) as u32;
        let columns = kinds.len().min(COLUMNS) as u32;
        let mut sheet =
            Pixmap::new(CELL.0 * columns, CELL.1 * rows).ok_or("no kind of that name")?;
        for (at, &kind) in kinds.iter().enumerate() {
            let place = Place {
                name: String::new(),
                kind,
                hour,
                weather: if kind == PlaceKind::RainStreet {
                    Weather::Rain
                } else {
                    Weather::Clear
                },
                seed: 7 + at as u64,
            };
            let begun = Instant::now();
            let layers = places::paint(&place, 1080, 1920);
            println!(
                "{name:5} {kind:?}: {} ms, {} layers",
                begun.elapsed().as_millis(),
                layers.len()
            );
            let mut frame = Pixmap::new(1080, 1920).ok_or("too large")?;
            for layer in &layers {
                frame.draw_pixmap(
                    0,
                    0,
                    layer.pixmap.as_ref(),
                    &PixmapPaint::default(),
                    Transform::identity(),
                    None,
                );
            }
            places::weather::fall(&mut frame, &place, 1234);
            let small = PixmapPaint {
                quality: FilterQuality::Bicubic,
                ..PixmapPaint::default()
            };
            let (x, y) = ((at % COLUMNS) as f32, (at / COLUMNS) as f32);
            let place =
                Transform::from_row(0.25, 0.0, 0.0, 0.25, x * CELL.0 as f32, y * CELL.1 as f32);
            sheet.draw_pixmap(0, 0, frame.as_ref(), &small, place, None);
        }
        sheet.save_png(folder.join(format!("places-{name}.png")))?;
    }
    Ok(())
}
