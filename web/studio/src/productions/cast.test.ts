import { expect, it } from "vitest";
import { type Character, lookChanged, withLook } from "./cast";

const mara = {
  looks: [{ id: "first", outfit: "suit", colours: ["#000000", "#ffffff"], from: 1, to: null }],
} as unknown as Character;

it("gives somebody another look after the last", () => {
  const two = withLook(mara, 10);
  expect(two.looks.map(({ id, from, to }) => [id, from, to])).toEqual([
    ["first", 1, 9],
    ["look-2", 10, null],
  ]);
  const early = withLook(lookChanged(mara, 0, { to: 3 }), 10);
  expect(early.looks.map(({ from, to }) => [from, to])).toEqual([
    [1, 3],
    [4, null],
  ]);
});

it("keeps the episodes of a look in order", () => {
  expect(lookChanged(mara, 0, { from: 5, to: 2 }).looks[0]?.to).toBe(5);
});
