/** The browser's own HLS (iOS before 17.1): an address, and little say in the matter. */
import { codecOf } from "../segments";
import type { PlayerError, Rung } from "../types";
import { type Engine, type EngineContext, emptyVideo } from "./engine";

export function nativeHlsSupported(): boolean {
  return document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== "";
}

interface NativeAudioTrack {
  enabled: boolean;
  language: string;
}

function errorOf(video: HTMLVideoElement): PlayerError {
  const code = video.error?.code;
  const detail = `media error ${code ?? 0}: ${video.error?.message ?? ""}`.trim();
  if (code === 2) return { code: "network", detail };
  return { code: code === 4 ? "unsupported" : "decode", detail };
}

export class NativeEngine implements Engine {
  readonly kind = "native" as const;
  readonly rungs: readonly Rung[] = [];
  readonly goalMs = 2_000;

  constructor(private readonly context: EngineContext) {
    const { video, item } = context;
    video.addEventListener("loadedmetadata", this.place);
    video.addEventListener("error", this.broken);
    // Before activation only as much as a first frame needs.
    video.preload = "metadata";
    video.src = (context.av1 && item.playback.hls_av1) || item.playback.hls;
  }

  get rung(): Rung | null {
    const { video, item } = this.context;
    if (!video.videoWidth) return null;
    const near = item.playback.video.find((track) => track.width >= video.videoWidth);
    return {
      id: near?.id ?? "native",
      width: video.videoWidth,
      height: video.videoHeight,
      bitrate: near?.average_bandwidth ?? 0,
      shortSide: Math.min(video.videoWidth, video.videoHeight),
      codec: near ? codecOf(near.mime) : "other",
    };
  }

  get complete(): boolean {
    const { buffered, duration } = this.context.video;
    return buffered.length > 0 && buffered.end(buffered.length - 1) >= duration - 0.2;
  }

  activate(): void {
    this.context.video.preload = "auto";
  }

  deactivate(): void {
    this.context.video.preload = "metadata";
  }

  refresh(change: "seek" | "quality" | "audio" | "time"): void {
    if (change !== "audio") return;
    const tracks = (this.context.video as unknown as { audioTracks?: Iterable<NativeAudioTrack> })
      .audioTracks;
    const wanted = this.context.preferences().audioLanguage;
    const list = tracks ? [...tracks] : [];
    if (!list.some((track) => track.language === wanted)) return;
    for (const track of list) track.enabled = track.language === wanted;
  }

  destroy(): void {
    this.context.video.removeEventListener("loadedmetadata", this.place);
    this.context.video.removeEventListener("error", this.broken);
    emptyVideo(this.context.video);
  }

  private readonly place = (): void => {
    if (this.context.startMs > 0) this.context.video.currentTime = this.context.startMs / 1_000;
    this.refresh("audio");
    this.context.onChange();
  };

  private readonly broken = (): void => this.context.onFatal(errorOf(this.context.video));
}
