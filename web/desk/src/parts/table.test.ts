import { expect, test } from "vitest";
import { ordered } from "./table";

test("rows are ordered by value, what is empty comes last either way", () => {
  const rows = [{ a: 10 }, { a: null }, { a: 9 }];
  expect(ordered(rows, (row) => row.a, false, "en").map((row) => row.a)).toEqual([9, 10, null]);
  expect(ordered(rows, (row) => row.a, true, "en").map((row) => row.a)).toEqual([10, 9, null]);
});

test("words are ordered as the language does", () => {
  const rows = ["b", "ä", "a2", "a10"];
  expect(ordered(rows, (row) => row, false, "en")).toEqual(["ä", "a2", "a10", "b"]);
});
