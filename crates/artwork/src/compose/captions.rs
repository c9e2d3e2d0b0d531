//! Words and things over and behind people: captions, cards, the screens of phones, inserts, effects; each drawn once
//! as a sheet that is seen for a while.

use storyboard::board::Said;
use storyboard::place::PlaceKind;
use storyboard::shot::{CardKind, Effect, Framing, Mood, Prop, PropKind, Shot};
use storyboard::{Board, Timeline};
use tiny_skia::Pixmap;

use super::actor::Busy;
use super::blit::{Frame, Sheet};
use super::stage::Overlay;
use super::{Artist, Stage};
use crate::Size;
use crate::brush::Tone;
use crate::figures::garments::Cloth;
use crate::figures::persona::Persona;
use crate::ink::Colour;
use crate::props::Surface;
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

/// Heights that are tried.
const STEPS: u16 = 48;

/// A page of a caption, and when it is seen.
struct Page {
    picture: captions::Picture,
    from: u32,
    to: u32,
}

/// What words of a shot had better not cover.
fn busy(stage: &Stage, shot: &Shot, size: Size) -> Vec<Busy> {
    let (w, h) = (size.width as f32, size.height as f32);
    let part = |left: f32, top: f32, right: f32, bottom: f32, weight: f32| Busy {
        rect: [left * w, top * h, right * w, bottom * h],
        weight,
    };
    let mut busy: Vec<Busy> = stage
        .actors
        .iter()
        .flat_map(|actor| actor.busy().iter().copied())
        .collect();
    if shot.framing == Framing::Insert && shot.prop.is_some() {
        busy.push(part(0.1, 0.22, 0.9, 0.72, 6.0));
    }
    if shot.card.is_some() {
        busy.push(part(0.05, 0.3, 0.95, 0.55, 6.0));
    }
    busy
}

/// How far above the lower edge of what is free all pages of a shot stand, in pixels: as low as they can without covering
/// a face or what hands do.
fn higher(pages: &[Page], busy: &[Busy], zone: Zone, size: Size) -> i32 {
    let [_, top, _, bottom] = zone.free(size.width, size.height);
    let Some(high) = pages.iter().map(|page| page.picture.pixmap.height()).max() else {
        return 0;
    };
    let left = pages.iter().map(|page| page.picture.x).min().unwrap_or(0) as f32;
    let right = pages
        .iter()
        .map(|page| page.picture.x + page.picture.pixmap.width() as i32)
        .max()
        .unwrap_or(0) as f32;
    let high = high as f32;
    let room = (bottom - top - high).max(0.0);
    let cost = |up: f32| {
        let (low, lower) = (bottom - up - high, bottom - up);
        let covered: f32 = busy
            .iter()
            .map(|part| {
                let [x0, y0, x1, y1] = part.rect;
                let wide = (right.min(x1) - left.max(x0)).max(0.0);
                let tall = (lower.min(y1) - low.max(y0)).max(0.0);
                wide * tall * part.weight
            })
            .sum();
        // Nobody should have to look far up for less than half a hand.
        covered + up / room.max(1.0) * 0.35 * high * (right - left)
    };
    (0..=STEPS)
        .map(|step| room * f32::from(step) / f32::from(STEPS))
        .min_by(|&one, &other| cost(one).total_cmp(&cost(other)))
        .map_or(0, |up| up.floor() as i32)
}

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
        let mut pages = Vec::new();
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
                    && let Some(last) = pages.last_mut()
                {
                    let last: &mut Page = last;
                    last.to = last.to.min(at);
                }
                shown = None;
                if let Some(state) = state
                    && let Some(picture) =
                        captions::draw(faces, &line.text, &board.language, state, &look, self.size)
                {
                    pages.push(Page {
                        picture,
                        from: at,
                        to: (cue.end_ms + 120).min(span.end_ms) - span.start_ms,
                    });
                    shown = Some(state);
                }
            }
        }
        // A page goes when the next comes; what is said at once is seen at once.
        for next in 1..pages.len() {
            let from = pages[next].from;
            let before = &mut pages[next - 1];
            if before.from < from {
                before.to = before.to.min(from);
            }
        }
        // All of a shot at one height, so that nobody has to look for the next.
        let up = higher(&pages, &busy(stage, shot, self.size), zone, self.size);
        for Page { picture, from, to } in pages {
            if let Some(sheet) =
                Sheet::cut(&picture.pixmap, picture.x as f32, (picture.y - up) as f32)
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
                let picture = shot.prop.as_ref().and_then(|prop| {
                    let on = surface(board, shot, prop);
                    props::insert(faces, prop, &board.language, tone, self.size, on)
                });
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

/// What a thing lies on in its place, or whose hand it is in.
fn surface(board: &Board, shot: &Shot, prop: &Prop) -> Surface {
    let holder = prop.held_by.as_deref().and_then(|id| board.character(id));
    if let Some(holder) = holder.filter(|_| prop.kind.fits_a_hand()) {
        let who = Persona::of(&holder.appearance);
        let cloth = Cloth::of(holder.look(None, board.number), &who);
        let tone = |colour: Colour| Tone {
            r: colour.r,
            g: colour.g,
            b: colour.b,
            a: 1.0,
        };
        let (sleeve, length) = cloth.sleeve();
        return Surface::Hand {
            skin: tone(who.skin.base),
            sleeve: tone(if length > 1.5 { sleeve } else { who.skin.base }),
        };
    }
    let place = board.places.get(shot.place).map(|place| place.kind);
    // What is larger than any table stands on the floor.
    if matches!(prop.kind, PropKind::Door | PropKind::Car) {
        let wet = place == Some(PlaceKind::RainStreet);
        return Surface::Ground { wet };
    }
    place.map_or(Surface::Table, Surface::of)
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
