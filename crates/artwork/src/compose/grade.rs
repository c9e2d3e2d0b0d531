//! What a mood does to a place: its colours, its depth. Only to the place: faces are what is looked at, so it is what lies
//! behind them that goes dark.

use storyboard::shot::Mood;

use super::blit::Frame;

/// How colourful, and what red, green and blue are multiplied with, as shares of 256.
fn script(mood: Mood) -> (i32, [i32; 3]) {
    match mood {
        Mood::Neutral => (250, [248, 246, 248]),
        Mood::Tense => (214, [226, 214, 222]),
        Mood::Romantic => (256, [262, 240, 246]),
        Mood::Sorrow => (150, [204, 216, 244]),
        Mood::Triumph => (276, [272, 256, 226]),
        Mood::Mystery => (190, [184, 196, 232]),
        Mood::Comic => (288, [262, 260, 258]),
        Mood::Dread => (138, [138, 144, 186]),
        Mood::Warm => (264, [268, 250, 228]),
        Mood::Chase => (226, [236, 228, 240]),
    }
}

/// Grades a place for a mood.
pub fn grade(frame: &mut Frame, mood: Mood) {
    let (colourful, [r, g, b]) = script(mood);
    for pixel in &mut frame.pixels {
        let [red, green, blue, alpha] = pixel.to_le_bytes();
        let (red, green, blue) = (i32::from(red), i32::from(green), i32::from(blue));
        let grey = (red * 77 + green * 151 + blue * 28) >> 8;
        let part = |value: i32, by: i32| {
            let value = grey + (((value - grey) * colourful) >> 8);
            ((value * by) >> 8).clamp(0, i32::from(alpha)) as u8
        };
        *pixel = u32::from_le_bytes([part(red, r), part(green, g), part(blue, b), alpha]);
    }
}
