/** What several sheets and pages show: the wallet, the shop, the quotes. Kept, and asked for again after money has moved. */
import { Resource } from "../lib/resource.svelte";
import { viewer } from "../lib/session.svelte";
import { getQuote, getShop, getVip, getWallet } from "./api";
import type { Quote, Shop, Vip, Wallet } from "./types";

export const wallet = new Resource<Wallet>();
export const shop = new Resource<Shop>();
export const vip = new Resource<Vip>();

/** Whose answers these are: another viewer of this device must not see them for a moment. */
let owner: string | undefined;

function ofThisViewer(): void {
  const now = viewer()?.id;
  if (now === owner) return;
  if (owner !== undefined) {
    wallet.data = null;
    vip.data = null;
    quotes.clear();
  }
  owner = now;
}

export function loadWallet(): Promise<void> {
  ofThisViewer();
  return wallet.run(getWallet);
}

export function loadVip(): Promise<void> {
  ofThisViewer();
  return vip.run(getVip);
}

export const loadShop = () => shop.run(getShop);

const KEPT = 12;
const quotes = new Map<string, Resource<Quote>>();

/** What an episode costs: the kept quote, asked for again with `fresh`. */
export function quoteOf(slug: string, number: number, fresh = false): Resource<Quote> {
  const key = `${slug}/${number}`;
  const known = quotes.get(key);
  if (known && (!fresh || known.loading)) return known;
  const quote = known ?? new Resource<Quote>();
  quotes.delete(key);
  quotes.set(key, quote);
  for (const oldest of [...quotes.keys()].slice(0, -KEPT)) quotes.delete(oldest);
  // Later: this may run while a component computes what to show, when nothing may change.
  queueMicrotask(() => void quote.run(() => getQuote(slug, number)));
  return quote;
}

/** Money has moved: no kept quote is true any more. */
export function moneyMoved(): void {
  quotes.clear();
  void loadWallet();
}
