/**
 * Our own Media Source engine: fetches segments by byte range straight from the index that came with the episode, so that the first
 * request after the feed's is for picture. Works over `ManagedMediaSource` as well (iOS 17.1 and later).
 */
import { type AbrInput, abandon, allowed, nextRung, startRung } from "../abr";
import { EDGE_MS } from "../intervals";
import { buildLadder, screenLimit } from "../ladder";
import { bufferGoalMs } from "../prefetch";
import {
  type AnyTrack,
  rungOf,
  segment,
  segmentAt,
  segmentBytes,
  segmentCount,
  shortSide,
} from "../segments";
import type { AudioTrack, Rung, Track } from "../types";
import { pickAudio } from "./audio";
import { type Engine, type EngineContext, emptyVideo } from "./engine";
import { Lane } from "./lane";
import { DecoderWatch, Unsticker } from "./watchdog";

export interface ManagedSource extends MediaSource {
  /** Whether the browser wants data now. */
  readonly streaming?: boolean;
}

type SourceConstructor = { new (): ManagedSource; isTypeSupported(mime: string): boolean };

/** `MediaSource`, else `ManagedMediaSource`, else `null`. */
export function sourceConstructor(): SourceConstructor | null {
  const scope = globalThis as {
    MediaSource?: SourceConstructor;
    ManagedMediaSource?: SourceConstructor;
  };
  return scope.MediaSource ?? scope.ManagedMediaSource ?? null;
}

/** The bytes of a first frame here within this, from the swipe, when nothing was fetched ahead; decoding and painting come on top. */
const COLD_BUDGET_MS = 270;
/** A prepared episode has the time until the swipe. */
const AHEAD_BUDGET_MS = 900;
/** Media wanted behind the first frame of a prepared episode: one segment, two when it begins at the end of one. */
const AHEAD_GOAL_MS = 600;
/** Kept behind the playhead when room is made. */
const KEEP_BEHIND_S = 10;
/** Dropped behind the playhead in any case (an episode of three minutes stays whole on most rungs). */
const LONG_BEHIND_S = 90;
const TICK_MS = 250;

export class MseEngine implements Engine {
  readonly kind = "mse" as const;
  private readonly source: ManagedSource;
  private readonly video: HTMLVideoElement;
  private readonly picture: Lane;
  private readonly sound: Lane | null;
  private readonly ladder: Track[];
  private audio: AudioTrack | null;
  private objectUrl: string | null;
  private active = false;
  private stopped = false;
  private dead = false;
  private seekTo: number | null;
  private goalLimitMs = Number.POSITIVE_INFINITY;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly decoder = new DecoderWatch();
  private readonly unsticker = new Unsticker();
  private wantedTrack: Track | null = null;

  constructor(private readonly context: EngineContext) {
    const Source = sourceConstructor();
    if (!Source) throw new Error("no Media Source");
    const { video, item } = context;
    this.video = video;
    this.ladder = buildLadder(item.playback, {
      av1: context.av1,
      canPlay: (mime) => Source.isTypeSupported(mime),
    });
    if (this.ladder.length === 0) throw new Error("no playable rendition");
    this.audio = pickAudio(
      item.playback.audio.filter((track) => Source.isTypeSupported(track.mime)),
      context.preferences().audioLanguage,
    );
    this.seekTo = context.startMs > 0 ? context.startMs / 1_000 : null;

    const hooks = {
      onSettled: (incoming: { download: { error: { code: string; message: string } | null } }) =>
        this.settled(incoming.download.error),
      onAppended: () => this.appended(),
      onFull: () => this.full(),
      onError: (detail: string) => this.fatal("decode", detail),
    };
    this.picture = new Lane(hooks);
    this.sound = this.audio ? new Lane(hooks) : null;

    this.source = new Source();
    this.source.addEventListener("sourceopen", this.opened, { once: true });
    this.source.addEventListener("startstreaming", this.tick);
    // Managed sources open only when remote playback is out of the question.
    video.disableRemotePlayback = true;
    this.objectUrl = URL.createObjectURL(this.source);
    video.addEventListener("loadedmetadata", this.place);
    video.addEventListener("error", this.broken);
    video.src = this.objectUrl;
    // Requests leave now, not when the source is open.
    this.pump();
  }

