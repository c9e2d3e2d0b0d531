/** Commissions: series that partners make for the house. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type Commission = Schemas["Commission"];
export type CommissionStatus = Schemas["CommissionStatus"];
export type Episode = Schemas["CommissionEpisode"];
export type Milestone = Schemas["CommissionMilestone"];

const at = (id: string) => ({ params: { path: { id } } });

export const commissions = () => unwrap(api.GET("/api/v1/desk/commissions"));
export const commission = (id: string) => unwrap(api.GET("/api/v1/desk/commissions/{id}", at(id)));
export const addCommission = (body: Schemas["NewCommission"]) =>
  unwrap(api.POST("/api/v1/desk/commissions", { body }));
export const moveCommission = (id: string, status: CommissionStatus, note = "") =>
  unwrap(api.POST("/api/v1/desk/commissions/{id}/steps", { ...at(id), body: { status, note } }));
export const tieSeries = (id: string, series_id: string) =>
  unwrap(api.PUT("/api/v1/desk/commissions/{id}/series", { ...at(id), body: { series_id } }));
export const review = (
  id: string,
  number: number,
  verdict: Schemas["CommissionVerdict"],
  note = "",
) =>
  unwrap(
    api.POST("/api/v1/desk/commissions/{id}/episodes/{number}/reviews", {
      params: { path: { id, number } },
      body: { verdict, note },
    }),
  );
export const meet = (id: string, milestone_id: string) =>
  unwrap(
    api.POST("/api/v1/desk/commissions/{id}/milestones/{milestone_id}/met", {
      params: { path: { id, milestone_id } },
    }),
  );
export const pay = (id: string, milestone_id: string, note: string) =>
  unwrap(
    api.POST("/api/v1/desk/commissions/{id}/milestones/{milestone_id}/payment", {
      params: { path: { id, milestone_id } },
      body: { note },
    }),
  );
