/** What happens when a viewer comes to a locked episode in the feed. */

import { toast } from "@ui/lib/toasts.svelte";
import { director } from "../feed/director.svelte";
import { type Card, feed, fetchEpisode } from "../feed/feed.svelte";
import { overlays } from "../feed/overlays.svelte";
import { seriesPage } from "../series/series-pages.svelte";
import { agree, agreedFor } from "./auto.svelte";
import { money } from "./price";
import { episodeOffer } from "./quote";
import { quoteOf } from "./stores.svelte";
import type { Quote } from "./types";
import { unlock } from "./unlock";
import { w } from "./words/index.svelte";

/** Cards that were scrolled away from while they were locked: coming back to one opens nothing by itself. */
const left = new Set<string>();
/** The first card of a fresh feed was not chosen by the viewer. */
let visited = false;

/** The locked card has gone from the screen. */
export function leave(card: Card): void {
  if (feed.current?.key !== card.key) left.add(card.key);
}

/** Whether the sheet shall open by itself: after a tap, a link or the end of an episode, once after a swipe. */
function opens(card: Card): boolean {
  const first = !visited && feed.index === 0 && card.reason !== "link";
  visited = true;
  return !first && !left.delete(card.key);
}

/** A locked episode is on screen. Unlocks it when the viewer has agreed to its price before, else opens the sheet. */
export async function arrive(card: Card): Promise<void> {
  const open = opens(card) && overlays.open === null;
  if (open && !agreedFor(card.series.id)) {
    overlays.show("paywall");
    return;
  }
  const quote = quoteOf(card.series.slug, card.episode.number, true);
  await settled(quote);
  if (feed.current?.episode.id !== card.episode.id) return;
  const known = quote.data;
  if (known && known.access.kind !== "locked") {
    await playUnlocked(card.series.slug, card.episode.number);
    return;
  }
  if (known && (await unlockedByAgreement(known))) return;
  if (open) overlays.show("paywall");
}

async function settled(quote: { loading: boolean; data: Quote | null }): Promise<void> {
  await Promise.resolve();
  while (quote.loading) await new Promise((resolve) => setTimeout(resolve, 16));
}

async function unlockedByAgreement(quote: Quote): Promise<boolean> {
  const agreed = agreedFor(quote.series.id);
  const offer = episodeOffer(quote);
  if (!agreed || !offer || offer.coins > agreed.coins || offer.missing_coins > 0) return false;
  try {
    await unlock(quote, offer);
  } catch {
    return false;
  }
  await playUnlocked(quote.series.slug, quote.episode.number);
  toast(
    w("auto.said", {
      number: quote.episode.number,
      coins: w("coins", { count: offer.coins }),
      price: money(offer.price),
    }),
    { action: { label: w("auto.off"), run: () => agree(quote.series.id, null) } },
  );
  return true;
}

/** Puts the episode, now unlocked, into its card: the director plays it at once. */
export async function playUnlocked(slug: string, number: number): Promise<void> {
  const { series, episode } = await fetchEpisode(slug, number);
  director.nextEpisode = null;
  feed.setEpisode(series.id, episode);
  // The list of episodes can wait: the picture that was just paid for has the line to itself.
  setTimeout(() => seriesPage(slug, true), 1500);
}