  get rung(): Rung | null {
    const track = this.picture.track ?? this.picture.pending?.track;
    return track && "width" in track ? rungOf(track) : null;
  }

  get rungs(): readonly Rung[] {
    return this.ladder.map(rungOf);
  }

  get goalMs(): number {
    if (!this.active) return AHEAD_GOAL_MS;
    const track = this.wantedTrack ?? this.ladder[0];
    const bytes = track
      ? segmentBytes(track, segmentAt(track.segments, this.positionMs + 2_000))
      : 0;
    const bits = bytes * 8_000 + (this.audio?.average_bandwidth ?? 0) * 2_000;
    const { meter } = this.context;
    return Math.min(
      this.goalLimitMs,
      bufferGoalMs({
        playedMs: this.context.playedMs(),
        remainingMs: this.context.item.duration_ms - this.positionMs,
        caution: this.context.caution(),
        segmentFetchMs: meter.roundTripMs + bits / (meter.estimate ?? 1_500_000),
        wasteRatio: this.context.wasteRatio(),
        dataSaver: this.context.preferences().dataSaver,
      }),
    );
  }

  get complete(): boolean {
    return (
      this.atEnd(this.picture, this.ladder[0]) &&
      (!this.sound || this.atEnd(this.sound, this.audio))
    );
  }

  activate(): void {
    this.active = true;
    this.stopped = false;
    this.timer ??= setInterval(this.tick, TICK_MS);
    this.pump();
  }

  deactivate(): void {
    this.active = false;
    this.stopped = true;
    clearInterval(this.timer);
    this.timer = undefined;
    this.picture.cancel();
    this.sound?.cancel();
  }

  refresh(change: "seek" | "quality" | "audio" | "time"): void {
    if (this.dead) return;
    const position = this.positionMs;
    if (change === "seek") {
      this.goalLimitMs = Number.POSITIVE_INFINITY;
      for (const lane of this.lanes()) {
        lane.reconcile();
        const pending = lane.pending?.part;
        const wanted = lane.reach(position);
        if (pending && !(pending.startMs <= wanted + EDGE_MS && wanted < pending.endMs))
          lane.cancel();
      }
    }
    if (change === "quality") this.replacePicture(position);
    if (change === "audio" && this.sound) {
      const next = pickAudio(
        this.context.item.playback.audio,
        this.context.preferences().audioLanguage,
      );
      if (next && next.id !== this.audio?.id) {
        this.audio = next;
        this.sound.cancel();
        this.sound.forget(position);
      }
    }
    this.pump();
  }

  /** A rung was chosen: its pictures replace the old ones from the next segment on; what is there plays until they come. */
  private replacePicture(position: number): void {
    const options = allowed(this.abrInput());
    const current = this.picture.track;
    if (!current || options.some((track) => track.id === current.id)) return;
    this.picture.cancel();
    const now = segment(current, segmentAt(current.segments, position));
    this.picture.forget(now ? now.endMs : position);
  }

  destroy(): void {
    if (this.dead) return;
    this.dead = true;
    clearInterval(this.timer);
    this.video.removeEventListener("loadedmetadata", this.place);
    this.video.removeEventListener("error", this.broken);
    this.source.removeEventListener("sourceopen", this.opened);
    this.source.removeEventListener("startstreaming", this.tick);
    for (const lane of this.lanes()) lane.destroy();
    this.revoke();
    emptyVideo(this.video);
  }

  private lanes(): Lane[] {
    return this.sound ? [this.picture, this.sound] : [this.picture];
  }

  /** The browser may have evicted media on its own. */
  private reconcile(): void {
    for (const lane of this.lanes()) lane.reconcile();
  }

  private revoke(): void {
    if (this.objectUrl) URL.revokeObjectURL(this.objectUrl);
    this.objectUrl = null;
  }

  /** Where media is needed: the playhead, or the start before the element knows of it. */
  private get positionMs(): number {
    return (this.seekTo ?? this.video.currentTime) * 1_000;
  }

