/** The studio's verbs about productions. Each throws an `ApiFailure`. */
import { api, unwrap } from "@ui/api";
import type { components } from "@ui/api/schema";
import type { Board, Timeline } from "./board";
import type { Character } from "./cast";

export type Production = components["schemas"]["ProductionView"];
export type Deleted = components["schemas"]["RemovedProduction"];
export type ProductionCard = components["schemas"]["ProductionCard"];
export type Lanes = components["schemas"]["SoundLanes"];
export type Log = components["schemas"]["LogView"];
export type Readiness = components["schemas"]["ProductionReadiness"];
export type Undone = components["schemas"]["UndoView"];
export type Part = components["schemas"]["ProductionPart"];
export type Member = Omit<components["schemas"]["CastMember"], "person"> & { person: Character };
export type Cast = Omit<components["schemas"]["CastView"], "members"> & { members: Member[] };
export type Artifact = components["schemas"]["ArtifactView"];
export type Take = components["schemas"]["TakeView"];
export type TakeCheck = components["schemas"]["TakeCheck"];
export type Finding = components["schemas"]["FindingView"];
export type ArtifactRow = components["schemas"]["ArtifactRow"];
export type ScriptRead = components["schemas"]["ScriptRead"];
export type ScriptFormat = "fountain" | "fdx";
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
export const deletedProductions = () => unwrap(api.GET("/api/v1/studio/removed-productions"));
export const putBack = (id: string) =>
  unwrap(api.POST("/api/v1/studio/removed-productions/{id}/restore", { params: at(id) }));
export const changeScript = (id: string, script: string) =>
  unwrap(api.PUT(`${ONE}/script`, { params: at(id), body: { script } }));
export const scriptUrl = (id: string, format: ScriptFormat) =>
  `/api/v1/studio/productions/${id}/script?as=${format}`;
export const undoScript = (id: string) =>
  unwrap(api.POST(`${ONE}/script/undo`, { params: at(id) }));
let changing: Promise<unknown> = Promise.resolve();
/** Changes settings, one change after the other, each from what the house has by then: of two switches that are turned in
 * one moment both hold. */
export function changeSettings(
  id: string,
  change: (now: Settings) => Partial<Settings>,
): Promise<Production> {
  const next = changing.then(async () => {
    const { settings } = await readProduction(id);
    const body = { ...settings, ...change(settings) };
    return unwrap(api.PUT(`${ONE}/settings`, { params: at(id), body }));
  });
  changing = next.catch(() => undefined);
  return next;
}
/** One more take of what is current, for at most so much. */
export interface Another {
  another: true;
  spend_micros: number;
}
export const startRun = (id: string, wanted: string[] = [], more?: Another) =>
  unwrap(api.POST(`${ONE}/run`, { params: at(id), body: { wanted, ...more } }));
export const readRun = (id: string) => unwrap(api.GET(`${ONE}/run`, { params: at(id) }));
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
export const listArtifacts = (id: string) =>
  unwrap(api.GET(`${ONE}/artifacts`, { params: at(id) }));
export const selectTake = (id: string, take_id: string) =>
  unwrap(api.PUT(`${ONE}/takes/{take_id}/selected`, { params: { path: { id, take_id } } }));
export const lockArtifact = (id: string, key: string, locked: boolean) =>
  unwrap(api.PUT(`${ONE}/lock`, { params: at(id), body: { key, locked } }));

export const readCast = (id: string) =>
  unwrap(api.GET(`${ONE}/cast`, { params: at(id) })) as Promise<Cast>;
export const changeCharacter = (id: string, person: Character) =>
  unwrap(
    api.PUT(`${ONE}/cast/{character}`, {
      params: { path: { id, character: person.id } },
      body: person as unknown as Record<string, never>,
    }),
  ) as Promise<Cast>;
export const resetCharacter = (id: string, character: string) =>
  unwrap(
    api.DELETE(`${ONE}/cast/{character}`, { params: { path: { id, character } } }),
  ) as Promise<Cast>;
