import { expect, test } from "vitest";
import { blockOf, emptyBlock } from "./block";
import { earnedBy, severalSeries } from "./earned";

const block = (series: string[], territories: string, kind: "grant" | "holdback" = "grant") =>
  blockOf({ ...emptyBlock(), kind, series, territories });

test("the only series and the only territory earned it", () => {
  const blocks = [block(["a"], "BR"), block(["a"], " br "), block(["b"], "World", "holdback")];
  expect(earnedBy(blocks)).toEqual({ series_id: "a", territory: "BR" });
  expect(severalSeries(blocks)).toBe(false);
});

test("a territory by its other name is written down by its code", () => {
  expect(earnedBy([block(["a"], "UK"), block(["a"], "GB")]).territory).toBe("GB");
});

test("of several territories none is said to be it", () => {
  for (const territories of ["World", "DE, AT", "EU", "LATAM", "World excl. BR"])
    expect(earnedBy([block(["a"], territories)]).territory).toBeNull();
  expect(earnedBy([block(["a"], "BR"), block(["a"], "US")]).territory).toBeNull();
});

test("of several series none is said to be it, in one block or in two", () => {
  for (const blocks of [[block(["a", "b"], "BR")], [block(["a"], "BR"), block(["b"], "BR")]]) {
    expect(earnedBy(blocks)).toEqual({ series_id: null, territory: "BR" });
    expect(severalSeries(blocks)).toBe(true);
  }
});

test("without a grant it is all that the deal is about", () => {
  expect(earnedBy([block(["a"], "BR", "holdback")])).toEqual({ series_id: "a", territory: "BR" });
});
