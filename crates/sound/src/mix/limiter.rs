//! No true peak above a ceiling: the gain is down before the peak comes.

use std::collections::VecDeque;

use crate::{RATE, Stereo};

/// Frames that it looks ahead: 3 ms.
const AHEAD: usize = RATE as usize * 3 / 1000;
/// Parts between two samples at which a peak is looked for.
const BETWEEN: usize = 4;
const TAPS: usize = 12;

/// The gain of each frame, for both channels; nothing where no peak comes near the ceiling.
pub(super) fn gains(sound: &Stereo, ceiling: f32) -> Option<Vec<f32>> {
    let frames = sound.frames();
    if sound.peak() <= ceiling * 0.7 {
        return None;
    }
    let taps = taps();
    let peaks: Vec<f32> = (0..frames)
        .map(|frame| between(&sound.left, frame, &taps).max(between(&sound.right, frame, &taps)))
        .collect();
    let wanted: Vec<f32> = peaks
        .iter()
        .map(|peak| if *peak > ceiling { ceiling / peak } else { 1.0 })
        .collect();
    // The least gain that is wanted within the look-ahead, then smoothed over it: never above what is wanted.
    let mut least = Vec::with_capacity(frames);
    let mut queue: VecDeque<usize> = VecDeque::new();
    for frame in 0..frames + AHEAD {
        if frame < frames {
            while queue
                .back()
                .is_some_and(|&last| wanted[last] >= wanted[frame])
            {
                queue.pop_back();
            }
            queue.push_back(frame);
        }
        if frame >= AHEAD {
            while queue
                .front()
                .is_some_and(|&first| first + 2 * AHEAD < frame)
            {
                queue.pop_front();
            }
            least.push(queue.front().map_or(1.0, |&first| wanted[first]));
        }
    }
    let release = 1.0 - (-1.0 / (RATE as f32 * 0.08)).exp();
    let mut held = 1f32;
    for gain in &mut least {
        held = if *gain < held {
            *gain
        } else {
            held + (*gain - held) * release
        };
        *gain = held;
    }
    let mut sum: f64 = 0.0;
    let mut smooth = Vec::with_capacity(frames);
    for frame in 0..frames {
        sum += f64::from(least[frame]);
        if frame >= AHEAD {
            sum -= f64::from(least[frame - AHEAD]);
        }
        smooth.push((sum / (frame + 1).min(AHEAD) as f64) as f32);
    }
    Some(smooth)
}

/// The greatest value at a frame and between it and the next.
fn between(samples: &[f32], frame: usize, taps: &[[f32; TAPS]; BETWEEN - 1]) -> f32 {
    let own = samples[frame].abs();
    let first = frame as isize - TAPS as isize / 2 + 1;
    if first < 0 || frame + TAPS / 2 >= samples.len() {
        return own;
    }
    let near = &samples[first as usize..first as usize + TAPS];
    // Far below the ceiling nothing between can reach it.
    if near.iter().all(|sample| sample.abs() < 0.4) {
        return own;
    }
    taps.iter().fold(own, |most, row| {
        most.max(row.iter().zip(near).map(|(a, b)| a * b).sum::<f32>().abs())
    })
}

fn taps() -> [[f32; TAPS]; BETWEEN - 1] {
    let mut rows = [[0f32; TAPS]; BETWEEN - 1];
    for (part, row) in rows.iter_mut().enumerate() {
        for (tap, weight) in row.iter_mut().enumerate() {
            let x = tap as f32 - (TAPS as f32 / 2.0 - 1.0) - (part + 1) as f32 / BETWEEN as f32;
            let sinc = (x * std::f32::consts::PI).sin() / (x * std::f32::consts::PI);
            let window = (x / (TAPS as f32 / 2.0) * std::f32::consts::FRAC_PI_2)
                .cos()
                .max(0.0)
                .powi(2);
            *weight = sinc * window.sqrt();
        }
    }
    rows
}
