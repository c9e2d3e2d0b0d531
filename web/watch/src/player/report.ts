/** Turns what happens to one play of one episode into events. No DOM: positions and times are passed in. */
import { type Interval, WatchedIntervals } from "./intervals";
import type { EventContext, EventSink, PlayerError } from "./types";

/** A heartbeat after this much playing. */
export const HEARTBEAT_MS = 5_000;

/** A shorter wait is not seen. */
const NOTICED_MS = 80;
const CREEP_MS = 20;

export class PlayReporter {
  /** Milliseconds played since the episode was shown. */
  playedMs = 0;
  /** Waits for media that a viewer notices, after the first frame. */
  stalls = 0;
  private readonly watched = new WatchedIntervals();
  private sinceHeartbeat = 0;
  private position = 0;
  private started = false;
  private stall: { positionMs: number; at: number } | null = null;

  constructor(
    private readonly sink: EventSink | undefined,
    private readonly context: EventContext,
  ) {}

  /** The first frame is on screen. */
  start(positionMs: number, startupMs: number, prefetched: boolean, rung: string): void {
    if (this.started) return;
    this.started = true;
    this.position = Math.round(positionMs);
    this.sink?.push(
      {
        type: "play",
        position_ms: this.position,
        startup_ms: Math.round(startupMs),
        prefetched,
        rung,
      },
      this.context,
    );
  }

  /** The playhead is at `positionMs` while playing at `rate`; `at` is a monotonic clock. Returns the stretch just watched. */
  advance(positionMs: number, at: number, rate: number): Interval | null {
    this.resumed(positionMs, at);
    this.position = Math.round(positionMs);
    const stretch = this.watched.advance(positionMs, at, rate);
    if (!stretch) return null;
    const length = stretch[1] - stretch[0];
    this.playedMs += length;
    this.sinceHeartbeat += length / Math.max(rate, 0.1);
    if (this.sinceHeartbeat >= HEARTBEAT_MS) this.heartbeat();
    return stretch;
  }

  /** Playing stopped for a reason that is not a stall; what was watched is reported. */
  pause(positionMs: number): void {
    this.position = Math.round(positionMs);
    this.watched.interrupt();
    this.stall = null;
    this.heartbeat();
  }

  seek(fromMs: number, toMs: number): void {
    this.watched.interrupt();
    this.stall = null;
    this.heartbeat();
    this.position = Math.round(toMs);
    this.sink?.push(
      { type: "seek", from_ms: Math.round(fromMs), to_ms: Math.round(toMs) },
      this.context,
    );
  }

  /** Nothing left to play, though playing is wanted. The wait for the first frame is no stall. */
  stalled(positionMs: number, at: number): void {
    this.watched.interrupt();
    if (this.started) this.stall ??= { positionMs: Math.round(positionMs), at };
  }

  /** Watched to the end. */
  complete(durationMs: number): void {
    this.position = Math.round(durationMs);
    this.heartbeat();
    this.watched.interrupt();
    this.sink?.push({ type: "completion" }, this.context);
  }

  error(error: PlayerError): void {
    this.sink?.push(
      { type: "error", code: error.code, detail: error.detail.slice(0, 300) },
      this.context,
    );
  }

  private resumed(positionMs: number, at: number): void {
    const { stall } = this;
    // The playhead may creep on a little over what is decoded already.
    if (!stall || Math.abs(positionMs - stall.positionMs) < CREEP_MS) return;
    this.stall = null;
    if (at - stall.at < NOTICED_MS) return;
    this.stalls++;
    this.sink?.push(
      {
        type: "stall",
        position_ms: stall.positionMs,
        duration_ms: Math.round(at - stall.at),
      },
      this.context,
    );
  }

  private heartbeat(): void {
    this.sinceHeartbeat = 0;
    if (this.watched.empty) return;
    this.sink?.push(
      { type: "heartbeat", intervals: this.watched.take(), position_ms: this.position },
      this.context,
    );
  }
}
