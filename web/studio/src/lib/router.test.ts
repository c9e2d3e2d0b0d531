import { describe, expect, it } from "vitest";
import { parseRoute } from "./router.svelte";

const id = "0197f0a1-5b3c-7d2e-8f00-1234567890ab";

describe("the studio's addresses", () => {
  it("lead to the board, a series and the people", () => {
    expect(parseRoute("/studio")).toEqual({ page: "board" });
    expect(parseRoute("/studio/")).toEqual({ page: "board" });
    expect(parseRoute("/studio/people/")).toEqual({ page: "people" });
    expect(parseRoute("/studio/earnings")).toEqual({ page: "earnings" });
    expect(parseRoute(`/studio/series/${id}`)).toEqual({ page: "series", id });
  });

  it("lead to the parts of a production", () => {
    const at = `/studio/productions/${id}`;
    expect(parseRoute(at)).toEqual({ page: "production", id, part: "overview" });
    expect(parseRoute(`${at}/cast`)).toEqual({ page: "production", id, part: "cast" });
    expect(parseRoute(`${at}/7`)).toEqual({ page: "storyboard", id, number: 7 });
    expect(parseRoute(`${at}/overview`)).toEqual({ page: "missing" });
  });

  it("lead nowhere when they are made up", () => {
    for (const path of [
      "/studio/series",
      "/studio/series/42",
      `/studio/series/${id}/x`,
      "/studio/x",
      "/studio/earnings/x",
    ])
      expect(parseRoute(path)).toEqual({ page: "missing" });
  });
});
