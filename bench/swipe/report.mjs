/** Figures of a run, the verdict against the budgets, and the table. */

const rounded = (value) => (value === null ? null : Math.round(value));

function quantile(sorted, part) {
  return sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
}

function row(network, run, swiped, spent) {
  // The first card is the page's start, not a swipe.
  const swipes = swiped.slice(1);
  const times = swipes.map(({ ms }) => ms ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const pictures = swipes.map(({ pictureMs }) => pictureMs ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const rungs = swipes.flatMap(({ rung }) => (rung === null ? [] : [rung]));
  return {
    network,
    run,
    swipes: swipes.length,
    p50: rounded(quantile(times, 0.5)),
    p95: rounded(quantile(times, 0.95)),
    max: rounded(times.at(-1) ?? null),
    picture_p50: rounded(quantile(pictures, 0.5)),
    picture_p95: rounded(quantile(pictures, 0.95)),
    first_card: rounded(swiped[0]?.ms ?? null),
    ready: swipes.filter(({ ready }) => ready).length,
    stalled_ms: rounded(swipes.reduce((sum, { stalledMs }) => sum + stalledMs, 0)),
    mean_rung: rounded(rungs.reduce((sum, rung) => sum + rung, 0) / Math.max(1, rungs.length)),
    bytes: spent.bytes,
    wasted: spent.untouched,
    wasted_part: Number((spent.untouched / Math.max(1, spent.bytes)).toFixed(3)),
    unplayed_part: Number((spent.unplayed / Math.max(1, spent.bytes)).toFixed(3)),
  };
}

const BUDGETS = [
  { run: "own prefetched", network: "slow-4g", figure: "p95", most: 100 },
  { run: "own cold", network: "slow-4g", figure: "p95", most: 400 },
  { run: "own prefetched", network: "slow-4g", figure: "wasted_part", most: 0.15 },
  { run: "own mixed", network: "slow-4g", figure: "wasted_part", most: 0.15 },
];

function verdict(rows) {
  const find = (network, run) => rows.find((candidate) => candidate.network === network && candidate.run === run);
  const budgets = BUDGETS.flatMap((budget) => {
    const measured = find(budget.network, budget.run)?.[budget.figure];
    return measured === undefined ? [] : [{ ...budget, measured, kept: measured !== null && measured <= budget.most }];
  });
  const ratios = rows
    .filter(({ run }) => run.startsWith("own"))
    .flatMap((own) => {
      const hls = find(own.network, "hls.js");
      if (!hls) return [];
      const ratio = (figure) => Number((hls[figure] / own[figure]).toFixed(1));
      return [{ network: own.network, run: own.run, p50_times_faster: ratio("p50"), p95_times_faster: ratio("p95") }];
    });
  return { ratios, budgets };
}

function table({ rows, ratios, budgets }) {
  const columns = ["network", "run", "swipes", "p50", "p95", "max", "picture_p50", "picture_p95", "first_card", "ready", "stalled_ms", "mean_rung", "bytes", "wasted_part", "unplayed_part"];
  const lines = [columns, ...rows.map((line) => columns.map((column) => String(line[column] ?? "–")))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const text = lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i])).join("  "));
  const beside = ratios.map(
    (r) => `${r.network}, ${r.run}: first frame ${r.p50_times_faster} times sooner than hls.js at p50, ${r.p95_times_faster} at p95`,
  );
  const kept = budgets.map((b) => `${b.kept ? "kept  " : "BROKEN"} ${b.network}, ${b.run}: ${b.figure} ${b.measured} (budget ${b.most})`);
  return ["", ...text, "", ...beside, "", ...kept].join("\n");
}

export const report = { row, verdict, table };
