/** Where things stand in a chart. Values are whole numbers (minor units, coins): so are the ticks. */

/** Round steps from at most `low` to at least `high`, zero among them. */
export function ticks(low: number, high: number, about = 4): number[] {
  const from = Math.min(0, low);
  const to = Math.max(0, high, from + 1);
  const rough = (to - from) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  const step = Math.max(1, Math.ceil(nice));
  const all: number[] = [];
  for (let at = Math.floor(from / step) * step; at < to + step; at += step) all.push(at);
  return all;
}

/** A straight line from values to places. */
export function line(from: number, to: number, start: number, end: number) {
  const size = to - from || 1;
  return (value: number): number => start + ((value - from) / size) * (end - start);
}

/** Which of `count` labels are shown when each needs `need` of `room`: the first and every n-th. */
export function everyNth(count: number, room: number, need: number): number {
  return Math.max(1, Math.ceil((count * need) / Math.max(1, room)));
}

/** The parts of each column, from zero upwards and from zero downwards. */
export function stack(series: readonly (readonly number[])[]): { from: number; to: number }[][] {
  const up: number[] = [];
  const down: number[] = [];
  return series.map((values) =>
    values.map((value, at) => {
      const sums = value < 0 ? down : up;
      const from = sums[at] ?? 0;
      sums[at] = from + value;
      return { from, to: from + value };
    }),
  );
}
