//! What falls back while somebody speaks.

use crate::{RATE, Stereo};

/// Frames of a step: 5 ms.
const STEP: usize = RATE as usize / 200;
/// Below this nobody speaks.
const FLOOR: f32 = 0.004;

/// Whether somebody speaks, step by step; pauses of less than half a second count as speech.
pub(super) fn speech(dialogue: &Stereo) -> Vec<bool> {
    let mut steps: Vec<bool> = dialogue
        .left
        .chunks(STEP)
        .zip(dialogue.right.chunks(STEP))
        .map(|(left, right)| left.iter().chain(right).any(|sample| sample.abs() > FLOOR))
        .collect();
    let mut last: Option<usize> = None;
    for index in 0..steps.len() {
        if steps[index] {
            if let Some(before) = last.filter(|before| index - before < 100) {
                steps[before..index].fill(true);
            }
            last = Some(index);
        }
    }
    steps
}

/// Takes `decibels` off a programme under speech: down within 120 ms, begun before the first word, up within 700 ms.
pub(super) fn under(sound: &mut Stereo, speech: &[bool], decibels: f32) {
    const AHEAD: usize = 30;
    let (fall, rise) = (1.0 - (-1f32 / 24.0).exp(), 1.0 - (-1f32 / 140.0).exp());
    let mut depth = 0f32;
    let mut before = 1f32;
    for step in 0..speech.len() {
        let soon = speech[step..(step + AHEAD).min(speech.len())]
            .iter()
            .any(|spoken| *spoken);
        let target = if soon { decibels } else { 0.0 };
        depth += (target - depth) * if target > depth { fall } else { rise };
        let gain = crate::pcm::from_decibels(-depth);
        let range = step * STEP..((step + 1) * STEP).min(sound.frames());
        for channel in [&mut sound.left, &mut sound.right] {
            for (n, sample) in channel[range.clone()].iter_mut().enumerate() {
                *sample *= before + (gain - before) * n as f32 / STEP as f32;
            }
        }
        before = gain;
    }
}
