//! How loud a programme is: ITU-R BS.1770 with EBU R128's gates.

use ebur128::{EbuR128, Mode};

use crate::{RATE, Stereo};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loudness {
    /// LUFS; minus infinity of silence.
    pub integrated: f64,
    /// LU: how far loud and quiet parts are apart.
    pub range: f64,
    /// dBTP.
    pub true_peak: f64,
}

pub fn measure(sound: &Stereo) -> Loudness {
    let mut meter = EbuR128::new(2, RATE, Mode::I | Mode::LRA | Mode::TRUE_PEAK)
        .expect("two channels at 48 kHz are what it is for");
    meter
        .add_frames_planar_f32(&[&sound.left, &sound.right])
        .expect("both channels have one length");
    let peak = |channel| meter.true_peak(channel).unwrap_or(0.0);
    Loudness {
        integrated: meter.loudness_global().unwrap_or(f64::NEG_INFINITY),
        range: meter.loudness_range().unwrap_or(0.0),
        true_peak: 20.0 * peak(0).max(peak(1)).log10(),
    }
}
