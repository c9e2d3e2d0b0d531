import { describe, expect, it } from "vitest";
import type { StudioSeries } from "../api/types";
import { arrange } from "./arrange";

const series = (title: string, status: string, ...states: string[]) =>
  ({
    title,
    status,
    episodes: states.map((state) => ({ package: { state, progress: 0.5 } })),
  }) as StudioSeries;

const list = [
  series("Ébano", "published", "complete", "complete"),
  series("zinc", "draft"),
  series("Part 10", "draft", "failed"),
  series("Part 2", "scheduled", "packaging"),
];
const shown = (wish: Partial<Parameters<typeof arrange>[1]>) =>
  arrange(list, { show: "all", order: "recent", text: "", locale: "en", ...wish }).map(
    (one) => one.title,
  );

describe("the board", () => {
  it("keeps the house's order unless asked", () => {
    expect(shown({})).toEqual(["Ébano", "zinc", "Part 10", "Part 2"]);
  });

  it("sorts titles as people do", () => {
    expect(shown({ order: "title" })).toEqual(["Ébano", "Part 2", "Part 10", "zinc"]);
  });

  it("puts what waits for its maker first", () => {
    expect(shown({ order: "attention" })).toEqual(["Part 10", "Part 2", "zinc", "Ébano"]);
  });

  it("filters by status and by words, whatever the case", () => {
    expect(shown({ show: "draft" })).toEqual(["zinc", "Part 10"]);
    expect(shown({ text: " part " })).toEqual(["Part 10", "Part 2"]);
    expect(shown({ show: "withdrawn" })).toEqual([]);
  });
});
