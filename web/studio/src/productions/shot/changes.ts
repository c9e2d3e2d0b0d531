/** What may be changed in one shot beyond how it is framed. Each gives a new board. */
import { type Board, changed, type Figure, type Message, type Place, SPOTS } from "../board";

/** Numbers of the shots that are at the same place as this one. */
export const shotsThere = (board: Board, at: number): number =>
  board.shots.filter((shot) => shot.place === board.shots[at]?.place).length;

/** The place of a shot changed, for every shot that is there. */
export function placeChanged(board: Board, at: number, place: Partial<Place>): Board {
  const own = board.shots[at]?.place;
  return {
    ...board,
    places: board.places.map((one, index) => (index === own ? { ...one, ...place } : one)),
  };
}

/** This shot at a place of its own, which begins as the one it was at. */
export function placeApart(board: Board, at: number): Board {
  const shot = board.shots[at];
  const place = shot && board.places[shot.place];
  if (!place || shotsThere(board, at) < 2) return board;
  const apart = { ...board, places: [...board.places, { ...place }] };
  return changed(apart, at, { place: board.places.length });
}

/** Somebody more in the shot, in front, at the first spot where nobody stands. */
export function personAdded(board: Board, at: number, character: string): Board {
  const shot = board.shots[at];
  const known = board.cast.some((one) => one.id === character);
  if (!shot || !known || shot.people.some((one) => one.character === character)) return board;
  const taken = new Set(shot.people.map((one) => one.spot));
  const spot = ["centre", "left", "right", ...SPOTS].find((one) => !taken.has(one)) ?? "centre";
  const facing = spot.endsWith("left") ? "right" : spot.endsWith("right") ? "left" : "front";
  const figure: Figure = {
    character,
    look: null,
    spot,
    facing,
    pose: "standing",
    feeling: "calm",
  };
  return changed(board, at, { people: [...shot.people, figure] });
}

export function personRemoved(board: Board, at: number, character: string): Board {
  const shot = board.shots[at];
  if (!shot) return board;
  const people = shot.people.filter((one) => one.character !== character);
  return people.length === shot.people.length ? board : changed(board, at, { people });
}

export function personChanged(
  board: Board,
  at: number,
  character: string,
  figure: Partial<Figure>,
): Board {
  const people = board.shots[at]?.people.map((own) =>
    own.character === character ? { ...own, ...figure } : own,
  );
  return people ? changed(board, at, { people }) : board;
}

/** In the shot if it was not, else no longer. */
export function effectToggled(board: Board, at: number, effect: string): Board {
  const own = board.shots[at]?.effects ?? [];
  const effects = own.includes(effect) ? own.filter((one) => one !== effect) : [...own, effect];
  return changed(board, at, { effects });
}

/** A message changed, or taken away where there is nothing for it. */
export function messageChanged(
  board: Board,
  at: number,
  which: number,
  message: Partial<Message> | null,
): Board {
  const messages = board.shots[at]?.messages.flatMap((own, index) =>
    index === which ? (message ? [{ ...own, ...message }] : []) : [own],
  );
  return messages ? changed(board, at, { messages }) : board;
}

/** One more message at the end: an answer to the last. */
export function messageAdded(board: Board, at: number): Board {
  const shot = board.shots[at];
  if (!shot) return board;
  const last = shot.messages.at(-1);
  const names = board.cast.map((one) => one.name);
  const from = last ? (names.find((name) => name !== last.from) ?? last.from) : (names[0] ?? "");
  const own = last ? !last.own : false;
  return changed(board, at, { messages: [...shot.messages, { from, text: "", own }] });
}

/** How the voice says a line of the episode. */
export const lineFelt = (board: Board, line: number, feeling: string): Board => ({
  ...board,
  lines: board.lines.map((own, index) => (index === line ? { ...own, feeling } : own)),
});
