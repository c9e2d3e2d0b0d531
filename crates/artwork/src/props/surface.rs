//! What a thing lies on or is held by, so that an insert is in the place that it is seen in.

use storyboard::place::PlaceKind;

use super::{INK, Spot};
use crate::brush::{Canvas, Fill, Tone, rounded};
use crate::ink::{along, limb};

/// What is under a thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Surface {
    /// Planks of a kitchen's or a home's table.
    Table,
    /// Dark wood with a pad to write on.
    Desk,
    /// A bar's wet top, with the lamps in it.
    Bar,
    /// A shop's counter, with a strip for prices.
    Counter,
    /// White cloth with folds.
    Cloth,
    /// Slats.
    Bench,
    /// Seats of a train or a waiting room.
    Seat,
    /// A parapet, the depth behind it.
    Rail,
    /// A blanket.
    Bedding,
    /// Steel, as by a bed in a hospital.
    Tray,
    /// Steps and floors of palaces and temples.
    Stone,
    Sand,
    Crate,
    /// Before the windscreen of a car.
    Dash,
    /// The street, or a floor that nobody furnished.
    Ground {
        wet: bool,
    },
    /// Nothing: somebody's hand.
    Hand {
        skin: Tone,
        sleeve: Tone,
    },
}

impl Surface {
    /// What there is to lay a thing on in a place.
    pub fn of(kind: PlaceKind) -> Self {
        match kind {
            PlaceKind::Office
            | PlaceKind::MeetingRoom
            | PlaceKind::Classroom
            | PlaceKind::PoliceStation
            | PlaceKind::StreamStudio
            | PlaceKind::Courtroom
            | PlaceKind::Library => Self::Desk,
            PlaceKind::HospitalRoom => Self::Tray,
            PlaceKind::HospitalCorridor | PlaceKind::SubwayCar | PlaceKind::Airport => Self::Seat,
            PlaceKind::PalaceHall | PlaceKind::Temple => Self::Stone,
            PlaceKind::CampusRoof
            | PlaceKind::Rooftop
            | PlaceKind::OfficeTower
            | PlaceKind::Bridge => Self::Rail,
            PlaceKind::Kitchen | PlaceKind::LivingRoom => Self::Table,
            PlaceKind::RainStreet => Self::Ground { wet: true },
            PlaceKind::Street | PlaceKind::Alley | PlaceKind::Elevator | PlaceKind::Void => {
                Self::Ground { wet: false }
            }
            PlaceKind::Bar => Self::Bar,
            PlaceKind::CarInterior => Self::Dash,
            PlaceKind::Bedroom | PlaceKind::Dormitory => Self::Bedding,
            PlaceKind::WeddingHall | PlaceKind::Restaurant => Self::Cloth,
            PlaceKind::Park | PlaceKind::Garden => Self::Bench,
            PlaceKind::ConvenienceStore => Self::Counter,
            PlaceKind::Warehouse => Self::Crate,
            PlaceKind::Beach => Self::Sand,
        }
    }

    /// Its far edge on the page, where it has one: there it catches the light.
    fn edge(self) -> Option<f32> {
        match self {
            Self::Hand { .. } => None,
            Self::Ground { .. } | Self::Sand | Self::Stone => Some(1180.0),
            _ => Some(1290.0),
        }
    }

    /// Draws what lies under a thing, in the light of a tone.
    pub fn below(self, canvas: &mut Canvas, tone: Tone) {
        let Some(edge) = self.edge() else {
            if let Self::Hand { skin, sleeve } = self {
                palm(canvas, skin, sleeve);
            }
            return;
        };
        let (deep, none) = (tone.lift(-0.78), tone.lift(-0.78).alpha(0.0));
        let top = tone.mix(self.colour(), 0.6);
        canvas.rect(
            -700.0,
            edge,
            2480.0,
            900.0,
            Fill::down(edge, 1920.0, top.lift(-0.1), top.lift(-0.68)),
        );
        self.pattern(canvas, top, edge);
        canvas.rect(
            -700.0,
            edge - 110.0,
            2480.0,
            104.0,
            Fill::down(edge - 110.0, edge - 6.0, none, deep.alpha(0.4)),
        );
        if !matches!(
            self,
            Self::Ground { .. } | Self::Sand | Self::Stone | Self::Bedding
        ) {
            canvas.rect(-700.0, edge - 6.0, 2480.0, 8.0, top.lift(0.35).alpha(0.85));
        }
        canvas.glow_oval((540.0, 1400.0), 620.0, 130.0, tone.lift(0.3).alpha(0.45));
        canvas.ellipse((560.0, 1400.0), 430.0, 58.0, INK.alpha(0.45));
    }

