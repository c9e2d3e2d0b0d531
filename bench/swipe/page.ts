/** The measured page: one swipe feed, played by our player or by hls.js with its defaults. Runs inside Chromium. */
import Hls from "hls.js";
import { type EpisodePlay, FeedPlayer } from "../../web/watch/src/player";

export interface Swipe {
  /** Number of the item in the feed. */
  item: number;
  /** Milliseconds from the swipe to the first frame of the new video presented; `null` when none came in time. */
  ms: number | null;
  /**
   * Milliseconds until the new video's picture was on screen: the next paint when its first frame had been presented in its card before
   * the swipe, else the same as `ms`.
   */
  pictureMs: number | null;
  /** Whether the next video stood ready before the swipe. */
  ready: boolean;
  /** Rung on screen when it was left: its short side. */
  rung: number | null;
  /** Time spent without media after the first frame, milliseconds. */
  stalledMs: number;
  /** What was really played, seconds. */
  played: [number, number][];
}

interface Plan {
  kind: "own" | "hls";
  swipes: number;
  prefetch: boolean;
  /** Time on each card, milliseconds; taken in turn. */
  dwell: number[];
}

const GIVE_UP_MS = 15_000;

async function json<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response.json();
}

/** Every episode that the house shows, by the public routes. */
async function episodes(): Promise<EpisodePlay[]> {
  const session = crypto.randomUUID?.() ?? "00000000-0000-4000-8000-000000000000";
  const found = new Map<string, EpisodePlay>();
  const slugs = new Set<string>();
  for (let page = 0; page < 10; page++) {
    const feed = await json<{ items: { series: { slug: string }; episode: EpisodePlay }[]; end: boolean }>(
      `/api/v1/feed?session=${session}&limit=5`,
    );
    for (const { series, episode } of feed.items) {
      found.set(episode.id, episode);
      slugs.add(series.slug);
    }
    if (feed.end || feed.items.length === 0) break;
  }
  for (const slug of slugs) {
    const page = await json<{ episodes: { number: number }[] }>(`/api/v1/series/${slug}`).catch(() => ({ episodes: [] }));
    for (const { number } of page.episodes) {
      const { episode } = await json<{ episode: EpisodePlay }>(`/api/v1/series/${slug}/episodes/${number}`);
      found.set(episode.id, episode);
    }
  }
  return [...found.values()].filter((episode) => episode.playback.video.length > 0 && episode.duration_ms > 8_000);
}

/** `count` items out of the episodes there are. A fragment makes each item's addresses its own without changing what is fetched. */
function feedOf(all: readonly EpisodePlay[], count: number): EpisodePlay[] {
  return Array.from({ length: count }, (_, i) => {
    const episode = all[i % all.length] as EpisodePlay;
    const own = <T extends { url: string }>(track: T): T => ({ ...track, url: `${track.url}#item=${i}` });
    const { playback } = episode;
    return {
      ...episode,
      id: `${episode.id}:${i}`,
      resume_ms: 0,
      text_tracks: [],
      playback: { ...playback, video: playback.video.map(own), video_av1: playback.video_av1.map(own), audio: playback.audio.map(own) },
    };
  });
}

function buildCards(items: readonly EpisodePlay[]): { root: HTMLElement; cards: HTMLElement[] } {
  document.documentElement.style.cssText = "margin:0;background:#000";
  document.body.style.cssText = "margin:0";
  const root = document.createElement("div");
  root.style.cssText = "height:100vh;overflow-y:scroll;scroll-snap-type:y mandatory";
  const cards = items.map(() => {
    const card = document.createElement("div");
    card.style.cssText = "position:relative;height:100vh;overflow:hidden;scroll-snap-align:start";
    root.append(card);
    return card;
  });
  document.body.replaceChildren(root);
  return { root, cards };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Resolves with the moment the next frame of `video` is presented, or `null` after too long. */
function frame(video: HTMLVideoElement): Promise<number | null> {
  return new Promise((resolve) => {
    video.requestVideoFrameCallback(() => resolve(performance.now()));
    setTimeout(() => resolve(null), GIVE_UP_MS);
  });
}

/** Resolves after the next paint. */
function paint(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
  });
}