  private readonly opened = (): void => {
    if (this.dead) return;
    this.revoke();
    try {
      this.source.duration = this.context.item.duration_ms / 1_000;
      const first = (this.picture.track ??
        this.picture.pending?.track ??
        this.ladder[0]) as AnyTrack;
      const picture = this.source.addSourceBuffer(first.mime);
      const sound = this.sound && this.audio ? this.source.addSourceBuffer(this.audio.mime) : null;
      for (const buffer of [picture, sound]) {
        buffer?.addEventListener("bufferedchange", () => this.reconcile());
      }
      this.picture.queue.connect(picture);
      if (sound) this.sound?.queue.connect(sound);
    } catch (cause) {
      this.fatal("unsupported", String(cause));
      return;
    }
    this.pump();
  };

  /** Metadata is known: the playhead can be put where the episode begins for this viewer. */
  private readonly place = (): void => {
    if (this.seekTo === null) return;
    this.video.currentTime = this.seekTo;
    this.seekTo = null;
  };

  private readonly broken = (): void => {
    const error = this.video.error;
    this.fatal("decode", `media error ${error?.code ?? 0}: ${error?.message ?? ""}`.trim());
  };

  private fatal(
    code: "decode" | "unsupported" | "network" | "not_found" | "forbidden",
    detail: string,
  ): void {
    if (this.dead || this.stopped) return;
    this.stopped = true;
    this.context.onFatal({ code, detail });
  }

  private settled(error: { code: string; message: string } | null): void {
    if (this.dead) return;
    if (error) {
      this.fatal(error.code as "network", error.message);
      return;
    }
    this.pump();
    this.context.onChange();
  }

  private appended(): void {
    if (this.dead) return;
    this.bridge();
    this.context.onChange();
  }

  private readonly tick = (): void => {
    if (this.dead) return;
    this.decoder.observe(this.video, this.rung);
    if (this.active) {
      this.bridge();
      this.cutLosses();
      if (this.unsticker.stuck(this.video, performance.now())) {
        if (this.unsticker.hopeless) {
          this.fatal("decode", "the decoder stands still");
          return;
        }
        this.video.currentTime += 0.05;
      }
      const behind = this.video.currentTime - LONG_BEHIND_S;
      if (behind > 5 && this.lanes().every((lane) => lane.queue.idle)) this.drop(0, behind);
    }
    this.pump();
  };

  /** Steps over a small hole that the playhead stands in front of (first frames that begin late, rounding between rungs). */
  private bridge(): void {
    const { video } = this;
    if (video.readyState < 1 || video.readyState >= 3 || this.seekTo !== null) return;
    const { buffered, currentTime } = video;
    for (let i = 0; i < buffered.length; i++) {
      const start = buffered.start(i);
      if (start <= currentTime + 0.001) {
        if (buffered.end(i) > currentTime + 0.1) return;
        continue;
      }
      if (start - currentTime < 0.5) video.currentTime = start + 0.001;
      return;
    }
  }

  private pump(): void {
    if (this.dead || this.stopped) return;
    // A managed source says when it wants no more; the first frame is fetched in any case.
    const wanted = this.source.streaming !== false || this.video.readyState < 2;
    if (wanted) {
      this.feedPicture();
      this.feedSound();
    }
    this.maybeEnd();
  }

  /** Lets a segment go that would come far too late, so that a smaller one can come instead. */
  private cutLosses(): void {
    const { pending } = this.picture;
    const lowest = allowed(this.abrInput())[0];
    if (!pending || !lowest || pending.track.id === lowest.id) return;
    const { download, part } = pending;
    if (download.state !== "running") return;
    const transfer = {
      bytes: download.size,
      received: download.received,
      elapsedMs: performance.now() - download.startedAt,
    };
    const smallest = segmentBytes(lowest, segmentAt(lowest.segments, part.startMs + EDGE_MS));
    const ahead = this.picture.reach(this.positionMs) - this.positionMs;
    if (abandon(transfer, smallest, ahead)) this.picture.cancel();
  }

