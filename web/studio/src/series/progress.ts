import type { StudioEpisode } from "../api/types";

export interface Making {
  /** Episodes being worked on or waiting for it. */
  working: number;
  failed: number;
  /** Those viewers can play. */
  playable: number;
  total: number;
  /** 0 to 1 over all episodes. */
  share: number;
}

const shareOf = ({ package: made }: StudioEpisode): number =>
  made.state === "complete" || made.state === "failed" ? 1 : made.progress;

/** Sums up where a series' episodes stand. */
export function making(episodes: readonly StudioEpisode[]): Making {
  const count = (...states: string[]) =>
    episodes.filter((one) => states.includes(one.package.state)).length;
  const total = episodes.length;
  return {
    working: count("waiting", "probing", "packaging", "playable", "paused"),
    failed: count("failed"),
    playable: count("playable", "complete"),
    total,
    share: total ? episodes.reduce((sum, one) => sum + shareOf(one), 0) / total : 0,
  };
}

/** "1080p", "720p" … of the pictures, by the short side, largest first; each once. */
export function heights(episode: StudioEpisode): number[] {
  const sides = episode.package.renditions
    .filter((one) => one.height > 0)
    .map((one) => Math.min(one.height, one.width));
  return [...new Set(sides)].sort((a, b) => b - a);
}
