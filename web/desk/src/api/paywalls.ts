/** Paywalls and gift codes. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
/** As it is written; what is left out has its default. */
export type PolicySent = Schemas["Policy"];
export type Policy = Required<PolicySent>;
export type Arm = Schemas["Arm"];
export type Paywall = Schemas["PolicyKept"];
export type ArmPreview = Schemas["ArmPreview"];
export type ArmFigures = Schemas["ArmFigures"];
export type GiftCode = Schemas["GiftCode"];
export type Series = Schemas["StudioSeries"];

const SERIES = "/api/v1/desk/series/{id}/paywall";
const at = (id: string) => ({ params: { path: { id } } });

export const paywalls = () => unwrap(api.GET("/api/v1/desk/paywalls"));
export const setHousePaywall = (policy: PolicySent) =>
  unwrap(api.PUT("/api/v1/desk/paywalls", { body: { policy } }));
export const seriesPaywall = (id: string) => unwrap(api.GET(SERIES, at(id)));
export const setSeriesPaywall = (id: string, policy: PolicySent) =>
  unwrap(api.PUT(SERIES, { ...at(id), body: { policy } }));
export const removeSeriesPaywall = (id: string) => unwrap(api.DELETE(SERIES, at(id)));
export const previewPaywall = (policy: PolicySent, series_id: string | null) =>
  unwrap(api.POST("/api/v1/desk/paywalls/preview", { body: { policy, series_id } }));

/** What came of each variant of the house's paywall, or of the one that holds for a series. */
export const houseArms = () => unwrap(api.GET("/api/v1/desk/paywalls/arms"));
export const seriesArms = (id: string) =>
  unwrap(api.GET("/api/v1/desk/series/{id}/paywall/arms", at(id)));

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
export const oneSeries = (id: string) => unwrap(api.GET("/api/v1/studio/series/{id}", at(id)));

export const giftCodes = () => unwrap(api.GET("/api/v1/desk/gift-codes"));
export const makeGiftCodes = (body: Schemas["GiftCodesRequest"]) =>
  unwrap(api.POST("/api/v1/desk/gift-codes", { body }));

export const adverts = () => unwrap(api.GET("/api/v1/desk/adverts"));
export const changeAdverts = (body: Schemas["AdvertSettings"]) =>
  unwrap(api.PUT("/api/v1/desk/adverts", { body }));
