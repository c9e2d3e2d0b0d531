/** Which productions the board shows, and in which order. Pure. */
import type { ProductionCard } from "./api";

export const STAGES = ["writing", "making", "ready", "released"] as const;
export type Stage = (typeof STAGES)[number];
export const ORDERS = ["changed", "run", "title", "episodes"] as const;
export type Order = (typeof ORDERS)[number];

/** `list` comes last changed first from the house. */
export function arrange(
  list: readonly ProductionCard[],
  wish: { stage: Stage | "all"; order: Order; text: string; locale: string },
): ProductionCard[] {
  const part = wish.text.trim().toLocaleLowerCase(wish.locale);
  const shown = list.filter(
    (one) =>
      (wish.stage === "all" || one.stage === wish.stage) &&
      one.title.toLocaleLowerCase(wish.locale).includes(part),
  );
  const by: Record<Order, (a: ProductionCard, b: ProductionCard) => number> = {
    changed: () => 0,
    run: (a, b) => (b.last_run_at ?? "").localeCompare(a.last_run_at ?? ""),
    title: (a, b) => a.title.localeCompare(b.title, wish.locale, { numeric: true }),
    episodes: (a, b) => b.episodes - a.episodes,
  };
  return shown.sort(by[wish.order]);
}