interface Feed {
  /** Shows item `i` and gives the video that plays it. */
  show(i: number): HTMLVideoElement;
  ready(i: number): boolean;
  destroy(): void;
}

function ownFeed(items: readonly EpisodePlay[], cards: readonly HTMLElement[], prefetch: boolean): Feed {
  const player = new FeedPlayer({ muted: true, prefetch });
  return {
    show(i) {
      player.show(items[i] as EpisodePlay, cards[i] as HTMLElement);
      player.prepare([i + 1, i + 2].flatMap((n) => (items[n] ? [{ item: items[n], host: cards[n] ?? null }] : [])));
      return (cards[i] as HTMLElement).querySelector("video") as HTMLVideoElement;
    },
    ready: (i) => player.state.ready.includes(items[i]?.id ?? ""),
    destroy: () => player.destroy(),
  };
}

function hlsFeed(items: readonly EpisodePlay[], cards: readonly HTMLElement[]): Feed {
  let hls: Hls | null = null;
  let video: HTMLVideoElement | null = null;
  const clear = () => {
    hls?.destroy();
    video?.remove();
  };
  return {
    show(i) {
      clear();
      const next = document.createElement("video");
      next.muted = true;
      next.playsInline = true;
      next.style.cssText = "position:absolute;inset:0;width:100%;height:100%;object-fit:cover";
      (cards[i] as HTMLElement).append(next);
      hls = new Hls();
      hls.loadSource((items[i] as EpisodePlay).playback.hls);
      hls.attachMedia(next);
      next.play().catch(() => undefined);
      video = next;
      return next;
    },
    ready: () => false,
    destroy: clear,
  };
}

async function run(plan: Plan, onSwipe: (item: number) => void): Promise<Swipe[]> {
  const all = await episodes();
  if (all.length === 0) throw new Error("no episode of more than 8 s to play");
  // Playlists and initialisation segments were part of the feed's answer; the clock begins with the first card.
  const items = feedOf(all, plan.swipes + 3);
  const { root, cards } = buildCards(items);
  const feed = plan.kind === "own" ? ownFeed(items, cards, plan.prefetch) : hlsFeed(items, cards);
  const swipes: Swipe[] = [];
  try {
    for (let i = 0; i <= plan.swipes; i++) {
      const ready = feed.ready(i);
      onSwipe(i);
      const began = performance.now();
      root.scrollTop = i * root.clientHeight;
      const video = feed.show(i);
      let waitedFrom: number | null = null;
      let stalledMs = 0;
      const [presented, painted] = await Promise.all([frame(video), paint()]);
      const picture = ready && presented !== null ? Math.min(painted, presented) : presented;
      const waiting = () => {
        waitedFrom ??= performance.now();
      };
      const playing = () => {
        if (waitedFrom !== null) stalledMs += performance.now() - waitedFrom;
        waitedFrom = null;
      };
      video.addEventListener("waiting", waiting);
      video.addEventListener("playing", playing);
      const dwell = plan.dwell[i % plan.dwell.length] ?? 0;
      await pause(Math.max(0, dwell - (presented === null ? 0 : performance.now() - presented)));
      playing();
      video.removeEventListener("waiting", waiting);
      video.removeEventListener("playing", playing);
      const { played } = video;
      swipes.push({
        item: i,
        ms: presented === null ? null : presented - began,
        pictureMs: picture === null ? null : picture - began,
        ready,
        rung: video.videoWidth ? Math.min(video.videoWidth, video.videoHeight) : null,
        stalledMs,
        played: Array.from({ length: played.length }, (_, n): [number, number] => [played.start(n), played.end(n)]),
      });
    }
    return swipes;
  } finally {
    feed.destroy();
  }
}

Object.assign(globalThis, { swipeBench: { run, episodes } });
