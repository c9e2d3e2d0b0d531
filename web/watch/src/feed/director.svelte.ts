/**
 * Drives the one player for the feed: shows the present card's episode, prepares what may come next, and moves on at the
 * end. The components read `state` and call the verbs.
 */
import type { EpisodePlay, PlayableEpisode, TextTrack } from "@ui/api";
import { language } from "@ui/i18n/index.svelte";
import { events } from "../lib/events";
import { thePlayer } from "../lib/player";
import { rewrite, route } from "../lib/router.svelte";
import { settings, updateSettings } from "../lib/session.svelte";
import type { FeedPlayer, PlayerState, Upcoming } from "../player";
import { type Card, feed, fetchEpisode } from "./feed.svelte";
import { chooseTrack } from "./tracks";

/** Counting down to what comes next begins so many seconds before the end. */
const COUNTDOWN_S = 5;
/** The next episode is asked for after so many seconds of this one. */
const ASK_NEXT_AFTER_S = 3;
const SEEK_STEP_S = 5;

class Director {
  state = $state.raw<PlayerState | null>(null);
  /** The episode after the present one, once it has been fetched. */
  nextEpisode = $state.raw<EpisodePlay | null>(null);
  /** The viewer asked to stay when this episode ends. */
  stays = $state(false);
  clearScreen = $state(false);
  /** What a press of play or pause shows for a moment. */
  flash = $state.raw<{ icon: "play" | "pause"; id: number } | null>(null);
  #hosts = new Map<string, HTMLElement>();
  #positions = new Map<string, number>();
  #seen = new Set<string>();
  #asking: string | null = null;
  #resumeAfterScrub = false;

  get player(): FeedPlayer {
    return thePlayer();
  }

  /** The state, if it is the state of this card's episode. */
  of(card: Card): PlayerState | null {
    return this.state?.episodeId === card.episode.id ? this.state : null;
  }

  /** Remembers a card's host element as long as it is on the page. */
  host(key: string, element: HTMLElement): () => void {
    this.#hosts.set(key, element);
    if (feed.current?.key === key) this.show(feed.current);
    else this.prepare();
    return () => {
      if (this.#hosts.get(key) === element) this.#hosts.delete(key);
    };
  }

  /** Listens to the player while the feed is on screen. */
  start(): () => void {
    const stop = this.player.subscribe((state) => this.#changed(state));
    return () => {
      stop();
      this.player.hide();
      this.clearScreen = false;
    };
  }

  show(card: Card): void {
    const host = this.#hosts.get(card.key);
    if (!host) return;
    const { episode, series } = card;
    if (this.state?.episodeId !== episode.id) {
      this.stays = false;
      this.nextEpisode = null;
      this.#asking = null;
    }
    if (!isOpen(episode)) {
      this.player.hide();
      return;
    }
    const at = this.#positions.get(episode.id);
    this.player.show(episode, host, {
      seriesId: series.id,
      userGesture: navigator.userActivation?.isActive ?? false,
      ...(at === undefined ? {} : { startMs: at }),
    });
    this.#tellImpression(card);
    this.prepare();
  }

  /** Most likely next: the next card, until this episode is far enough that its successor is. */
  prepare(): void {
    const card = feed.current;
    if (!card) return;
    const below = feed.cards[feed.index + 1];
    const next: Upcoming[] = [];
    if (below && isOpen(below.episode))
      next.push({
        item: below.episode,
        host: this.#hosts.get(below.key) ?? null,
        ...this.#start(below),
      });
    if (this.nextEpisode && isOpen(this.nextEpisode)) {
      const binge: Upcoming = { item: this.nextEpisode };
      if (this.#isFar()) next.unshift(binge);
      else next.push(binge);
    }
    const after = feed.cards[feed.index + 2]?.episode;
    if (after && isOpen(after) && next.length < 2) next.push({ item: after });
    this.player.prepare(next);
  }

  #start(card: Card): { startMs?: number } {
    const at = this.#positions.get(card.episode.id);
    return at === undefined ? {} : { startMs: at };
  }

  #isFar(): boolean {
    const state = this.state;
    return state !== null && state.duration > 0 && state.currentTime / state.duration > 0.5;
  }

  #changed(state: PlayerState): void {
    const before = this.state;
    this.state = state;
    if (state.episodeId === null) return;
    if (state.framePresented && !state.seeking) this.#remember(state);
    const card = feed.current;
    if (!card || card.episode.id !== state.episodeId) return;
    if (state.currentTime > ASK_NEXT_AFTER_S || state.ended) void this.#askNext(card);
    const ended = state.ended && !(before?.ended && before.episodeId === state.episodeId);
    if (ended && card.episode.next && settings().autoplay_next && !this.stays) this.nextOne("auto");
  }

