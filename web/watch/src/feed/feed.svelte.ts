/**
 * The feed of one visit: cards as the house orders them, more asked for before the end is near. It lives as long as the
 * page, so that coming back from a series page finds the same card.
 */
import {
  api,
  type EpisodePlay,
  type FeedItem,
  type SeriesCard,
  type ServedEpisode,
  type TextTrack,
  unwrap,
} from "@ui/api";
import { asksAge } from "../lib/age";
import type { Route } from "../lib/router.svelte";

export interface Card {
  key: string;
  reason: FeedItem["reason"] | "link";
  series: SeriesCard;
  /** The episode in the card now; changes while binging. */
  episode: EpisodePlay;
}

const PAGE = 5;
/** Ask for more when so few cards are left below. */
const REMAINING = 3;

class FeedStore {
  cards = $state.raw<Card[]>([]);
  index = $state(0);
  end = $state(false);
  error = $state.raw<unknown>(null);
  loading = $state(false);
  session = crypto.randomUUID();
  #opened = "";

  current = $derived(this.cards[this.index] ?? null);

  /** Opens the feed for a route: an episode link puts that episode on top, then the feed goes on. */
  open(route: Route): void {
    if (route.page === "episode") void this.openEpisode(route.slug, route.number);
    else if (route.page === "feed" && this.cards.length === 0) void this.more();
  }

  /** Shows one episode: in its card when it is the present one, else as the first card of a fresh feed. */
  async openEpisode(slug: string, number: number): Promise<void> {
    const wanted = `${slug}/${number}`;
    const shown = this.current;
    if (shown?.series.slug === slug && shown.episode.number === number) return;
    if (this.#opened === wanted && this.loading) return;
    this.#opened = wanted;
    this.loading = true;
    this.error = null;
    try {
      const { series, episode } = await fetchEpisode(slug, number);
      this.loading = false;
      const card: Card = { key: series.id, reason: "link", series, episode };
      if (this.current?.series.id === series.id) this.replace(this.index, card);
      else this.#restart([card]);
      await this.more();
    } catch (error) {
      this.error = error;
      this.loading = false;
    }
  }

  #restart(cards: Card[]): void {
    this.session = crypto.randomUUID();
    this.cards = cards;
    this.index = 0;
    this.end = false;
  }

  /** Asks for the next cards. A series that is in the feed already is left out. */
  async more(): Promise<void> {
    if (this.loading || this.end) return;
    this.loading = true;
    this.error = null;
    const session = this.session;
    try {
      const query = { session, limit: PAGE };
      const page = await unwrap(api.GET("/api/v1/feed", { params: { query } }));
      if (session !== this.session) return;
      const known = new Set(this.cards.map((card) => card.series.id));
      const items = page.items.map((item) => ({
        ...item,
        episode: readable(item.series, item.episode),
      }));
      const fresh = items.filter((item) => !known.has(item.series.id));
      this.cards = [...this.cards, ...fresh.map((item) => ({ key: item.series.id, ...item }))];
      this.end = page.end || page.items.length === 0;
    } catch (error) {
      this.error = error;
    } finally {
      this.loading = false;
    }
  }

  /** Moves to a card and keeps enough of them below. */
  moveTo(index: number): void {
    this.index = Math.min(Math.max(0, index), Math.max(0, this.cards.length - 1));
    if (this.cards.length - this.index <= REMAINING) void this.more();
  }

  replace(index: number, card: Card): void {
    this.cards = this.cards.with(index, card);
  }

  /** Puts another episode into the card of its series. */
  setEpisode(seriesId: string, episode: EpisodePlay): void {
    const at = this.cards.findIndex((card) => card.series.id === seriesId);
    const card = this.cards[at];
    if (card) this.replace(at, { ...card, episode });
  }

  /** From the first card again, in a new order. */
  startOver(): void {
    this.#restart([]);
    void this.more();
  }
}

/** One episode of a series with all that playing needs. */
export async function fetchEpisode(
  slug: string,
  number: number,
): Promise<Pick<FeedItem, "series" | "episode">> {
  const path = { slug, number };
  const { series, episode } = await unwrap(
    api.GET("/api/v1/series/{slug}/episodes/{number}", { params: { path } }),
  );
  return { series, episode: readable(series, episode) };
}

/**
 * Chapters are no text to read over the picture: only captions and subtitles are kept. A locked one has no playback, nor
 * one that a viewer has to be old enough for and has not said so.
 */
function readable(series: SeriesCard, episode: ServedEpisode): EpisodePlay {
  const isText = (track: ServedEpisode["text_tracks"][number]): track is TextTrack =>
    track.kind === "captions" || track.kind === "subtitles";
  const playback = episode.access.kind === "locked" || asksAge(series) ? null : episode.playback;
  return { ...episode, playback, text_tracks: episode.text_tracks.filter(isText) };
}

export const feed = new FeedStore();
