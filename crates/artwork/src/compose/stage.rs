//! A shot made ready: its sheets are drawn, so that a frame is only a matter of laying them.

use storyboard::shot::{Effect, Framing, Move, Shot, Transition};
use storyboard::timeline::Viseme;

use super::actor::Actor;
use super::blit::{self, Cover, Frame, Sheet};
use super::camera;
use crate::Size;

/// A change every twelfth of a second; the camera moves on every frame.
const TWOS_MS: u32 = 83;
const FADE_MS: u32 = 420;
const DISSOLVE_MS: u32 = 420;
const FLASH_MS: u32 = 260;
const WHIP_MS: u32 = 210;

/// Who speaks at a moment, and the shape of their mouth.
pub type Speaking<'a> = &'a [(&'a str, Viseme)];

#[derive(Clone)]
pub struct Stage {
    pub size: Size,
    /// How long it lasts, in milliseconds.
    pub length: u32,
    pub motion: Move,
    pub seed: u64,
    /// Out of focus as the framing has it; and sharp, where focus moves.
    pub back: Vec<(Sheet, f32)>,
    pub sharp: Option<Sheet>,
    pub actors: Vec<Actor>,
    /// Before the people.
    pub front: Vec<(Sheet, f32)>,
    /// Over everything, where the camera does not reach; each with the span in which it is seen.
    pub over: Vec<Overlay>,
    pub transition: Transition,
    pub effects: Vec<Effect>,
    /// Last picture of the shot before, where the transition needs it.
    pub before: Option<Frame>,
    last: Option<Seen>,
}

/// Sheets over the picture, seen from one moment to another (ms into the shot, half-open): each for `step_ms`, in turn.
/// What ends before the shot does is shown once; what lasts, again and again, but for cards, which stay as they became.
#[derive(Clone)]
pub struct Overlay {
    pub sheets: Vec<Sheet>,
    pub from: u32,
    pub to: u32,
    pub step_ms: u32,
    pub again: bool,
    /// Between the place and the people.
    pub behind: bool,
}

impl Overlay {
    /// Which of the sheets is seen.
    fn at(&self, ms: u32) -> Option<usize> {
        if !(self.from..self.to).contains(&ms) || self.sheets.is_empty() {
            return None;
        }
        let step = ((ms - self.from) / self.step_ms.max(1)) as usize;
        Some(if self.again {
            step % self.sheets.len()
        } else {
            step.min(self.sheets.len() - 1)
        })
    }
}

/// All that a picture depends on: the same, and it is the same picture.
#[derive(Clone, PartialEq)]
struct Seen {
    stand: camera::Stand,
    poses: Vec<(crate::figures::head::Moment, f32, f32)>,
    over: Vec<(usize, usize)>,
    transition: Option<u32>,
}

impl Stage {
    pub fn new(size: Size, shot: &Shot, length: u32, seed: u64) -> Self {
        Self {
            size,
            length,
            motion: shot.camera,
            seed,
            back: Vec::new(),
            sharp: None,
            actors: Vec::new(),
            front: Vec::new(),
            over: Vec::new(),
            transition: shot.transition,
            effects: shot.effects.clone(),
            before: None,
            last: None,
        }
    }

    /// The next picture is painted even if nothing moved.
    pub(super) fn forget(&mut self) {
        self.last = None;
    }

    /// Takes the colour out of everything that was drawn so far.
    pub fn fade(&mut self) {
        let sheets = self.back.iter_mut().map(|back| &mut back.0);
        for sheet in sheets
            .chain(self.sharp.as_mut())
            .chain(self.front.iter_mut().map(|front| &mut front.0))
        {
            fade(&mut sheet.frame);
        }
        for actor in &mut self.actors {
            actor.fade();
        }
    }

    /// Paints the picture `ms` into the shot; `false` if it is the one that was painted last into this frame.
    pub fn paint(&mut self, frame: &mut Frame, ms: u32, speaking: Speaking) -> bool {
        let on_twos = ms / TWOS_MS * TWOS_MS;
        let mut stand = camera::at(self.motion, ms, self.length, self.seed);
        if self.effects.contains(&Effect::Impact) && ms < 420 {
            let jolt = camera::at(Move::Shake, ms, self.length, self.seed);
            stand.zoom *= jolt.zoom;
            stand.pan = (stand.pan.0 + jolt.pan.0, stand.pan.1 + jolt.pan.1);
        }
        let poses: Vec<_> = self
            .actors
            .iter()
            .map(|actor| {
                let speaks = speaking
                    .iter()
                    .find(|(id, _)| *id == actor.character)
                    .map(|speaks| speaks.1);
                actor.pose(on_twos, speaks)
            })
            .collect();
        let over = (0..self.over.len())
            .filter_map(|index| Some((index, self.over[index].at(ms)?)))
            .collect();
        let seen = Seen {
            stand,
            poses,
            over,
            transition: self.transition_at(ms),
        };
        if self.last.as_ref() == Some(&seen) {
            return false;
        }
        self.compose(frame, &seen);
        self.last = Some(seen);
        true
    }

    fn compose(&mut self, frame: &mut Frame, seen: &Seen) {
        if !self.back.first().is_some_and(|(sheet, _)| sheet.opaque) {
            frame.pixels.fill(0xff00_0000);
        }
        let mut cover = Cover::none(frame.height);
        for (actor, &pose) in self.actors.iter().zip(&seen.poses) {
            actor.hide(&mut cover, &seen.stand, self.size, pose);
        }
        for (sheet, depth) in &self.back {
            let placing = seen.stand.placing(self.size, *depth);
            blit::lay_behind(frame, sheet, &placing, &cover);
        }
        if let Some(sharp) = &self.sharp {
            let share = ((1.0 - seen.stand.focus) * 256.0) as u32;
            if share > 0 {
                let mut other = Frame::new(frame.width, frame.height);
                let placing = seen.stand.placing(self.size, 0.2);
                blit::lay_behind(&mut other, sharp, &placing, &cover);
                blit::dissolve(frame, &other, share);
            }
        }
        self.lay_over(frame, seen, true);
        for (actor, &pose) in self.actors.iter_mut().zip(&seen.poses) {
            actor.lay(frame, &seen.stand, self.size, pose);
        }
        for (sheet, depth) in &self.front {
            blit::lay(frame, sheet, &seen.stand.placing(self.size, *depth));
        }
        self.lay_over(frame, seen, false);
        if let Some(ms) = seen.transition {
            self.begin(frame, ms);
        }
    }

    fn lay_over(&self, frame: &mut Frame, seen: &Seen, behind: bool) {
        for &(index, step) in &seen.over {
            let over = &self.over[index];
            if over.behind == behind {
                blit::lay(frame, &over.sheets[step], &blit::Placing::STILL);
            }
        }
    }

    fn transition_at(&self, ms: u32) -> Option<u32> {
        let long = match self.transition {
            Transition::Cut => 0,
            Transition::Fade => FADE_MS,
            Transition::Dissolve => DISSOLVE_MS,
            Transition::Flash => FLASH_MS,
            Transition::Whip => WHIP_MS,
        };
        let impact = self.effects.contains(&Effect::Impact) && ms < 84;
        (ms < long || impact).then_some(ms)
    }

    fn begin(&self, frame: &mut Frame, ms: u32) {
        let left = |whole: u32| 256 - (ms.min(whole) * 256 / whole);
        match self.transition {
            Transition::Cut => {}
            Transition::Fade => blit::tint(frame, 0xff00_0000, left(FADE_MS)),
            Transition::Flash => blit::tint(frame, 0xffff_ffff, left(FLASH_MS)),
            Transition::Dissolve => {
                if let Some(before) = &self.before {
                    blit::dissolve(frame, before, left(DISSOLVE_MS));
                }
            }
            Transition::Whip => whip(
                frame,
                self.before.as_ref(),
                ms.min(WHIP_MS) as f32 / WHIP_MS as f32,
            ),
        }
        if self.effects.contains(&Effect::Impact) && ms < 84 {
            blit::tint(frame, 0xffff_ffff, if ms < 42 { 230 } else { 110 });
        }
    }
}

/// The picture before rushes out to the left, this one in from the right, both smeared.
fn whip(frame: &mut Frame, before: Option<&Frame>, t: f32) {
    let width = frame.width;
    let gone = ((1.0 - (1.0 - t).powi(3)) * width as f32) as usize;
    let smear = ((1.0 - t) * width as f32 * 0.12) as usize + 1;
    let mut row = vec![0u32; width];
    for y in 0..frame.height {
        let now = &frame.pixels[y * width..][..width];
        for (x, to) in row.iter_mut().enumerate() {
            let at = x + gone;
            *to = if at >= width {
                now[at - width]
            } else {
                before.map_or(now[at], |before| before.pixels[y * width + at])
            };
        }
        // A running mean to the right.
        let mut sum = [0u32; 3];
        let part = |pixel: u32, channel: usize| (pixel >> (8 * channel)) & 255;
        for pixel in row.iter().take(smear) {
            for (channel, sum) in sum.iter_mut().enumerate() {
                *sum += part(*pixel, channel);
            }
        }
        for x in 0..width {
            let n = smear as u32;
            frame.pixels[y * width + x] =
                0xff00_0000 | (sum[2] / n) << 16 | (sum[1] / n) << 8 | (sum[0] / n);
            let (gone, come) = (row[x], row[(x + smear).min(width - 1)]);
            for (channel, sum) in sum.iter_mut().enumerate() {
                *sum = *sum + part(come, channel) - part(gone, channel);
            }
        }
    }
}

/// Whether people are seen in a framing.
pub fn shows_people(framing: Framing) -> bool {
    !matches!(
        framing,
        Framing::Insert | Framing::PhoneScreen | Framing::Card
    )
}

/// In the past: little colour, a little warm.
pub fn fade(frame: &mut Frame) {
    for pixel in &mut frame.pixels {
        let [r, g, b, a] = pixel.to_le_bytes();
        let grey = (u32::from(r) * 77 + u32::from(g) * 151 + u32::from(b) * 28) >> 8;
        let towards = |value: u8, warm: u32| {
            ((u32::from(value) + 3 * grey * warm / 256) / 4).min(u32::from(a)) as u8
        };
        *pixel = u32::from_le_bytes([towards(r, 262), towards(g, 254), towards(b, 236), a]);
    }
}
