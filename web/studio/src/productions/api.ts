/** The studio's verbs about productions. Each throws an `ApiFailure`. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import type { Board, Timeline } from "./board";

export type Production = components["schemas"]["ProductionView"];
export type ProductionCard = components["schemas"]["ProductionCard"];
export type Artifact = components["schemas"]["ArtifactView"];
export type Settings = components["schemas"]["ProductionSettings"];
export type NewProduction = components["schemas"]["NewProductionBody"];
export type Episode = Omit<components["schemas"]["EpisodeView"], "board" | "timeline"> & {
  board: Board;
  timeline: Timeline;
};

const ONE = "/api/v1/studio/productions/{id}";
const EPISODE = `${ONE}/episodes/{number}` as const;
const at = (id: string) => ({ path: { id } });
const of = (id: string, number: number) => ({ path: { id, number } });

export const listProductions = () => unwrap(api.GET("/api/v1/studio/productions"));
export const listEngines = () => unwrap(api.GET("/api/v1/studio/engines"));
export const createProduction = (body: NewProduction) =>
  unwrap(api.POST("/api/v1/studio/productions", { body }));
export const readProduction = (id: string) => unwrap(api.GET(ONE, { params: at(id) }));
export const deleteProduction = (id: string) => unwrap(api.DELETE(ONE, { params: at(id) }));
export const changeScript = (id: string, script: string) =>
  unwrap(api.PUT(`${ONE}/script`, { params: at(id), body: { script } }));
export const undoScript = (id: string) =>
  unwrap(api.POST(`${ONE}/script/undo`, { params: at(id) }));
export const changeSettings = (id: string, body: Settings) =>
  unwrap(api.PUT(`${ONE}/settings`, { params: at(id), body }));
export const startRun = (id: string, wanted: string[] = []) =>
  unwrap(api.POST(`${ONE}/run`, { params: at(id), body: { wanted } }));
export const stopRun = (id: string) => unwrap(api.DELETE(`${ONE}/run`, { params: at(id) }));
export const releaseProduction = (id: string, publish: boolean) =>
  unwrap(api.POST(`${ONE}/release`, { params: at(id), body: { publish } }));
export const readEpisode = (id: string, number: number) =>
  unwrap(api.GET(EPISODE, { params: of(id, number) })) as Promise<Episode>;
export const changeEpisode = (id: string, board: Board) =>
  unwrap(
    api.PUT(EPISODE, {
      params: of(id, board.number),
      body: board as unknown as Record<string, never>,
    }),
  ) as Promise<Episode>;
export const resetEpisode = (id: string, number: number) =>
  unwrap(api.DELETE(EPISODE, { params: of(id, number) })) as Promise<Episode>;
export const readArtifact = (id: string, key: string) =>
  unwrap(api.GET(`${ONE}/artifact`, { params: { ...at(id), query: { key } } }));
export const selectTake = (id: string, take_id: string) =>
  unwrap(api.PUT(`${ONE}/takes/{take_id}/selected`, { params: { path: { id, take_id } } }));
export const lockArtifact = (id: string, key: string, locked: boolean) =>
  unwrap(api.PUT(`${ONE}/lock`, { params: at(id), body: { key, locked } }));

export type Draft = components["schemas"]["DraftView"];
export type NewDraft = components["schemas"]["NewDraftBody"];
export type Cards = components["schemas"]["CardsBody"];
export type Stage = components["schemas"]["Stage"];
export type Writing = components["schemas"]["WritingView"];
export type Rewrite = components["schemas"]["RewriteBody"];
const DRAFT = "/api/v1/studio/drafts/{id}";

export const listWriters = () => unwrap(api.GET("/api/v1/studio/writers"));
export const createDraft = (body: NewDraft) => unwrap(api.POST("/api/v1/studio/drafts", { body }));
export const readDraft = (id: string) => unwrap(api.GET(DRAFT, { params: at(id) }));
export const changeDraft = (id: string, body: Cards) =>
  unwrap(api.PUT(DRAFT, { params: at(id), body }));
export const undoDraft = (id: string) => unwrap(api.POST(`${DRAFT}/undo`, { params: at(id) }));
export const writeDraft = (id: string, stage: Stage, episode?: number, scene?: number) =>
  unwrap(api.POST(`${DRAFT}/writing`, { params: at(id), body: { stage, episode, scene } }));
export const stopDraft = (id: string) => unwrap(api.DELETE(`${DRAFT}/writing`, { params: at(id) }));
export const produceDraft = (id: string, title?: string) =>
  unwrap(api.POST(`${DRAFT}/production`, { params: at(id), body: { title } }));
export const readWriting = (id: string) => unwrap(api.GET(`${ONE}/writing`, { params: at(id) }));
export const rewrite = (id: string, body: Rewrite) =>
  unwrap(api.POST(`${ONE}/writing`, { params: at(id), body }));
export const stopRewrite = (id: string) =>
  unwrap(api.DELETE(`${ONE}/writing`, { params: at(id) }));

export const takeUrl = (id: string, take: string) =>
  `/api/v1/studio/productions/${id}/takes/${take}/file`;
/** `mark` changes when the board does, so that an old picture is not shown again. */
export const stillUrl = (id: string, number: number, shot: number, mark: string) =>
  `/api/v1/studio/productions/${id}/episodes/${number}/stills/${shot + 1}?width=216&m=${mark}`;

/** The first shot of a board, drawn. */
export async function preview(id: string, board: Board, signal: AbortSignal): Promise<Blob> {
  const answer = await fetch(`/api/v1/studio/productions/${id}/preview?width=360`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(board),
    signal,
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.blob();
}

/** The key of a shot's clip. */
export const shotKey = (number: number, shot: number) =>
  `e${String(number).padStart(2, "0")}/shot/t${String(shot + 1).padStart(2, "0")}`;
