//! Words on cards: titles, ends, captions, how it was made.

use storyboard::shot::{Card, CardKind};
use tiny_skia::{BlendMode, Pixmap, Transform};

use crate::Size;
use crate::brush::{Canvas, Fill, PAGE, Tone};
use crate::text::Faces;
use crate::text::block::{self, Style};
use crate::text::paint::{self, Align};

/// How long the label is seen at least, in milliseconds.
pub const LABEL_MS_MIN: u32 = 2000;
/// Height of the label's letters in per mille of the picture's shortest side (GB 45438-2025 asks for at least 5 %).
pub const LABEL_HEIGHT: u16 = 52;

/// The words of the label that says how it was made, in a language (BCP 47); English where we have none in it.
pub fn label(language: &str) -> &'static str {
    match language.split('-').next().unwrap_or_default() {
        "zh" if ["tw", "hk", "hant", "mo"]
            .iter()
            .any(|part| language.to_lowercase().contains(part)) =>
        {
            "人工智慧生成"
        }
        "zh" | "yue" => "人工智能生成",
        "ja" => "AI生成",
        "ko" => "AI 생성",
        "es" => "Generado por IA",
        "pt" => "Gerado por IA",
        "fr" => "Généré par IA",
        "de" => "KI-generiert",
        "it" => "Generato dall'IA",
        "ar" => "مُولّد بالذكاء الاصطناعي",
        "hi" => "एआई द्वारा निर्मित",
        "th" => "สร้างด้วย AI",
        "id" => "Dibuat dengan AI",
        "fil" => "Gawa ng AI",
        "te" => "AI రూపొందించినది",
        "ms" => "Dijana oleh AI",
        "vi" => "Tạo bởi AI",
        "ru" => "Создано ИИ",
        "tr" => "Yapay zekâ ile üretildi",
        _ => "AI-generated",
    }
}

/// A label with these words; without words, with our own.
pub fn label_card(text: &str) -> Card {
    Card {
        kind: CardKind::Label,
        text: text.to_owned(),
        below: None,
    }
}

/// Lays a label over a picture of any size.
pub fn lay_label(picture: &mut Pixmap, faces: &Faces, text: &str, language: &str) {
    let size = Size {
        width: picture.width(),
        height: picture.height(),
    };
    if let Some(label) = draw(faces, &label_card(text), language, size, 600) {
        lay(picture, &label);
    }
}

/// "To be continued", in a language.
pub fn to_be_continued(language: &str) -> &'static str {
    match language.split('-').next().unwrap_or_default() {
        "zh" if language.to_lowercase().contains("hant")
            || language.to_lowercase().contains("tw") =>
        {
            "未完待續"
        }
        "zh" | "yue" => "未完待续",
        "ja" => "つづく",
        "ko" => "다음 화에 계속",
        "es" => "Continuará",
        "fr" => "À suivre",
        "de" => "Fortsetzung folgt",
        "pt" | "it" => "Continua",
        "ar" => "يُتبع",
        "hi" => "जारी रहेगा",
        "th" => "โปรดติดตามตอนต่อไป",
        "id" | "ms" => "Bersambung",
        "fil" => "Itutuloy",
        "te" => "సశేషం",
        "vi" => "Còn tiếp",
        "ru" => "Продолжение следует",
        "tr" => "Devam edecek",
        _ => "To be continued",
    }
}

/// The words of a card as a picture of their own, transparent but for them and what makes them readable, `ms` after the
/// card came; it is all there after 600. Lay it over a frame. Nothing for a size of zero.
pub fn draw(faces: &Faces, card: &Card, language: &str, size: Size, ms: u32) -> Option<Pixmap> {
    let mut canvas = Canvas::new(size.width, size.height)?;
    let share = (ms as f32 / 600.0).clamp(0.0, 1.0);
    let ease = 1.0 - (1.0 - share).powi(3);
    match card.kind {
        CardKind::Title => title(&mut canvas, faces, card, language, ease),
        CardKind::End => end(&mut canvas, faces, card, language, ease),
        CardKind::Caption => caption(&mut canvas, faces, card, language, ease),
        CardKind::Label => draw_label(&mut canvas, faces, &card.text, language),
    }
    Some(canvas.pixmap)
}

