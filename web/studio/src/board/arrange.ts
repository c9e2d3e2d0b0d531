/** Which series the board shows, and in which order. Pure. */
import type { Status, StudioSeries } from "../api/types";
import { making } from "../series/progress";

export type Order = "recent" | "title" | "attention" | "episodes";
export type Show = Status | "all";

/** What waits for its maker first: failures, then unfinished drafts. */
function urgency(series: StudioSeries): number {
  const { failed, working } = making(series.episodes);
  if (failed) return 3;
  if (working) return 2;
  return series.status === "draft" ? 1 : 0;
}

/** `list` comes newest first from the house. */
export function arrange(
  list: readonly StudioSeries[],
  wish: { show: Show; order: Order; text: string; locale: string },
): StudioSeries[] {
  const part = wish.text.trim().toLocaleLowerCase(wish.locale);
  const shown = list.filter(
    (one) =>
      (wish.show === "all" || one.status === wish.show) &&
      one.title.toLocaleLowerCase(wish.locale).includes(part),
  );
  const by: Record<Order, (a: StudioSeries, b: StudioSeries) => number> = {
    recent: () => 0,
    title: (a, b) => a.title.localeCompare(b.title, wish.locale, { numeric: true }),
    attention: (a, b) => urgency(b) - urgency(a),
    episodes: (a, b) => b.episodes.length - a.episodes.length,
  };
  return shown.sort(by[wish.order]);
}
