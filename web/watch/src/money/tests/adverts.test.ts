import { expect, test } from "vitest";
import { due, playable, urlsOf } from "../adverts";
import type { VideoAdvert } from "../types";

const advert: VideoAdvert = {
  title: "A film",
  advertiser: null,
  duration_ms: 8000,
  media: [
    { url: "/a.av1", mime: "video/av1", width: 1080, height: 1920 },
    { url: "/a.mp4", mime: "video/mp4", width: 540, height: 960 },
  ],
  impressions: [],
  tracking: [
    ...["start", "firstQuartile", "midpoint", "thirdQuartile", "complete"].map((event) => ({
      event,
      offset_ms: null,
      url: `/${event}`,
    })),
    { event: "progress", offset_ms: 5000, url: "/five" },
  ],
  click_through: null,
  click_tracking: [],
  viewable: [],
  errors: [],
};

test("each is told once, when its moment is reached, and completion never by position", () => {
  const told = new Set<string>();
  const tell = (at: number) => {
    const now = due(advert, at, told);
    for (const url of now) told.add(url);
    return now;
  };
  expect(tell(0)).toEqual(["/start"]);
  expect(tell(1999)).toEqual([]);
  expect(tell(2000)).toEqual(["/firstQuartile"]);
  expect(tell(5200)).toEqual(["/midpoint", "/five"]);
  expect(tell(8000)).toEqual(["/thirdQuartile"]);
  expect(tell(9000)).toEqual([]);
  expect(urlsOf(advert, "complete")).toEqual(["/complete"]);
});

test("the best file that plays here", () => {
  expect(playable(advert, () => true)?.url).toBe("/a.av1");
  expect(playable(advert, (mime) => mime === "video/mp4")?.url).toBe("/a.mp4");
  expect(playable(advert, () => false)).toBeNull();
});
