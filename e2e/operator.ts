// An operator in a browser of their own, for what a test needs done at the desk while a viewer watches.

import { type Browser, expect, type Page } from "@playwright/test";
import { newOperatorLink } from "./house.ts";

export async function becomeOperator(page: Page): Promise<void> {
  await page.goto(newOperatorLink());
  await expect(page.getByRole("heading", { name: "You run this house now" })).toBeVisible();
}

/** Asks the desk from its own page. */
export function askDesk<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(
    async ([method, path, body]) => {
      const answer = await fetch(`/api/v1/desk/${path}`, {
        method: method as string,
        headers: { "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    },
    [method, path, body] as const,
  );
}

/** Provides every document that a series lacks, so that it may be licensed on. */
export async function providePapers(page: Page, series: string): Promise<void> {
  const path = `rights/titles/${series}`;
  const { needs } = await askDesk<{ needs: { paper: string; subject: string; state: string }[] }>(page, "GET", path);
  for (const { paper, subject } of needs.filter((one) => one.state === "missing")) {
    await askDesk(page, "POST", `${path}/documents`, { paper, subject, reference: `Folder 7, ${paper}` });
  }
}

/** Signs a deal for the house, and records the other side's signature from a copy. */
export async function bothSign(page: Page, deal: string, document_digest: string): Promise<void> {
  const signature = { name: "Olga", document_digest, passkey: null };
  await askDesk(page, "POST", `${deal}/signatures`, signature);
  const copy_id = await page.evaluate(async (deal) => {
    const headers = { "content-type": "application/octet-stream" };
    const kept = await fetch(`/api/v1/desk/${deal}/papers?name=signed.pdf`, { method: "POST", headers, body: "%PDF signed by hand" });
    return ((await kept.json()) as { id: string }).id;
  }, deal);
  await askDesk(page, "POST", `${deal}/signatures`, { ...signature, recorded: true, copy_id });
}

/** Pays whoever is due a payout now, so that nobody is. */
export async function payAll(page: Page): Promise<void> {
  const { planned } = await askDesk<{ planned: { id: string }[] }>(page, "POST", "payouts/plan", {});
  for (const { id } of planned) {
    await askDesk(page, "POST", `payouts/${id}/approve`, {});
    await askDesk(page, "POST", `payouts/${id}/paid`, {});
  }
}

export async function atTheDesk<T>(browser: Browser, what: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await becomeOperator(page);
    return await what(page);
  } finally {
    await context.close();
  }
}

/** The paywall of the series of six, as its folder says: two free, ten coins each, thirty for the whole. */
export const paperCrown = { free: 2, price: 10, series_price: 30 };

/** Changes the paywall of that series. */
export function setPaperCrown(browser: Browser, policy: object): Promise<void> {
  return atTheDesk(browser, async (page) => {
    const { series } = await (await page.request.get("/api/v1/series/paper-crown")).json();
    await askDesk(page, "PUT", `series/${series.id}/paywall`, { policy });
  });
}
