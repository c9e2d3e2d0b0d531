import type { EpisodePlay, FeedPlayerOptions, PlayerState, Quality, ShowOptions, Upcoming } from "./types";

/** Plays a vertical feed with two recycled `<video>` elements: one plays, the other stands ready on the first frame of the next card. */
export class FeedPlayer {
  constructor(_options: FeedPlayerOptions = {}) {}

  /** The present state. */
  get state(): PlayerState {
    throw new Error("being written");
  }

  /** Calls `run` at once and after every change (at most once a frame). Returns the way to stop. */
  subscribe(_run: (state: PlayerState) => void): () => void {
    return () => undefined;
  }

  /** Puts `item` in the foreground inside `host` and plays it. Showing what is already shown only moves it to `host`. */
  show(_item: EpisodePlay, _host: HTMLElement, _options: ShowOptions = {}): void {}

  /** Says what is likely to come, most likely first. Only the first two count. Call it again whenever that changes. */
  prepare(_next: readonly Upcoming[]): void {}

  /** Leaves the foreground without showing another (navigating away); the elements are kept for later. */
  hide(): void {}

  play(_options: { userGesture?: boolean } = {}): void {}
  pause(): void {}
  /** Returns whether it now plays. */
  toggle(): boolean {
    return false;
  }
  /** Seconds; clamped to the episode. */
  seek(_seconds: number): void {}
  /** 0.25 to 4; survives a swipe only when `sticky`. */
  setRate(_rate: number, _options: { sticky?: boolean } = {}): void {}
  setMuted(_muted: boolean): void {}
  setQuality(_quality: Quality): void {}
  setAudioLanguage(_language: string | null): void {}
  /** `null` turns captions off. */
  setTextTrack(_language: string | null): void {}
  setDataSaver(_on: boolean): void {}
  /** After an error: tries again from where it stopped. */
  retry(): void {}
  /** Stops all, frees media, removes the elements. The object is of no use afterwards. */
  destroy(): void {}
}
