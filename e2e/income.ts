// Money that a series earned in a month that is over, so that it can be closed and paid out.

import { expect, type Page } from "@playwright/test";
import { askDesk } from "./operator.ts";
import { inDatabase } from "./time.ts";

/** The month before this one (UTC), as `2026-10`, and a moment in its middle. */
export function lastMonth(): { period: string; middle: string } {
  const now = new Date();
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15));
  return { period: day.toISOString().slice(0, 7), middle: day.toISOString() };
}

/** A hundred dollars that a new series earned in the middle of last month. */
export async function earnBefore(page: Page, title: string, middle: string): Promise<string> {
  const series = await page.evaluate(async (title) => {
    const body = JSON.stringify({ title, language: "en" });
    const headers = { "content-type": "application/json" };
    const made = await fetch("/api/v1/studio/series", { method: "POST", headers, body });
    if (!made.ok) throw new Error(await made.text());
    return (await made.json()).id as string;
  }, title);
  expect(series).toMatch(/^[\da-f-]{36}$/);
  const id = crypto.randomUUID();
  const amount = { minor: 10_000, currency: "USD" };
  await askDesk(page, "POST", "income", { id, kind: "licence", series_id: series, amount, territory: "US", note: title });
  inDatabase(`update revenue set at = '${middle}' where series_id = '${series}'`);
  return series;
}
