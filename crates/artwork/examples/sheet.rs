use artwork::figures::{
    body, expression, garments::Cloth, hair, head, persona::Persona, view::View,
};
use artwork::ink::{Canvas, Colour};
use storyboard::cast::{Age, Appearance, Look, Outfit, Presenting};
use storyboard::shot::{Feeling, Pose};
use tiny_skia::Transform;
fn main() {
    let outfits = [
        Outfit::Casual,
        Outfit::Shirt,
        Outfit::Suit,
        Outfit::Dress,
        Outfit::Gown,
        Outfit::Hoodie,
        Outfit::Coat,
        Outfit::Uniform,
        Outfit::Scrubs,
        Outfit::Robe,
        Outfit::Sportswear,
        Outfit::Apron,
    ];
    let poses = [
        Pose::Standing,
        Pose::ArmsCrossed,
        Pose::Pointing,
        Pose::HandOnHip,
        Pose::HoldingPhone,
        Pose::Gesturing,
        Pose::Walking,
        Pose::Sitting,
        Pose::Kneeling,
        Pose::Standing,
        Pose::Gesturing,
        Pose::ArmsCrossed,
    ];
    let moods = [
        Feeling::Calm,
        Feeling::Happy,
        Feeling::Furious,
        Feeling::Crying,
        Feeling::Shocked,
        Feeling::Smirking,
        Feeling::Tender,
        Feeling::Laughing,
        Feeling::Sad,
        Feeling::Cold,
        Feeling::Angry,
        Feeling::Determined,
    ];
    let (cw, ch) = (260u32, 560u32);
    let mut sheet = tiny_skia::Pixmap::new(cw * 6, ch * 4).unwrap();
    sheet.fill(Colour::rgb(0xd9dce6).skia());
    for i in 0..24usize {
        let fem = i % 2 == 0;
        let j = i % 12;
        let a = Appearance {
            seed: 70 + i as u64 * 31,
            presenting: if fem ^ (i >= 12) {
                Presenting::Feminine
            } else {
                Presenting::Masculine
            },
            age: match i {
                5 | 17 => Age::Child,
                9 | 20 => Age::Old,
                4 | 15 => Age::Young,
                _ => Age::Adult,
            },
            skin: (i % 8) as u8,
            hair: None,
            hair_colour: None,
            glasses: i == 7,
            beard: i == 9,
        };
        let who = Persona::of(&a);
        let look = Look {
            id: "a".into(),
            outfit: outfits[j],
            colours: [
                ["#8a2f3c", "#2f3442"],
                ["#2c3e5c", "#8a2f3c"],
                ["#3f5d50", "#d8c9a8"],
            ][i % 3]
                .map(String::from),
            from: 1,
            to: None,
        };
        let cloth = Cloth::of(Some(&look), &who);
        let view = View::new(if i % 3 == 1 { 0.4 } else { 0.12 });
        let mut c = Canvas::new(cw, ch, Transform::from_row(0.42, 0., 0., 0.42, 120., 70.));
        hair::behind(&mut c, &who, view, 1.3);
        body::draw(&mut c, &who, view, &cloth, poses[j], true, 1.3);
        head::draw(
            &mut c,
            &who,
            view,
            &expression::of(moods[j]),
            head::Moment::default(),
            1.3,
        );
        sheet.draw_pixmap(
            (i % 6) as i32 * cw as i32,
            (i / 6) as i32 * ch as i32,
            c.pixmap.as_ref(),
            &tiny_skia::PixmapPaint::default(),
            Transform::identity(),
            None,
        );
    }
    sheet.save_png("/tmp/art/bodies.png").unwrap();
}
