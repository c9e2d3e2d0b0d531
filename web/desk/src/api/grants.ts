/** What viewers are given, and finding them. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import { audit } from "./books";

type Schemas = components["schemas"];
export type Account = Schemas["Account"];

export const give = (body: Schemas["GrantRequest"]) =>
  unwrap(api.POST("/api/v1/desk/grants", { body }));
export const grantLog = (before?: string) => audit({ action: "grant.made", before });
/** Accounts whose name or address has `query` in it, at most fifty. */
export const findAccounts = (query: string) =>
  unwrap(api.GET("/api/v1/studio/people", { params: { query: { query } } }));
