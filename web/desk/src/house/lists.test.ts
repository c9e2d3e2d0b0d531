import { expect, test } from "vitest";
import { hostsOf, listed, slugOf, typed } from "./lists";

test("what is typed is a list, and back", () => {
  expect(listed(" a.example,  b.example\nc.example；")).toEqual([
    "a.example",
    "b.example",
    "c.example；",
  ]);
  expect(listed("MX、CO，PE")).toEqual(["MX", "CO", "PE"]);
  expect(listed("")).toEqual([]);
  expect(typed(["es", "pt"])).toBe("es, pt");
  expect(typed(undefined)).toBe("");
});

test("host names stand between commas", () => {
  expect(hostsOf("lima.example, quito.example;\nwww.lima.example")).toEqual([
    "lima.example",
    "quito.example",
    "www.lima.example",
  ]);
  expect(hostsOf("not a name")).toEqual(["not a name"]);
});

test("a name becomes a short name", () => {
  expect(slugOf("Noches de Lima")).toBe("noches-de-lima");
  expect(slugOf("Añoranza, ¡ya!")).toBe("anoranza-ya");
  expect(slugOf("夜")).toBe("");
});
