import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { close, ingest, makeEpisode, makeSeries, open, type SeriesSpec } from "./house.ts";

/** Opens one house for all tests, with four series in it, and makes the files that the studio's tests upload. */
export default async function setup(): Promise<() => Promise<void>> {
  // One that stands already saves the wait while a test is written.
  if (process.env.HOUSE_ENVIRONMENT) return async () => undefined;
  const house = await open();
  try {
    const series: SeriesSpec[] = [
      {
        ...{ slug: "crimson-vow", title: "Crimson Vow", colour: "crimson", genres: ["romance", "revenge"] },
        // Large enough for two renditions.
        ...{ episodes: 3, seconds: 12, size: "540x960" },
      },
      {
        ...{ slug: "midnight-heir", title: "Midnight Heir", colour: "midnightblue", genres: ["romance"] },
        ...{ episodes: 2, seconds: 10, size: "360x640" },
      },
      {
        ...{ slug: "the-green-door", title: "The Green Door", colour: "seagreen", genres: ["thriller"] },
        // Long enough for the countdown to the next episode.
        ...{ episodes: 2, seconds: 16, size: "360x640" },
      },
      {
        ...{ slug: "paper-crown", title: "Paper Crown", colour: "darkgoldenrod", genres: ["mystery"] },
        ...{ episodes: 6, seconds: 5, size: "360x640" },
        paywall: "free = 2\nprice = 10\nseries_price = 30",
      },
    ];
    for (const spec of series) ingest(house, makeSeries(join(house.folder, "series"), spec));
    makeEpisode(join(house.folder, "01-first.mp4"), "360x640", 3, "purple", 300);
    makeEpisode(join(house.folder, "02-second.mp4"), "360x640", 3, "orange", 400);
    makeEpisode(join(house.folder, "05-fifth.mp4"), "360x640", 3, "teal", 500);
    writeFileSync(join(house.folder, "03-broken.mp4"), "Not a video, whatever its name says.\n".repeat(200));
    makeEpisode(join(house.folder, "06-wide.mp4"), "640x360", 3, "gold", 600);
    // Begins like a video and ends in the middle.
    const whole = readFileSync(join(house.folder, "02-second.mp4"));
    writeFileSync(join(house.folder, "04-cut.mp4"), whole.subarray(0, whole.length / 2));
  } catch (error) {
    await close(house);
    throw error;
  }
  // Tests run in processes of their own.
  process.env.HOUSE_FOLDER = house.folder;
  process.env.HOUSE_OPERATOR_LINK = house.operatorLink;
  process.env.HOUSE_ENVIRONMENT = JSON.stringify(house.environment);
  return () => close(house);
}
