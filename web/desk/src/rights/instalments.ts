/** A sum paid in parts. */
import { minorOf } from "@ui/i18n/money";

/** As it stands in a form. */
export interface Instalment {
  due: string;
  /** Empty: what the others leave of the sum. */
  part: string;
}

/** The house takes no more of them. */
export const INSTALMENTS_MAX = 60;

export const emptyInstalment = (): Instalment => ({ due: "", part: "" });

export interface Schedule {
  payments: { due_on: string; minor: number }[];
  /** What they come to; nothing where that cannot be said. */
  total: number | null;
}

/**
 * Pure: what instalments of a sum mean. Lines without a day and a part are none; one line may leave its part out. No
 * payments and no total where a part is no amount, a day is missing or nothing is left for the line without a part.
 */
export function scheduleOf(lines: readonly Instalment[], sum: number, digits: number): Schedule {
  const written = lines.filter((one) => one.due !== "" || one.part.trim() !== "");
  const parts = written.map((one) => (one.part.trim() === "" ? null : minorOf(one.part, digits)));
  const rests = written.filter((one) => one.part.trim() === "").length;
  const said = parts.reduce<number>((all, one) => all + (one ?? 0), 0);
  const minors = written.map((one, place) =>
    one.part.trim() === "" ? sum - said : (parts[place] ?? 0),
  );
  const sane = rests <= 1 && written.every((one) => one.due) && minors.every((minor) => minor > 0);
  if (!sane) return { payments: [], total: null };
  return {
    payments: written.map((one, place) => ({ due_on: one.due, minor: minors[place] ?? 0 })),
    total: minors.reduce((all, one) => all + one, 0),
  };
}

/** Pure: whether they may be kept: there are none, or they come to the sum. */
export const addsUp = (schedule: Schedule, sum: number): boolean =>
  schedule.total !== null && (schedule.payments.length === 0 || schedule.total === sum);
