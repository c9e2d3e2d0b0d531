import { expect, test } from "vitest";
import { clock, millisecondsOf } from "./clock";

test("reads what is typed and says it again", () => {
  for (const [typed, ms, said] of [
    ["0:10", 10_000, "0:10"],
    ["1:05.5", 65_500, "1:05.5"],
    ["65,5", 65_500, "1:05.5"],
    ["90", 90_000, "1:30"],
  ] as const) {
    expect(millisecondsOf(typed)).toBe(ms);
    expect(clock(ms)).toBe(said);
  }
  for (const typed of ["", "1:60", "-1", "a", "1:2:3", "1e3"])
    expect(millisecondsOf(typed)).toBeNull();
});
