/** What licensors offer: their files, what is on offer on a date, and what has become of it. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type AvailImport = Schemas["AvailImport"];
export type AvailImportDetail = Schemas["AvailImportDetail"];
export type AvailChange = Schemas["AvailChange"];
export type AvailProblem = Schemas["AvailProblem"];
export type AvailRow = Schemas["AvailRow"];
export type OnOffer = Schemas["RightsOnOffer"];
export type OfferedTitle = Schemas["OfferedTitle"];

/** What may be asked of what is on offer; what is left out is not asked. */
export interface Asked {
  at?: string;
  media?: string;
  language?: string;
  party_id?: string;
}

export const imports = () => unwrap(api.GET("/api/v1/desk/rights/avails/imports"));
/** Reads a licensor's file and compares it with what they offered before; nothing changes by that. */
export const bringAvails = (party_id: string, file: File) =>
  unwrap(
    api.POST("/api/v1/desk/rights/avails/imports", {
      params: { query: { party_id, name: file.name } },
      headers: { "content-type": "application/octet-stream" },
      // The bytes as they are.
      body: file as never,
      bodySerializer: (bytes: unknown) => bytes as BodyInit,
    }),
  );
export const showImport = (id: string, from = 0) =>
  unwrap(
    api.GET("/api/v1/desk/rights/avails/imports/{id}", {
      params: { path: { id }, query: { from } },
    }),
  );
export const applyImport = (id: string) =>
  unwrap(api.POST("/api/v1/desk/rights/avails/imports/{id}/apply", { params: { path: { id } } }));

export const onOffer = (query: Asked) =>
  unwrap(api.GET("/api/v1/desk/rights/avails/offers", { params: { query } }));
export const availRows = (query: Asked & { title_id?: string; territory?: string }) =>
  unwrap(api.GET("/api/v1/desk/rights/avails/rows", { params: { query } }));
/** Says which series a title is; with `add` it comes into the catalogue as a draft. */
export const tieTitle = (id: string, series_id: string | null, add = false) =>
  unwrap(
    api.PUT("/api/v1/desk/rights/avails/titles/{id}/series", {
      params: { path: { id } },
      body: { series_id, add },
    }),
  );
export const statusFile = (party: string, ending: "xlsx" | "csv" | "xml") =>
  `/api/v1/desk/rights/avails/status/status.${ending}?party_id=${party}`;