fn centred(
    canvas: &mut Canvas,
    faces: &Faces,
    text: &str,
    language: &str,
    em: f32,
    y: f32,
    tones: (Tone, Tone),
) -> f32 {
    let mut em = em;
    let mut block = block::set(faces, text, language, Style::bold(em), 900.0);
    while block.lines.len() > 4 && em > 30.0 {
        em *= 0.85;
        block = block::set(faces, text, language, Style::bold(em), 900.0);
    }
    let at = (540.0 - block.width() / 2.0, y);
    paint::draw_outlined(canvas, faces, &block, at, Align::Centre, tones);
    block.height()
}

fn veil(canvas: &mut Canvas, strength: f32) {
    let dark = Tone::hex(0x000a_0718);
    canvas.rect(
        -700.0,
        -60.0,
        2480.0,
        2100.0,
        Fill::Along(
            (0.0, 200.0),
            (0.0, 1700.0),
            vec![
                (0.0, dark.alpha(0.25 * strength)),
                (0.5, dark.alpha(0.72 * strength)),
                (1.0, dark.alpha(0.4 * strength)),
            ],
        ),
    );
}

fn title(canvas: &mut Canvas, faces: &Faces, card: &Card, language: &str, ease: f32) {
    veil(canvas, ease);
    let gold = Tone::hex(0x00ff_cf6a);
    let ink = Tone::hex(0x0014_0a22);
    let height = centred(
        canvas,
        faces,
        &card.text,
        language,
        124.0,
        700.0 + (1.0 - ease) * 60.0,
        (Tone::WHITE, ink),
    );
    let y = 740.0 + height;
    let half = 230.0 * ease;
    canvas.pen((540.0 - half, y), (540.0 + half, y), 9.0, gold);
    if let Some(below) = &card.below {
        centred(
            canvas,
            faces,
            below,
            language,
            62.0,
            y + 34.0 + (1.0 - ease) * 40.0,
            (gold, ink),
        );
    }
    fade(&mut canvas.pixmap, ease);
}

fn end(canvas: &mut Canvas, faces: &Faces, card: &Card, language: &str, ease: f32) {
    veil(canvas, 1.25 * ease);
    let text = if card.text.trim().is_empty() {
        to_be_continued(language)
    } else {
        &card.text
    };
    let ink = Tone::hex(0x0014_0a22);
    let red = Tone::hex(0x00e8_3a4a);
    // A slash behind the words.
    let reach = 760.0 * ease;
    canvas.poly(
        &[
            (540.0 - reach, 1010.0),
            (540.0 + reach, 800.0),
            (540.0 + reach, 960.0),
            (540.0 - reach, 1170.0),
        ],
        red.alpha(0.92),
    );
    let block = block::set(faces, text, language, Style::bold(104.0), 940.0);
    centred(
        canvas,
        faces,
        text,
        language,
        104.0,
        985.0 - block.height() / 2.0,
        (Tone::WHITE, ink),
    );
    if let Some(below) = &card.below {
        centred(
            canvas,
            faces,
            below,
            language,
            56.0,
            1210.0,
            (Tone::hex(0x00ff_e6b8), ink),
        );
    }
    fade(&mut canvas.pixmap, ease);
}

