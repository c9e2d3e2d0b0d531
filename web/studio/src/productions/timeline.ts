/** When everything happens in a board that is being changed: the rules of the house's own timeline. Pure. */
import type { Board, Timeline } from "./board";

const LEAD_MS = 180;
const BREATH_MS = 220;
const SHORTEST_MS = 700;
/** Lengths of shots are multiples of this: three frames of 24 a second. */
export const GRID_MS = 125;
/** A shot is held no longer after its last word. */
export const HOLD_MAX_MS = 20_000;

/** How long each line is, as the house told when it was spoken. */
export const lineLengths = (timeline: Timeline): number[] =>
  timeline.lines.map((line) => line.end_ms - line.start_ms);

/** Lays an episode out. `lengths` has one entry for each line of the board. */
export function layOut(board: Board, lengths: readonly number[]): Timeline {
  const lines = board.lines.map(() => ({ start_ms: 0, end_ms: 0 }));
  const shots: Timeline["shots"] = [];
  let now = 0;
  for (const shot of board.shots) {
    let at = now + LEAD_MS;
    let lastStart = at;
    let lastEnd = now;
    for (const index of shot.lines) {
      const begin = board.lines[index]?.dual ? lastStart : at;
      const end = begin + (lengths[index] ?? 0);
      lines[index] = { start_ms: begin, end_ms: end };
      lastStart = begin;
      lastEnd = Math.max(lastEnd, end);
      at = lastEnd + BREATH_MS;
    }
    const length = Math.max(SHORTEST_MS, lastEnd - now + shot.hold_ms);
    const end = now + Math.ceil(length / GRID_MS) * GRID_MS;
    shots.push({ start_ms: now, end_ms: end });
    now = end;
  }
  return { length_ms: now, shots, lines };
}

/** The hold with which a shot ends `by` milliseconds later, on the grid and within bounds. */
export function held(hold_ms: number, by: number): number {
  const wanted = Math.round((hold_ms + by) / GRID_MS) * GRID_MS;
  return Math.min(HOLD_MAX_MS, Math.max(0, wanted));
}

/** Runs of one mood: music does not begin anew at each cut. */
export function moods(
  board: Board,
  timeline: Timeline,
): { mood: string; start_ms: number; end_ms: number }[] {
  const runs: { mood: string; start_ms: number; end_ms: number }[] = [];
  board.shots.forEach((shot, at) => {
    const span = timeline.shots[at];
    const last = runs.at(-1);
    if (!span) return;
    if (last?.mood === shot.mood) last.end_ms = span.end_ms;
    else runs.push({ mood: shot.mood, ...span });
  });
  return runs;
}

/** The shot that is seen at a moment. */
export const shotAt = (timeline: Timeline, ms: number): number =>
  Math.max(
    0,
    timeline.shots.findLastIndex((span) => span.start_ms <= ms),
  );

/** A waveform as an SVG path, one unit a peak wide and two high, around its middle. */
export function wave(peaks: readonly number[]): string {
  const tops = peaks.map((peak, at) => `${at} ${(1 - Math.sqrt(peak / 255)).toFixed(3)}`);
  const feet = peaks.map((peak, at) => `${at} ${(1 + Math.sqrt(peak / 255)).toFixed(3)}`);
  return peaks.length ? `M${tops.join("L")}L${feet.reverse().join("L")}Z` : "";
}
