/** One kind of media (picture or sound) on its way into its SourceBuffer: which times are there, which segment is coming. */
import type { Download } from "../download";
import { contiguousEnd, cutIntervals, type Interval, mergeIntervals } from "../intervals";
import { type AnyTrack, base64Bytes, type Segment } from "../segments";
import { type BufferHooks, BufferQueue } from "./buffer";

interface Incoming {
  track: AnyTrack;
  part: Segment;
  download: Download;
  /** Chunks handed to the SourceBuffer so far. */
  chunks: number;
  appending: boolean;
}

export interface LaneHooks extends BufferHooks {
  /** A segment is in, or has failed: time to look what comes next. */
  onSettled(incoming: { download: Download }): void;
  /** Bytes were appended: frames may have become available. */
  onAppended(): void;
}

export class Lane {
  readonly queue: BufferQueue;
  /** Whole segments in the buffer, merged, milliseconds. */
  covered: Interval[] = [];
  /** The track whose initialisation segment was appended last. */
  track: AnyTrack | null = null;
  private incoming: Incoming | null = null;

  constructor(private readonly hooks: LaneHooks) {
    this.queue = new BufferQueue(hooks);
  }

  /** The segment on its way. */
  get pending(): { track: AnyTrack; part: Segment; download: Download } | null {
    return this.incoming;
  }

  /** Milliseconds up to which media is there without a hole from `ms` on. */
  reach(ms: number): number {
    return contiguousEnd(this.covered, ms);
  }

  /** Takes a segment in. `eager`: hand over bytes as they come, for the earliest first frame; otherwise whole. */
  accept(track: AnyTrack, part: Segment, download: Download, eager: boolean): void {
    const incoming: Incoming = { track, part, download, chunks: 0, appending: false };
    this.incoming = incoming;
    if (this.track?.id !== track.id) {
      if (this.track && this.track.mime !== track.mime) this.queue.changeType(track.mime);
      this.queue.append(base64Bytes(track.init));
      this.track = track;
    }
    const feed = () => this.feed(incoming, eager, feed);
    download.attach(feed);
    feed();
  }

  /** Drops the segment on its way. */
  cancel(): void {
    const incoming = this.incoming;
    if (!incoming) return;
    this.incoming = null;
    incoming.download.cancel();
    incoming.download.attach(null);
    if (incoming.chunks > 0) this.queue.reset();
    // The queue's waiting operations may have held the initialisation segment.
    if (incoming.chunks > 0 || !this.queue.idle) this.track = null;
  }

  /** Times from `fromMs` to `toMs` no longer count as there (they are to be replaced, or have been removed). */
  forget(fromMs: number, toMs = Number.POSITIVE_INFINITY): void {
    this.covered = cutIntervals(this.covered, fromMs, toMs);
  }

  /** Keeps only what the SourceBuffer still has: browsers evict on their own. */
  reconcile(): void {
    const ranges = this.queue.ranges;
    if (!ranges) return;
    const real: Interval[] = [];
    for (let i = 0; i < ranges.length; i++)
      real.push([ranges.start(i) * 1_000 - 150, ranges.end(i) * 1_000 + 150]);
    this.covered = mergeIntervals(
      this.covered.flatMap(([from, to]) =>
        real
          .map(([low, high]): Interval => [Math.max(from, low), Math.min(to, high)])
          .filter(([low, high]) => high - low > 300),
      ),
    );
  }

  destroy(): void {
    this.incoming?.download.cancel();
    this.incoming?.download.attach(null);
    this.incoming = null;
    this.queue.destroy();
  }

  private feed(incoming: Incoming, eager: boolean, again: () => void): void {
    if (this.incoming !== incoming || incoming.appending) return;
    const { download } = incoming;
    const ended = download.state !== "running";
    if (download.state === "failed") {
      this.settle(incoming, false);
      return;
    }
    if (!eager && !ended) return;
    const chunks = download.chunksFrom(incoming.chunks);
    if (chunks.length === 0) {
      if (download.state === "done") this.settle(incoming, true);
      return;
    }
    incoming.chunks += chunks.length;
    incoming.appending = true;
    this.queue.append(joined(chunks), () => {
      incoming.appending = false;
      if (this.incoming !== incoming) return;
      this.hooks.onAppended();
      again();
    });
  }

  /** Whether a segment's media really is in the buffer: damaged bytes may be swallowed without a word. */
  private holds({ startMs, endMs }: Segment): boolean {
    const { ranges } = this.queue;
    if (!ranges || endMs - startMs < 300) return true;
    const middle = (startMs + endMs) / 2_000;
    for (let i = 0; i < ranges.length; i++) {
      if (ranges.start(i) <= middle + 0.25 && ranges.end(i) >= middle - 0.25) return true;
    }
    return false;
  }

  private settle(incoming: Incoming, whole: boolean): void {
    this.incoming = null;
    incoming.download.attach(null);
    if (whole && !this.holds(incoming.part)) {
      this.hooks.onError(`${incoming.track.url}: segment ${incoming.part.index} brought no media`);
      return;
    }
    if (whole)
      this.covered = mergeIntervals([
        ...this.covered,
        [incoming.part.startMs, incoming.part.endMs],
      ]);
    else if (incoming.chunks > 0) this.queue.reset();
    this.hooks.onSettled(incoming);
  }
}

function joined(chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const only = chunks[0];
  if (only && chunks.length === 1) return only;
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
