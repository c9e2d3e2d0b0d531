/** The price book. */
import type { Money } from "@ui/i18n/money";
import { call } from "./call";

export interface Pack {
  id: string;
  coins: number;
  bonus: number;
  price: number;
}
export interface Exact {
  coins: number;
  price: number;
  min: number;
  max: number;
  step: number;
}
export interface Plan {
  id: string;
  period: "week" | "month" | "year";
  price: number;
  intro?: { price: number; periods: number } | null;
}
export interface Shelf {
  territory?: string | null;
  currency: string;
  packs: Pack[];
  exact: Exact;
  plans: Plan[];
}
export interface PriceBook {
  bonus_days: number;
  voucher: "single_purpose" | "multi_purpose";
  shelves: Shelf[];
}
export interface PackPreview {
  id: string;
  coins: number;
  bonus: number;
  price: Money;
  coin_price: string;
  saves_basis_points: number;
  episode: Money;
  best: boolean;
}
export interface ShelfPreview {
  territory?: string | null;
  currency: string;
  packs: PackPreview[];
  episode_exact: Money;
}
export interface PriceBookVersion {
  version: number;
  since: string;
  book: PriceBook;
  preview: ShelfPreview[];
}
export interface Shop {
  currency: string;
  exact: { coins_for: { coins: number; price: Money } };
}

export const priceBook = () => call<PriceBookVersion>("GET", "/desk/price-book");
export const changePriceBook = (version: number, book: PriceBook) =>
  call<PriceBookVersion>("PUT", "/desk/price-book", { version, book });
export const previewPriceBook = (book: PriceBook, episode_coins: number) =>
  call<ShelfPreview[]>("POST", "/desk/price-book/preview", { book, episode_coins });
export const shop = () => call<Shop>("GET", "/shop");
