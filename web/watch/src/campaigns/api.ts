/** The house's campaigns, and what the viewer backs. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type Campaign = Schemas["Campaign"];
export type Pledge = Schemas["Pledge"];
export type NewPledge = Schemas["NewPledge"];
export type TestCard = Schemas["TestCard"];

const one = (id: string) => ({ params: { path: { id } } });
export const getCampaigns = () => unwrap(api.GET("/api/v1/campaigns"));
export const getPledges = () => unwrap(api.GET("/api/v1/pledges"));
export const postPledge = (campaign: string, body: NewPledge): Promise<Pledge> =>
  unwrap(api.POST("/api/v1/campaigns/{id}/pledges", { ...one(campaign), body }));
export const postPledgeCard = (id: string, test_card: TestCard | null): Promise<Pledge> =>
  unwrap(api.POST("/api/v1/pledges/{id}/card", { ...one(id), body: { test_card } }));
export const deletePledge = (id: string): Promise<Pledge> =>
  unwrap(api.DELETE("/api/v1/pledges/{id}", one(id)));
