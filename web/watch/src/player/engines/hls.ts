/**
 * hls.js over Media Source, for what our own engine cannot play.
 *
 * The full build is needed: the light one leaves out separate sound renditions, and our sound is always separate.
 */
import { codecOf } from "../segments";
import type { PlayerError, Rung } from "../types";
import { type Engine, type EngineContext, emptyVideo } from "./engine";

/** The part of hls.js that is used here. */
interface HlsLevel {
  width: number;
  height: number;
  bitrate: number;
  videoCodec?: string;
}
interface HlsInstance {
  levels: HlsLevel[];
  currentLevel: number;
  nextLevel: number;
  autoLevelCapping: number;
  config: { maxBufferLength: number };
  audioTracks: { lang?: string }[];
  audioTrack: number;
  attachMedia(video: HTMLVideoElement): void;
  loadSource(url: string): void;
  startLoad(position?: number): void;
  stopLoad(): void;
  recoverMediaError(): void;
  destroy(): void;
  on(
    event: string,
    run: (event: string, data: { fatal?: boolean; type?: string; details?: string }) => void,
  ): void;
}
interface HlsConstructor {
  new (config: Record<string, unknown>): HlsInstance;
  isSupported(): boolean;
}

const AHEAD_S = 1;
const PLAYING_S = 15;

export class HlsEngine implements Engine {
  readonly kind = "hls.js" as const;
  private hls: HlsInstance | null = null;
  private active = false;
  private dead = false;
  private recovered = false;

  constructor(
    private readonly context: EngineContext,
    load: () => Promise<unknown>,
  ) {
    load().then(
      (found) => this.begin(found),
      (cause) =>
        this.fail({ code: "unsupported", detail: `hls.js did not load: ${String(cause)}` }),
    );
  }

  get rung(): Rung | null {
    const level = this.hls?.levels[this.hls.currentLevel];
    return level ? this.rungOf(level) : null;
  }

  get rungs(): readonly Rung[] {
    return (this.hls?.levels ?? []).map((level) => this.rungOf(level));
  }

  get goalMs(): number {
    return this.active ? 2_000 : 1;
  }

  get complete(): boolean {
    const { buffered, duration } = this.context.video;
    return buffered.length > 0 && buffered.end(buffered.length - 1) >= duration - 0.2;
  }

  activate(): void {
    this.active = true;
    if (!this.hls) return;
    this.hls.config.maxBufferLength = PLAYING_S;
    this.hls.startLoad(this.context.video.currentTime || this.context.startMs / 1_000);
  }

  deactivate(): void {
    this.active = false;
    this.hls?.stopLoad();
  }

  refresh(change: "seek" | "quality" | "audio" | "time"): void {
    const { hls } = this;
    if (!hls) return;
    const { quality, audioLanguage } = this.context.preferences();
    if (change === "quality") {
      const fitting = hls.levels.map((level, index) => ({
        index,
        side: Math.min(level.width, level.height),
      }));
      const chosen = fitting.filter(({ side }) => side <= Number(quality)).at(-1);
      hls.nextLevel = quality === "auto" ? -1 : (chosen?.index ?? 0);
    }
    if (change === "audio") {
      const index = hls.audioTracks.findIndex((track) => track.lang === audioLanguage);
      if (index >= 0) hls.audioTrack = index;
    }
  }

  destroy(): void {
    this.dead = true;
    this.hls?.destroy();
    this.hls = null;
    emptyVideo(this.context.video);
  }

  private rungOf(level: HlsLevel): Rung {
    const { width, height, bitrate } = level;
    const side = Math.min(width, height);
    const track = this.context.item.playback.video.find((candidate) => candidate.height === height);
    return {
      id: track?.id ?? `${side}`,
      width,
      height,
      bitrate,
      shortSide: side,
      codec: codecOf(level.videoCodec ?? ""),
    };
  }

  private begin(found: unknown): void {
    if (this.dead) return;
    const module = found as { default?: unknown };
    const Hls = (typeof found === "function" ? found : module.default) as
      | HlsConstructor
      | undefined;
    if (!Hls?.isSupported()) {
      this.fail({ code: "unsupported", detail: "hls.js cannot play here" });
      return;
    }
    const { video, item, startMs, meter } = this.context;
    const hls = new Hls({
      startPosition: startMs / 1_000,
      maxBufferLength: this.active ? PLAYING_S : AHEAD_S,
      maxMaxBufferLength: 30,
      capLevelToPlayerSize: true,
      abrEwmaDefaultEstimate: meter.estimate ?? 1_500_000,
      enableWorker: false,
    });
    this.hls = hls;
    hls.on("hlsError", (_, data) => this.report(data));
    for (const event of ["hlsLevelSwitched", "hlsFragBuffered", "hlsManifestParsed"])
      hls.on(event, () => this.context.onChange());
    hls.on("hlsManifestParsed", () => {
      this.refresh("quality");
      this.refresh("audio");
    });
    hls.attachMedia(video);
    hls.loadSource(item.playback.hls);
  }

  private report(data: { fatal?: boolean; type?: string; details?: string }): void {
    if (!data.fatal) return;
    if (data.type === "mediaError" && !this.recovered) {
      this.recovered = true;
      this.hls?.recoverMediaError();
      return;
    }
    this.fail({
      code: data.type === "networkError" ? "network" : "decode",
      detail: `hls.js: ${data.details ?? ""}`,
    });
  }

  private fail(error: PlayerError): void {
    if (!this.dead) this.context.onFatal(error);
  }
}
