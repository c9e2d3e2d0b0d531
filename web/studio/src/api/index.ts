/** The studio's verbs over HTTP. Each throws an `ApiFailure`. */
import { api, unwrap } from "@ui/api";
import type { Framing, Release, SeriesChange } from "./types";

const SERIES = "/api/v1/studio/series/{id}";
const EPISODE = "/api/v1/studio/episodes/{id}";
const at = (id: string) => ({ path: { id } });

export const uploadsEndpoint = "/api/v1/studio/uploads";
export const eventsUrl = (seriesId: string) => `/api/v1/studio/series/${seriesId}/events`;

/** Takes a refused upload off its series. */
export const forgetUpload = (id: string) =>
  unwrap(
    api.DELETE("/api/v1/studio/uploads/{id}", {
      params: at(id),
      headers: { "Tus-Resumable": "1.0.0" },
    }),
  );
/** The newest changes first, a page at a time: `after` is the last series of the page before. */
export const listSeries = (after?: string) =>
  unwrap(api.GET("/api/v1/studio/series", { params: { query: { after } } }));
export const readSeries = (id: string) => unwrap(api.GET(SERIES, { params: at(id) }));
export const createSeries = (body: { title: string; language: string }) =>
  unwrap(api.POST("/api/v1/studio/series", { body }));
export const changeSeries = (id: string, body: SeriesChange) =>
  unwrap(api.PATCH(SERIES, { params: at(id), body }));
export const deleteSeries = (id: string) => unwrap(api.DELETE(SERIES, { params: at(id) }));
export const publishSeries = (id: string, body: Release) =>
  unwrap(api.POST(`${SERIES}/publish`, { params: at(id), body }));
export const withdrawSeries = (id: string) =>
  unwrap(api.POST(`${SERIES}/withdraw`, { params: at(id) }));
export const orderEpisodes = (id: string, episode_ids: string[]) =>
  unwrap(api.PUT(`${SERIES}/order`, { params: at(id), body: { episode_ids } }));
export const renameEpisode = (id: string, title: string | null) =>
  unwrap(api.PATCH(EPISODE, { params: at(id), body: { title } }));
/** `leaving`: the page is going away and the request must outlive it. */
export const deleteEpisode = (id: string, leaving = false) =>
  unwrap(api.DELETE(EPISODE, { params: at(id), keepalive: leaving }));
export const retryEpisode = (id: string, framing?: Framing) =>
  unwrap(api.POST(`${EPISODE}/retry`, { params: at(id), body: { framing } }));
