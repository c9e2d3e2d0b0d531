/** What was typed as a whole number of zero or more; nothing when it is empty, NaN when it is no such number. */
export function whole(typed: string): number | null {
  const text = typed.trim().replace(/[\s_,.]/g, "");
  if (text === "") return null;
  return /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
}

/** The number as it is written into a form. */
export const typed = (value: number | null | undefined): string =>
  value === null || value === undefined ? "" : String(value);
