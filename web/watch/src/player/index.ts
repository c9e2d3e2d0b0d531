/**
 * The swipe-feed player.
 *
 * ```ts
 * const events = new EventQueue({ feedSession });
 * const player = new FeedPlayer({ events, loadHls: () => import("hls.js") });
 * const stop = player.subscribe((state) => …);      // Svelte's store contract: `$player` works
 * player.show(item.episode, cardElement, { seriesId: item.series.id });
 * player.prepare([{ item: next.episode, host: nextCard }, { item: afterNext.episode }]);
 * ```
 *
 * The host must be positioned (`position: relative` or other than static). The player puts one `<video>` in it as its first child,
 * filling it, transparent until its first real frame is presented. Paint the poster as the host's background (or as a child with a
 * lower z-index than the video): there is then no black flash, and nothing for the UI to switch.
 */

export type { EventQueueOptions } from "./events";
export { EventQueue } from "./events";
export { FeedPlayer } from "./feed-player";
export * from "./types";
