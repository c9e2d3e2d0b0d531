import type { AbrInput } from "./abr";
import { BandwidthMeter } from "./bandwidth";
import { Captions } from "./captions";
import { SegmentStore } from "./download";
import { type Machinery, makeEngine } from "./engines/make";
import {
  av1Cheap,
  bestEngine,
  browserNetwork,
  expectedBandwidth,
  rememberBandwidth,
  saveDataWanted,
} from "./env";
import { randomUuid } from "./events";
import { buildLadder, screenLimit } from "./ladder";
import { type PrefetchInput, WasteLedger, type WasteReport } from "./prefetch";
import { ReadAhead } from "./read-ahead";
import { PlayReporter } from "./report";
import { type MediaEventName, Slot } from "./slot";
import { SoundGate } from "./sound";
import { idleState, rangesOf, sameIds } from "./state";
import { Store } from "./store";
import type {
  EpisodePlay,
  FeedPlayerOptions,
  PlayerError,
  PlayerState,
  Quality,
  ShowOptions,
  Upcoming,
} from "./types";

const TICK_MS = 250;
/** A wait shorter than this is not worth a spinner. */
const BUFFERING_AFTER_MS = 200;
/** The card that was left stays on screen while the feed scrolls: its video is not taken away before. */
const SETTLE_MS = 400;
/** A position this close to the end begins anew. */
const END_MS = 2_000;

/** Plays a vertical feed with two recycled `<video>` elements: one plays, the other stands ready on the first frame of the next card. */
export class FeedPlayer {
  private readonly store: Store<PlayerState>;
  private readonly meter = new BandwidthMeter(expectedBandwidth(Date.now()));
  private readonly ledger = new WasteLedger();
  private readonly segments: SegmentStore;
  private readonly reading: ReadAhead;
  private readonly captions: Captions;
  private readonly sound: SoundGate;
  private readonly machinery: Machinery;
  private readonly stop = new AbortController();
  private readonly timer: ReturnType<typeof setInterval>;
  private current: Slot;
  private idle: Slot;
  private report: PlayReporter | null = null;
  private seriesOf = new Map<string, string | null>();
  private positions = new Map<string, number>();
  private wanted = false;
  private shownAt = 0;
  /** Grows with each stall, shrinks with each episode that had none. */
  private caution = 1;
  private waitingSince: number | null = null;
  private seekFrom: number | null = null;
  private stickyRate = 1;
  private av1 = false;
  private destroyed = false;

