import { expect, it } from "vitest";
import { clock, listed, span } from "./spans";

it("says lengths and numbers as people do", () => {
  expect([clock(83_400), span(45), span(180)]).toEqual(["1:23", "45 sec", "3 min"]);
  expect([listed([]), listed([1, 2, 3, 7, 9, 10])]).toEqual(["", "1–3, 7, 9–10"]);
});
