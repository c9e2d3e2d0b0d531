//! The colour script: what light an hour and a weather give, in a room and out of doors.

use storyboard::place::{Hour, Weather};

use crate::brush::Tone;

/// Light of a place. Things are described in the colours that they have at noon and graded by it, so that everything
/// in one picture belongs together.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    /// What light does to a colour.
    pub tint: Tone,
    /// What shadows are filled with, and how much.
    pub shade: Tone,
    pub fill: f32,
    /// From the top to the horizon.
    pub sky: [Tone; 3],
    /// Of the sun or the moon.
    pub sun: Tone,
    /// Height of the sun over the horizon, 0 to 1.
    pub sun_height: f32,
    /// Where the light comes from: −1 left, 1 right.
    pub side: f32,
    /// How strong beams of it are.
    pub beam: f32,
    /// What the distance fades into.
    pub haze: Tone,
    pub ink: Tone,
    /// How strong lamps are: 0 by day, 1 at night.
    pub lamps: f32,
}

impl Palette {
    pub fn new(hour: Hour, weather: Weather, inside: bool, side: f32) -> Palette {
        let hex = Tone::hex;
        let mut palette = match hour {
            Hour::Dawn => Palette {
                tint: hex(0x00f6_d6cf),
                shade: hex(0x0066_5f9a),
                fill: 0.24,
                sky: [hex(0x005d_73b8), hex(0x00d9_9bb4), hex(0x00ff_dba8)],
                sun: hex(0x00ff_d9a0),
                sun_height: 0.18,
                side,
                beam: 0.75,
                haze: hex(0x00f0_bdb0),
                ink: hex(0x0023_1d3a),
                lamps: 0.25,
            },
            Hour::Day => Palette {
                tint: hex(0x00ff_fbf2),
                shade: hex(0x005a_7fb0),
                fill: 0.12,
                sky: [hex(0x002f_7fd0), hex(0x0076_b9ea), hex(0x00d6_eef5)],
                sun: hex(0x00ff_f6d8),
                sun_height: 0.75,
                side,
                beam: 0.6,
                haze: hex(0x00c4_dfee),
                ink: hex(0x0018_1f33),
                lamps: 0.0,
            },
            Hour::Dusk => Palette {
                tint: hex(0x00f7_a981),
                shade: hex(0x004a_2f74),
                fill: 0.30,
                sky: [hex(0x0032_2a6e), hex(0x00c9_4f78), hex(0x00ff_a64d)],
                sun: hex(0x00ff_b052),
                sun_height: 0.1,
                side,
                beam: 1.0,
                haze: hex(0x00ef_8a6b),
                ink: hex(0x0020_1232),
                lamps: 0.6,
            },
            Hour::Night => Palette {
                tint: hex(0x0096_92c0),
                shade: hex(0x001c_1842),
                fill: 0.34,
                sky: [hex(0x000a_0a20), hex(0x0020_1f4c), hex(0x0054_4a84)],
                sun: hex(0x00dd_e8ff),
                sun_height: 0.72,
                side,
                beam: 0.35,
                haze: hex(0x0046_4274),
                ink: hex(0x0006_0818),
                lamps: 1.0,
            },
        };
        if inside && hour == Hour::Night {
            palette.tint = hex(0x00e2_c4b4);
            palette.shade = hex(0x002a_2050);
            palette.fill = 0.3;
        }
        palette.weathered(weather, inside, hour)
    }

    fn weathered(mut self, weather: Weather, inside: bool, hour: Hour) -> Palette {
        let (grey, dull) = match weather {
            Weather::Clear => return self,
            Weather::Rain => (Tone::hex(0x0075_8496), 0.55),
            Weather::Storm => (Tone::hex(0x0045_4f66), 0.72),
            Weather::Snow => (Tone::hex(0x00c9_d6e4), 0.55),
            Weather::Fog => (Tone::hex(0x00c2_c8cc), 0.62),
        };
        let brightness = match hour {
            Hour::Day => 1.0,
            Hour::Dawn => 0.9,
            Hour::Dusk => 0.66,
            Hour::Night => 0.26,
        };
        let grey = Tone::BLACK.mix(grey, brightness).mix(self.sky[1], 0.25);
        for (at, sky) in self.sky.iter_mut().enumerate() {
            *sky = sky.mix(grey, dull).lift(if at == 0 { -0.12 } else { 0.0 });
        }
        self.haze = self.haze.mix(grey, dull);
        self.beam *= 0.35;
        if !inside {
            self.tint = self.tint.mix(grey.lift(0.35), dull * 0.5);
            self.fill += 0.06;
        }
        if hour != Hour::Night {
            self.lamps = self.lamps.max(0.4);
        }
        self
    }

    /// A colour as this light shows it.
    pub fn grade(&self, local: Tone) -> Tone {
        local
            .vivid(1.2)
            .times(self.tint)
            .mix(self.shade, self.fill)
            .vivid(1.12)
    }
}
