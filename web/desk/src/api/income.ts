/** What partners owe. The list of it is the audit log's: the books name no partner. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import { audit } from "./books";

type Schemas = components["schemas"];
export type NewIncome = Schemas["NewIncome"];
export type RevenueKind = Schemas["RevenueKind"];

/** What partners pay for; the house earns the other kinds itself. */
export const PARTNER_KINDS = [
  "sponsorship",
  "licence",
  "pledges",
] as const satisfies readonly RevenueKind[];
export type PartnerKind = (typeof PARTNER_KINDS)[number];

export const addIncome = (body: NewIncome) => unwrap(api.POST("/api/v1/desk/income", { body }));
export const incomeLog = (before?: string) => audit({ action: "income.added", before });
