/**
 * Draws the world for maps of rights: `node scripts/world.mjs FOLDER > ui/src/map/world.json`.
 *
 * Outlines are Natural Earth's (public domain), by way of the package `world-atlas`; FOLDER is one in which
 * `npm install world-atlas@2 topojson-client@3 iso-3166-1@2` was run. The projection is Equal Earth (Šavrič, Patterson and Jenny,
 * 2018): areas are true. Territories too small for an outline are a dot.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const folder = join(process.argv[2] ?? ".", "x.js");
const load = createRequire(folder);
const { feature } = load("topojson-client");
const codes = load("iso-3166-1");
const read = (name) => {
  const world = JSON.parse(readFileSync(load.resolve(`world-atlas/${name}.json`), "utf8"));
  return feature(world, world.objects.countries).features;
};

const WIDTH = 1000;
const [A1, A2, A3, A4] = [1.340264, -0.081106, 0.000893, 0.003796];
const M = Math.sqrt(3) / 2;
const raw = ([longitude, latitude]) => {
  const l = Math.asin(M * Math.sin((latitude * Math.PI) / 180));
  const [l2, l6] = [l * l, l ** 6];
  const x =
    ((longitude * Math.PI) / 180) *
    (Math.cos(l) / (M * (A1 + 3 * A2 * l2 + l6 * (7 * A3 + 9 * A4 * l2))));
  return [x, -l * (A1 + A2 * l2 + l6 * (A3 + A4 * l2))];
};
const [edge] = raw([180, 0]);
const [, top] = raw([0, 84]);
const scale = WIDTH / (2 * edge);
const place = (point) => {
  const [x, y] = raw(point);
  return [Math.round((x + edge) * scale * 10) / 10, Math.round((y - top) * scale * 10) / 10];
};

const alpha2 = (one) => codes.whereNumeric(String(one.id ?? "").padStart(3, "0"))?.alpha2;
const polygons = ({ type, coordinates }) => (type === "Polygon" ? [coordinates] : coordinates);
/** A ring over the date line goes on beyond the edge instead of back through the whole map. */
const unbroken = (ring) => {
  const jumps = ring.some(([x], at) => at > 0 && Math.abs(x - ring[at - 1][0]) > 180);
  return jumps ? ring.map(([x, y]) => [x < 0 ? x + 360 : x, y]) : ring;
};
const path = (one) =>
  polygons(one.geometry)
    .flat()
    .map(unbroken)
    .map((ring) => {
      let last = "";
      const points = ring
        .map(place)
        .map(String)
        .filter((text) => {
          const fresh = text !== last;
          last = text;
          return fresh;
        });
      return points.length > 3 ? `M${points.slice(0, -1).join("L")}Z` : "";
    })
    .join("");

const outlines = {};
for (const one of read("countries-110m")) {
  const code = alpha2(one) ?? { Kosovo: "XK" }[one.properties.name];
  if (code && code !== "AQ") outlines[code] = (outlines[code] ?? "") + path(one);
}
const dots = {};
for (const one of read("countries-50m")) {
  const code = alpha2(one);
  if (!code || outlines[code] || code === "AQ") continue;
  const rings = polygons(one.geometry).map(([ring]) => ring);
  const ring = rings.sort((a, b) => b.length - a.length)[0];
  const middle = [0, 1].map(
    (axis) => ring.reduce((sum, point) => sum + point[axis], 0) / ring.length,
  );
  dots[code] = place(middle);
}
const [, bottom] = place([0, -58]);
console.log(JSON.stringify({ width: WIDTH, height: Math.ceil(bottom), outlines, dots }));
