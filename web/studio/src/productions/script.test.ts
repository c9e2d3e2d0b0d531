import { expect, test } from "vitest";
import { headings } from "./script";

test("episodes and scenes are found with their lines", () => {
  const text =
    "Title: T\n\n# Episode 1: A\n\nINT. BAR - NIGHT\n\nShe waits.\n\n.A DREAM\n\n...\n\nEXT/INT CAR\n";
  expect(headings(text)).toEqual([
    { line: 3, text: "Episode 1: A", section: true },
    { line: 5, text: "INT. BAR - NIGHT", section: false },
    { line: 9, text: "A DREAM", section: false },
    { line: 13, text: "EXT/INT CAR", section: false },
  ]);
});

test("nothing is found in nothing", () => {
  expect(headings("")).toEqual([]);
  expect(headings("INTERIOR MONOLOGUE")).toEqual([]);
});
