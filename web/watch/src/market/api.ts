/** The market as a buyer asks for it. */
import { ApiFailure, api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import { locale, t } from "@ui/i18n/index.svelte";
import { wMaybe } from "./words/index.svelte";

type Schemas = components["schemas"];
export type Market = Schemas["Market"];
export type ProducerMarket = Schemas["ProducerMarket"];
export type MarketSeries = Schemas["MarketSeries"];
export type Avails = Schemas["MarketAvails"];
export type Screening = Schemas["Screening"];
export type ScreeningEpisode = Schemas["ScreeningEpisode"];
export type Copy = Schemas["ScreeningCopy"];

/** Kinds of media that buyers ask for. */
export const MEDIA = [
  "VOD",
  "SVOD",
  "AVOD",
  "Coins",
  "FAST",
  "Free TV",
  "Pay TV",
  "Social",
] as const;

export const enter = (token: string) =>
  unwrap(api.POST("/api/v1/market/enter", { body: { token } }));
export const market = () => unwrap(api.GET("/api/v1/market"));
export const ofProducer = (slug: string) =>
  unwrap(api.GET("/api/v1/market/producers/{slug}", { params: { path: { slug } } }));
export const avails = (slug: string, query: { on?: string; media: string; language: string }) =>
  unwrap(api.GET("/api/v1/market/series/{slug}/avails", { params: { path: { slug }, query } }));
export const shortlist = (id: string, on: boolean) =>
  on
    ? unwrap(api.PUT("/api/v1/market/shortlist/{id}", { params: { path: { id } } }))
    : unwrap(api.DELETE("/api/v1/market/shortlist/{id}", { params: { path: { id } } }));
export const enquire = (body: Schemas["NewMarketEnquiry"]) =>
  unwrap(api.POST("/api/v1/market/enquiries", { body }));
export const sheetOf = (slug: string, tongue: string, paper: string, day: string, media: string) =>
  `/api/v1/market/series/${slug}/one-sheet.pdf?${new URLSearchParams({ language: tongue, paper, media, ...(day ? { on: day } : {}) })}`;

export const openScreener = (token: string) =>
  unwrap(api.POST("/api/v1/screeners/open", { body: { token } }));
export const screening = (id: string) =>
  unwrap(api.GET("/api/v1/screeners/{id}", { params: { path: { id } } }));
export const prepare = (id: string, episode_id: string) =>
  unwrap(
    api.POST("/api/v1/screeners/{id}/episodes/{episode_id}", {
      params: { path: { id, episode_id } },
    }),
  );
export const report = (id: string, body: Schemas["ScreeningReport"]) =>
  unwrap(api.POST("/api/v1/screeners/{id}/views", { params: { path: { id } }, body }));

/** The code of a refusal; empty for what is none. */
export const codeOf = (error: unknown): string => (error instanceof ApiFailure ? error.code : "");

/** What went wrong, in the house's own words where there are no others. */
export function problemOf(error: unknown): string {
  if (!(error instanceof ApiFailure) || error.status >= 500) return t("error.unexpected");
  if (error.code === "offline") return t("error.offline");
  return wMaybe(error.code) ?? `${error.message} ${error.remedy}`;
}

export function territoryName(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
