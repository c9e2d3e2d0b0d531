/** Campaigns of the house. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type Campaign = Schemas["Campaign"];
export type NewCampaign = Schemas["NewCampaign"];

const one = (id: string) => ({ params: { path: { id } } });
export const campaigns = () => unwrap(api.GET("/api/v1/desk/campaigns"));
export const openCampaign = (body: NewCampaign) =>
  unwrap(api.POST("/api/v1/desk/campaigns", { body }));
export const releaseCampaign = (id: string) =>
  unwrap(api.POST("/api/v1/desk/campaigns/{id}/release", one(id)));
export const cancelCampaign = (id: string) =>
  unwrap(api.POST("/api/v1/desk/campaigns/{id}/cancel", one(id)));
