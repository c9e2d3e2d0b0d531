import { expect, it } from "vitest";
import { parseRoute, pathOf } from "./router.svelte";

const id = "0197f0a1-5b3c-7d2e-8f00-1234567890ab";

it("knows the desk's addresses", () => {
  expect(parseRoute("/desk")).toEqual({ page: "overview", id: null });
  expect(parseRoute("/desk/tax/")).toEqual({ page: "tax", id: null });
  expect(parseRoute(pathOf("books", id))).toEqual({ page: "books", id });
  expect(parseRoute(pathOf("overview"))).toEqual({ page: "overview", id: null });
});

it("leads nowhere when an address is made up", () => {
  for (const path of [
    "/desk/x",
    "/desk/overview",
    "/desk/books/1",
    `/desk/tax/${id}`,
    `/desk/books/${id}/x`,
  ])
    expect(parseRoute(path).page).toBe("missing");
});
