import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { close, ingest, makeSeries, open } from "./house.ts";

/** Opens one house for all tests, with three series in it. */
export default async function setup(): Promise<() => Promise<void>> {
  const house = await open();
  try {
    const series = [
      { slug: "crimson-vow", title: "Crimson Vow", episodes: 3, seconds: 12, colour: "crimson", genres: ["romance", "revenge"] },
      { slug: "midnight-heir", title: "Midnight Heir", episodes: 2, seconds: 10, colour: "midnightblue", genres: ["romance"] },
      { slug: "green-door", title: "The Green Door", episodes: 2, seconds: 10, colour: "seagreen", genres: ["thriller"] },
    ];
    for (const spec of series) ingest(house, makeSeries(join(house.folder, "series"), spec));
  } catch (error) {
    await close(house);
    throw error;
  }
  // Tests run in processes of their own.
  process.env.HOUSE_FOLDER = house.folder;
  process.env.HOUSE_OPERATOR_LINK = house.operatorLink;
  writeFileSync(join(house.folder, "operator-link"), house.operatorLink);
  return () => close(house);
}
