/** What the desk reads of the books. Each verb throws an `ApiFailure`. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import type { Step } from "../lib/days";

type Schemas = components["schemas"];
export type DeskOverview = Schemas["DeskOverview"];
export type DeskStanding = Schemas["DeskStanding"];
export type BookAccount = Schemas["BookAccount"];
export type BookAccountRef = Schemas["BookAccountRef"];
export type BookEntry = Schemas["BookEntry"];
export type BookTransfer = Schemas["BookTransfer"];
export type Check = Schemas["Check"];
export type Checks = Schemas["Checks"];
export type RevenueBy = Schemas["RevenueBy"];
export type RevenueTable = Schemas["RevenueTable"];
export type AuditLine = Schemas["AuditLine"];

export const overview = () => unwrap(api.GET("/api/v1/desk/overview"));
export const checks = () => unwrap(api.GET("/api/v1/desk/books/checks"));
export const accounts = (kind?: string, unit?: string) =>
  unwrap(api.GET("/api/v1/desk/books/accounts", { params: { query: { kind, unit } } }));
export const account = (id: string, before?: number) =>
  unwrap(
    api.GET("/api/v1/desk/books/accounts/{id}", { params: { path: { id }, query: { before } } }),
  );
export const transfer = (id: string) =>
  unwrap(api.GET("/api/v1/desk/books/transfers/{id}", { params: { path: { id } } }));
export const revenue = (query: { by: RevenueBy; from: string; to: string; step: Step }) =>
  unwrap(api.GET("/api/v1/desk/revenue", { params: { query } }));

export interface AuditQuery {
  action?: string;
  person_id?: string;
  subject_id?: string;
  from?: string;
  to?: string;
  before?: string;
}
export const audit = (query: AuditQuery) =>
  unwrap(api.GET("/api/v1/desk/audit", { params: { query } }));
