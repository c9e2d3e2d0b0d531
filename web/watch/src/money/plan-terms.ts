import { money } from "./price";
import type { Plan, Vip } from "./types";
import { w } from "./words/index.svelte";

/** What a plan costs, with the end of a first price in the same breath. */
export function planTerms({ price, intro, period }: Plan): string {
  const then = w(`period.each.${period}`, { price: money(price) });
  if (!intro) return then;
  return w(`intro.${period}`, { price: money(intro.price), count: intro.periods, then });
}

/** The plan of a membership; its first price only as long as it lasts. */
export function planOf({ plan, intro_ends }: Vip): Plan | null {
  if (!plan) return null;
  const { id, period, price, intro_price, intro_periods: periods } = plan;
  const intro = intro_price && intro_ends ? { price: intro_price, periods } : null;
  return { id, period, price, intro };
}
