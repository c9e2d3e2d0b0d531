/** The house's API: one typed client, its bodies by name, and errors a person can read. */
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type House = Schemas["HouseInfo"];
export type Me = Schemas["Me"];
export type Settings = Schemas["Settings"];
export type Passkey = Schemas["Passkey"];
export type Image = Schemas["Image"];
export type Sprite = Schemas["Sprite"];
export type TextTrack = Schemas["TextTrack"] & { kind: "captions" | "subtitles" };
/** As it comes; `EpisodePlay` is what the player takes. */
export type ServedEpisode = Schemas["EpisodePlay"];
export type EpisodePlay = Omit<Schemas["EpisodePlay"], "text_tracks" | "playback"> & {
  text_tracks: TextTrack[];
  /** `null` while the episode is locked. */
  playback: Schemas["Playback"] | null;
};
export type PlayableEpisode = EpisodePlay & { playback: Schemas["Playback"] };
export type EpisodeCard = Schemas["EpisodeCard"];
export type SeriesCard = Schemas["SeriesCard"];
export type SeriesPage = Schemas["SeriesPage"];
export type SeriesTrailer = Schemas["SeriesTrailer"];
export type StripPage = Schemas["StripPage"];
export type FeedItem = Omit<Schemas["FeedItem"], "episode"> & { episode: EpisodePlay };
export type Shelf = Schemas["Shelf"];
export type ShelfItem = Schemas["ShelfItem"];
export type HistoryItem = Schemas["HistoryItem"];
export type GenreCount = Schemas["GenreCount"];
export type ReportReason = Schemas["ReportReason"];

/**
 * Sends again what was on its way while this device logged in or out (see `session_replaced`), until the cookie of the
 * new session has arrived.
 */
async function send(request: Request): Promise<Response> {
  for (let wait = 50; ; wait *= 2) {
    const answer = await fetch(request.clone());
    if (answer.status !== 401 || wait > 2000) return answer;
    const body = await answer
      .clone()
      .json()
      .catch(() => null);
    if (body?.error?.code !== "session_replaced") return answer;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

export const api = createClient<paths>({
  fetch: send,
  baseUrl: typeof location === "undefined" ? "http://localhost" : location.origin,
  credentials: "same-origin",
});

/** A refusal of the server, or a network that did not answer (`code` is then `offline`). */
export class ApiFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly remedy: string,
    readonly status: number,
  ) {
    super(message);
    this.name = "ApiFailure";
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for an answer of `api` and gives its body, or throws an `ApiFailure`. */
export async function unwrap<T>(pending: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await pending;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiFailure("offline", "The house did not answer.", "Check the connection.", 0);
  }
  if (!answer.response.ok) throw failureOf(answer.error, answer.response.status);
  return answer.data as T;
}

function failureOf(body: unknown, status: number): ApiFailure {
  const error = (body as Partial<Schemas["ErrorBody"]> | undefined)?.error;
  if (error?.code) return new ApiFailure(error.code, error.message, error.remedy, status);
  return new ApiFailure("unexpected", `The house answered ${status}.`, "Try again.", status);
}
