/** Half-open intervals of whole milliseconds. Pure. */

export type Interval = readonly [fromMs: number, toMs: number];

/** Sorted, merged where they touch or overlap; empty and impossible ones dropped. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals
    .filter(([from, to]) => to > from && from >= 0)
    .sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

export function totalMs(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, [from, to]) => sum + (to - from), 0);
}

/**
 * Turns positions seen while playing into watched intervals.
 *
 * A step counts as watched when it goes forward by no more than the clock allows at the playing rate (with slack for coarse timers);
 * anything else is a jump and begins a new interval.
 */
export class WatchedIntervals {
  private pending: Interval[] = [];
  private last: { positionMs: number; at: number } | null = null;

  /** The playhead is at `positionMs` and playing; `at` is a monotonic clock in milliseconds. Returns the stretch just watched, if any. */
  advance(positionMs: number, at: number, rate = 1): Interval | null {
    const position = Math.round(positionMs);
    const last = this.last;
    this.last = { positionMs: position, at };
    if (!last) return null;
    const step = position - last.positionMs;
    const most = (at - last.at) * rate + 500;
    if (step <= 0 || step > most) return null;
    const stretch: Interval = [last.positionMs, position];
    this.pending = mergeIntervals([...this.pending, stretch]);
    return stretch;
  }

  /** Playing was interrupted (pause, seek, stall): the next position begins anew. */
  interrupt(): void {
    this.last = null;
  }

  /** What was watched since the last call. */
  take(): Interval[] {
    const taken = this.pending;
    this.pending = [];
    return taken;
  }

  get empty(): boolean {
    return this.pending.length === 0;
  }
}

/** Edges this close (milliseconds) are the same edge: rungs and sound round their times differently. */
export const EDGE_MS = 60;

/** How far the media reaches without a hole from `ms` on; `ms` itself when it lies in a hole. Intervals are merged ones. */
export function contiguousEnd(intervals: readonly Interval[], ms: number): number {
  let end = ms;
  for (const [from, to] of intervals) {
    if (from <= end + EDGE_MS && to > end) end = to;
  }
  return end;
}

/** `intervals` without what lies between `fromMs` and `toMs`. */
export function cutIntervals(
  intervals: readonly Interval[],
  fromMs: number,
  toMs: number,
): Interval[] {
  return mergeIntervals(
    intervals.flatMap(([from, to]): Interval[] => [
      [from, Math.min(to, fromMs)],
      [Math.max(from, toMs), to],
    ]),
  );
}
