/** Two observers of a playing element: is the decoder too slow for this rung, and does the playhead stand still for no reason. */
import type { Rung } from "../types";

/** Frames that make a judgement. */
const WINDOW_FRAMES = 60;
const TOO_MANY = 0.25;

/** Counts dropped frames per rung and says from which size on this device cannot follow. */
export class DecoderWatch {
  private tooLarge: number | null = null;
  private rungId: string | null = null;
  private total = 0;
  private dropped = 0;

  observe(video: HTMLVideoElement, rung: Rung | null): void {
    const quality = video.getVideoPlaybackQuality?.();
    if (!quality || !rung || video.paused || video.seeking) return;
    if (rung.id !== this.rungId || quality.totalVideoFrames < this.total) {
      this.rungId = rung.id;
      this.total = quality.totalVideoFrames;
      this.dropped = quality.droppedVideoFrames;
      return;
    }
    const frames = quality.totalVideoFrames - this.total;
    if (frames < WINDOW_FRAMES) return;
    if ((quality.droppedVideoFrames - this.dropped) / frames > TOO_MANY && rung.shortSide > 360) {
      this.tooLarge = Math.min(this.tooLarge ?? rung.shortSide, rung.shortSide);
    }
    this.total = quality.totalVideoFrames;
    this.dropped = quality.droppedVideoFrames;
  }

  /** The largest of `sizes` (ascending) that can be played; `null` when there was no trouble. */
  limit(sizes: readonly number[]): number | null {
    const tooLarge = this.tooLarge;
    if (tooLarge === null) return null;
    return sizes.filter((size) => size < tooLarge).at(-1) ?? sizes[0] ?? null;
  }
}

const STUCK_MS = 2_500;
const MAX_NUDGES = 3;

/** Finds a playhead that does not move although there is media in front of it. */
export class Unsticker {
  private time = -1;
  private since = 0;
  private nudges = 0;

  /** `true` when the element needs a nudge. */
  stuck(video: HTMLVideoElement, now: number): boolean {
    if (
      video.paused ||
      video.ended ||
      video.seeking ||
      video.currentTime !== this.time ||
      !hasMediaAhead(video)
    ) {
      if (video.currentTime > this.time + 1) this.nudges = 0;
      this.time = video.currentTime;
      this.since = now;
      return false;
    }
    if (now - this.since < STUCK_MS) return false;
    this.since = now;
    this.nudges++;
    return true;
  }

  get hopeless(): boolean {
    return this.nudges > MAX_NUDGES;
  }
}

function hasMediaAhead(video: HTMLVideoElement): boolean {
  const { buffered, currentTime } = video;
  for (let i = 0; i < buffered.length; i++) {
    if (buffered.start(i) <= currentTime && buffered.end(i) > currentTime + 0.5) return true;
  }
  return false;
}
