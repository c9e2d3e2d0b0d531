//! Sound words: loud letters beside what makes the noise.

use tiny_skia::Transform;

use super::block::{self, Style};
use super::faces::Faces;
use super::paint::{self, Align};
use crate::brush::{Canvas, Spot, Tone};

/// Sounds that a script's actions name, with their words in English, Chinese, Spanish, Japanese and Korean.
const SOUNDS: &[(&[&str], [&str; 5])] = &[
    (
        &["slam", "slams", "slammed"],
        ["SLAM!", "砰！", "¡PAM!", "バタン", "쾅"],
    ),
    (
        &["slap", "slaps", "slapped"],
        ["SLAP!", "啪！", "¡ZAS!", "バシッ", "짝"],
    ),
    (
        &["knock", "knocks", "knocking"],
        ["KNOCK KNOCK", "咚咚", "TOC TOC", "コンコン", "똑똑"],
    ),
    (
        &["crash", "crashes", "shatters", "smashes", "breaks"],
        ["CRASH!", "哗啦！", "¡CRASH!", "ガシャン", "와장창"],
    ),
    (
        &["rings", "ringing"],
        ["RING!", "叮铃铃", "¡RIIING!", "リリリ", "따르릉"],
    ),
    (
        &["buzzes", "vibrates", "buzz"],
        ["BZZZT", "嗡嗡", "BZZZ", "ブブブ", "지잉"],
    ),
    (
        &["thunder", "lightning"],
        ["BOOM!", "轰隆", "¡BRUUUM!", "ゴロゴロ", "우르릉"],
    ),
    (
        &["gunshot", "shot", "fires", "shoots"],
        ["BANG!", "砰！", "¡BANG!", "バン", "탕"],
    ),
    (
        &["screech", "screeches", "brakes"],
        ["SCREECH!", "吱——", "¡IIIII!", "キキーッ", "끼이익"],
    ),
    (&["gasps", "gasp"], ["GASP!", "啊！", "¡AH!", "ハッ", "헉"]),
    (
        &["heartbeat", "heart"],
        ["THUMP", "扑通", "PUM PUM", "ドキッ", "두근"],
    ),
    (
        &["splash", "splashes"],
        ["SPLASH!", "哗！", "¡SPLASH!", "バシャ", "첨벙"],
    ),
];

/// The sound word for an action, in a language (BCP 47); English where we have none in it.
pub fn word(action: &str, language: &str) -> Option<&'static str> {
    let column = match language.split('-').next().unwrap_or_default() {
        "zh" | "yue" => 1,
        "es" => 2,
        "ja" => 3,
        "ko" => 4,
        _ => 0,
    };
    let action = action.to_lowercase();
    let mut words = action.split(|c: char| !c.is_alphanumeric());
    words.find_map(|said| {
        SOUNDS
            .iter()
            .find(|(names, _)| names.contains(&said))
            .map(|(_, words)| words[column])
    })
}

/// Draws a sound word around a spot, tilted, with a thick edge. `size` is the height of an em in the canvas's units.
pub fn draw(canvas: &mut Canvas, faces: &Faces, word: &str, centre: Spot, size: f32, tone: Tone) {
    let block = block::set(faces, word, "", Style::bold(size), f32::MAX);
    let at = (-block.width() / 2.0, -block.height() / 2.0);
    let Some(path) = paint::outlines(faces, &block, at, Align::Centre, |_| true) else {
        return;
    };
    // Leaning and rising to the right, as if thrown.
    let lean = Transform::from_row(1.0, -0.16, -0.14, 1.0, centre.0, centre.1);
    let Some(path) = path.transform(lean) else {
        return;
    };
    canvas.stroke(&path, size * 0.36, Tone::hex(0x0012_0a1e));
    canvas.stroke(&path, size * 0.2, Tone::WHITE);
    let bounds = path.bounds();
    canvas.path(
        &path,
        crate::brush::Fill::down(
            bounds.top(),
            bounds.bottom(),
            tone.lift(0.3),
            tone.lift(-0.1),
        ),
    );
}
