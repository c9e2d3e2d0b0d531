/** Arithmetic on segment indexes. Pure. */
import type { AudioTrack, Rung, SegmentIndex, Track } from "./types";

export type AnyTrack = Track | AudioTrack;

export function segmentCount(index: SegmentIndex): number {
  return Math.max(0, Math.min(index.offsets.length, index.starts_ms.length) - 1);
}

/** The segment that plays at `ms`; the first or the last one outside the index. */
export function segmentAt(index: SegmentIndex, ms: number): number {
  const starts = index.starts_ms;
  let low = 0;
  let high = segmentCount(index) - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= ms) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

export interface Segment {
  index: number;
  /** First byte. */
  from: number;
  /** Byte after the last. */
  to: number;
  startMs: number;
  endMs: number;
}

/** Segment `index`, or `null` when the track has none there or its numbers cannot be (a damaged index). */
export function segment(track: AnyTrack, index: number): Segment | null {
  const { offsets, starts_ms } = track.segments;
  const from = offsets[index];
  const to = offsets[index + 1];
  const startMs = starts_ms[index];
  const endMs = starts_ms[index + 1];
  if (from === undefined || to === undefined || startMs === undefined || endMs === undefined)
    return null;
  if (!(from >= 0 && to > from && endMs > startMs)) return null;
  return { index, from, to, startMs, endMs };
}

/** Bytes of segment `index`; 0 when there is none. */
export function segmentBytes(track: AnyTrack, index: number): number {
  const found = segment(track, index);
  return found ? found.to - found.from : 0;
}

export function base64Bytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export function shortSide(track: Track): number {
  return Math.min(track.width, track.height);
}

export function codecOf(mime: string): Rung["codec"] {
  if (/avc[13]/.test(mime)) return "h264";
  return /av01/.test(mime) ? "av1" : "other";
}

export function rungOf(track: Track): Rung {
  return {
    id: track.id,
    width: track.width,
    height: track.height,
    bitrate: track.average_bandwidth,
    shortSide: shortSide(track),
    codec: codecOf(track.mime),
  };
}
