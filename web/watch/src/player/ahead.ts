/** First segments of episodes that may come, as bytes in memory. */
import { type AbrInput, startRung } from "./abr";
import type { Download, SegmentStore } from "./download";
import { pickAudio } from "./engines/audio";
import { type AnyTrack, segment, segmentAt } from "./segments";
import type { EpisodePlay, Track } from "./types";

/** Time that an episode fetched ahead may take: it is not waited for yet. */
const BUDGET_MS = 900;

interface Plan {
  trackId: string;
  downloads: readonly Download[];
}

export class Ahead {
  private readonly plans = new Map<string, Plan>();

  constructor(private readonly store: SegmentStore) {}

  has(episodeId: string): boolean {
    return this.plans.has(episodeId);
  }

  /** The rung whose bytes are here or coming. */
  trackId(episodeId: string): string | null {
    return this.plans.get(episodeId)?.trackId ?? null;
  }

  get ids(): string[] {
    return [...this.plans.keys()];
  }

  /** Begins to fetch what the first frame at `startMs` needs. */
  fetch(item: EpisodePlay, startMs: number, input: AbrInput, audioLanguage: string | null): void {
    if (this.plans.has(item.id)) return;
    const picture: Track | null = startRung(input, startMs, BUDGET_MS);
    if (!picture) return;
    const sound = pickAudio(item.playback.audio, audioLanguage);
    const downloads = [picture, sound].flatMap((track: AnyTrack | null) => {
      const part = track && segment(track, segmentAt(track.segments, startMs));
      return track && part ? [this.store.open(item.id, track, part, "low")] : [];
    });
    this.plans.set(item.id, { trackId: picture.id, downloads });
  }

  /** Hands the bytes over to a player: they are no longer ours to cancel. */
  release(episodeId: string): void {
    this.plans.delete(episodeId);
  }

  /** Not wanted any more. */
  drop(episodeId: string): void {
    for (const download of this.plans.get(episodeId)?.downloads ?? []) download.cancel();
    this.plans.delete(episodeId);
  }
}
