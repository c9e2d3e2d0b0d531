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
  /** Milliseconds to its end. */
  remainingMs: number;
  /** How long the next segment will take to arrive. */
  segmentFetchMs: number;
  /** How uneven the network has been: 1 when it kept its word, more after stalls. */
  caution: number;
  /** Running waste, 0..1; `null` while too little is known. */
  wasteRatio: number | null;
  dataSaver: boolean;
}

const MOST_AHEAD_MS = 24_000;
const MOST_AHEAD_SAVING_MS = 6_000;
/** Past this part of an episode nearly everybody stays to its end. */
const COMMITTED = 0.6;

/** Milliseconds of media wanted ahead of the playhead before the next segment is asked for. */
export function bufferGoalMs(input: BufferGoalInput): number {
  const { playedMs, remainingMs, wasteRatio } = input;
  // The time the segment takes, a quarter more, and room for timers and decoding.
  const safe = input.segmentFetchMs * 1.25 * input.caution + 200;
  // Who has watched for T will, as far as anyone knows, watch for about T more. Leaving with 0.18 T unwatched wastes 15 %.
  const known = wasteRatio ?? WASTE_BUDGET / 2;
  const patience = known < WASTE_BUDGET / 3 ? 0.4 : known < WASTE_BUDGET ? 0.18 : 0.1;
  const committed = playedMs > 0 && playedMs / (playedMs + remainingMs) >= COMMITTED;
  const earned = committed ? MOST_AHEAD_MS : playedMs * patience;
  const most = input.dataSaver ? MOST_AHEAD_SAVING_MS : MOST_AHEAD_MS;
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
  /** Running part of all bytes that were fetched before their episode was shown and never watched, 0..1. */
  prefetchWaste: number;
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
  const enough =
    input.complete || (!input.buffering && input.aheadMs >= Math.min(input.goalMs, 4_000));
  if (!enough) return { next: false, afterNext: false };
  const ending = input.remainingMs <= 8_000;
  // With data-saver only what is all but sure to be watched: the next one, when this one ends.
  if (input.dataSaver) return { next: ending, afterNext: false };
  return {
    next: ending || input.prefetchWaste <= 2 * WASTE_BUDGET,
    afterNext: input.prefetchWaste <= WASTE_BUDGET,
  };
}

interface FetchedPart {
  bytes: number;
  /** Of these, before the episode was shown. */
  prefetched: number;
  startMs: number;
  endMs: number;
  touched: boolean;
}

export interface WasteReport {
  bytes: number;
  wastedBytes: number;
}

/** The running averages forget: about the last twenty megabytes count. */
const MEMORY_BYTES = 20_000_000;

/** Keeps the account of bytes fetched and bytes watched. A part counts as watched when any moment of it was played. */
export class WasteLedger {
  private readonly open = new Map<string, Map<string, FetchedPart>>();
  private readonly total: WasteReport = { bytes: 0, wastedBytes: 0 };
  private readonly recent = { bytes: 0, wasted: 0, prefetchWasted: 0 };

  /** `bytes` more of part `key` (a segment of a track) of an episode have arrived; `ahead`: before the episode was shown. */
  fetched(
    episodeId: string,
    key: string,
    startMs: number,
    endMs: number,
    bytes: number,
    ahead: boolean,
  ): void {
    const parts = this.open.get(episodeId) ?? new Map<string, FetchedPart>();
    this.open.set(episodeId, parts);
    const part = parts.get(key) ?? { bytes: 0, prefetched: 0, startMs, endMs, touched: false };
    part.bytes += bytes;
    if (ahead) part.prefetched += bytes;
    parts.set(key, part);
  }

  /** The moments from `fromMs` to `toMs` were played. */
  watched(episodeId: string, fromMs: number, toMs: number): void {
    for (const part of this.open.get(episodeId)?.values() ?? []) {
      if (part.startMs < toMs && part.endMs > fromMs) part.touched = true;
    }
  }

  /** The episode has left: judges its bytes. */
  close(episodeId: string): WasteReport {
    const parts = [...(this.open.get(episodeId)?.values() ?? [])];
    this.open.delete(episodeId);
    const sum = (of: readonly FetchedPart[], field: "bytes" | "prefetched") =>
      of.reduce((all, part) => all + part[field], 0);
    const wasted = parts.filter((part) => !part.touched);
    const report = { bytes: sum(parts, "bytes"), wastedBytes: sum(wasted, "bytes") };
    this.total.bytes += report.bytes;
    this.total.wastedBytes += report.wastedBytes;
    const keep = 0.5 ** (report.bytes / MEMORY_BYTES);
    this.recent.bytes = this.recent.bytes * keep + report.bytes;
    this.recent.wasted = this.recent.wasted * keep + report.wastedBytes;
    this.recent.prefetchWasted = this.recent.prefetchWasted * keep + sum(wasted, "prefetched");
    return report;
  }

  /** Running part of bytes never watched, 0..1; `null` until enough is known. */
  get ratio(): number | null {
    return this.known ? this.recent.wasted / this.recent.bytes : null;
  }

  /** Running part of all bytes that were fetched before their episode was shown and never watched; 0 until enough is known. */
  get prefetchRatio(): number {
    return this.known ? this.recent.prefetchWasted / this.recent.bytes : 0;
  }

  /** Since the beginning, of the episodes that have left. */
  get totals(): WasteReport {
    return { ...this.total };
  }

  private get known(): boolean {
    return this.total.bytes >= MIN_JUDGED_BYTES;
  }
}
