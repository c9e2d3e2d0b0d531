// Holds what a first visit loads to its budget: the script that the entry page names, gzipped. --all lists every file.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 60;
const root = new URL("../dist/watch/", import.meta.url).pathname;
const page = readFileSync(join(root, "index.html"), "utf8");
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;
const gz = (name) => gzipSync(readFileSync(join(root, name)), { level: 9 }).length;

const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(js|css))"/g)].map(
  ([, name]) => name,
);
const js = first.filter((name) => name.endsWith(".js"));
const total = js.reduce((sum, name) => sum + gz(name), 0);
if (process.argv.includes("--all")) {
  for (const name of first) console.log(`first  ${kb(gz(name)).padStart(9)} gz  ${name}`);
  for (const name of readdirSync(join(root, "assets")).sort()) {
    if (!name.endsWith(".js") || js.includes(`assets/${name}`)) continue;
    console.log(`lazy   ${kb(gz(`assets/${name}`)).padStart(9)} gz  assets/${name}`);
  }
}
console.log(`first-load script: ${kb(total)} gz of ${BUDGET_KB} kB`);
if (total > BUDGET_KB * 1024) {
  console.error(`The first load is over its budget of ${BUDGET_KB} kB.`);
  process.exit(1);
}
