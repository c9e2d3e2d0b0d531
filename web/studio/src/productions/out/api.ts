/** What leaves a production: exports, other languages, real people, releases. Each verb throws an `ApiFailure`. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type Exports = Schemas["Exports"];
export type ExportView = Schemas["ExportView"];
export type ExportKind = Schemas["ExportKind"];
export type ExportBody = Schemas["ExportBody"];
export type LanguageView = Schemas["LanguageView"];
export type Sheet = Schemas["Sheet"];
export type SheetLine = Schemas["SheetLine"];
export type Machine = Schemas["MachineTranslation"];
export type CastMember = Schemas["RealPerson"];
export type Consent = Schemas["ConsentView"];
export type Release = Schemas["ReleaseView"];

const ONE = "/api/v1/studio/productions/{id}";
const at = (id: string) => ({ path: { id } });
const say = (id: string, language: string) => ({ path: { id, language } });
const of = (id: string, character: string) => ({ path: { id, character } });

export const listExports = (id: string) => unwrap(api.GET(`${ONE}/exports`, { params: at(id) }));
export const askForExport = (id: string, body: ExportBody) =>
  unwrap(api.POST(`${ONE}/exports`, { params: at(id), body }));
export const exportUrl = (id: string, made: string) =>
  `/api/v1/studio/productions/${id}/exports/${made}/file`;

export const listLanguages = (id: string) =>
  unwrap(api.GET(`${ONE}/languages`, { params: at(id) }));
export const readSheet = (id: string, language: string) =>
  unwrap(api.GET(`${ONE}/languages/{language}`, { params: say(id, language) }));
export const translate = (id: string, language: string, body: Schemas["SheetBody"]) =>
  unwrap(api.PUT(`${ONE}/languages/{language}`, { params: say(id, language), body }));
export const importCsv = (id: string, language: string, csv: string) =>
  unwrap(api.PUT(`${ONE}/languages/{language}/csv`, { params: say(id, language), body: { csv } }));
export const csvUrl = (id: string, language: string) =>
  `/api/v1/studio/productions/${id}/languages/${language}/csv`;

export const readMachine = (id: string, language: string) =>
  unwrap(api.GET(`${ONE}/languages/{language}/machine`, { params: say(id, language) }));
/** `spend_micros`: what a model that is paid may cost at most, in millionths. */
export const beginMachine = (id: string, language: string, spend_micros?: number) =>
  unwrap(
    api.POST(`${ONE}/languages/{language}/machine`, {
      params: say(id, language),
      body: { spend_micros },
    }),
  );
export const stopMachine = (id: string, language: string) =>
  unwrap(api.DELETE(`${ONE}/languages/{language}/machine`, { params: say(id, language) }));

export const listCast = (id: string) => unwrap(api.GET(`${ONE}/people`, { params: at(id) }));
export const setReal = (id: string, character: string, body: Schemas["RealBody"]) =>
  unwrap(api.PUT(`${ONE}/people/{character}`, { params: of(id, character), body }));
export const forgetReal = (id: string, character: string) =>
  unwrap(api.DELETE(`${ONE}/people/{character}`, { params: of(id, character) }));
export const listReleases = (id: string) => unwrap(api.GET(`${ONE}/releases`, { params: at(id) }));
export const recordUrl = (id: string, release: string) =>
  `/api/v1/studio/productions/${id}/releases/${release}/provenance`;

export const listConsents = () => unwrap(api.GET("/api/v1/studio/consents"));
export const enterConsent = (body: Schemas["ConsentBody"]) =>
  unwrap(api.POST("/api/v1/desk/consents", { body }));
export const withdrawConsent = (id: string) =>
  unwrap(api.POST("/api/v1/desk/consents/{id}/withdraw", { params: at(id) }));

/** Names of formats and platforms, which are the same in every language. */
export const NAMES: Partial<Record<ExportKind, string>> = {
  otio: "OpenTimelineIO",
  fcpxml: "FCPXML",
  edl: "EDL",
  jianying: "剪映 Jianying",
  cbz: "CBZ",
  epub: "EPUB",
  webtoon: "WEBTOON Canvas",
  tapas: "Tapas",
  tiktok: "TikTok",
  shorts: "YouTube Shorts",
  reels: "Reels",
};
export const isPlatform = (kind: ExportKind) =>
  kind === "tiktok" || kind === "shorts" || kind === "reels";
export const isOfSeries = (kind: ExportKind) => kind === "trailer" || kind === "poster";

/** SHA-256 of a file, in the browser: the document itself never leaves it. */
export async function digestOf(file: File): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
