/** Drives Chromium through the runs, accounts for every media byte, prints the table and stores it. */
import { loadavg } from "node:os";
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { accountant } from "./bytes.mjs";
import { report } from "./report.mjs";

const base = (process.env.BASE_URL ?? "http://127.0.0.1:8080").replace(/\/$/, "");
const swipes = Number(process.env.SWIPES ?? 52);
const out = process.env.OUT ?? new URL("results.json", import.meta.url).pathname;

/** Chromium's own DevTools presets were changed over time; these are the figures of the budget. */
const networks = {
  "slow-4g": { mbit: 4, rtt: 100 },
  "fast-4g": { mbit: 12, rtt: 50 },
};

// About two seconds a card, not the same for all. Cold runs swipe again soon after the first frame.
const look = [2000, 1700, 2300, 1900, 2100];
// A viewer who stays on every fourth card: what prefetching costs somebody who watches.
const mixed = [2000, 1500, 9000, 2500, 1200, 14000, 3000, 2000];
const runs = {
  "own prefetched": { kind: "own", prefetch: true, dwell: look, swipes },
  "own cold": { kind: "own", prefetch: false, dwell: [700], swipes },
  "own mixed": { kind: "own", prefetch: true, dwell: mixed, swipes: Math.min(swipes, 24) },
  "hls.js": { kind: "hls", prefetch: false, dwell: look, swipes },
};

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

async function measure(browser, script, network, plan) {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    bypassCSP: true,
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  await page.goto(`${base}/healthz`);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  let item = 0;
  const bytes = accountant(devtools, () => item);
  await page.exposeFunction("onSwipe", (number) => {
    item = number;
  });
  await page.evaluate(script);
  const episodes = await page.evaluate(() => swipeBench.episodes());
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: network.rtt,
    downloadThroughput: (network.mbit * 1e6) / 8,
    uploadThroughput: (network.mbit * 1e6) / 16,
  });
  bytes.reset();
  const swiped = await page.evaluate((plan) => swipeBench.run(plan, window.onSwipe), plan);
  const spent = bytes.judge(episodes, swiped);
  await context.close();
  return { swiped, spent };
}

const bundle = await build({
  entryPoints: [new URL("page.ts", import.meta.url).pathname],
  bundle: true,
  write: false,
  format: "iife",
  target: "es2022",
  nodePaths: [new URL("node_modules", import.meta.url).pathname],
  logLevel: "warning",
});
const script = bundle.outputFiles[0].text;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
const wantedNetworks = process.env.NETWORKS?.split(" ") ?? Object.keys(networks);
const wantedRuns = process.env.RUNS?.split(",") ?? Object.keys(runs);
const rows = [];
for (const name of wantedNetworks) {
  for (const run of wantedRuns) {
    process.stderr.write(`${name}, ${run} … `);
    const { swiped, spent } = await measure(browser, script, networks[name], runs[run]);
    const row = report.row(name, run, swiped, spent);
    rows.push(row);
    process.stderr.write(`p50 ${row.p50} ms, p95 ${row.p95} ms\n`);
  }
}
const version = browser.version();
await browser.close();
const hls = JSON.parse(readFileSync(new URL("node_modules/hls.js/package.json", import.meta.url))).version;
const result = { measured_at: new Date().toISOString(), chromium: version, hls_js: hls, load_average: loadavg(), swipes, networks, rows, ...report.verdict(rows) };
writeFileSync(out, `${JSON.stringify(result, null, 2)}\n`);
console.log(report.table(result));
process.exitCode = result.budgets.every((budget) => budget.kept) ? 0 : 1;
