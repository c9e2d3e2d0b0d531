/** The studio's verbs over HTTP. Each throws an `ApiFailure`. */
import { unwrap } from "@ui/api";
import type { Framing, Release, SeriesChange, StudioSeries } from "./types";

const ROOT = "/api/v1/studio";

async function send<T>(method: string, path: string, body?: unknown, leaving = false): Promise<T> {
  const asked = fetch(ROOT + path, {
    method,
    credentials: "same-origin",
    keepalive: leaving,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return unwrap<T>(
    asked.then(async (response) => {
      const text = await response.text();
      const read = parse(text);
      return response.ok ? { data: read as T, response } : { error: read, response };
    }),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const uploadsEndpoint = `${ROOT}/uploads`;
export const eventsUrl = (seriesId: string) => `${ROOT}/series/${seriesId}/events`;

/** The newest changes first, a page at a time: `after` is the last series of the page before. */
export const listSeries = (after?: string) =>
  send<{ items: StudioSeries[]; more?: boolean }>(
    "GET",
    `/series${after ? `?after=${after}` : ""}`,
  );
export const readSeries = (id: string) => send<StudioSeries>("GET", `/series/${id}`);
export const createSeries = (made: { title: string; language: string }) =>
  send<StudioSeries>("POST", "/series", made);
export const changeSeries = (id: string, change: SeriesChange) =>
  send<StudioSeries>("PATCH", `/series/${id}`, change);
export const deleteSeries = (id: string) => send<null>("DELETE", `/series/${id}`);
export const publishSeries = (id: string, release: Release) =>
  send<StudioSeries>("POST", `/series/${id}/publish`, release);
export const withdrawSeries = (id: string) => send<StudioSeries>("POST", `/series/${id}/withdraw`);
export const orderEpisodes = (id: string, episode_ids: string[]) =>
  send<StudioSeries>("PUT", `/series/${id}/order`, { episode_ids });
export const renameEpisode = (id: string, title: string | null) =>
  send<StudioSeries>("PATCH", `/episodes/${id}`, { title });
/** `leaving`: the page is going away and the request must outlive it. */
export const deleteEpisode = (id: string, leaving = false) =>
  send<null>("DELETE", `/episodes/${id}`, undefined, leaving);
export const retryEpisode = (id: string, framing?: Framing) =>
  send<StudioSeries>("POST", `/episodes/${id}/retry`, framing ? { framing } : {});
