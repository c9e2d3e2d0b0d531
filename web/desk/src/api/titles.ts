/** Chains of title: the documents that a series must have before it is licensed on. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import type { Block, Direction } from "./rights";

type Schemas = components["schemas"];
export type Chain = Schemas["TitleChain"];
export type Need = Schemas["TitleNeed"];
export type TitleDocument = Schemas["TitleDocument"];
export type Gap = Schemas["TitleGap"];
export type Gaps = Schemas["TitleGaps"];
export type Policy = Schemas["TitlePolicy"];

export const KINDS = ["live_action", "animation", "generated", "licensed"] as const;
export type Kind = (typeof KINDS)[number];
export const PAPERS = [
  "writer",
  "underlying",
  "director",
  "producer",
  "performers",
  "likeness",
  "voice",
  "artwork",
  "composition",
  "master",
  "provider",
  "other",
] as const;
export type Paper = (typeof PAPERS)[number] | "contract_in";
export type NeedState = "missing" | "provided" | "checked" | "waived";

const at = (id: string) => ({ params: { path: { id } } });

export const chains = () => unwrap(api.GET("/api/v1/desk/rights/titles"));
export const chain = (id: string) => unwrap(api.GET("/api/v1/desk/rights/titles/{id}", at(id)));
/** Deliveries by which a series came, with how it was made. */
export const received = (id: string) =>
  unwrap(api.GET("/api/v1/desk/rights/titles/{id}/received", at(id)));
export const provenanceOf = (id: string) => `/api/v1/desk/rights/received/${id}/provenance`;
export const setPolicy = (policy: Policy) =>
  unwrap(api.PUT("/api/v1/desk/rights/titles/policy", { body: { policy } }));
export const sayKind = (id: string, body: Schemas["TitleAbout"]) =>
  unwrap(api.PUT("/api/v1/desk/rights/titles/{id}", { ...at(id), body }));
export const except = (id: string, body: Schemas["NewTitleException"]) =>
  unwrap(api.POST("/api/v1/desk/rights/titles/{id}/exceptions", { ...at(id), body }));
export const liftException = (id: string) =>
  unwrap(api.DELETE("/api/v1/desk/rights/title-exceptions/{id}", at(id)));
export const checkDocument = (id: string) =>
  unwrap(api.POST("/api/v1/desk/rights/title-documents/{id}/check", at(id)));
export const removeDocument = (id: string, reason: string) =>
  unwrap(
    api.POST("/api/v1/desk/rights/title-documents/{id}/removal", { ...at(id), body: { reason } }),
  );
export const fileOf = (id: string) => `/api/v1/desk/rights/title-documents/${id}/file`;
/** Which documents grants lack. */
export const lacking = (direction: Direction, blocks: Block[]) =>
  unwrap(api.POST("/api/v1/desk/rights/titles/check", { body: { direction, blocks } }));

/** Writes a document down and keeps its file, if there is one. */
export async function addDocument(
  series: string,
  body: Schemas["NewTitleDocument"],
  file: File | null,
): Promise<Chain> {
  const added = await unwrap(
    api.POST("/api/v1/desk/rights/titles/{id}/documents", { ...at(series), body }),
  );
  if (!file) return added.chain;
  return unwrap(
    api.PUT("/api/v1/desk/rights/title-documents/{id}/file", {
      params: { path: { id: added.id }, query: { name: file.name } },
      headers: { "content-type": "application/octet-stream" },
      // The bytes as they are.
      body: file as never,
      bodySerializer: (bytes: unknown) => bytes as BodyInit,
    }),
  );
}

/** What a series is known by. */
export const identifiers = (id: string) =>
  unwrap(api.GET("/api/v1/desk/rights/titles/{id}/identifiers", { params: { path: { id } } }));
export const setIdentifiers = (id: string, body: { eidr: string | null }) =>
  unwrap(
    api.PUT("/api/v1/desk/rights/titles/{id}/identifiers", { params: { path: { id } }, body }),
  );
