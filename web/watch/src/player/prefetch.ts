/**
 * How far to read ahead, in the current episode and into the next ones, without fetching much that nobody watches. Pure.
 *
 * A viewer of a feed leaves most likely in the first seconds. So the buffer of an episode begins just large enough to be safe and grows
 * with the time watched, and the next episodes get their first second only.
 */

/** Bytes fetched and never watched may be this part of all bytes fetched. */
export const WASTE_BUDGET = 0.15;
/** Before this much is known, a ratio means little. */
const MIN_JUDGED_BYTES = 1_500_000;

export interface BufferGoalInput {
  /** Milliseconds of this episode played since it was shown. */
  playedMs: number;
  /** How long the next segment will take to arrive. */
  segmentFetchMs: number;
  /** Running waste, 0..1. */
  wasteRatio: number;
  dataSaver: boolean;
}

/** Milliseconds of media wanted ahead of the playhead before the next segment is asked for. */
export function bufferGoalMs(input: BufferGoalInput): number {
  // Twice the expected time covers the usual jitter; the rest covers timers and decoding.
  const safe = input.segmentFetchMs * 2 + 250;
  const patience = input.wasteRatio > WASTE_BUDGET ? 0.25 : 0.5;
  const earned = input.playedMs * patience;
  const most = input.dataSaver ? 6_000 : 24_000;
  // A slow link needs the safe part even above the usual ceiling: a stall is worse than waste.
  return Math.max(Math.min(earned, most), Math.min(safe, 30_000));
}

export interface PrefetchInput {
  /** Media ahead of the playhead of the current episode, milliseconds. */
  aheadMs: number;
  /** The current episode is loaded to its end. */
  complete: boolean;
  /** Time to its end. */
  remainingMs: number;
  /** What the current one wants ahead (`bufferGoalMs`). */
  goalMs: number;
  buffering: boolean;
  wasteRatio: number;
  dataSaver: boolean;
  hidden: boolean;
}

export interface PrefetchDecision {
  /** Prepare the next episode in the second video element. */
  next: boolean;
  /** Fetch the first segments of the one after. */
  afterNext: boolean;
}

/** What may be fetched now. The current episode always goes first. */
export function prefetchDecision(input: PrefetchInput): PrefetchDecision {
  if (input.hidden) return { next: false, afterNext: false };
  const enough = input.complete || (!input.buffering && input.aheadMs >= Math.min(input.goalMs, 4_000));
  if (!enough) return { next: false, afterNext: false };
  const ending = input.remainingMs <= 8_000;
  // With data-saver only what is all but sure to be watched: the next one, when this one ends.
  if (input.dataSaver) return { next: ending, afterNext: false };
  return {
    next: ending || input.wasteRatio <= 2 * WASTE_BUDGET,
    afterNext: input.wasteRatio <= WASTE_BUDGET,
  };
}

interface FetchedPart {
  bytes: number;
  startMs: number;
  endMs: number;
  touched: boolean;
}

export interface WasteReport {
  bytes: number;
  wastedBytes: number;
}

/** Keeps the account of bytes fetched and bytes watched. A part counts as watched when any moment of it was played. */
export class WasteLedger {
  private readonly open = new Map<string, Map<string, FetchedPart>>();
  private recentBytes = 0;
  private recentWasted = 0;
  private totalBytes = 0;
  private totalWasted = 0;

  /** `bytes` more of part `key` (a segment of a track) of an episode have arrived. */
  fetched(episodeId: string, key: string, startMs: number, endMs: number, bytes: number): void {
    const parts = this.open.get(episodeId) ?? new Map<string, FetchedPart>();
    this.open.set(episodeId, parts);
    const part = parts.get(key);
    if (part) part.bytes += bytes;
    else parts.set(key, { bytes, startMs, endMs, touched: false });
  }

  /** The moments from `fromMs` to `toMs` were played. */
  watched(episodeId: string, fromMs: number, toMs: number): void {
    for (const part of this.open.get(episodeId)?.values() ?? []) {
      if (part.startMs < toMs && part.endMs > fromMs) part.touched = true;
    }
  }

  /** The episode has left: judges its bytes. */
  close(episodeId: string): WasteReport {
    const report = this.judge(episodeId);
    this.open.delete(episodeId);
    this.totalBytes += report.bytes;
    this.totalWasted += report.wastedBytes;
    // A running average that forgets: about the last twenty megabytes.
    const keep = 0.5 ** (report.bytes / 20_000_000);
    this.recentBytes = this.recentBytes * keep + report.bytes;
    this.recentWasted = this.recentWasted * keep + report.wastedBytes;
    return report;
  }

  /** What closing the episode now would say. */
  judge(episodeId: string): WasteReport {
    let bytes = 0;
    let wastedBytes = 0;
    for (const part of this.open.get(episodeId)?.values() ?? []) {
      bytes += part.bytes;
      if (!part.touched) wastedBytes += part.bytes;
    }
    return { bytes, wastedBytes };
  }

  /** Running part of bytes never watched, 0..1; 0 until enough is known. */
  get ratio(): number {
    return this.totalBytes < MIN_JUDGED_BYTES ? 0 : this.recentWasted / this.recentBytes;
  }

  /** Since the beginning, of the episodes that have left. */
  get totals(): WasteReport {
    return { bytes: this.totalBytes, wastedBytes: this.totalWasted };
  }
}
