import { expect, it } from "vitest";
import type { ProductionCard } from "./api";
import { arrange } from "./shelf";

const card = (title: string, stage: string, episodes: number, last_run_at?: string) =>
  ({ title, stage, episodes, last_run_at }) as ProductionCard;
const list = [
  card("Ring 10", "writing", 10),
  card("Umbrella", "ready", 3, "2026-11-02T00:00:00Z"),
  card("Ring 2", "making", 12, "2026-11-05T00:00:00Z"),
];
const shown = (wish: Partial<Parameters<typeof arrange>[1]>) =>
  arrange(list, { stage: "all", order: "changed", text: "", locale: "en", ...wish }).map(
    (one) => one.title,
  );

it("is searched, filtered and sorted", () => {
  expect(shown({})).toEqual(["Ring 10", "Umbrella", "Ring 2"]);
  expect(shown({ text: " ring" })).toEqual(["Ring 10", "Ring 2"]);
  expect(shown({ stage: "ready" })).toEqual(["Umbrella"]);
  expect(shown({ order: "title" })).toEqual(["Ring 2", "Ring 10", "Umbrella"]);
  expect(shown({ order: "run" })).toEqual(["Ring 2", "Umbrella", "Ring 10"]);
  expect(shown({ order: "episodes" })).toEqual(["Ring 2", "Ring 10", "Umbrella"]);
});
