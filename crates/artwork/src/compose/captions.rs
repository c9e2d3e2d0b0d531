//! Words and things over and behind people: captions, cards, the screens of phones, inserts, effects; each drawn once
//! as a sheet that is seen for a while.

use storyboard::board::Said;
use storyboard::shot::{CardKind, Effect, Framing, Mood, Shot};
use storyboard::{Board, Timeline};
use tiny_skia::Pixmap;

use super::blit::{Frame, Sheet};
use super::stage::Overlay;
use super::{Artist, Stage};
use crate::brush::Tone;
use crate::text::captions::{self, Look};
use crate::text::zones::Zone;
use crate::{cards, effects, phone, props};

/// How words are burnt in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptionStyle {
    /// A page at a time.
    Plain,
    /// The word that is said is lit.
    Karaoke,
}

/// A drawing is seen for a twelfth of a second.
const STEP_MS: u32 = 83;

impl Artist {
    /// Lays what is said in a shot over it, while it is said, inside what a platform leaves free. Text messages are read
    /// where they stand.
    pub fn caption(
        &self,
        stage: &mut Stage,
        board: &Board,
        timeline: &Timeline,
        shot: usize,
        style: CaptionStyle,
        zone: Zone,
    ) {
        let (Some(faces), Some(shot), Some(span)) =
            (&self.faces, board.shots.get(shot), timeline.shots.get(shot))
        else {
            return;
        };
        let look = match style {
            CaptionStyle::Plain => Look {
                zone,
                ..Look::PLAIN
            },
            CaptionStyle::Karaoke => Look {
                zone,
                ..Look::KARAOKE
            },
        };
        for &index in &shot.lines {
            let (Some(line), Some(cue)) = (board.lines.get(index), timeline.lines.get(index))
            else {
                continue;
            };
            if line.manner == Said::TextMessage && shot.framing == Framing::PhoneScreen {
                continue;
            }
            let mut shown = None;
            for ms in (cue.start_ms.max(span.start_ms)..=cue.end_ms.min(span.end_ms)).step_by(21) {
                let state = captions::at(&line.text, cue, ms);
                if state == shown {
                    continue;
                }
                let at = ms - span.start_ms;
                if shown.is_some()
                    && let Some(last) = stage.over.last_mut()
                {
                    last.to = last.to.min(at);
                }
                shown = None;
                if let Some(state) = state
                    && let Some(picture) =
                        captions::draw(faces, &line.text, &board.language, state, &look, self.size)
                    && let Some(sheet) =
                        Sheet::cut(&picture.pixmap, picture.x as f32, picture.y as f32)
                {
                    let to = (cue.end_ms + 120).min(span.end_ms) - span.start_ms;
                    stage.over.push(Overlay {
                        sheets: vec![sheet],
                        from: at,
                        to,
                        step_ms: u32::MAX,
                        again: false,
                        behind: false,
                    });
                    shown = Some(state);
                }
            }
        }
    }

    /// Says how a film was made, over whatever else is seen, from one moment of a shot to another. A small sheet: a frame
    /// costs what the label covers.
    pub fn label(&self, stage: &mut Stage, text: &str, language: &str, from: u32, to: u32) {
        let Some(faces) = &self.faces else { return };
        let card = cards::label_card(text);
        if let Some(sheet) = cards::draw(faces, &card, language, self.size, u32::MAX)
            .and_then(|picture| Sheet::cut(&picture, 0.0, 0.0))
        {
            stage.over.push(Overlay {
                sheets: vec![sheet],
                from,
                to,
                step_ms: u32::MAX,
                again: false,
                behind: false,
            });
        }
    }

