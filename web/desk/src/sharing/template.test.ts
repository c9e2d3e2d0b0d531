import { expect, test } from "vitest";
import { lineOf, template } from "./template";

test("the line that a refusal names", () => {
  expect(lineOf("Line 12, `rate`: this is no rate. Write it as 15%.")).toBe(12);
  expect(lineOf("The deal cannot be read.")).toBeNull();
});

test("a title cannot break out of its quotes", () => {
  expect(template('A "B"\nC', []).split("\n")[0]).toBe('name = "A \\"B\\"\\nC"');
});
