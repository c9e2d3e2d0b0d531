/** Loads the text track in the language wanted and says which cues are on screen. Drawn by the UI, so that captions look the same everywhere. */
import type { Cue, EpisodePlay, TextTrack } from "./types";
import { activeCues, isInPicture, parseVtt } from "./vtt";

/** The track in `language` (`pt` also finds `pt-BR`); captions before plain subtitles. */
export function pickText(tracks: readonly TextTrack[], language: string | null): TextTrack | null {
  if (language === null) return null;
  const wanted = language.toLowerCase();
  const base = wanted.split("-")[0];
  const ordered = [...tracks].sort(
    (a, b) => Number(b.kind === "captions") - Number(a.kind === "captions"),
  );
  return (
    ordered.find((track) => track.language.toLowerCase() === wanted) ??
    ordered.find((track) => track.language.toLowerCase().split("-")[0] === base) ??
    null
  );
}

export class Captions {
  private cues: readonly Cue[] = [];
  private shown: readonly Cue[] = [];
  private url: string | null = null;
  private abort: AbortController | null = null;

  constructor(private readonly onCues: (cues: readonly Cue[]) => void) {}

  /** Follows this episode and language from now on. Returns the language found, `null` when there is none. */
  select(item: EpisodePlay | null, language: string | null): string | null {
    const track = item ? pickText(item.text_tracks, language) : null;
    if (track?.url !== this.url) {
      this.abort?.abort();
      this.url = track?.url ?? null;
      this.cues = [];
      this.emit([]);
      if (track) void this.load(track.url);
    }
    return track?.language ?? null;
  }

  /** The playhead is at `ms`. */
  update(ms: number): void {
    const active = activeCues(this.cues, ms);
    const same =
      active.length === this.shown.length &&
      active.every((cue, index) => cue === this.shown[index]);
    if (!same) this.emit(active);
  }

  destroy(): void {
    this.abort?.abort();
  }

  private emit(cues: readonly Cue[]): void {
    if (cues.length === 0 && this.shown.length === 0) return;
    this.shown = cues;
    this.onCues(cues);
  }

  private async load(url: string): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    try {
      const response = await fetch(url, { signal: abort.signal });
      const text = response.ok ? await response.text() : "";
      if (!abort.signal.aborted) this.cues = isInPicture(text) ? [] : parseVtt(text);
    } catch {
      // No captions is no reason to stop the picture; choosing the track again tries again.
      if (!abort.signal.aborted) this.url = null;
    }
  }
}
