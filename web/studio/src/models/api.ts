/** Who makes things by machines of others. Keys go in and never come out. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";

export type Models = Omit<components["schemas"]["ModelsView"], "catalogue" | "choices"> & {
  catalogue: Model[];
  choices: Choice[];
};
export type Provider = components["schemas"]["ProviderView"];
export type ProviderBody = components["schemas"]["ProviderBody"];
export type Makes = components["schemas"]["ModelMakes"];
export type Voices = components["schemas"]["ModelVoices"];
export type Choice = Omit<components["schemas"]["ChoiceView"], "model"> & { model: Model };

/** Prices are in millionths. */
export type Price =
  | { per: "unknown" | "free" }
  | { per: "image" | "second" | "video_tokens" | "letters"; micros: number; currency: string }
  | { per: "tokens"; micros_in: number; micros_out: number; currency: string };

export interface Model {
  id: string;
  api: string;
  kind: "chat" | "image" | "video" | "speech";
  /** The day on which price and abilities were written down. */
  noted: string;
  source: string;
  price: Price;
  can: {
    seconds?: number[];
    resolutions?: string[];
    sizes?: string[];
    references?: number;
    first_frame?: boolean;
    sound?: boolean;
  };
  input?: string;
}

export const KINDS: Record<Makes, Model["kind"]> = {
  text: "chat",
  voice: "speech",
  still: "image",
  clip: "video",
};

const BASE = "/api/v1/studio/models";
const ONE = `${BASE}/providers/{id}` as const;
const CHOICE = `${BASE}/choices/{makes}` as const;

export const readModels = () => unwrap(api.GET(BASE)) as Promise<Models>;
export const readMakers = () => unwrap(api.GET("/api/v1/studio/makers")) as Promise<Choice[]>;
export const addProvider = (body: ProviderBody) =>
  unwrap(api.POST(`${BASE}/providers`, { body })) as Promise<Models>;
export const changeProvider = (id: string, body: ProviderBody) =>
  unwrap(api.PUT(ONE, { params: { path: { id } }, body })) as Promise<Models>;
export const removeProvider = (id: string) => unwrap(api.DELETE(ONE, { params: { path: { id } } }));
export const testProvider = (id: string) =>
  unwrap(api.POST(`${ONE}/test`, { params: { path: { id } } }));
export const chooseModel = (
  makes: Makes,
  body: { provider_id: string; model: Model; voices?: Voices; licence?: string },
) =>
  unwrap(
    api.PUT(CHOICE, {
      params: { path: { makes } },
      body: body as unknown as components["schemas"]["ChoiceBody"],
    }),
  ) as Promise<Models>;
export const unchooseModel = (makes: Makes) =>
  unwrap(api.DELETE(CHOICE, { params: { path: { makes } } }));
export const undoModels = () => unwrap(api.POST(`${BASE}/undo`)) as Promise<Models>;
export const redoModels = () => unwrap(api.POST(`${BASE}/redo`)) as Promise<Models>;
