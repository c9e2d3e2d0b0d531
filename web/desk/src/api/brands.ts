/** Brands in the story: deals, where they are in the picture, what was seen of them, what they owe. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type Brand = Schemas["Brand"];
export type BrandDeal = Schemas["BrandDeal"];
export type NewBrandDeal = Schemas["NewBrandDeal"];
export type NewPlacement = Schemas["NewPlacement"];
export type Placement = Schemas["Placement"];
export type PlacedEpisode = Schemas["PlacedEpisode"];
export type Prominence = Schemas["Prominence"];
export type ExposureDay = Schemas["ExposureDay"];

const one = (id: string) => ({ params: { path: { id } } });
export const brands = () => unwrap(api.GET("/api/v1/desk/brands"));
export const addBrand = (name: string, category: string) =>
  unwrap(api.POST("/api/v1/desk/brands", { body: { name, category } }));
export const brandDeals = () => unwrap(api.GET("/api/v1/desk/brand-deals"));
export const addBrandDeal = (body: NewBrandDeal) =>
  unwrap(api.POST("/api/v1/desk/brand-deals", { body }));
export const exposures = (deal: string) =>
  unwrap(api.GET("/api/v1/desk/brand-deals/{id}/exposures", one(deal)));
export const tableOf = (deal: string) => `/api/v1/desk/brand-deals/${deal}/exposures.csv`;
export const placements = (series: string) =>
  unwrap(api.GET("/api/v1/desk/series/{id}/placements", one(series)));
export const addPlacement = (body: NewPlacement) =>
  unwrap(api.POST("/api/v1/desk/placements", { body }));
export const removePlacement = (id: string) =>
  unwrap(api.DELETE("/api/v1/desk/placements/{id}", one(id)));
