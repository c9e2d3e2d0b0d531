import { beforeEach, expect, test } from "vitest";
import { keepPlace, placeIn, scrollFor, shareRead } from "./place";

beforeEach(() => localStorage.clear());

test("a place is kept for each series", () => {
  keepPlace("rain", { number: 3, share: 0.4 });
  expect(placeIn("rain")).toEqual({ number: 3, share: 0.4 });
  expect(placeIn("snow")).toBeNull();
});

test.each(["{", "null", "7", '{"number":1.5,"share":0}', '{"number":1,"share":2}'])(
  "%s is no place",
  (text) => {
    localStorage.setItem("reader:rain", text);
    expect(placeIn("rain")).toBeNull();
  },
);

test("going back to a place shows what was read last at the lower edge", () => {
  const [height, window] = [10_000, 800];
  const share = shareRead(-1200, height, window);
  expect(share).toBeCloseTo(0.2);
  expect(scrollFor({ number: 1, share }, 1, 0, height, window)).toBeCloseTo(1200);
  expect(scrollFor({ number: 2, share }, 1, 0, height, window)).toBeNull();
  expect(scrollFor({ number: 1, share: 1 }, 1, 0, height, window)).toBeNull();
});
