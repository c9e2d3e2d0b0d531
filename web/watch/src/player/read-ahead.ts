/** Carries out what `prefetchDecision` allows: the next episode in the idle slot, the first bytes of the one after in memory. */
import type { AbrInput } from "./abr";
import { Ahead } from "./ahead";
import type { SegmentStore } from "./download";
import { type PrefetchInput, prefetchDecision } from "./prefetch";
import type { Slot } from "./slot";
import type { EpisodePlay, Upcoming } from "./types";

/** After a failed preparation, not again for this long. */
const PAUSE_MS = 10_000;

/** What the player knows and does. */
export interface ReadAheadHost {
  current(): Slot;
  idle(): Slot;
  situation(slot: Slot): PrefetchInput;
  startOf(item: EpisodePlay, asked: number | undefined): number;
  abrFor(item: EpisodePlay): AbrInput;
  audioLanguage(): string | null;
  fill(slot: Slot, item: EpisodePlay, startMs: number, host: HTMLElement | null): void;
  /** The bytes of an episode that is in neither slot will not be used. */
  settle(episodeId: string): void;
  onReady(): void;
  now(): number;
}

export class ReadAhead {
  private readonly ahead: Ahead;
  private upcoming: readonly Upcoming[] = [];
  private readonly notBefore = new Map<string, number>();
  private freeAt = 0;

  constructor(
    segments: SegmentStore,
    private readonly host: ReadAheadHost,
  ) {
    this.ahead = new Ahead(segments);
  }

  /** What may come, most likely first. */
  expect(next: readonly Upcoming[]): void {
    this.upcoming = next.slice(0, 2);
    this.advance();
  }

  /** The card just left is still on screen: its video must not be taken away before `at`. */
  holdUntil(at: number): void {
    this.freeAt = at;
  }

  /** Could not be prepared: leave it alone for a while. */
  failed(episodeId: string): void {
    this.notBefore.set(episodeId, this.host.now() + PAUSE_MS);
  }

  /** The player takes the episode: gives the rung whose bytes are here, if any, and lets go of them. */
  handOver(episodeId: string): string | null {
    const trackId = this.ahead.trackId(episodeId);
    this.ahead.release(episodeId);
    return trackId;
  }

  /** Nothing is expected any more. */
  clear(): void {
    this.upcoming = [];
    this.dropAll();
  }

  /** Drops all bytes in memory that no slot uses. */
  dropAll(): void {
    for (const id of this.ahead.ids) this.drop(id);
  }

  /** Looks what can be done now. Cheap; called often. */
  advance(): void {
    const { host } = this;
    const current = host.current();
    const wanted = this.upcoming.filter(({ item }) => item.id !== current.item?.id);
    for (const id of this.ahead.ids) {
      if (!wanted.some(({ item }) => item.id === id)) this.drop(id);
    }
    const [next, afterNext] = wanted;
    if (!current.item || !current.engine || !next) return;
    if (host.idle().item?.id === next.item.id) host.idle().move(next.host ?? null);
    const decision = prefetchDecision(host.situation(current));
    if (decision.next) this.prepare(next);
    const idle = host.idle();
    const nextIsHere = idle.item?.id === next.item.id && idle.video.readyState >= 2;
    if (decision.afterNext && afterNext && nextIsHere) {
      const { item, startMs } = afterNext;
      this.ahead.fetch(item, host.startOf(item, startMs), host.abrFor(item), host.audioLanguage());
    }
  }

  private prepare({ item, host: card, startMs }: Upcoming): void {
    const { host } = this;
    const idle = host.idle();
    const now = host.now();
    if (idle.item?.id === item.id || now < (this.notBefore.get(item.id) ?? 0)) return;
    if (idle.item && now < this.freeAt) return;
    host.fill(idle, item, host.startOf(item, startMs), card ?? null);
    if (idle.item) idle.onNextFrame(() => host.onReady());
  }

  private drop(id: string): void {
    this.ahead.drop(id);
    if (this.host.idle().item?.id !== id && this.host.current().item?.id !== id) {
      this.host.settle(id);
    }
  }
}
