import type { StudioEpisode } from "../api/types";

export interface Making {
  /** Episodes being worked on or waiting for it. */
  working: number;
  failed: number;
  /** 0 to 1 over the episodes being worked on. */
  share: number;
}

const WORKING = ["waiting", "probing", "packaging", "playable", "paused"];

/** Sums up where a series' episodes stand. */
export function making(episodes: readonly StudioEpisode[]): Making {
  const atWork = episodes.filter((one) => WORKING.includes(one.package.state));
  return {
    working: atWork.length,
    failed: episodes.filter((one) => one.package.state === "failed").length,
    share: atWork.reduce((sum, one) => sum + one.package.progress, 0) / Math.max(1, atWork.length),
  };
}

/** "1080p", "720p" … of the pictures, by the short side, largest first; each once. */
export function heights(episode: StudioEpisode): number[] {
  const sides = episode.package.renditions
    .filter((one) => one.height > 0)
    .map((one) => Math.min(one.height, one.width));
  return [...new Set(sides)].sort((a, b) => b - a);
}

/** Whether viewers can play it now. */
export const isWatchable = (episode: StudioEpisode): boolean =>
  episode.status === "published" && ["playable", "complete"].includes(episode.package.state);
