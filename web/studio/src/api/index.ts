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

export const listSeries = () => send<{ items: StudioSeries[] }>("GET", "/series");
export const readSeries = (id: string) => send<StudioSeries>("GET", `/series/${id}`);
export const createSeries = (made: { title: string; language: string }) =>
  send<StudioSeries>("POST", "/series", made);
export const changeSeries = (id: string, change: SeriesChange) =>
  send<unknown>("PATCH", `/series/${id}`, change);
export const deleteSeries = (id: string) => send<unknown>("DELETE", `/series/${id}`);
export const publishSeries = (id: string, release: Release) =>
  send<unknown>("POST", `/series/${id}/publish`, release);
export const withdrawSeries = (id: string) => send<unknown>("POST", `/series/${id}/withdraw`);
export const orderEpisodes = (id: string, episode_ids: string[]) =>
  send<unknown>("PUT", `/series/${id}/order`, { episode_ids });
export const renameEpisode = (id: string, title: string | null) =>
  send<unknown>("PATCH", `/episodes/${id}`, { title });
/** `leaving`: the page is going away and the request must outlive it. */
export const deleteEpisode = (id: string, leaving = false) =>
  send<unknown>("DELETE", `/episodes/${id}`, undefined, leaving);
export const retryEpisode = (id: string, framing?: Framing) =>
  send<unknown>("POST", `/episodes/${id}/retry`, framing ? { framing } : {});
