import { describe, expect, it } from "vitest";
import { inOrder, landing, moved, nearest, stepAside } from "./reorder";

describe("moving an item", () => {
  it("goes down, up and nowhere", () => {
    expect(moved(["a", "b", "c", "d"], 0, 2)).toEqual(["b", "c", "a", "d"]);
    expect(moved(["a", "b", "c", "d"], 3, 0)).toEqual(["d", "a", "b", "c"]);
    expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  });

  it("stays inside the list and leaves the list it was given alone", () => {
    const list = ["a", "b", "c"];
    expect(moved(list, 0, 99)).toEqual(["b", "c", "a"]);
    expect(moved(list, 2, -5)).toEqual(["c", "a", "b"]);
    expect(moved(list, 9, 0)).toEqual(["a", "b", "c"]);
    expect(list).toEqual(["a", "b", "c"]);
  });
});

describe("an order of ids", () => {
  it("sorts what it names and lets newcomers stand behind", () => {
    const list = ["new", "a", "b", "late"].map((id) => ({ id }));
    expect(inOrder(list, ["b", "gone", "a"]).map((one) => one.id)).toEqual([
      "b",
      "a",
      "new",
      "late",
    ]);
  });
});

describe("carrying a row", () => {
  // A tall row (with a problem under it) between two short ones.
  const spans = [
    { top: 0, height: 100 },
    { top: 100, height: 200 },
    { top: 300, height: 100 },
  ];

  it("falls behind a row once it covers half of it", () => {
    expect(landing(spans, 0, 90)).toBe(0);
    expect(landing(spans, 0, 110)).toBe(1);
    expect(landing(spans, 0, 400)).toBe(2);
    expect(landing(spans, 2, -90)).toBe(2);
    expect(landing(spans, 2, -110)).toBe(1);
    expect(landing(spans, 2, -1000)).toBe(0);
  });

  it("makes the rows in between step aside by its own height", () => {
    expect([0, 1, 2].map((at) => stepAside(at, 0, 1, 100))).toEqual([0, -100, 0]);
    expect([0, 1, 2].map((at) => stepAside(at, 2, 0, 100))).toEqual([100, 100, 0]);
  });
});

describe("carrying a card", () => {
  // Two lines: three cards and one.
  const areas = [
    { left: 0, top: 0, width: 100, height: 200 },
    { left: 110, top: 0, width: 100, height: 200 },
    { left: 220, top: 0, width: 100, height: 200 },
    { left: 0, top: 210, width: 100, height: 200 },
  ];

  it("falls where it is nearest to, across and down", () => {
    expect(nearest(areas, 0, 40, 10)).toBe(0);
    expect(nearest(areas, 0, 70, 10)).toBe(1);
    expect(nearest(areas, 0, 900, 0)).toBe(2);
    expect(nearest(areas, 2, -210, 190)).toBe(3);
    expect(nearest(areas, 3, 5, -180)).toBe(0);
    expect(nearest(areas, 9, 5, 5)).toBe(9);
  });
});