    /// Draws what lies before a thing: the thumb that holds it.
    pub fn before(self, canvas: &mut Canvas) {
        if let Self::Hand { skin, .. } = self {
            finger(
                canvas,
                &[
                    (372.0, 1640.0, 84.0),
                    (402.0, 1480.0, 66.0),
                    (486.0, 1352.0, 54.0),
                    (548.0, 1296.0, 42.0),
                ],
                skin,
            );
            if let Some(nail) = limb(&[(536.0, 1312.0, 16.0), (560.0, 1288.0, 14.0)]) {
                canvas.path(&nail, skin.lift(0.4));
            }
        }
    }

    fn colour(self) -> Tone {
        Tone::hex(match self {
            Self::Table => 0x007a_5034,
            Self::Desk => 0x0048_2e28,
            Self::Bar => 0x0030_1c20,
            Self::Counter => 0x00c8_ccd4,
            Self::Cloth => 0x00f0_ece6,
            Self::Bench => 0x008a_6a44,
            Self::Seat => 0x003f_7d88,
            Self::Rail => 0x0080_8088,
            Self::Bedding => 0x00b4_a4bc,
            Self::Tray => 0x00a8_b4be,
            Self::Stone => 0x0090_8678,
            Self::Sand => 0x00d8_bc8c,
            Self::Crate => 0x0096_764a,
            Self::Dash => 0x0026_262e,
            Self::Ground { .. } => 0x0048_4850,
            Self::Hand { skin, .. } => return skin,
        })
    }

