import { expect, test } from "vitest";
import { History } from "./history.svelte";

test("steps go back and forth, and a new one ends what was taken back", () => {
  const history = new History<string>();
  let now = "a";
  const to = (next: string) => {
    history.keep(now);
    now = next;
  };
  to("b");
  to("c");
  now = history.back(now);
  now = history.back(now);
  expect([now, history.steps, history.ahead]).toEqual(["a", 0, 2]);
  expect(history.back(now)).toBe("a");
  now = history.forth(now);
  expect([now, history.steps, history.ahead]).toEqual(["b", 1, 1]);
  to("d");
  expect([history.steps, history.ahead, history.forth(now)]).toEqual([2, 0, "d"]);
  history.clear();
  expect([history.steps, history.back(now)]).toEqual([0, "d"]);
  for (let at = 0; at < 300; at += 1) to(String(at));
  expect(history.steps).toBe(100);
});
