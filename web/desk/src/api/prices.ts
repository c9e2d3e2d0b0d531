/** The price book. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type Pack = Schemas["Pack"];
export type Exact = Schemas["Exact"];
export type Plan = Schemas["Plan"];
export type Shelf = Schemas["ShopShelf"];
export type PriceBook = Schemas["PriceBook"];
export type ShelfPreview = Schemas["ShelfPreview"];
export type Breakage = Schemas["Breakage"];
export type Shop = Schemas["Shop"];

export const priceBook = () => unwrap(api.GET("/api/v1/desk/price-book"));
export const changePriceBook = (version: number, book: PriceBook) =>
  unwrap(api.PUT("/api/v1/desk/price-book", { body: { version, book } }));
export const previewPriceBook = (book: PriceBook, episode_coins: number) =>
  unwrap(api.POST("/api/v1/desk/price-book/preview", { body: { book, episode_coins } }));
export const breakage = () => unwrap(api.GET("/api/v1/desk/breakage"));
export const changeBreakage = (months: number | null) =>
  unwrap(api.PUT("/api/v1/desk/breakage", { body: { months } }));
export const shop = () => unwrap(api.GET("/api/v1/shop"));
