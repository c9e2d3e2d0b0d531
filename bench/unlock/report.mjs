/** Figures of a run, the verdict against the budget, and the table. */

const BUDGET_P95_MS = 1000;

const rounded = (value) => (Number.isFinite(value) ? Math.round(value) : null);

function quantile(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
}

/** What never came took for ever. */
function times(visits, name) {
  const sorted = visits.map((visit) => visit[name] ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), max: sorted.at(-1) };
}

function row(network, run, visits) {
  const tap = times(visits, "tap");
  const loads = ["reload", "cold"].map((name) => [name, times(visits, name)]);
  const line = { network, run, viewers: visits.length, p50: rounded(tap.p50), p95: rounded(tap.p95), max: rounded(tap.max) };
  for (const [name, load] of loads) {
    for (const part of ["p50", "p95", "max"]) line[`${name}_${part}`] = rounded(load[part]);
  }
  for (const [name, load] of loads) {
    for (const part of ["p50", "p95"]) {
      const ratio = load[part] / tap[part];
      line[`${name}_${part}_times`] = Number.isFinite(ratio) ? Number(ratio.toFixed(1)) : null;
    }
  }
  line.covered = visits.filter(({ covered }) => covered).length;
  line.problems = visits.flatMap(({ problem }) => (problem ? [problem] : []));
  return line;
}

function verdict(rows) {
  return rows.map(({ network, run, p95, problems }) => ({
    ...{ run, network, figure: "p95", most: BUDGET_P95_MS, measured: p95 },
    kept: p95 !== null && p95 <= BUDGET_P95_MS && problems.length === 0,
  }));
}

function table({ rows, budgets }) {
  const columns = ["network", "run", "viewers", "p50", "p95", "max", "reload_p50", "reload_p95", "reload_max", "cold_p50", "cold_p95", "cold_max", "covered"];
  const lines = [columns, ...rows.map((line) => columns.map((column) => String(line[column] ?? "–")))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const text = lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i])).join("  "));
  const beside = rows.map(
    (r) =>
      `${r.network}, ${r.run}: the cold page load takes ${r.cold_p50_times ?? "–"} times as long at p50, ${r.cold_p95_times ?? "–"} at p95; ` +
      `the reload ${r.reload_p50_times ?? "–"} and ${r.reload_p95_times ?? "–"}`,
  );
  const kept = budgets.map((b) => `${b.kept ? "kept  " : "BROKEN"} ${b.network}, ${b.run}: ${b.figure} ${b.measured} (budget ${b.most})`);
  const wrong = rows.flatMap(({ network, run, problems }) => problems.map((problem) => `${network}, ${run}: ${problem}`));
  return ["", ...text, "", ...beside, "", ...kept, ...wrong].join("\n");
}

export const report = { row, verdict, table };
