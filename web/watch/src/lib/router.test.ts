import { expect, test } from "vitest";
import { navigate, parseRoute, rewrite, route } from "./router.svelte";

test.each([
  ["/", { page: "feed" }],
  ["", { page: "feed" }],
  ["/s/night-train", { page: "series", slug: "night-train" }],
  ["/s/night-train/12", { page: "episode", slug: "night-train", number: 12 }],
  ["/s/%EB%B4%84/1", { page: "episode", slug: "봄", number: 1 }],
  ["/s/night-train/read", { page: "reader", slug: "night-train", number: null }],
  ["/s/night-train/read/3", { page: "reader", slug: "night-train", number: 3 }],
  ["/discover", { page: "discover", genre: null }],
  ["/list", { page: "list" }],
  ["/legal/imprint", { page: "legal", name: "imprint" }],
  ["/claim", { page: "claim" }],
  ["/market", { page: "market" }],
  ["/market/of/northlight", { page: "market" }],
])("%s", (path, route) => {
  expect(parseRoute(path)).toEqual(route);
});

test.each([
  "/s",
  "/s/x/0",
  "/s/x/-1",
  "/s/x/1e3",
  "/s/x/one",
  "/s/x/1/2",
  "/s/x/read/0",
  "/s/x/read/1/2",
  "/list/more",
  "/market/of",
  "/market/northlight",
  "/constructor",
  "/s/x/99999999999",
])("%s is no page", (path) => {
  expect(parseRoute(path)).toEqual({ page: "missing" });
});

test("queries", () => {
  expect(parseRoute("/search", new URLSearchParams("q=%D8%AD%D8%A8"))).toEqual({
    page: "search",
    query: "حب",
  });
  expect(parseRoute("/discover", new URLSearchParams("genre=romance"))).toEqual({
    page: "discover",
    genre: "romance",
  });
});

test("a broken escape does not throw", () => {
  expect(parseRoute("/s/%E0%A4%A")).toEqual({ page: "series", slug: "%E0%A4%A" });
});

test("correcting the address changes the route only when it means another page", () => {
  navigate("/claim#secret");
  const before = route();
  rewrite("/claim");
  expect(location.hash).toBe("");
  expect(route()).toBe(before);
  rewrite("/s/night-train/2");
  expect(route()).toEqual({ page: "episode", slug: "night-train", number: 2 });
});
