/** Spends coins: one wish, one key, one debit. */
import { codeOf, postUnlock } from "./api";
import { moneyMoved } from "./stores.svelte";
import type { Offer, Quote, Unlocked } from "./types";

let wish = { key: "", id: "" };

/** Unlocks what an offer says at the price it says. A wish that got no answer keeps its key: it is never paid twice. */
export async function unlock(quote: Quote, offer: Offer): Promise<Unlocked> {
  const key = [quote.series.id, offer.kind, quote.episode.number, offer.coins].join(" ");
  if (wish.key !== key) wish = { key, id: crypto.randomUUID() };
  try {
    const done = await postUnlock(
      {
        series_id: quote.series.id,
        kind: offer.kind,
        episode: quote.episode.number,
        expected_coins: offer.coins,
      },
      wish.id,
    );
    wish = { key: "", id: "" };
    moneyMoved();
    return done;
  } catch (error) {
    if (codeOf(error) !== "offline") wish = { key: "", id: "" };
    throw error;
  }
}
