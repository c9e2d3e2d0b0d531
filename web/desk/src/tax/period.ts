/** Periods that tax is reported for, as days (both included). */
import { before, dayOf } from "../lib/days";

export function period(
  today: string,
  which: "month" | "quarter" | "last_quarter" | "year",
): { from: string; to: string } {
  const [year = 0, month = 1] = today.split("-").map(Number);
  const first = (months: number) => dayOf(Date.UTC(year, months, 1));
  const quarter = Math.floor((month - 1) / 3) * 3;
  if (which === "month") return { from: first(month - 1), to: today };
  if (which === "quarter") return { from: first(quarter), to: today };
  if (which === "year") return { from: first(0), to: today };
  return { from: first(quarter - 3), to: before(first(quarter), 1) };
}
