/** Paywalls, gift codes and grants. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import { call } from "./call";

export type Price = number | { from: number; coins: number }[];
export interface Arm {
  name: string;
  weight: number;
  free?: number;
  price?: Price;
  next_ten?: number;
  series_price?: number;
  wait_hours?: number;
  vip?: boolean;
}
export interface Policy {
  free: number | null;
  price: Price;
  next_ten: number | null;
  series_price: number | null;
  wait_hours: number | null;
  vip: boolean;
  windows: { from: string; until: string; first?: number | null; last?: number | null }[];
  discounts: { percent: number; from: string; until: string }[];
  arms: Arm[];
}
export interface Paywall {
  /** Null: none of its own. */
  policy: Policy | null;
  version: number;
  changed_at: string | null;
}
export type Series = components["schemas"]["StudioSeries"];

export const housePaywall = () => call<Paywall>("GET", "/desk/paywalls");
export const setHousePaywall = (policy: Policy) => call<Paywall>("PUT", "/desk/paywalls", policy);
export const seriesPaywall = (id: string) => call<Paywall>("GET", `/desk/series/${id}/paywall`);
export const setSeriesPaywall = (id: string, policy: Policy) =>
  call<Paywall>("PUT", `/desk/series/${id}/paywall`, policy);
export const removeSeriesPaywall = (id: string) =>
  call<unknown>("DELETE", `/desk/series/${id}/paywall`);

/** Every series of the house, the newest changes first. */
export async function everySeries(): Promise<Series[]> {
  const page = (after?: string) =>
    unwrap(api.GET("/api/v1/studio/series", { params: { query: { after } } }));
  let found = await page();
  const all = [...found.items];
  while (found.more) {
    found = await page(all.at(-1)?.id);
    all.push(...found.items);
  }
  return all;
}
export const oneSeries = (id: string) =>
  unwrap(api.GET("/api/v1/studio/series/{id}", { params: { path: { id } } }));

export interface GiftCode {
  id: string;
  label: string;
  bonus: number;
  bonus_days: number | null;
  series_id: string | null;
  series_title?: string | null;
  series_days: number | null;
  uses_max: number;
  uses: number;
  expires_at: string | null;
  created_at: string;
}
export interface NewGiftCodes {
  label: string;
  bonus: number;
  bonus_days?: number | null;
  series_id?: string | null;
  series_days?: number | null;
  uses_max: number;
  count: number;
  expires_at?: string | null;
}
export const giftCodes = () => call<{ items: GiftCode[] }>("GET", "/desk/gift-codes");
export const makeGiftCodes = (body: NewGiftCodes) =>
  call<{ codes: string[] }>("POST", "/desk/gift-codes", body);
