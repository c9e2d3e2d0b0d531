import { expect, test } from "vitest";
import { doing } from "./cards";

test("what is being written is known by its stage and place", () => {
  expect(doing("lines 3.1")).toEqual({ stage: "lines", place: "3.1" });
  expect(doing("outline")).toEqual({ stage: "outline", place: "" });
  expect(doing("")).toBeNull();
  expect(doing("something else")).toBeNull();
});
