/** What a viewer pays who opens a series' episodes one after the other. Pure. */
import type { ArmPreview } from "../api/paywalls";
import type { EpisodePrice } from "../charts/Episodes.svelte";

/** Nobody pays more than the whole series comes to: after that the rest is open. */
export function along(preview: ArmPreview): EpisodePrice[] {
  const cap = preview.series ?? Number.POSITIVE_INFINITY;
  let spent = 0;
  return preview.episodes.map(({ number, coins, free }) => {
    if (free) return { number, price: 0, paid: 0, kind: "free" };
    const paid = Math.min(coins, Math.max(0, cap - spent));
    spent += paid;
    return { number, price: coins, paid, kind: paid < coins ? "capped" : "paid" };
  });
}
