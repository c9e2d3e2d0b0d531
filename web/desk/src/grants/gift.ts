import type { Series } from "../api/paywalls";
import { w } from "../words/index.svelte";

/** What somebody is given: one of the three. */
export interface Given {
  episode: string | null;
  series: string | null;
  bonus: number | null;
}

/** "Crimson Vow, episode 3"; what is deleted by now has no name. */
export function sayGiven(given: Given, all: readonly Series[]): string {
  if (given.bonus) return w("unit.bonus", { count: given.bonus });
  if (given.series) return all.find((one) => one.id === given.series)?.title ?? w("table.series");
  for (const series of all) {
    const episode = series.episodes.find((one) => one.id === given.episode);
    if (episode) return `${series.title} · ${w("paywall.episode", { number: episode.number })}`;
  }
  return w("grant.episode");
}
