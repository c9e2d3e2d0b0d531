/** What the three engines have in common, and what they are given. */
import type { BandwidthMeter } from "../bandwidth";
import type { SegmentStore } from "../download";
import type { EngineKind, EpisodePlay, PlayerError, Quality, Rung } from "../types";

export interface Preferences {
  quality: Quality;
  audioLanguage: string | null;
  dataSaver: boolean;
}

/** Facts an engine asks for while it works. */
export interface EngineContext {
  video: HTMLVideoElement;
  item: EpisodePlay;
  startMs: number;
  store: SegmentStore;
  meter: BandwidthMeter;
  preferences(): Preferences;
  /** The running part of bytes never watched; `null` until known. */
  wasteRatio(): number | null;
  /** 1 on a network that kept its word, more after stalls. */
  caution(): number;
  /** Milliseconds of the episode played since it was shown. */
  playedMs(): number;
  /** CSS width of the card. */
  cardWidth(): number;
  av1: boolean;
  /** The rung whose first bytes were fetched ahead, if any: beginning with another would waste them. */
  plannedTrackId: string | null;
  onChange(): void;
  /** The engine cannot go on. */
  onFatal(error: PlayerError): void;
}

export interface Engine {
  readonly kind: EngineKind;
  readonly rung: Rung | null;
  readonly rungs: readonly Rung[];
  /** Milliseconds of media wanted ahead before more is fetched. */
  readonly goalMs: number;
  /** Everything up to the end is here. */
  readonly complete: boolean;
  /** From "first segment only" to "keep playing". */
  activate(): void;
  /** Left the foreground: fetch no more. */
  deactivate(): void;
  /** The playhead was moved or a setting changed. */
  refresh(change: "seek" | "quality" | "audio" | "time"): void;
  /** Frees all; the video element is empty afterwards. */
  destroy(): void;
}

/** Empties a video element so that no old frame can be seen when it is used again. */
export function emptyVideo(video: HTMLVideoElement): void {
  video.pause();
  video.removeAttribute("src");
  video.srcObject = null;
  video.load();
}
