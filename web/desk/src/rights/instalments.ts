/** A sum paid in parts. */
import { minorOf } from "@ui/i18n/money";

export type Waits = { for: "signing" } | { for: "acceptance"; deliverable_id: string };

/** As it stands in a form. */
export interface Instalment {
  due: string;
  /** Empty: what the others leave of the sum. */
  part: string;
  /** `""`: its day; `signing`; else the id of a deliverable. */
  waits?: string;
  /** Of one that there is already. */
  id?: string;
  note?: string;
  /** It is in the books, and stays as it is. */
  booked?: boolean;
}

/** Something that is handed over, as it stands in a form. */
export interface Promised {
  /** Instalments that wait for it name it by this. */
  id: string;
  name: string;
  due: string;
  /** A delivery of this series meets it by itself. */
  series?: string | null;
  /** It was handed over, and stays. */
  handed?: boolean;
}

export const emptyPromise = (): Promised => ({ id: crypto.randomUUID(), name: "", due: "" });

/** What an instalment waits for: its day, both signatures, or that something is accepted. */
export const WAITS_DAY = "";
export const WAITS_SIGNING = "signing";

/** The house takes no more of them. */
export const INSTALMENTS_MAX = 60;

export const emptyInstalment = (): Instalment => ({ due: "", part: "" });

export interface Schedule {
  payments: { id?: string; note?: string; due_on: string; minor: number; waits?: Waits }[];
  /** What they come to; nothing where that cannot be said. */
  total: number | null;
}

const waitsOf = (text: string | undefined): Waits | undefined => {
  if (!text) return undefined;
  return text === WAITS_SIGNING ? { for: "signing" } : { for: "acceptance", deliverable_id: text };
};

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
    payments: written.map((one, place) => {
      const waits = waitsOf(one.waits);
      return {
        ...(one.id ? { id: one.id, note: one.note ?? "" } : {}),
        due_on: one.due,
        minor: minors[place] ?? 0,
        ...(waits ? { waits } : {}),
      };
    }),
    total: minors.reduce((all, one) => all + one, 0),
  };
}

/** Pure: whether they may be kept: there are none, or they come to the sum. */
export const addsUp = (schedule: Schedule, sum: number): boolean =>
  schedule.total !== null && (schedule.payments.length === 0 || schedule.total === sum);

interface Payment {
  id: string;
  note: string;
  due_on: string;
  minor: number;
  waits?: Waits | null;
}

/** Pure: a fee's instalments as a form begins with them. A single one that may change is whatever the sum is. */
export function linesOf(
  payments: readonly Payment[],
  booked: readonly string[],
  typed: (minor: number) => string,
): Instalment[] {
  if (payments.length === 0) return [emptyInstalment()];
  const free = payments.length === 1 && !booked.includes(payments[0]?.id ?? "");
  return payments.map(({ id, note, due_on, minor, waits }) => ({
    id,
    note,
    due: due_on,
    part: free ? "" : typed(minor),
    waits: !waits ? WAITS_DAY : waits.for === "signing" ? WAITS_SIGNING : waits.deliverable_id,
    booked: booked.includes(id),
  }));
}
