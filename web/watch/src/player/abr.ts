/** Choice of rung. Pure. The segment index gives exact sizes, so download times are computed, not guessed from average rates. */
import { segmentAt, segmentBytes, shortSide } from "./segments";
import type { Quality, Track } from "./types";

export interface AbrInput {
  /** Ascending. */
  ladder: readonly Track[];
  /** Mean bit rate of the sound that travels with it. */
  audioBitrate: number;
  /** bit/s; `null` when unknown. */
  bandwidth: number | null;
  roundTripMs: number;
  quality: Quality;
  dataSaver: boolean;
  /** Largest useful short side on this screen (`screenLimit`). */
  screenLimit: number;
  /** Largest short side that the decoder has shown itself able to play; `null` when it never struggled. */
  decoderLimit: number | null;
}

/** Short side to begin with on an unknown network; a larger rung that costs no more than such a one usually does is as good. */
export const COLD_START = 480;
const COLD_BITRATE = 700_000;
const DATA_SAVER_LIMIT = 480;
/** Part of a first segment that has to arrive before its first frame can be decoded (a keyframe and a few frames). */
const FIRST_FRAME_SHARE = 0.6;

/** Rungs that setting, screen, decoder and data-saver leave; never empty for a non-empty ladder. */
export function allowed(input: AbrInput): readonly Track[] {
  const { ladder, quality } = input;
  const lowest = ladder.slice(0, 1);
  if (quality !== "auto") {
    const fitting = ladder.filter((track) => shortSide(track) <= Number(quality));
    return fitting.length > 0 ? fitting.slice(-1) : lowest;
  }
  let limit = input.screenLimit || Number.POSITIVE_INFINITY;
  if (input.dataSaver) limit = Math.min(limit, DATA_SAVER_LIMIT);
  if (input.decoderLimit !== null) limit = Math.min(limit, input.decoderLimit);
  const fitting = ladder.filter((track) => shortSide(track) <= limit);
  return fitting.length > 0 ? fitting : lowest;
}

function downloadMs(bytes: number, input: AbrInput): number {
  return input.bandwidth
    ? input.roundTripMs + (bytes * 8_000) / input.bandwidth
    : Number.POSITIVE_INFINITY;
}

function sustained(track: Track, input: AbrInput, share: number): boolean {
  return track.average_bandwidth + input.audioBitrate <= (input.bandwidth ?? 0) * share;
}

/**
 * The rung for the first segment at `startMs`: the best whose first frame can be on screen within `budgetMs` and that the network can
 * sustain. Unknown network: 480, or 360 with data-saver.
 */
export function startRung(input: AbrInput, startMs: number, budgetMs: number): Track | null {
  const options = allowed(input);
  const lowest = options[0];
  if (!lowest) return null;
  if (input.bandwidth === null) {
    const limit = input.dataSaver ? 360 : COLD_START;
    const cold = options.filter(
      (track) =>
        shortSide(track) <= limit || (!input.dataSaver && track.average_bandwidth <= COLD_BITRATE),
    );
    return cold.at(-1) ?? lowest;
  }
  const good = options.filter((track) => {
    const picture = segmentBytes(track, segmentAt(track.segments, startMs)) * FIRST_FRAME_SHARE;
    // A second of sound shares the link.
    const bytes = picture + input.audioBitrate / 8;
    return sustained(track, input, 0.7) && downloadMs(bytes, input) <= budgetMs;
  });
  return good.at(-1) ?? lowest;
}

/**
 * The rung for what plays at `atMs` while `current` is playing with `aheadMs` in the buffer. Rungs need not be cut at the same times.
 *
 * Up only when the new rung takes at most 70 % of the throughput and its segment arrives in 60 % of the buffer; stay until 90 %; down at
 * once when the next segment would come too late.
 */
export function nextRung(input: AbrInput, current: Track, atMs: number, aheadMs: number): Track {
  const options = allowed(input);
  const lowest = options[0];
  if (!lowest) return current;
  if (input.bandwidth === null)
    return options.find((track) => track.id === current.id) ?? startRung(input, 0, 0) ?? lowest;
  const good = options.filter((track) => {
    const stay = track.average_bandwidth <= current.average_bandwidth;
    const bytes = segmentBytes(track, segmentAt(track.segments, atMs));
    const inTime = downloadMs(bytes, input) <= aheadMs * (stay ? 0.9 : 0.6);
    return inTime && sustained(track, input, stay ? 0.9 : 0.7);
  });
  return good.at(-1) ?? lowest;
}

/** A segment on its way. */
export interface Transfer {
  bytes: number;
  received: number;
  /** Milliseconds since it was asked for. */
  elapsedMs: number;
}

/** Before this, a slow beginning says nothing. */
const JUDGED_AFTER_MS = 800;

/**
 * Whether to give up a segment half-way for the same stretch in a rung of `smallestBytes`: it will come well after the buffer has run
 * dry, and beginning again with less is clearly quicker. (The network has collapsed since it was asked for.)
 */
export function abandon(transfer: Transfer, smallestBytes: number, aheadMs: number): boolean {
  const { bytes, received, elapsedMs } = transfer;
  if (elapsedMs < JUDGED_AFTER_MS) return false;
  const bytesPerMs = Math.max(received, 1) / elapsedMs;
  const remainingMs = (bytes - received) / bytesPerMs;
  return remainingMs > aheadMs + 500 && smallestBytes / bytesPerMs < remainingMs * 0.6;
}
