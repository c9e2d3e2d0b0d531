import type { PlayerState, TimeRange } from "./types";

/** The state with nothing playing, keeping the viewer's choices. */
export function idleState(
  kept: Pick<PlayerState, "quality" | "muted" | "audioLanguage" | "textLanguage">,
): PlayerState {
  return {
    ...kept,
    episodeId: null,
    engine: null,
    currentTime: 0,
    duration: 0,
    buffered: [],
    paused: true,
    buffering: false,
    seeking: false,
    ended: false,
    error: null,
    framePresented: false,
    startupMs: null,
    prefetched: false,
    rung: null,
    rungs: [],
    rate: 1,
    needsUnmute: false,
    needsGesture: false,
    cues: [],
    bandwidth: null,
    ready: [],
  };
}

/** What the element holds, as plain data. */
export function rangesOf(video: Pick<HTMLVideoElement, "buffered">): TimeRange[] {
  const { buffered } = video;
  return Array.from({ length: buffered.length }, (_, i) => ({
    start: buffered.start(i),
    end: buffered.end(i),
  }));
}

export function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
