/**
 * Byte ranges over HTTP: streamed, resumable, abortable; and a small store so that bytes fetched ahead are found again.
 * The only place in the player that touches the network for media.
 */
import type { BandwidthMeter } from "./bandwidth";
import type { AnyTrack, Segment } from "./segments";
import type { PlayerError } from "./types";

/** What a download needs from its surroundings. */
export interface Network {
  fetch(url: string, init: RequestInit & { priority?: "high" | "low" | "auto" }): Promise<Response>;
  /** Monotonic milliseconds. */
  now(): number;
  /** Calls `run` once after `ms`; returns the way to cancel. */
  later(ms: number, run: () => void): () => void;
  /** Resolves after `ms`, or sooner when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export type DownloadState = "running" | "done" | "failed" | "cancelled";

export class DownloadError extends Error {
  constructor(
    readonly code: PlayerError["code"],
    detail: string,
  ) {
    super(detail);
  }
}

/** Waits before the second, third … attempt. */
const RETRY_MS = [250, 800, 2_000, 4_000];

/** No byte for so long: the connection is dead, though nobody said so. */
const SILENCE_MS = 8_000;

function errorFor(status: number, url: string): DownloadError | null {
  const detail = `HTTP ${status} for ${url}`;
  if (status === 404 || status === 410) return new DownloadError("not_found", detail);
  if (status === 401 || status === 403) return new DownloadError("forbidden", detail);
  return null;
}

/** One byte range on its way. Chunks are kept, so that a reader who comes late (a prefetch taken over by a player) misses nothing. */
export class Download {
  state: DownloadState = "running";
  error: DownloadError | null = null;
  received = 0;
  readonly size: number;
  /** When it was asked for, on the network's clock. */
  readonly startedAt: number;
  private readonly chunks: Uint8Array<ArrayBuffer>[] = [];
  private readonly abort = new AbortController();
  private reader: (() => void) | null = null;

  constructor(
    readonly url: string,
    private readonly from: number,
    to: number,
    private readonly network: Network,
    private readonly meter: BandwidthMeter,
    priority: "high" | "low",
    private readonly onBytes: (count: number) => void,
  ) {
    this.size = to - from;
    this.startedAt = network.now();
    void this.run(priority);
  }

  /** Calls `reader` when there is more (or the end); it reads by `chunksFrom`. One reader at a time. */
  attach(reader: (() => void) | null): void {
    this.reader = reader;
  }

  /** The chunks from number `start` on. */
  chunksFrom(start: number): readonly Uint8Array<ArrayBuffer>[] {
    return this.chunks.slice(start);
  }

  /** Stops it, unless it is done. */
  cancel(): void {
    this.reader = null;
    if (this.state !== "running") return;
    this.state = "cancelled";
    this.abort.abort();
  }

  private finish(state: DownloadState, error: DownloadError | null = null): void {
    if (this.state !== "running") return;
    this.state = state;
    this.error = error;
    this.reader?.();
  }

  private async run(priority: "high" | "low"): Promise<void> {
    let failures = 0;
    while (this.state === "running") {
      const before = this.received;
      try {
        await this.attempt(priority);
        if (this.received >= this.size) return this.finish("done");
        throw new DownloadError("network", `short answer for ${this.url}`);
      } catch (cause) {
        if (this.state !== "running") return;
        const error =
          cause instanceof DownloadError
            ? cause
            : new DownloadError("network", `${String(cause)} for ${this.url}`);
        if (error.code !== "network") return this.finish("failed", error);
        // An attempt that brought bytes was not in vain: a flaky link may go on as long as it makes progress.
        failures = this.received > before ? 0 : failures;
        const pause = RETRY_MS[failures++];
        if (pause === undefined) return this.finish("failed", error);
        await this.network.wait(pause, this.abort.signal);
      }
    }
  }

  private async attempt(priority: "high" | "low"): Promise<void> {
    const silence = new AbortController();
    const giveUp = () => silence.abort(new DownloadError("network", `silence from ${this.url}`));
    const stop = () => silence.abort();
    this.abort.signal.addEventListener("abort", stop);
    let cancelTimer = this.network.later(SILENCE_MS, giveUp);
    try {
      await this.receive(priority, silence.signal, () => {
        cancelTimer();
        cancelTimer = this.network.later(SILENCE_MS, giveUp);
      });
    } finally {
      cancelTimer();
      this.abort.signal.removeEventListener("abort", stop);
    }
  }

  private async receive(
    priority: "high" | "low",
    signal: AbortSignal,
    onSign: () => void,
  ): Promise<void> {
    const { network, meter } = this;
    const start = this.from + this.received;
    const asked = network.now();
    const response = await network.fetch(this.url, {
      headers: { Range: `bytes=${start}-${this.from + this.size - 1}` },
      signal,
      priority,
    });
    onSign();
    if (response.status !== 206 && response.status !== 200) {
      void response.body?.cancel().catch(() => undefined);
      const detail = `HTTP ${response.status} for ${this.url}`;
      throw errorFor(response.status, this.url) ?? new DownloadError("network", detail);
    }
    // A server without ranges sends the whole file: skip to our part and stop after it.
    let skip = response.status === 200 ? start : 0;
    const body = response.body?.getReader();
    if (!body) throw new DownloadError("network", `empty answer for ${this.url}`);
    meter.begin(network.now(), network.now() - asked);
    try {
      while (this.received < this.size) {
        const { done, value } = await body.read();
        if (done || this.state !== "running") break;
        onSign();
        meter.received(network.now(), value.length);
        const cut = Math.min(skip, value.length);
        skip -= cut;
        const part = value.subarray(cut, cut + this.size - this.received);
        if (part.length === 0) continue;
        this.received += part.length;
        this.chunks.push(part);
        this.onBytes(part.length);
        if (this.received < this.size) this.reader?.();
      }
    } finally {
      meter.end(network.now());
      void body.cancel().catch(() => undefined);
    }
  }
}

/** Told of every media byte that arrives, with the part of the episode it belongs to. */
export type BytesListener = (episodeId: string, key: string, part: Segment, bytes: number) => void;

/** Finished segments kept in memory for quick returns. */
const KEEP_BYTES = 8_000_000;

/** Segments by track and number, on their way or (for a while) kept. */
export class SegmentStore {
  private readonly entries = new Map<string, Download>();

  constructor(
    private readonly network: Network,
    private readonly meter: BandwidthMeter,
    private readonly onBytes: BytesListener,
  ) {}

  /** The download of a segment: the running or kept one, or a new one. */
  open(episodeId: string, track: AnyTrack, part: Segment, priority: "high" | "low"): Download {
    const key = `${track.url}#${part.index}`;
    const known = this.entries.get(key);
    this.entries.delete(key);
    const usable = known && (known.state === "running" || known.state === "done");
    const download =
      usable && known
        ? known
        : new Download(track.url, part.from, part.to, this.network, this.meter, priority, (bytes) =>
            this.onBytes(episodeId, key, part, bytes),
          );
    this.entries.set(key, download);
    this.trim();
    return download;
  }

  /** Cancels what is still running. */
  destroy(): void {
    for (const download of this.entries.values()) download.cancel();
    this.entries.clear();
  }

  /** Oldest first; what still runs is left to its owner. */
  private trim(): void {
    let bytes = 0;
    for (const download of this.entries.values()) bytes += download.received;
    for (const [key, download] of this.entries) {
      const dead = download.state === "failed" || download.state === "cancelled";
      if (!dead && (bytes <= KEEP_BYTES || download.state === "running")) continue;
      bytes -= download.received;
      this.entries.delete(key);
    }
  }
}
