/** The localisation desk: subtitles, dubs, titles and covers by language. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

type Schemas = components["schemas"];
export type Entry = Schemas["LocalisationEntry"];
export type Series = Schemas["LocalisationSeries"];
export type Cell = Schemas["LocalisationCell"];
export type Episode = Schemas["LocalisationEpisode"];
export type Texts = Schemas["LocalisationTexts"];
export type Person = Schemas["LocalisationPerson"];
export type Status = Schemas["LocalisationStatus"];
export type State = Schemas["LocalisationState"];
export type Track = Schemas["LocalisationTrack"];
export type Media = Schemas["LocalisationMedia"];
export type SavedVersion = Schemas["LocalisationVersion"];
export type Line = Schemas["CaptionLine"];
export type Judgement = Schemas["CaptionJudgement"];
export type Fault = Schemas["CaptionFault"];
export type Machine = Schemas["MachineDraft"];
export type Step = Schemas["LocalisationStep"];

const TRACK = "/api/v1/desk/localisation/episodes/{id}/{language}";
const SERIES = "/api/v1/desk/localisation/series/{id}";
const track = (id: string, language: string) => ({ params: { path: { id, language } } });
/** The bytes as they are. */
const bytes = (file: File) => ({
  headers: { "content-type": "application/octet-stream" },
  body: file as never,
  bodySerializer: (body: unknown) => body as BodyInit,
});

export const everything = () => unwrap(api.GET("/api/v1/desk/localisation"));
export const series = (id: string) => unwrap(api.GET(SERIES, { params: { path: { id } } }));
export const setWords = (
  id: string,
  language: string,
  body: Schemas["LocalisationWords"],
): Promise<Series> =>
  unwrap(api.PUT(`${SERIES}/texts/{language}`, { ...track(id, language), body }));
export const setCover = (id: string, language: string, file: File): Promise<Series> =>
  unwrap(api.PUT(`${SERIES}/covers/{language}`, { ...track(id, language), ...bytes(file) }));
export const removeCover = (id: string, language: string): Promise<Series> =>
  unwrap(api.DELETE(`${SERIES}/covers/{language}`, track(id, language)));

export const showTrack = (id: string, language: string) =>
  unwrap(api.GET(TRACK, track(id, language)));
export const setTitle = (
  id: string,
  language: string,
  body: Schemas["LocalisationTitleBody"],
): Promise<Schemas["LocalisationTitle"]> =>
  unwrap(api.PUT(`${TRACK}/title`, { ...track(id, language), body }));
export const saveTrack = (
  id: string,
  language: string,
  body: Schemas["LocalisationText"],
): Promise<Track> => unwrap(api.PUT(TRACK, { ...track(id, language), body }));
export const bringFile = (
  id: string,
  language: string,
  version: number,
  file: File,
): Promise<Track> =>
  unwrap(
    api.POST(`${TRACK}/file`, {
      params: { path: { id, language }, query: { version } },
      ...bytes(file),
    }),
  );
export const restore = (
  id: string,
  language: string,
  body: Schemas["LocalisationRestore"],
): Promise<Track> => unwrap(api.POST(`${TRACK}/restore`, { ...track(id, language), body }));
export const step = (
  id: string,
  language: string,
  body: Schemas["LocalisationStepBody"],
): Promise<Track> => unwrap(api.POST(`${TRACK}/step`, { ...track(id, language), body }));
export const setReviewer = (
  id: string,
  language: string,
  body: Schemas["LocalisationReviewer"],
): Promise<Track> => unwrap(api.PUT(`${TRACK}/reviewer`, { ...track(id, language), body }));
export const setDub = (
  id: string,
  language: string,
  body: Schemas["LocalisationDub"],
): Promise<Series> => unwrap(api.PUT(`${TRACK}/dub`, { ...track(id, language), body }));
/** Brings in a dub as a sound file. */
export const setSound = (
  id: string,
  language: string,
  version: number,
  file: File,
): Promise<Series> =>
  unwrap(
    api.PUT(`${TRACK}/sound`, {
      params: { path: { id, language }, query: { version } },
      ...bytes(file),
    }),
  );
export const judge = (language: string, lines: Line[]): Promise<Judgement> =>
  unwrap(api.POST("/api/v1/desk/localisation/checks", { body: { language, lines } }));
export const machine = (id: string, language: string): Promise<Machine> =>
  unwrap(api.GET(`${TRACK}/machine`, track(id, language)));
export const beginMachine = (
  id: string,
  language: string,
  spend_micros: number,
): Promise<Machine> =>
  unwrap(api.POST(`${TRACK}/machine`, { ...track(id, language), body: { spend_micros } }));
