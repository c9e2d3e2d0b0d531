import { expect, test } from "vitest";
import { bytes, percent } from "./figures";

test.each([
  [0, "0 kB"],
  [999, "1 kB"],
  [656_000, "656 kB"],
  [5_240_000, "5.2 MB"],
  [3_100_000_000, "3.1 GB"],
  [9_000_000_000_000_000, "9,000 TB"],
])("%d bytes are %s", (value, said) => {
  expect(bytes(value, "en")).toBe(said);
});

test("a part is never said to be whole before it is", () => {
  expect(percent(0.9999, "en")).toBe("99%");
  expect(percent(1, "en")).toBe("100%");
});
