/** Lengths of time, as people read them. */
import { duration } from "@ui/i18n/format";

/** 83,400 ms → 1:23 */
export const clock = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

/** Seconds of work: 45 sec, 3 min. */
export const span = (seconds: number): string => duration(seconds * 1000);

/** Numbers as people list them: 1–4, 7, 9 */
export function listed(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
}