    /// What fills the picture instead of people.
    pub(super) fn thing(
        &self,
        stage: &mut Stage,
        board: &Board,
        shot: &Shot,
        timeline: Option<(&Timeline, usize)>,
    ) {
        let tone = tone(shot.mood);
        match (shot.framing, &self.faces) {
            (Framing::Insert, Some(faces)) => {
                let picture = shot
                    .prop
                    .as_ref()
                    .and_then(|prop| props::insert(faces, prop, &board.language, tone, self.size));
                if stage.back.is_empty()
                    && let Some(pool) = props::pool(tone, self.size)
                {
                    stage
                        .back
                        .push((Sheet::whole(Frame::of(&pool), 0.0, 0.0), 0.2));
                }
                if let Some(sheet) = picture.and_then(|picture| Sheet::cut(&picture, 0.0, 0.0)) {
                    stage.back.push((sheet, 1.0));
                }
            }
            (Framing::Card, _) => {
                if let Some(picture) = cards::backdrop(self.size, tone) {
                    stage.back = vec![(Sheet::whole(Frame::of(&picture), 0.0, 0.0), 0.3)];
                }
            }
            (Framing::PhoneScreen, Some(faces)) => {
                for (from, to, shown) in messages(shot, timeline) {
                    if let Some(picture) =
                        phone::screen(faces, &shot.messages, &board.language, shown, self.size)
                    {
                        let sheet = Sheet::whole(Frame::of(&picture), 0.0, 0.0);
                        stage.over.push(Overlay {
                            sheets: vec![sheet],
                            from,
                            to,
                            step_ms: u32::MAX,
                            again: false,
                            behind: false,
                        });
                    }
                }
            }
            _ => {}
        }
        if let (Some(card), Some(faces)) = (&shot.card, &self.faces) {
            let sheets: Vec<_> = (0..=8)
                .map_while(|step| {
                    cards::draw(faces, card, &board.language, self.size, step * STEP_MS)
                })
                .filter_map(|picture| Sheet::cut(&picture, 0.0, 0.0))
                .collect();
            let to = if card.kind == CardKind::Caption {
                stage.length.clamp(1500, 4000)
            } else {
                u32::MAX
            };
            if !sheets.is_empty() {
                stage.over.push(Overlay {
                    sheets,
                    from: 0,
                    to,
                    step_ms: STEP_MS,
                    again: false,
                    behind: false,
                });
            }
        }
    }

    /// Effects lie under the words.
    pub(super) fn effects(&self, stage: &mut Stage, shot: &Shot) {
        for &effect in &shot.effects {
            // How many drawings, how long each stands, and whether the whole is seen once.
            let (count, step_ms, to) = match effect {
                Effect::SpeedLines => (4, STEP_MS, u32::MAX),
                Effect::Impact => (10, 42, 420),
                Effect::Sparkle | Effect::RainOnGlass => (10, 125, u32::MAX),
                Effect::Gloom | Effect::Vignette | Effect::Flashback => (1, u32::MAX, u32::MAX),
            };
            let sheets: Vec<_> = (0..count)
                .filter_map(|step| {
                    let mut pixmap = Pixmap::new(self.size.width, self.size.height)?;
                    effects::draw(&mut pixmap, effect, stage.seed, step * step_ms.min(1000));
                    Sheet::cut(&pixmap, 0.0, 0.0)
                })
                .collect();
            if !sheets.is_empty() {
                stage.over.push(Overlay {
                    sheets,
                    from: 0,
                    to,
                    step_ms,
                    again: to == u32::MAX,
                    behind: effect == Effect::Gloom,
                });
            }
        }
    }
}

/// From when to when which messages are on the screen. Without a timeline all of them.
fn messages(shot: &Shot, timeline: Option<(&Timeline, usize)>) -> Vec<(u32, u32, phone::Shown)> {
    let all = shot.messages.len();
    let shown = |messages: usize, typing: bool, ms: u32| phone::Shown {
        messages,
        typing,
        ms,
    };
    let Some((timeline, index)) = timeline else {
        return vec![(0, u32::MAX, shown(all, false, 0))];
    };
    let start = timeline.shots.get(index).map_or(0, |span| span.start_ms);
    let moments: Vec<u32> = shot
        .lines
        .iter()
        .filter_map(|&line| timeline.lines.get(line))
        .map(|cue| cue.start_ms.saturating_sub(start))
        .collect();
    let before = all.saturating_sub(moments.len());
    let mut states = Vec::new();
    let mut from = 0;
    for (step, &at) in moments.iter().enumerate() {
        if at > from {
            let dots = at.saturating_sub(500).max(from);
            states.push((from, dots, shown(before + step, false, 0)));
            states.push((dots, at, shown(before + step, true, 300)));
        }
        from = at;
    }
    states.push((from, u32::MAX, shown(all, false, 0)));
    states.retain(|state| state.0 < state.1);
    states
}

fn tone(mood: Mood) -> Tone {
    Tone::hex(match mood {
        Mood::Neutral | Mood::Comic => 0x003a_6a9a,
        Mood::Tense | Mood::Chase => 0x00a8_4a3a,
        Mood::Romantic => 0x00b8_5a7a,
        Mood::Sorrow => 0x004a_5f92,
        Mood::Triumph => 0x00b8_8a3a,
        Mood::Mystery => 0x006a_4a9a,
        Mood::Warm => 0x00b8_7a4a,
        Mood::Dread => 0x0042_3a66,
    })
}
