//! Contact sheets of props, phones, cards, captions, balloons and effects:
//! `cargo run -p artwork --example words -- FOLDER FONT…`.

use std::error::Error;
use std::path::PathBuf;

use artwork::text::balloons::{Balloon, Voice};
use artwork::text::{Faces, captions, sounds};
use artwork::{Size, cards, effects, phone, places, props};
use storyboard::Place;
use storyboard::place::{Hour, PlaceKind, Weather};
use storyboard::shot::{Card, CardKind, Effect, Message, Prop, PropKind};
use tiny_skia::{FilterQuality, Pixmap, PixmapPaint, Transform};

const SIZE: Size = Size {
    width: 540,
    height: 960,
};

const PROPS: [PropKind; 24] = [
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

fn sheet(pictures: &[Pixmap], columns: usize) -> Option<Pixmap> {
    let cell = (270, 480);
    let mut sheet = Pixmap::new(
        cell.0 * columns as u32,
        cell.1 * pictures.len().div_ceil(columns) as u32,
    )?;
    for (at, picture) in pictures.iter().enumerate() {
        let scale = cell.0 as f32 / picture.width() as f32;
        let (x, y) = (
            (at % columns) as f32 * cell.0 as f32,
            (at / columns) as f32 * cell.1 as f32,
        );
        let paint = PixmapPaint {
            quality: FilterQuality::Bilinear,
            ..PixmapPaint::default()
        };
        sheet.draw_pixmap(
            0,
            0,
            picture.as_ref(),
            &paint,
            Transform::from_row(scale, 0.0, 0.0, scale, x, y),
            None,
        );
    }
    Some(sheet)
}

fn place(kind: PlaceKind, hour: Hour) -> Option<Pixmap> {
    let place = Place {
        name: String::new(),
        kind,
        hour,
        weather: Weather::Clear,
        seed: 3,
    };
    let mut frame = Pixmap::new(SIZE.width, SIZE.height)?;
    for layer in places::paint(&place, SIZE.width, SIZE.height) {
        frame.draw_pixmap(
            0,
            0,
            layer.pixmap.as_ref(),
            &PixmapPaint::default(),
            Transform::identity(),
            None,
        );
    }
    Some(frame)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let folder = PathBuf::from(words.next().ok_or("name a folder to write to")?);
    let files: Vec<Vec<u8>> = words.map(std::fs::read).collect::<Result<_, _>>()?;
    let faces = Faces::from_bytes(files)?;

    let tones = ["#7a4a9a", "#b04a5a", "#3a6a9a", "#3a8a7a"];
    let mut pictures = Vec::new();
    for (at, &kind) in PROPS.iter().enumerate() {
        let text = match kind {
            PropKind::Letter => Some("My dearest, by the time you read this I am gone.".to_owned()),
            PropKind::Contract => Some("婚前协议".to_owned()),
            PropKind::Laptop => Some("ACCESS DENIED".to_owned()),
            PropKind::Key => Some("Room 404".to_owned()),
            _ => None,
        };
        let tone = artwork::Tone::parse(tones[at % 4]).ok_or("a colour")?;
        pictures.extend(props::insert(
            &faces,
            &Prop {
                kind,
                text,
                held_by: None,
            },
            "en",
            tone,
            SIZE,
            props::Surface::of(PlaceKind::ALL[at % PlaceKind::ALL.len()]),
        ));
    }
    sheet(&pictures, 8)
        .ok_or("too large")?
        .save_png(folder.join("props.png"))?;

    let mut pictures = Vec::new();
    let message = |from: &str, text: &str, own| Message {
        from: from.into(),
        text: text.into(),
        own,
    };
    let chat = [
        message("Lin Wei", "Where are you?", false),
        message("Me", "On the roof. Don't come.", true),
        message("Lin Wei", "你在说什么？我马上到。", false),
        message(
            "Me",
            "He knows. He has known since the wedding, and he never said a word to anyone.",
            true,
        ),
    ];
    let shown = phone::Shown {
        messages: 4,
        typing: false,
        ms: 0,
    };
    pictures.extend(phone::screen(&faces, &chat, "en", shown, SIZE));
    let shown = phone::Shown {
        messages: 2,
        typing: true,
        ms: 300,
    };
    pictures.extend(phone::screen(&faces, &chat, "en", shown, SIZE));
    let card = |kind, text: &str, below: Option<&str>| Card {
        kind,
        text: text.into(),
        below: below.map(Into::into),
    };
    for (kind, hour, card, language) in [
        (
            PlaceKind::RainStreet,
            Hour::Night,
            card(CardKind::Title, "One Umbrella, Unpaid", Some("Episode 3")),
            "en",
        ),
        (
            PlaceKind::PalaceHall,
            Hour::Dusk,
            card(CardKind::Title, "重生之我是女帝", Some("第三集")),
            "zh",
        ),
        (
            PlaceKind::Rooftop,
            Hour::Night,
            card(CardKind::End, "", Some("The ring was never hers")),
            "en",
        ),
        (
            PlaceKind::Temple,
            Hour::Dawn,
            card(CardKind::Caption, "Three years later", None),
            "en",
        ),
        (
            PlaceKind::Airport,
            Hour::Day,
            card(CardKind::Caption, "بعد ثلاث سنوات", None),
            "ar",
        ),
        (
            PlaceKind::Park,
            Hour::Day,
            card(CardKind::Label, "", None),
            "zh",
        ),
        (
            PlaceKind::Beach,
            Hour::Dusk,
            card(CardKind::Label, "", None),
            "hi",
        ),
    ] {
        let mut frame = place(kind, hour).ok_or("size")?;
        if let Some(card) = cards::draw(&faces, &card, language, SIZE, 800) {
            cards::lay(&mut frame, &card);
        }
        pictures.push(frame);
    }
    let lines = [
        (
            "You were never supposed to find out about the second will.",
            "en",
        ),
        ("你以为我会一直等你吗？我已经不是从前的我了。", "zh"),
        ("لم أكن أعرف أنك هنا منذ البداية.", "ar"),
        ("मैं तुम्हें कभी माफ़ नहीं करूँगी।", "hi"),
        ("ฉันไม่เคยรู้เลยว่าคุณอยู่ที่นี่ตั้งแต่แรก", "th"),
    ];
    for (at, (text, language)) in lines.into_iter().enumerate() {
        let mut frame = place(
            [
                PlaceKind::Bar,
                PlaceKind::Library,
                PlaceKind::SubwayCar,
                PlaceKind::Garden,
                PlaceKind::Kitchen,
            ][at],
            Hour::Night,
        )
        .ok_or("size")?;
        let (start, end) = captions::pages(text)[0];
        let word = text[start..].find(' ').map(|space| (start, start + space));
        let state = captions::State { start, end, word };
        if let Some(caption) = captions::draw(
            &faces,
            text,
            language,
            state,
            &captions::Look::KARAOKE,
            SIZE,
        ) {
            frame.draw_pixmap(
                caption.x,
                caption.y,
                caption.pixmap.as_ref(),
                &PixmapPaint::default(),
                Transform::identity(),
                None,
            );
        }
        pictures.push(frame);
    }
    for (at, effect) in [
        Effect::SpeedLines,
        Effect::Impact,
        Effect::Sparkle,
        Effect::Gloom,
        Effect::Vignette,
        Effect::Flashback,
        Effect::RainOnGlass,
    ]
    .into_iter()
    .enumerate()
    {
        let mut frame = place(
            [
                PlaceKind::Office,
                PlaceKind::Alley,
                PlaceKind::WeddingHall,
                PlaceKind::Bedroom,
                PlaceKind::Courtroom,
                PlaceKind::Classroom,
                PlaceKind::CarInterior,
            ][at],
            Hour::Dusk,
        )
        .ok_or("size")?;
        effects::draw(
            &mut frame,
            effect,
            5,
            if effect == Effect::Impact { 120 } else { 700 },
        );
        pictures.push(frame);
    }
    let mut frame = place(PlaceKind::Street, Hour::Day).ok_or("size")?;
    let mut canvas = artwork::Canvas::plain(frame.clone());
    canvas.view = Transform::from_scale(0.5, 0.5);
    for (at, (voice, text)) in [
        (Voice::Speech, "You came back."),
        (Voice::Shout, "Get out of my house!"),
        (Voice::Whisper, "Nobody must know…"),
        (Voice::Thought, "Was it him all along?"),
        (Voice::Phone, "你好？请问是林小姐吗？"),
        (Voice::Narration, "That night, nobody slept."),
    ]
    .into_iter()
    .enumerate()
    {
        let balloon = Balloon::new(&faces, text, "en", voice, 46.0, 520.0);
        let x = if at % 2 == 0 {
            40.0
        } else {
            1040.0 - balloon.width
        };
        let y = 60.0 + at as f32 * 255.0;
        balloon.draw(&mut canvas, &faces, (x, y), Some((540.0, y + 330.0)));
    }
    sounds::draw(
        &mut canvas,
        &faces,
        "SLAM!",
        (560.0, 1700.0),
        150.0,
        artwork::Tone::parse("#e83a4a").ok_or("tone")?,
    );
    frame = canvas.pixmap;
    phone::notification(&mut frame, &faces, &chat[0], "en", 0.0);
    pictures.push(frame);
    let mut frame = place(PlaceKind::Dormitory, Hour::Dusk).ok_or("size")?;
    phone::notification(&mut frame, &faces, &chat[2], "zh", 1.0);
    pictures.push(frame);
    sheet(&pictures, 8)
        .ok_or("too large")?
        .save_png(folder.join("words.png"))?;
    Ok(())
}
