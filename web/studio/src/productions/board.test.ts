import { expect, test } from "vitest";
import { type Board, changed, drawnAt, duplicated, moved, only, removed, type Shot } from "./board";

const shot = (id: string, lines: number[]): Shot => ({
  id,
  script_line: 1,
  place: 0,
  framing: "wide",
  people: [],
  prop: null,
  messages: [],
  camera: "still",
  effects: [],
  transition: "dissolve",
  lines,
  action: "",
  hold_ms: 300,
  card: null,
  mood: "neutral",
});
const board: Board = {
  series: "S",
  number: 1,
  title: "T",
  language: "en",
  cast: [],
  places: [],
  lines: [],
  shots: [shot("a", [0]), shot("b", [1, 2]), shot("c", [])],
};
const said = (of: Board) => of.shots.flatMap((one) => one.lines);
const ids = (of: Board) => of.shots.map((one) => one.id).join("");

test("no change loses a word or says it twice", () => {
  for (const after of [
    changed(board, 1, { camera: "shake" }),
    duplicated(board, 1),
    removed(board, 0),
    removed(board, 1),
    moved(board, 2, 0),
  ])
    expect(said(after).toSorted()).toEqual([0, 1, 2]);
});

test("what was said in a shot that is taken away is said beside it", () => {
  expect(removed(board, 1).shots[0]?.lines).toEqual([0, 1, 2]);
  expect(removed(board, 0).shots[0]?.lines).toEqual([0, 1, 2]);
  expect(removed({ ...board, shots: [shot("a", [])] }, 0).shots).toHaveLength(1);
});

test("a shot is carried, and a place that is not there changes nothing", () => {
  expect(ids(moved(board, 0, 2))).toBe("bca");
  expect(moved(board, 0, 3)).toBe(board);
  expect(ids(duplicated(board, 0))).toBe("aabc");
  // Its picture goes with it; that of a changed one does not.
  const after = changed(moved(board, 0, 2), 0, { camera: "shake" });
  expect([0, 1, 2, 3].map((at) => drawnAt(after, board, at))).toEqual([-1, 2, 0, -1]);
  expect(drawnAt({ ...board, places: [{} as never] }, board, 0)).toBe(-1);
});

test("the board before stays as it was", () => {
  changed(board, 0, { camera: "shake" });
  removed(board, 0);
  expect(ids(board)).toBe("abc");
  expect(only(board, 1).shots).toHaveLength(1);
});