    fn pattern(self, canvas: &mut Canvas, top: Tone, edge: f32) {
        let dark = top.lift(-0.6).alpha(0.5);
        let light = top.lift(0.5).alpha(0.35);
        let deep = 1980.0 - edge;
        // A line that runs away from us.
        let away = |canvas: &mut Canvas, x: f32, width: f32, tone: Tone| {
            let spread = (x - 540.0) * 0.75;
            canvas.line(&[(x, edge + 6.0), (x + spread, 1980.0)], width, tone);
        };
        match self {
            Self::Table => {
                for plank in -3..=3 {
                    away(canvas, 540.0 + plank as f32 * 190.0, 3.0, dark);
                }
            }
            Self::Crate => {
                for plank in -2..=2 {
                    away(canvas, 560.0 + plank as f32 * 280.0, 14.0, dark);
                }
                for nail in -3..=3 {
                    canvas.ellipse((500.0 + nail as f32 * 240.0, edge + 40.0), 9.0, 5.0, dark);
                }
            }
            Self::Desk => {
                let pad = [
                    (170.0, edge + 40.0),
                    (910.0, edge + 40.0),
                    (1120.0, 1960.0),
                    (-40.0, 1960.0),
                ];
                canvas.poly(&pad, top.lift(-0.5).alpha(0.8));
                canvas.line(&[pad[0], pad[1]], 5.0, light);
                canvas.line(&[pad[1], pad[2]], 4.0, light);
                canvas.line(&[pad[0], pad[3]], 4.0, light);
            }
            Self::Bar => {
                for (x, tone) in [
                    (210.0, Tone::hex(0x00ff_b45a)),
                    (520.0, Tone::hex(0x00ff_5aa0)),
                    (850.0, Tone::hex(0x0050_c8ff)),
                ] {
                    canvas.rect(
                        x - 34.0,
                        edge + 8.0,
                        68.0,
                        deep,
                        Fill::down(edge, edge + 500.0, tone.alpha(0.34), tone.alpha(0.0)),
                    );
                }
                canvas.ellipse((780.0, 1560.0), 130.0, 30.0, light);
                canvas.ellipse((780.0, 1560.0), 108.0, 23.0, top.lift(-0.4));
            }
            Self::Counter => {
                canvas.rect(-700.0, 1640.0, 2480.0, 400.0, top.lift(-0.55));
                canvas.rect(-700.0, 1640.0, 2480.0, 46.0, Tone::hex(0x003f_b48a));
                for tag in 0..5 {
                    let x = 40.0 + tag as f32 * 230.0;
                    canvas.rect(x, 1648.0, 120.0, 30.0, Tone::WHITE.alpha(0.85));
                    canvas.rect(x + 12.0, 1658.0, 60.0, 9.0, INK.alpha(0.7));
                }
                canvas.line(&[(-60.0, 1420.0), (1140.0, 1420.0)], 3.0, dark);
            }
            Self::Cloth => {
                for fold in -4..=4 {
                    let x = 540.0 + fold as f32 * 150.0;
                    let spread = (x - 540.0) * 0.75;
                    canvas.line(
                        &[(x, 1560.0), (x + spread * 0.5 + 14.0, 1980.0)],
                        16.0,
                        dark.alpha(0.25),
                    );
                    canvas.line(
                        &[(x + 22.0, 1560.0), (x + spread * 0.5 + 36.0, 1980.0)],
                        8.0,
                        light,
                    );
                }
                canvas.line(&[(-60.0, 1556.0), (1140.0, 1556.0)], 4.0, light);
            }
            Self::Bench | Self::Rail => {
                let (count, gap) = if self == Self::Bench {
                    (4, 128.0)
                } else {
                    (1, 360.0)
                };
                for slat in 1..=count {
                    let y = edge + slat as f32 * gap;
                    canvas.rect(-700.0, y, 2480.0, 30.0, INK.alpha(0.75));
                    canvas.line(&[(-700.0, y + 34.0), (1780.0, y + 34.0)], 6.0, light);
                }
                if self == Self::Rail {
                    canvas.rect(-700.0, edge + 390.0, 2480.0, 700.0, top.lift(-0.7));
                    for post in 0..6 {
                        let x = 20.0 + post as f32 * 210.0;
                        canvas.rect(x, edge + 390.0, 70.0, 700.0, top.lift(-0.4));
                    }
                }
            }
            Self::Seat => {
                for seat in -1..=2 {
                    let x = -30.0 + seat as f32 * 390.0;
                    if let Some(path) = rounded(x, edge + 10.0, 360.0, 640.0, 70.0) {
                        canvas.path(&path, top.lift(if seat % 2 == 0 { 0.06 } else { -0.04 }));
                        canvas.stroke(&path, 6.0, INK.alpha(0.7));
                    }
                }
            }
            Self::Bedding => {
                for fold in 0..7 {
                    let y = edge + 30.0 + fold as f32 * 90.0;
                    let lean = [40.0, -60.0, 80.0, -30.0, 60.0, -80.0, 20.0][fold];
                    let fold = |up: f32| {
                        along(&[
                            (-60.0, y + lean - up),
                            (360.0, y - lean * 0.4 - up),
                            (720.0, y + lean * 0.6 - up),
                            (1140.0, y - lean - up),
                        ])
                    };
                    if let (Some(shade), Some(shine)) = (fold(0.0), fold(16.0)) {
                        canvas.stroke(&shade, 20.0, dark.alpha(0.28));
                        canvas.stroke(&shine, 8.0, light);
                    }
                }
            }
            Self::Tray => {
                if let Some(path) = rounded(60.0, edge + 16.0, 960.0, 380.0, 90.0) {
                    canvas.path(&path, top.lift(0.12));
                    canvas.stroke(&path, 14.0, top.lift(-0.5));
                    canvas.stroke(&path, 5.0, light.alpha(0.8));
                }
                canvas.poly(
                    &[
                        (140.0, 1660.0),
                        (300.0, 1320.0),
                        (400.0, 1320.0),
                        (240.0, 1660.0),
                    ],
                    light,
                );
            }
            Self::Stone => {
                for row in 0..4 {
                    let y = edge + 30.0 + (row * row) as f32 * 70.0 + row as f32 * 60.0;
                    canvas.line(&[(-700.0, y), (1780.0, y)], 4.0, dark);
                }
                for slab in -4..=4 {
                    away(canvas, 540.0 + slab as f32 * 230.0, 4.0, dark);
                }
            }
            Self::Sand => {
                for grain in 0..120u32 {
                    let (x, y) = scattered(grain, edge);
                    canvas.ellipse((x, y), 5.0, 3.0, if grain % 2 == 0 { dark } else { light });
                }
            }
            Self::Dash => {
                if let Some(path) = rounded(-200.0, edge - 40.0, 1480.0, 900.0, 160.0) {
                    canvas.path(&path, top.lift(-0.1));
                    canvas.stroke(&path, 5.0, light);
                }
                for slot in 0..5 {
                    let y = 1640.0 + slot as f32 * 34.0;
                    canvas.line(&[(120.0, y), (420.0, y)], 12.0, INK.alpha(0.7));
                    canvas.line(&[(660.0, y), (960.0, y)], 12.0, INK.alpha(0.7));
                }
            }
            Self::Ground { wet } => {
                for grain in 0..150u32 {
                    let (x, y) = scattered(grain, edge);
                    canvas.ellipse((x, y), 4.0, 2.4, if grain % 3 == 0 { light } else { dark });
                }
                for (x, tone) in [
                    (250.0, Tone::hex(0x0040_c8ff)),
                    (800.0, Tone::hex(0x00ff_5a9a)),
                ] {
                    if wet {
                        canvas.glow_oval((x, 1500.0), 240.0, 320.0, tone.alpha(0.3));
                    }
                }
                if wet {
                    for (x, y) in [(240.0, 1660.0), (830.0, 1560.0), (560.0, 1790.0)] {
                        for ring in 1..=2 {
                            let r = 44.0 * ring as f32;
                            let spots: Vec<Spot> = (0..=24)
                                .map(|step| {
                                    let angle = step as f32 / 24.0 * std::f32::consts::TAU;
                                    (x + r * angle.cos(), y + r * 0.28 * angle.sin())
                                })
                                .collect();
                            canvas.line(&spots, 3.0, light);
                        }
                    }
                }
            }
            Self::Hand { .. } => {}
        }
    }
}

