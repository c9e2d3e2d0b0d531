import { beforeEach, expect, test } from "vitest";
import { agree, agreedFor, allAgreed, parseAgreed } from "../auto.svelte";

beforeEach(() => {
  for (const [id] of allAgreed()) agree(id, null);
});

test("nothing is agreed to until it is", () => {
  expect(agreedFor("a")).toBeNull();
  agree("a", { title: "Night Train", coins: 12 });
  expect(agreedFor("a")).toEqual({ title: "Night Train", coins: 12 });
  expect(agreedFor("b")).toBeNull();
});

test("an agreement is kept on the device and taken back", () => {
  agree("a", { title: "Night Train", coins: 12 });
  agree("b", { title: "Crimson Vow", coins: 8 });
  const kept = () => Object.keys(parseAgreed(localStorage.getItem("auto-unlock")));
  expect(kept()).toEqual(["a", "b"]);
  agree("a", null);
  expect(kept()).toEqual(["b"]);
  expect(allAgreed().map(([id]) => id)).toEqual(["b"]);
});

test("after log-out nobody has agreed", () => {
  agree("a", { title: "Night Train", coins: 12 });
  localStorage.removeItem("auto-unlock");
  expect(allAgreed()).toEqual([]);
  agree("b", { title: "Crimson Vow", coins: 8 });
  expect(allAgreed().map(([id]) => id)).toEqual(["b"]);
});

test.each([
  null,
  "",
  "[]",
  "3",
  "null",
  "{",
  '{"a":null}',
  '{"a":{"coins":"12","title":"x"}}',
  '{"a":{"coins":1.5,"title":"x"}}',
  '{"a":{"coins":5}}',
])("%s is no agreement", (stored) => {
  expect(parseAgreed(stored)).toEqual({});
});
