import { expect, test } from "vitest";
import type { Board, Shot } from "../board";
import {
  effectToggled,
  lineFelt,
  messageAdded,
  messageChanged,
  personAdded,
  personChanged,
  personRemoved,
  placeApart,
  placeChanged,
  shotsThere,
} from "./changes";

const shot = (place: number): Shot => ({
  id: "s",
  script_line: 1,
  place,
  framing: "wide",
  people: [],
  prop: null,
  messages: [],
  camera: "still",
  effects: [],
  transition: "cut",
  lines: [],
  action: "",
  hold_ms: 300,
  card: null,
  mood: "neutral",
});
const person = (id: string, name: string) =>
  ({ id, name, looks: [] }) as unknown as Board["cast"][0];
const board: Board = {
  series: "S",
  number: 1,
  title: "T",
  language: "th",
  cast: [person("mara", "Mara"), person("jonah", "Jonah")],
  places: [
    { name: "ครัว", kind: "void", hour: "day", weather: "clear", seed: "7" },
    { name: "B", kind: "bar", hour: "night", weather: "rain", seed: "8" },
  ],
  lines: [{ id: "l", speaker: "mara", manner: "dialogue", text: "…", feeling: "calm" }],
  shots: [shot(0), shot(0), shot(1)],
};

test("a place is changed for every shot that is there, or for one alone", () => {
  expect(shotsThere(board, 0)).toBe(2);
  const both = placeChanged(board, 0, { kind: "kitchen" });
  expect(both.places[0]).toEqual({ ...board.places[0], kind: "kitchen" });
  expect(both.places[1]).toBe(board.places[1]);
  const alone = placeChanged(placeApart(board, 1), 1, { hour: "night" });
  expect(alone.places[alone.shots[1]?.place ?? -1]?.hour).toBe("night");
  expect(alone.places[alone.shots[0]?.place ?? -1]?.hour).toBe("day");
  expect(placeApart(board, 2)).toBe(board);
});

test("people come into a shot once, where nobody stands, and leave it", () => {
  const one = personAdded(board, 0, "mara");
  const two = personAdded(one, 0, "jonah");
  expect(two.shots[0]?.people.map((figure) => figure.spot)).toEqual(["centre", "left"]);
  expect(personAdded(two, 0, "mara")).toBe(two);
  expect(personAdded(board, 0, "nobody")).toBe(board);
  const felt = personChanged(two, 0, "jonah", { look: "coat" });
  expect(felt.shots[0]?.people.map((figure) => figure.look)).toEqual([null, "coat"]);
  expect(personRemoved(two, 0, "mara").shots[0]?.people).toHaveLength(1);
  expect(personRemoved(board, 0, "mara")).toBe(board);
});

test("effects, messages and how a line is said", () => {
  const bright = effectToggled(board, 0, "impact");
  expect(bright.shots[0]?.effects).toEqual(["impact"]);
  expect(effectToggled(bright, 0, "impact").shots[0]?.effects).toEqual([]);
  const asked = messageAdded(messageAdded(board, 0), 0);
  expect(asked.shots[0]?.messages).toEqual([
    { from: "Mara", text: "", own: false },
    { from: "Jonah", text: "", own: true },
  ]);
  expect(messageChanged(asked, 0, 1, { text: "No." }).shots[0]?.messages[1]?.text).toBe("No.");
  expect(messageChanged(asked, 0, 0, null).shots[0]?.messages[0]?.from).toBe("Jonah");
  expect(lineFelt(board, 0, "furious").lines[0]?.feeling).toBe("furious");
});