/// A spot of the ground, the same for the same number.
fn scattered(index: u32, edge: f32) -> Spot {
    let part =
        |salt: u32| (index.wrapping_mul(2_654_435_761).rotate_left(salt) >> 16) as f32 / 65_536.0;
    let down = part(3) * part(3);
    (
        part(11) * 1200.0 - 60.0,
        edge + 16.0 + down * (1900.0 - edge),
    )
}

/// Sleeve, wrist, palm, and the fingers behind the thing.
fn palm(canvas: &mut Canvas, skin: Tone, sleeve: Tone) {
    for joints in [
        [
            (520.0, 1560.0, 60.0),
            (470.0, 1330.0, 52.0),
            (476.0, 1180.0, 40.0),
        ],
        [
            (570.0, 1560.0, 60.0),
            (556.0, 1310.0, 54.0),
            (566.0, 1130.0, 42.0),
        ],
        [
            (630.0, 1560.0, 58.0),
            (646.0, 1330.0, 52.0),
            (652.0, 1160.0, 40.0),
        ],
        [
            (680.0, 1580.0, 54.0),
            (720.0, 1400.0, 46.0),
            (734.0, 1240.0, 36.0),
        ],
    ] {
        finger(canvas, &joints, skin.lift(-0.1));
    }
    finger(
        canvas,
        &[
            (560.0, 2100.0, 176.0),
            (560.0, 1760.0, 150.0),
            (570.0, 1560.0, 168.0),
        ],
        skin,
    );
    if let Some(path) = limb(&[(556.0, 2200.0, 300.0), (558.0, 1800.0, 212.0)]) {
        canvas.path(
            &path,
            Fill::down(1600.0, 1920.0, sleeve, sleeve.lift(-0.35)),
        );
        canvas.stroke(&path, 9.0, INK);
    }
}

fn finger(canvas: &mut Canvas, joints: &[(f32, f32, f32)], skin: Tone) {
    if let Some(path) = limb(joints) {
        canvas.stroke(&path, 16.0, INK);
        canvas.path(&path, skin);
    }
}
