/** Room above and below a plot, in pixels; below stand its labels. */
export const TOP = 10;
export const FOOT = 26;

/** One part of a stacked chart. */
export interface Series {
  name: string;
  values: readonly number[];
}

/** Room for the longest amount beside the axis, in pixels. */
export const axisFor = (marks: readonly number[], short: (value: number) => string): number =>
  20 + 6.4 * Math.max(3, ...marks.map((mark) => short(mark).length));

/** What a tooltip says of a place: each part with its amount. */
export const tipLines = (
  series: readonly Series[],
  over: number,
  full: (value: number) => string,
): { name: string; text: string; value: number }[] =>
  series.map(({ name, values }) => {
    const value = values[over] ?? 0;
    return { name, text: full(value), value };
  });
