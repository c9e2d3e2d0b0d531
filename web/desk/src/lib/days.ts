/** Days of the books: they begin at midnight UTC. */
import { locale } from "@ui/i18n/index.svelte";

const DAY_MS = 86_400_000;

/** "2026-11-26" */
export const dayOf = (moment: number | string): string =>
  new Date(moment).toISOString().slice(0, 10);

/** The day so many days before `day`. */
export const before = (day: string, days: number): string => dayOf(Date.parse(day) - days * DAY_MS);

export type Step = "day" | "week" | "month";

/** A step that keeps a chart readable. */
export const stepFor = (days: number): Step =>
  days <= 31 ? "day" : days <= 190 ? "week" : "month";

/** The begin of every step from `from` to `to` (days, both included); weeks begin on Monday. */
export function steps(from: string, to: string, step: Step): string[] {
  const all: string[] = [];
  let at = beginOf(from, step);
  while (at <= to) {
    all.push(at);
    at = next(at, step);
  }
  return all;
}

export function beginOf(day: string, step: Step): string {
  if (step === "month") return `${day.slice(0, 7)}-01`;
  if (step === "week") return before(day, (new Date(day).getUTCDay() + 6) % 7);
  return day;
}

function next(day: string, step: Step): string {
  if (step !== "month") return before(day, step === "week" ? -7 : -1);
  const [year = 0, month = 1] = day.split("-").map(Number);
  return dayOf(Date.UTC(year, month, 1));
}

/** "Nov 26", or "Nov 2026" for a month. */
export function sayDay(day: string, step: Step = "day", tag: string = locale()): string {
  const shape: Intl.DateTimeFormatOptions =
    step === "month" ? { month: "short", year: "numeric" } : { month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(tag, { ...shape, timeZone: "UTC" }).format(new Date(day));
}
