//! Pictures that somebody else made, as shots: the camera moves over a still, words are laid over footage.

use storyboard::shot::{Move, Transition};
use storyboard::{Board, Timeline};

use super::blit::{Frame, Sheet};
use super::{Artist, ROOM, Stage};

impl Artist {
    /// A shot of a picture: the camera moves over it as the board says. It is made larger than the frame for that.
    pub fn stage_of_still(
        &self,
        board: &Board,
        timeline: &Timeline,
        index: usize,
        picture: &tiny_skia::Pixmap,
    ) -> Option<Stage> {
        let mut stage = self.bare(board, timeline, index)?;
        let (width, height) = (
            self.size.width as f32 * ROOM,
            self.size.height as f32 * ROOM,
        );
        let mut larger = tiny_skia::Pixmap::new(width.ceil() as u32, height.ceil() as u32)?;
        let scale = (width / picture.width() as f32).max(height / picture.height() as f32);
        larger.draw_pixmap(
            0,
            0,
            picture.as_ref(),
            &tiny_skia::PixmapPaint {
                quality: tiny_skia::FilterQuality::Bicubic,
                ..tiny_skia::PixmapPaint::default()
            },
            tiny_skia::Transform::from_scale(scale, scale),
            None,
        );
        let (left, top) = (
            -(width - self.size.width as f32) / 2.0,
            -(height - self.size.height as f32) / 2.0,
        );
        if stage.motion == Move::Rack {
            stage.motion = Move::PushIn;
        }
        let mut frame = Frame::of(&larger);
        for pixel in &mut frame.pixels {
            *pixel |= 0xff00_0000;
        }
        stage.back.push((Sheet::whole(frame, left, top), 0.2));
        Some(stage)
    }

    /// A shot of footage: each picture is given by [`Stage::show`]. The camera has moved already.
    pub fn stage_of_footage(
        &self,
        board: &Board,
        timeline: &Timeline,
        index: usize,
    ) -> Option<Stage> {
        let mut stage = self.bare(board, timeline, index)?;
        stage.motion = Move::Still;
        Some(stage)
    }

    /// A shot with nothing on it yet. There is no picture of the shot before to come out of.
    fn bare(&self, board: &Board, timeline: &Timeline, index: usize) -> Option<Stage> {
        let shot = board.shots.get(index)?;
        let span = timeline.shots.get(index)?;
        let seed = board.places.get(shot.place).map_or(1, |place| place.seed) ^ (index as u64);
        let mut stage = Stage::new(
            self.size,
            shot,
            span.end_ms.saturating_sub(span.start_ms),
            seed,
        );
        if matches!(stage.transition, Transition::Dissolve | Transition::Whip) {
            stage.transition = Transition::Cut;
        }
        stage.effects.clear();
        Some(stage)
    }
}

impl Stage {
    /// The next picture of footage, of the size of the frame.
    pub fn show(&mut self, picture: Frame) {
        self.back = vec![(Sheet::whole(picture, 0.0, 0.0), 0.0)];
        self.forget();
    }
}
