/** Opens the house, sends viewers to its paywall, prints the table and stores it. */
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { basename, dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { address, binary, close, ingest, makeSeries, open } from "./node_modules/house.mjs";
import { report } from "./report.mjs";
import { series, visit } from "./viewer.mjs";

const viewers = Number(process.env.VIEWERS ?? 30);
const out = process.env.OUT ?? new URL("results.json", import.meta.url).pathname;

/** Slow 4G as bench/swipe has it. */
const networks = {
  unthrottled: null,
  "slow-4g": { mbit: 4, rtt: 100 },
};
const runs = ["unlock", "buy"];

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function chosen(setting, known) {
  const names = process.env[setting]?.split(" ").filter(Boolean) ?? known;
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0 || names.length === 0) {
    console.error(`bench/unlock: ${setting} takes some of "${known.join(" ")}", not "${process.env[setting]}"`);
    process.exit(2);
  }
  return names;
}

const wantedNetworks = chosen("NETWORKS", Object.keys(networks));
const wantedRuns = chosen("RUNS", runs);
if (!Number.isInteger(viewers) || viewers < 1) {
  console.error(`bench/unlock: VIEWERS takes a whole number from 1, not "${process.env.VIEWERS}"`);
  process.exit(2);
}
const load = loadavg();
if (load[0] > 1 && !process.argv.includes("--any-load")) {
  console.error(`bench/unlock: the load is ${load[0].toFixed(2)}; wait until it is below 1, or give --any-load`);
  process.exit(2);
}

async function measure(browser) {
  const rows = [];
  for (const network of wantedNetworks) {
    for (const run of wantedRuns) {
      process.stderr.write(`${network}, ${run} `);
      const visits = [];
      // One more viewer first, who is not counted: the house and the browser start once, not for everybody.
      for (let i = 0; i <= viewers; i++) {
        const seen = await visit(browser, { base: address, network: networks[network], run });
        if (i > 0) visits.push(seen);
        process.stderr.write(seen.problem ? "x" : ".");
      }
      const row = report.row(network, run, visits);
      rows.push(row);
      process.stderr.write(` p50 ${row.p50} ms, p95 ${row.p95} ms\n`);
      for (const { problem } of visits) if (problem) console.error(`  ${problem}`);
    }
  }
  return rows;
}

// What answers already is not ours to measure.
if (await fetch(`${address}/healthz`).catch(() => null)) {
  console.error(`bench/unlock: somebody answers at ${address} already; choose another E2E_PORT`);
  process.exit(2);
}
const house = await open();
let browser = null;
try {
  ingest(house, makeSeries(join(house.folder, "series"), series));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
  const rows = await measure(browser);
  const result = {
    measured_at: new Date().toISOString(),
    chromium: browser.version(),
    build: basename(dirname(binary)),
    cores: cpus().length,
    load_at_start: load,
    load_at_end: loadavg(),
    viewers,
    networks,
    rows,
    budgets: report.verdict(rows),
  };
  writeFileSync(out, `${JSON.stringify(result, null, 2)}\n`);
  console.log(report.table(result));
  process.exitCode = result.budgets.every((budget) => budget.kept) ? 0 : 1;
} finally {
  await browser?.close();
  await close(house);
}
