import { FeedPlayer } from "../player";
import { events } from "./events";
import { settings } from "./session.svelte";

let made: FeedPlayer | null = null;

/** The page's one player with its two video elements; made when the first card needs it. */
export function thePlayer(): FeedPlayer {
  const wish = settings();
  made ??= new FeedPlayer({
    events,
    dataSaver: wish.data_saver,
    quality: wish.quality,
    audioLanguage: wish.audio_language,
    // The whole build: the light one plays no audio that lies apart from the picture, as ours does.
    loadHls: () => import("hls.js").then((module) => module.default),
  });
  return made;
}