/// A box of paper at the upper left, as in a comic.
fn caption(canvas: &mut Canvas, faces: &Faces, card: &Card, language: &str, ease: f32) {
    let block = block::set(faces, &card.text, language, Style::bold(62.0), 760.0);
    let (w, h) = (block.width() + 76.0, block.height() + 48.0);
    let x = if block.right_to_left {
        1080.0 - 90.0 - w
    } else {
        90.0
    };
    let x = x - (1.0 - ease) * 120.0;
    let y = 250.0;
    canvas.poly(
        &[
            (x + 10.0, y + 12.0),
            (x + w + 10.0, y + 6.0),
            (x + w + 12.0, y + h + 10.0),
            (x + 6.0, y + h + 14.0),
        ],
        Tone::BLACK.alpha(0.35),
    );
    let paper = [
        (x, y + 4.0),
        (x + w, y),
        (x + w + 3.0, y + h),
        (x - 3.0, y + h + 3.0),
    ];
    canvas.poly(&paper, Tone::hex(0x00ff_efc4));
    canvas.line(
        &[paper[0], paper[1], paper[2], paper[3], paper[0]],
        5.0,
        Tone::hex(0x0018_1024),
    );
    paint::draw(
        canvas,
        faces,
        &block,
        (x + 38.0, y + 24.0),
        Align::Left,
        Tone::hex(0x0020_1430),
    );
    if let Some(below) = &card.below {
        let small = block::set(faces, below, language, Style::bold(44.0), 760.0);
        paint::draw_outlined(
            canvas,
            faces,
            &small,
            (x + 20.0, y + h + 22.0),
            Align::Left,
            (Tone::WHITE, Tone::hex(0x0014_0a22)),
        );
    }
    fade(&mut canvas.pixmap, ease);
}

fn draw_label(canvas: &mut Canvas, faces: &Faces, text: &str, language: &str) {
    let text = if text.trim().is_empty() {
        label(language)
    } else {
        text
    };
    let scale = canvas.view.sx.max(0.001);
    let shortest = canvas.pixmap.width().min(canvas.pixmap.height()) as f32 / scale;
    // The letters themselves, not their em, are that high: capitals are about 0.72 em, Han about 0.9.
    let em = shortest * f32::from(LABEL_HEIGHT) / 1000.0 / 0.72;
    let block = block::set(faces, text, language, Style::bold(em), 900.0);
    let (w, h) = (block.width() + em, block.height() + em * 0.2);
    // Below what platforms cover at the top, at the side that reading begins at.
    let x = if block.right_to_left {
        1080.0 - 64.0 - w
    } else {
        64.0
    };
    if let Some(path) = crate::brush::rounded(x, 160.0, w, h, h / 2.0) {
        canvas.path(&path, Tone::hex(0x000a_0718).alpha(0.78));
        canvas.stroke(&path, 3.0, Tone::WHITE.alpha(0.6));
    }
    paint::draw(
        canvas,
        faces,
        &block,
        (x + em * 0.5, 160.0 + em * 0.1),
        Align::Left,
        Tone::WHITE,
    );
}

/// A whole picture behind a card where there is no other: deep, with light from below.
pub fn backdrop(size: Size, tone: Tone) -> Option<Pixmap> {
    let mut canvas = Canvas::new(size.width, size.height)?;
    let deep = tone.lift(-0.82);
    canvas.rect(
        -700.0,
        -60.0,
        2480.0,
        2100.0,
        Fill::down(0.0, PAGE.1, deep, tone.lift(-0.45)),
    );
    canvas.glow_oval((540.0, 1900.0), 1100.0, 760.0, tone.alpha(0.6));
    for ray in 0..9 {
        let x = ray as f32 * 135.0;
        let fill = Fill::down(1920.0, 300.0, tone.lift(0.4).alpha(0.14), tone.alpha(0.0));
        canvas.poly_blended(
            &[
                (540.0 + (x - 540.0) * 0.3, 1960.0),
                (x - 90.0, 200.0),
                (x + 50.0, 200.0),
            ],
            fill,
            BlendMode::Screen,
        );
    }
    Some(canvas.pixmap)
}

/// Everything as strong as `share`.
fn fade(pixmap: &mut Pixmap, share: f32) {
    if share >= 1.0 {
        return;
    }
    let factor = (share.max(0.0) * 256.0) as u16;
    for value in pixmap.data_mut() {
        *value = ((u16::from(*value) * factor) >> 8) as u8;
    }
}

/// Lays a card over a frame of the same size.
pub fn lay(frame: &mut Pixmap, card: &Pixmap) {
    frame.draw_pixmap(
        0,
        0,
        card.as_ref(),
        &tiny_skia::PixmapPaint::default(),
        Transform::identity(),
        None,
    );
}