  private feedPicture(): void {
    const lane = this.picture;
    const reference = this.ladder[0];
    if (lane.pending || !reference) return;
    const position = this.positionMs;
    const end = lane.reach(position);
    const ahead = end - position;
    if (this.atEnd(lane, reference) || ahead >= this.goalMs) return;
    const track = this.chooseTrack(end, ahead);
    const part = segment(track, segmentAt(track.segments, end + EDGE_MS));
    if (!part) return;
    this.wantedTrack = track;
    lane.accept(track, part, this.open(track, part), ahead < 1_500);
    this.context.onChange();
  }

  private feedSound(): void {
    const lane = this.sound;
    const track = this.audio;
    if (!lane || !track || lane.pending) return;
    const position = this.positionMs;
    const end = lane.reach(position);
    // Sound keeps pace with the picture and does not run far ahead of it.
    const picture = this.picture.pending?.part.endMs ?? this.picture.reach(position);
    if (this.atEnd(lane, track) || end + EDGE_MS >= Math.max(picture, position + 1)) return;
    const part = segment(track, segmentAt(track.segments, end + EDGE_MS));
    if (part) lane.accept(track, part, this.open(track, part), end - position < 1_500);
  }

  private open(track: AnyTrack, part: NonNullable<ReturnType<typeof segment>>) {
    return this.context.store.open(this.context.item.id, track, part, this.active ? "high" : "low");
  }

  private chooseTrack(atMs: number, aheadMs: number): Track {
    const input = this.abrInput();
    const current = this.picture.track as Track | null;
    const planned = this.ladder.find((track) => track.id === this.context.plannedTrackId);
    const lowest = this.ladder[0] as Track;
    if (!current) {
      return (
        planned ?? startRung(input, atMs, this.active ? COLD_BUDGET_MS : AHEAD_BUDGET_MS) ?? lowest
      );
    }
    return nextRung(input, current, atMs + EDGE_MS, aheadMs);
  }

  private abrInput(): AbrInput {
    const { meter } = this.context;
    return {
      ladder: this.ladder,
      audioBitrate: this.audio?.average_bandwidth ?? 0,
      bandwidth: meter.estimate,
      roundTripMs: meter.roundTripMs,
      ...this.context.preferences(),
      screenLimit: screenLimit(
        this.ladder,
        this.context.cardWidth(),
        globalThis.devicePixelRatio || 1,
      ),
      decoderLimit: this.decoder.limit(this.ladder.map(shortSide)),
    };
  }

  private atEnd(lane: Lane, track: AnyTrack | null | undefined): boolean {
    if (!track) return true;
    const last = track.segments.starts_ms[segmentCount(track.segments)] ?? 0;
    return lane.reach(Math.min(this.positionMs, last - 1)) >= last - EDGE_MS;
  }

  private maybeEnd(): void {
    if (this.source.readyState !== "open" || !this.complete) return;
    if (!this.lanes().every((lane) => lane.queue.open && lane.queue.idle)) return;
    try {
      this.source.endOfStream();
    } catch {
      // An update began in between: the next tick tries again.
    }
  }

  /** The SourceBuffer is full: make room behind, else ask for less. */
  private full(): void {
    const behind = this.video.currentTime - KEEP_BEHIND_S;
    const ahead = this.picture.reach(this.positionMs) - this.positionMs;
    this.goalLimitMs = Math.max(2_000, Math.min(this.goalLimitMs, ahead) * 0.8);
    const removable = this.lanes().some(
      (lane) => (lane.queue.ranges?.length ? lane.queue.ranges.start(0) : behind) < behind - 1,
    );
    if (removable) {
      this.drop(0, behind);
      return;
    }
    // Nothing behind: far ahead is the only room there is. Wait for the playhead when there is none either.
    setTimeout(() => {
      if (this.dead) return;
      for (const lane of this.lanes()) lane.queue.retry();
    }, 1_000);
  }

  private drop(from: number, to: number): void {
    for (const lane of this.lanes()) {
      if (!lane.queue.open) continue;
      lane.forget(from * 1_000, to * 1_000);
      lane.queue.removeFirst(from, to);
    }
  }
}