  constructor(private readonly options: FeedPlayerOptions = {}) {
    this.store = new Store(
      idleState({
        quality: options.quality ?? "auto",
        muted: options.muted ?? false,
        audioLanguage: options.audioLanguage ?? null,
        textLanguage: options.textLanguage ?? null,
      }),
    );
    this.segments = new SegmentStore(browserNetwork, this.meter, (episode, key, part, bytes) =>
      this.ledger.fetched(
        episode,
        key,
        part.startMs,
        part.endMs,
        bytes,
        this.current.item?.id !== episode,
      ),
    );
    this.reading = new ReadAhead(this.segments, {
      current: () => this.current,
      idle: () => this.idle,
      situation: (slot) => this.situation(slot),
      startOf: (item, asked) => this.startOf(item, asked),
      abrFor: (item) => this.abrFor(item),
      audioLanguage: () => this.store.value.audioLanguage,
      fill: (slot, item, startMs, host) => this.fill(slot, item, startMs, host),
      settle: (id) => this.settle(id),
      onReady: () => this.listReady(),
      now: () => performance.now(),
    });
    this.captions = new Captions((cues) => this.store.patch({ cues }));
    this.machinery = {
      forced: options.engine ?? null,
      best: bestEngine(),
      loadHls: options.loadHls ?? null,
      failures: new Map(),
    };
    const onEvent = (slot: Slot, name: MediaEventName) => this.onMedia(slot, name);
    this.current = new Slot(options.videoClass, onEvent);
    this.idle = new Slot(options.videoClass, onEvent);
    this.sound = new SoundGate(this.stop.signal, () => this.soundUnlocked());
    void av1Cheap().then((cheap) => {
      this.av1 = cheap;
    });
    const listening = { signal: this.stop.signal, capture: true };
    document.addEventListener("visibilitychange", () => this.onVisibility(), listening);
    addEventListener("pagehide", () => this.leavePage(), listening);
    addEventListener(
      "online",
      () => this.store.value.error?.code === "network" && this.retry(),
      listening,
    );
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** The present state. */
  get state(): PlayerState {
    return this.store.value;
  }

  /** Seconds, this very moment (the state's is up to a quarter of a second old): for a progress bar drawn every frame. */
  get currentTime(): number {
    return this.current.item ? this.current.video.currentTime : 0;
  }

  /** Bytes fetched and never watched, of the episodes that have left, and what the open ones would add. */
  get waste(): WasteReport & { ratio: number | null } {
    return { ...this.ledger.totals, ratio: this.ledger.ratio };
  }

  /** Calls `run` at once and after every change (once per task at most). Returns the way to stop. */
  subscribe(run: (state: PlayerState) => void): () => void {
    return this.store.subscribe(run);
  }

  /** Puts `item` in the foreground inside `host` and plays it. Showing what is already shown only moves it to `host`. */
  show(item: EpisodePlay, host: HTMLElement, options: ShowOptions = {}): void {
    if (this.destroyed) return;
    if (options.userGesture) this.sound.open();
    if (this.current.item?.id === item.id) {
      this.showAgain(host, options);
      return;
    }
    this.shownAt = performance.now();
    const startMs = this.startOf(item, options.startMs);
    const left = this.current;
    const slot = this.idle;
    this.current = slot;
    this.idle = left;
    this.wanted = !options.paused;
    this.store.patch({ rate: this.stickyRate });
    const prepared = slot.item?.id === item.id && slot.engine !== null;
    if (prepared) {
      slot.move(host);
      const at = slot.video.readyState > 0 ? slot.video.currentTime * 1_000 : slot.startMs;
      if (options.startMs !== undefined && Math.abs(at - startMs) > 500) {
        slot.video.currentTime = startMs / 1_000;
      }
      // Everything else can wait until the picture moves.
      if (this.wanted) this.start();
    }
    this.leave(left);
    this.reading.holdUntil(this.shownAt + SETTLE_MS);
    this.seriesOf.set(item.id, options.seriesId ?? null);
    if (!prepared) this.fill(slot, item, startMs, host);
    this.report = new PlayReporter(this.options.events, {
      play_id: randomUuid(),
      series_id: options.seriesId ?? null,
      episode_id: item.id,
    });
    const { quality, muted, audioLanguage, textLanguage, bandwidth } = this.store.value;
    this.store.patch({
      ...idleState({ quality, muted, audioLanguage, textLanguage }),
      bandwidth,
      episodeId: item.id,
      duration: item.duration_ms / 1_000,
      currentTime: startMs / 1_000,
      rate: this.stickyRate,
      paused: !this.wanted,
      prefetched: prepared && slot.presented,
      framePresented: slot.presented,
    });
    this.captions.select(item, textLanguage);
    slot.engine?.activate();
    this.watchFirstFrame(slot, prepared && slot.presented);
    if (this.wanted) this.start();
    this.sync();
  }

  /** Says what is likely to come, most likely first. Only the first two count. Call it again whenever that changes. */
  prepare(next: readonly Upcoming[]): void {
    if (this.readsAhead) this.reading.expect(next);
  }

  /** Leaves the foreground without showing another (navigating away); the elements are kept for later. */
  hide(): void {
    this.leave(this.current);
    this.wanted = false;
    for (const slot of [this.current, this.idle]) {
      this.empty(slot);
      slot.video.remove();
    }
    this.reading.clear();
    const { quality, muted, audioLanguage, textLanguage, bandwidth } = this.store.value;
    this.store.patch({ ...idleState({ quality, muted, audioLanguage, textLanguage }), bandwidth });
  }

  play(options: { userGesture?: boolean } = {}): void {
    if (options.userGesture) this.sound.open();
    if (!this.current.item) return;
    // Time spent waiting for the viewer is no startup time.
    if (this.store.value.startupMs === null && (!this.wanted || this.store.value.needsGesture)) {
      this.shownAt = performance.now();
    }
    this.wanted = true;
    this.store.patch({ paused: false });
    this.start();
  }

  pause(): void {
    this.wanted = false;
    this.current.video.pause();
    this.store.patch({ paused: true, buffering: false });
  }

  /** Returns whether it now plays. */
  toggle(): boolean {
    if (this.store.value.paused || this.store.value.needsGesture || this.store.value.ended)
      this.play({ userGesture: true });
    else this.pause();
    return this.wanted;
  }

  /** Seconds; clamped to the episode. */
  seek(seconds: number): void {
    const { video, item } = this.current;
    if (!item) return;
    const last =
      Number.isFinite(video.duration) && video.duration > 0
        ? video.duration
        : item.duration_ms / 1_000;
    const target = Math.max(0, Math.min(seconds, last - 0.05));
    this.watch(performance.now());
    this.seekFrom ??= video.currentTime;
    video.currentTime = target;
    this.store.patch({ currentTime: target, ended: false });
  }

  /** 0.25 to 4; survives a swipe only when `sticky`. */
  setRate(rate: number, options: { sticky?: boolean } = {}): void {
    const clamped = Math.max(0.25, Math.min(4, rate));
    if (options.sticky) this.stickyRate = clamped;
    this.current.video.playbackRate = clamped;
    this.store.patch({ rate: clamped });
  }

  /** Call it inside a tap or key handler when turning sound on. */
  setMuted(muted: boolean): void {
    this.store.patch({ muted });
    if (!muted) this.sound.open();
    this.applySound();
  }

  setQuality(quality: Quality): void {
    if (quality === this.store.value.quality) return;
    this.store.patch({ quality });
    this.current.engine?.refresh("quality");
  }

  setAudioLanguage(language: string | null): void {
    if (language === this.store.value.audioLanguage) return;
    this.store.patch({ audioLanguage: language });
    for (const slot of [this.current, this.idle]) slot.engine?.refresh("audio");
  }

  /** `null` turns captions off. */
  setTextTrack(language: string | null): void {
    this.store.patch({ textLanguage: language });
    this.captions.select(this.current.item, language);
    this.captions.update(this.current.video.currentTime * 1_000);
  }

  setDataSaver(on: boolean): void {
    if (on && !this.options.dataSaver) this.reading.dropAll();
    this.options.dataSaver = on;
  }

  /** After an error: tries again from where it stopped. */
  retry(): void {
    const { item, video } = this.current;
    if (!item) return;
    this.store.patch({ error: null });
    this.restart(this.current, video.currentTime * 1_000 || this.current.startMs);
  }

  /** Stops all, frees media, removes the elements. The object is of no use afterwards. */
  destroy(): void {
    if (this.destroyed) return;
    this.leave(this.current);
    this.destroyed = true;
    clearInterval(this.timer);
    this.stop.abort();
    for (const slot of [this.current, this.idle]) {
      this.empty(slot);
      slot.destroy();
    }
    this.captions.destroy();
    this.segments.destroy();
    this.store.clear();
  }

  // --- the foreground -------------------------------------------------------------------------------------------------------------

  private showAgain(host: HTMLElement, options: ShowOptions): void {
    this.current.move(host);
    if (this.store.value.error) this.retry();
    if (options.startMs !== undefined) this.seek(options.startMs / 1_000);
    if (options.paused) this.pause();
    else this.play();
  }

  private startOf(item: EpisodePlay, asked: number | undefined): number {
    const ms = asked ?? this.positions.get(item.id) ?? (item.completed ? 0 : item.resume_ms);
    return ms > 0 && ms < item.duration_ms - END_MS ? ms : 0;
  }

  /** The present episode leaves the foreground; its picture stays until the element is needed elsewhere. */
  private leave(slot: Slot): void {
    const { item, video, engine } = slot;
    this.waitingSince = null;
    this.seekFrom = null;
    if (!item) return;
    this.watch(performance.now(), false, slot);
    this.positions.set(item.id, video.currentTime * 1_000);
    this.report?.pause(video.currentTime * 1_000);
    if (this.report?.stalls === 0) this.caution = Math.max(1, this.caution * 0.9);
    this.report = null;
    video.pause();
    engine?.deactivate();
    rememberBandwidth(this.meter.estimate, Date.now());
  }

  private watchFirstFrame(slot: Slot, prefetched: boolean): void {
    const { report } = this;
    slot.onNextFrame((at) => {
      if (slot !== this.current || report !== this.report) return;
      const startupMs = Math.max(0, at - this.shownAt);
      this.store.patch({
        framePresented: true,
        startupMs: this.store.value.startupMs ?? startupMs,
        rung: slot.engine?.rung ?? null,
      });
      this.report?.start(
        slot.video.currentTime * 1_000,
        startupMs,
        prefetched,
        slot.engine?.rung?.id ?? "",
      );
    });
  }

  private start(): void {
    const slot = this.current;
    const { video, item } = slot;
    if (!item || document.visibilityState === "hidden") return;
    video.playbackRate = this.store.value.rate;
    this.applySound();
    video.play()?.then(
      () =>
        slot === this.current && slot.item === item && this.store.patch({ needsGesture: false }),
      (cause: unknown) => {
        // A later show, pause or load has overtaken this call: nothing to mend.
        if (slot !== this.current || slot.item !== item || !this.wanted) return;
        if (!(cause instanceof DOMException) || cause.name !== "NotAllowedError") return;
        if (!video.muted) {
          this.sound.close();
          this.start();
        } else this.store.patch({ needsGesture: true });
      },
    );
  }

  private applySound(): void {
    const { muted } = this.store.value;
    this.current.video.muted = muted || !this.sound.allowed;
    this.idle.video.muted = true;
    this.store.patch({ needsUnmute: !muted && !this.sound.allowed });
  }

  /** The first gesture: sound comes on, and both elements learn that they may play (iOS grants it per element). */
  private soundUnlocked(): void {
    if (this.current.item) this.applySound();
    const { video, item } = this.idle;
    if (item && video.paused) {
      video.play()?.catch(() => undefined);
      video.pause();
    }
    if (this.store.value.needsGesture && this.wanted) this.start();
  }

  private onMedia(slot: Slot, name: MediaEventName): void {
    if (name === "seeking") slot.engine?.refresh("seek");
    if (slot !== this.current) return;
    const { video } = slot;
    const now = performance.now();
    const positionMs = video.currentTime * 1_000;
    switch (name) {
      case "waiting":
        if (this.wanted && !video.seeking) this.report?.stalled(positionMs, now);
        this.waitingSince ??= now;
        break;
      case "playing":
        this.waitingSince = null;
        break;
      case "pause":
        this.onPause(video, positionMs);
        break;
      case "seeking":
        this.waitingSince ??= now;
        break;
      case "seeked":
        if (this.seekFrom !== null) this.report?.seek(this.seekFrom * 1_000, positionMs);
        this.seekFrom = null;
        this.waitingSince = null;
        break;
      case "ended":
        this.watch(now);
        this.report?.complete(positionMs);
        break;
    }
    this.watch(now);
    this.sync();
  }

  private onPause(video: HTMLVideoElement, positionMs: number): void {
    this.watch(performance.now(), true);
    this.report?.pause(positionMs);
    // Paused by media keys or the system while in view: that is the viewer's wish. Taken out of the document by a re-render: is not.
    if (
      this.wanted &&
      !video.ended &&
      video.isConnected &&
      document.visibilityState === "visible" &&
      video.paused
    ) {
      this.wanted = false;
      this.store.patch({ paused: true });
    }
  }

  /** Books what was watched since the last look. */
  private watch(now: number, pausing = false, slot = this.current): void {
    const { video, item } = slot;
    if (
      !item ||
      !this.report ||
      video.seeking ||
      this.seekFrom !== null ||
      (video.paused && !pausing && !video.ended) ||
      video.readyState < 2
    )
      return;
    const stalls = this.report.stalls;
    const stretch = this.report.advance(video.currentTime * 1_000, now, video.playbackRate);
    if (this.report.stalls > stalls) this.caution = Math.min(3, this.caution * 1.5);
    if (stretch) this.ledger.watched(item.id, stretch[0], stretch[1]);
  }

  private onVisibility(): void {
    if (document.visibilityState === "hidden") this.leavePage();
    else if (this.wanted) this.start();
  }

  private leavePage(): void {
    const { video, item } = this.current;
    if (!item) return;
    this.watch(performance.now());
    this.report?.pause(video.currentTime * 1_000);
    video.pause();
  }

  // --- machinery --------------------------------------------------------------------------------------------------------------------

  private get dataSaver(): boolean {
    return this.options.dataSaver === true || saveDataWanted();
  }

  private fill(slot: Slot, item: EpisodePlay, startMs: number, host: HTMLElement | null): void {
    this.empty(slot);
    const planned = this.reading.handOver(item.id);
    try {
      slot.load(item, startMs, host, () => this.engineFor(slot, item, startMs, planned));
    } catch (cause) {
      this.failed(slot, { code: "unsupported", detail: String(cause) });
    }
  }

  private engineFor(slot: Slot, item: EpisodePlay, startMs: number, planned: string | null) {
    return makeEngine(this.machinery, {
      video: slot.video,
      item,
      startMs,
      store: this.segments,
      meter: this.meter,
      preferences: () => ({
        quality: this.store.value.quality,
        audioLanguage: this.store.value.audioLanguage,
        dataSaver: this.dataSaver,
      }),
      wasteRatio: () => this.ledger.ratio,
      caution: () => this.caution,
      playedMs: () => (slot === this.current ? (this.report?.playedMs ?? 0) : 0),
      cardWidth: () => this.cardWidth(slot),
      av1: this.av1,
      plannedTrackId: planned,
      onChange: () => this.onEngineChange(slot),
      onFatal: (error) => slot.item === item && this.failed(slot, error),
    });
  }

  /** A video without a card will get one like the other's. */
  private cardWidth(slot: Slot): number {
    const widths = [slot, this.current].map(({ video }) =>
      video.clientWidth > 2 ? video.clientWidth : 0,
    );
    return widths.find((width) => width > 0) ?? globalThis.innerWidth ?? 0;
  }

  private onEngineChange(slot: Slot): void {
    if (slot === this.current) {
      this.sync();
      this.readAhead();
    }
  }

  private failed(slot: Slot, error: PlayerError): void {
    const { item } = slot;
    if (!item || this.destroyed) return;
    const positionMs = slot.video.currentTime * 1_000 || slot.startMs;
    const mendable = error.code === "decode" || error.code === "unsupported";
    const failures = (this.machinery.failures.get(item.id) ?? 0) + 1;
    if (mendable) this.machinery.failures.set(item.id, failures);
    if (slot !== this.current) {
      this.reading.failed(item.id);
      this.empty(slot);
      return;
    }
    this.report?.error(error);
    if (mendable && failures <= 3) {
      this.restart(slot, positionMs);
      return;
    }
    slot.engine?.deactivate();
    this.store.patch({ error, buffering: false });
  }

  private restart(slot: Slot, positionMs: number): void {
    const { item } = slot;
    if (!item) return;
    if ((this.machinery.failures.get(item.id) ?? 0) > 0) this.av1 = false;
    try {
      slot.replaceEngine(positionMs, () => this.engineFor(slot, item, positionMs, null));
    } catch (cause) {
      this.failed(slot, { code: "unsupported", detail: String(cause) });
      return;
    }
    if (slot !== this.current) return;
    this.store.patch({ framePresented: false });
    slot.engine?.activate();
    this.watchFirstFrame(slot, false);
    if (this.wanted) this.start();
  }

  /** Judges and frees what a slot holds. */
  private empty(slot: Slot): void {
    const id = slot.item?.id;
    slot.unload();
    if (id) this.settle(id);
  }

  /** Closes the account of an episode's bytes. */
  private settle(id: string): void {
    const { bytes, wastedBytes } = this.ledger.close(id);
    if (bytes === 0) return;
    this.options.events?.push(
      { type: "prefetch", bytes, wasted_bytes: wastedBytes },
      { episode_id: id, series_id: this.seriesOf.get(id) ?? null },
    );
  }

  // --- reading ahead ------------------------------------------------------------------------------------------------------------------

  private readAhead(): void {
    if (this.readsAhead) this.reading.advance();
  }

  private get readsAhead(): boolean {
    return !this.destroyed && this.options.prefetch !== false && this.machinery.best !== "native";
  }

  private situation(slot: Slot): PrefetchInput {
    const { video, engine, item } = slot;
    const position = video.currentTime;
    const range = rangesOf(video).find(
      ({ start, end }) => start <= position + 0.2 && end > position,
    );
    return {
      aheadMs: range ? (range.end - position) * 1_000 : 0,
      complete: engine?.complete ?? false,
      remainingMs: (item?.duration_ms ?? 0) - position * 1_000,
      goalMs: engine?.goalMs ?? 0,
      buffering: this.store.value.buffering,
      prefetchWaste: this.ledger.prefetchRatio,
      dataSaver: this.dataSaver,
      hidden: document.visibilityState === "hidden",
    };
  }

  private abrFor(item: EpisodePlay): AbrInput {
    const ladder = buildLadder(item.playback, { av1: this.av1, canPlay: () => true });
    return {
      ladder,
      audioBitrate: item.playback.audio[0]?.average_bandwidth ?? 0,
      bandwidth: this.meter.estimate,
      roundTripMs: this.meter.roundTripMs,
      quality: this.store.value.quality,
      dataSaver: this.dataSaver,
      screenLimit: screenLimit(
        ladder,
        this.cardWidth(this.current),
        globalThis.devicePixelRatio || 1,
      ),
      decoderLimit: null,
    };
  }

  private listReady(): void {
    const { item, presented } = this.idle;
    const ready = item && presented ? [item.id] : [];
    if (!sameIds(ready, this.store.value.ready)) this.store.patch({ ready });
  }

  // --- the state ------------------------------------------------------------------------------------------------------------------------

  private tick(): void {
    if (!this.current.item) return;
    this.watch(performance.now());
    this.sync();
    this.readAhead();
  }

  private sync(): void {
    const { video, item, engine } = this.current;
    if (!item) return;
    const now = performance.now();
    const waiting = this.waitingSince !== null && now - this.waitingSince >= BUFFERING_AFTER_MS;
    const slowStart =
      !this.store.value.framePresented && now - this.shownAt >= 2 * BUFFERING_AFTER_MS;
    const buffered = rangesOf(video);
    const known = this.store.value;
    const sameRanges =
      buffered.length === known.buffered.length &&
      buffered.every(
        (range, i) =>
          range.start === known.buffered[i]?.start && range.end === known.buffered[i]?.end,
      );
    const rung = engine?.rung ?? null;
    const rungs = engine?.rungs ?? [];
    this.listReady();
    this.store.patch({
      engine: engine?.kind ?? null,
      currentTime:
        this.seekFrom === null && video.readyState > 0 ? video.currentTime : known.currentTime,
      duration:
        Number.isFinite(video.duration) && video.duration > 0
          ? video.duration
          : item.duration_ms / 1_000,
      buffered: sameRanges ? known.buffered : buffered,
      buffering:
        this.wanted &&
        known.error === null &&
        !video.ended &&
        (waiting || slowStart) &&
        !known.needsGesture,
      seeking: video.seeking,
      ended: video.ended,
      rung: rung?.id === known.rung?.id ? known.rung : rung,
      rungs: sameIds(
        rungs.map(({ id }) => id),
        known.rungs.map(({ id }) => id),
      )
        ? known.rungs
        : rungs,
      bandwidth: this.meter.estimate,
    });
    this.captions.update(video.currentTime * 1_000);
  }
}