export const readLanes = (id: string, number: number) =>
  unwrap(api.GET(`${EPISODE}/lanes`, { params: of(id, number) }));
export const readLog = (id: string) => unwrap(api.GET(`${ONE}/log`, { params: at(id) }));
export const readReadiness = (id: string) =>
  unwrap(api.GET(`${ONE}/readiness`, { params: at(id) }));
export const openGate = (id: string, gate: components["schemas"]["Gate"]) =>
  unwrap(api.PUT(`${ONE}/gates/{gate}`, { params: { path: { id, gate } } }));
export const readUndo = (id: string) => unwrap(api.GET(`${ONE}/undo`, { params: at(id) }));
/** Of one kind or one thing, or of whatever was changed last. */
export const undoLast = (id: string, what?: Part, which?: string) =>
  unwrap(api.POST(`${ONE}/undo`, { params: at(id), body: { what, which } }));

export const readRedo = (id: string) => unwrap(api.GET(`${ONE}/redo`, { params: at(id) }));
/** What was taken back last. */
export const redoLast = (id: string) => unwrap(api.POST(`${ONE}/redo`, { params: at(id) }));

/** `mark` changes when the person does. */
export const portraitUrl = (id: string, character: string, mark: string) =>
  `/api/v1/studio/productions/${id}/cast/${encodeURIComponent(character)}/picture?part=face&m=${mark}`;
export const sampleUrl = (id: string, character: string, voice: string) =>
  `/api/v1/studio/productions/${id}/cast/${encodeURIComponent(character)}/sample?voice=${encodeURIComponent(voice)}`;

/** Somebody who is being changed, drawn. */
export async function drawCharacter(
  id: string,
  person: Character,
  part: "face" | "moods" | "looks",
  signal: AbortSignal,
): Promise<Blob> {
  const answer = await fetch(`/api/v1/studio/productions/${id}/character-preview?part=${part}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(person),
    signal,
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.blob();
}

/** A screenplay as a file, read as Fountain; nothing of it is kept yet. */
export const readScriptFile = (file: File) =>
  unwrap(
    api.POST("/api/v1/studio/scripts", {
      params: { query: { name: file.name } },
      body: file as unknown as never,
      bodySerializer: (body) => body,
      headers: { "content-type": "application/octet-stream" },
    }),
  );
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
export const redoDraft = (id: string) => unwrap(api.POST(`${DRAFT}/redo`, { params: at(id) }));
/** `spend_micros`: what a model that is paid may cost at most, in millionths. */
export const writeDraft = (
  id: string,
  stage: Stage,
  part: { episode?: number; scene?: number; spend_micros?: number } = {},
) => unwrap(api.POST(`${DRAFT}/writing`, { params: at(id), body: { stage, ...part } }));
export const stopDraft = (id: string) => unwrap(api.DELETE(`${DRAFT}/writing`, { params: at(id) }));
export const produceDraft = (id: string, title?: string) =>
  unwrap(api.POST(`${DRAFT}/production`, { params: at(id), body: { title } }));
export const readWriting = (id: string) => unwrap(api.GET(`${ONE}/writing`, { params: at(id) }));
export const rewrite = (id: string, body: Rewrite) =>
  unwrap(api.POST(`${ONE}/writing`, { params: at(id), body }));
export const stopRewrite = (id: string) => unwrap(api.DELETE(`${ONE}/writing`, { params: at(id) }));

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
    // Before the pictures of all the other shots.
    priority: "high",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.blob();
}

/** The key of a shot's clip. */
export const shotKey = (number: number, shot: number) =>
  `e${String(number).padStart(2, "0")}/shot/t${String(shot + 1).padStart(2, "0")}`;

/** All that viewers see of an episode: its film, its captions, and the poster that it hangs under. */
export const wholeEpisode = (number: number) => {
  const own = `e${String(number).padStart(2, "0")}`;
  return [`${own}/film`, `${own}/captions`, "poster"];
};