  #remember(state: PlayerState): void {
    if (state.episodeId === null) return;
    const over = state.ended || state.currentTime > state.duration - 1.5;
    this.#positions.set(state.episodeId, over ? 0 : Math.round(state.currentTime * 1000));
  }

  async #askNext(card: Card): Promise<void> {
    const next = card.episode.next;
    if (!next || this.#asking === next.id) return;
    this.#asking = next.id;
    try {
      const { episode } = await fetchEpisode(card.series.slug, next.number);
      if (feed.current?.episode.next?.id === episode.id) {
        this.nextEpisode = episode;
        this.prepare();
      }
    } catch {
      // It is asked for again when the viewer gets there.
      this.#asking = null;
    }
  }

  #tellImpression(card: Card): void {
    if (this.#seen.has(card.key)) return;
    this.#seen.add(card.key);
    events.feedSession = feed.session;
    events.push(
      { type: "impression", position: feed.index, reason: card.reason },
      { series_id: card.series.id, episode_id: card.episode.id },
    );
  }

  /** Seconds left while the countdown to the next episode runs, else `null`. */
  get countdown(): number | null {
    const state = this.state;
    const card = feed.current;
    if (!state || !card?.episode.next || this.stays || state.episodeId !== card.episode.id)
      return null;
    if (!settings().autoplay_next || state.duration < COUNTDOWN_S * 3) return null;
    const left = state.duration - state.currentTime;
    return left <= COUNTDOWN_S && !state.ended && state.framePresented ? left : null;
  }

  readonly countdownFrom = COUNTDOWN_S;

  /** Puts another episode of the series into the present card. */
  async goTo(number: number, how: "auto" | "swipe" | "button"): Promise<void> {
    const card = feed.current;
    if (!card || number === card.episode.number) return;
    const known = this.nextEpisode;
    // A locked one is asked for anew: it may have been unlocked since, and its price must be today's.
    const ready = known?.number === number && isOpen(known) ? known : null;
    const episode = ready ?? (await fetchEpisode(card.series.slug, number)).episode;
    if (feed.current?.key !== card.key) return;
    events.push({ type: "next", how }, { series_id: card.series.id, episode_id: episode.id });
    feed.setEpisode(card.series.id, episode);
    if (route().page === "episode") rewrite(`/s/${card.series.slug}/${episode.number}`);
  }

  nextOne(how: "auto" | "button"): void {
    const next = feed.current?.episode.next;
    if (next) void this.goTo(next.number, how).catch(() => undefined);
  }

  previousOne(): void {
    const previous = feed.current?.episode.previous;
    if (previous) void this.goTo(previous.number, "button").catch(() => undefined);
  }

  /** Play or pause by hand. The first touch after a silent start turns the sound on instead. */
  toggle(): void {
    const state = this.state;
    if (!state) return;
    if (state.needsUnmute && !state.paused) {
      this.player.setMuted(false);
      return;
    }
    if (state.ended) {
      this.replay();
      return;
    }
    const playing = this.player.toggle();
    this.flash = { icon: playing ? "play" : "pause", id: Date.now() };
  }

  replay(): void {
    this.player.seek(0);
    this.player.play({ userGesture: true });
  }

  seekBy(steps: number): void {
    if (this.state) this.player.seek(this.state.currentTime + steps * SEEK_STEP_S);
  }

  scrubStart(): void {
    this.#resumeAfterScrub = this.state ? !this.state.paused : false;
    this.player.pause();
  }

  scrubEnd(seconds: number | null): void {
    if (seconds !== null) this.player.seek(seconds);
    if (this.#resumeAfterScrub) this.player.play();
  }

  toggleMute(): void {
    if (this.state) this.player.setMuted(!this.state.muted);
  }

  toggleCaptions(): void {
    void updateSettings({ captions_on: !settings().captions_on });
  }

  /** Keeps the player at what the settings say for the present episode. */
  applySettings(): void {
    const wish = settings();
    const card = feed.current;
    this.player.setQuality(wish.quality);
    this.player.setDataSaver(wish.data_saver);
    this.player.setAudioLanguage(wish.audio_language);
    this.player.setTextTrack(card ? (this.captionTrack(card)?.language ?? null) : null);
  }

  captionTrack(card: Card): TextTrack | null {
    const wish = settings();
    if (!wish.captions_on) return null;
    return chooseTrack(card.episode.text_tracks, [wish.captions_language, language()]);
  }
}

/** Whether the episode may be played now: a locked one comes without its playback. */
const isOpen = (episode: EpisodePlay): episode is PlayableEpisode => episode.playback !== null;

export const director = new Director();
