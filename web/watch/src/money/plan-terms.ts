import { money } from "./price";
import type { Plan } from "./types";
import { w } from "./words/index.svelte";

/** What a plan costs, with the end of a first price in the same breath. */
export function planTerms({ price, intro, period }: Plan): string {
  const then = w(`period.each.${period}`, { price: money(price) });
  if (!intro) return then;
  return w(`intro.${period}`, { price: money(intro.price), count: intro.periods, then });
}
