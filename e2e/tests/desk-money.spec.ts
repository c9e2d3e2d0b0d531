import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { askDesk, becomeOperator } from "../operator.ts";

/** Asks the house from a page of its own, as its apps do. */
const ask = <T>(page: Page, method: string, path: string, body?: unknown): Promise<T> =>
  page.evaluate(
    async ([method, path, body]) => {
      const answer = await fetch(`/api/v1/${path}`, {
        method: method as string,
        headers: { "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return text ? JSON.parse(text) : null;
    },
    [method, path, body] as const,
  );

test.setTimeout(240_000);

test("what each variant of a paywall brought stands on the page of its series", async ({ page, browser, baseURL }, info) => {
  await becomeOperator(page);
  const { items } = await ask<{ items: { id: string; slug: string }[] }>(page, "GET", "studio/series");
  const series = items.find((one) => one.slug === "paper-crown");
  if (!series) throw new Error("the series is missing");
  const path = `desk/series/${series.id}/paywall`;
  const arms = [
    { name: "early", weight: 1, free: 1 },
    { name: "late", weight: 1 },
  ];
  const before = await ask<{ policy: object | null }>(page, "GET", path);
  await ask(page, "PUT", path, { policy: { free: 2, price: 10, arms } });
  const viewers = async () => {
    const told = await askDesk<{ arms: { viewers: number }[] }>(page, "GET", `series/${series.id}/paywall/arms`);
    return told.arms.reduce((sum, arm) => sum + arm.viewers, 0);
  };
  const earlier = await viewers();
  try {
    for (let viewer = 0; viewer < 3; viewer++) {
      const context = await browser.newContext({ baseURL });
      const device = await context.newPage();
      await device.goto("/discover");
      await device.waitForLoadState("networkidle");
      await ask(device, "GET", "series/paper-crown/paywall?episode=3");
      await context.close();
    }
    await page.goto(`/desk/paywalls/${series.id}`);
    const figures = page.getByRole("region", { name: "What came of the variants" });
    await expect(figures.getByRole("row")).toHaveCount(3);
    await expect(figures.getByRole("row", { name: /^early/ })).toBeVisible();
    expect((await viewers()) - earlier).toBe(3);
    await expectOpenToAll(page);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/variants-${info.project.name}.png`, fullPage: true });
  } finally {
    // Other tests buy in this series.
    await ask(page, "PUT", path, { policy: before.policy });
  }
});

test("a forgotten passcode of a limit is taken away, and what waits for an operator has its place", async ({ page, browser, baseURL }, info) => {
  const context = await browser.newContext({ baseURL });
  const device = await context.newPage();
  await device.goto("/discover");
  await device.waitForLoadState("networkidle");
  const guarded = await ask<{ limit_guarded: boolean }>(device, "PUT", "wallet/limit", { monthly_limit: 500, new_passcode: "2468" });
  expect(guarded.limit_guarded).toBe(true);
  const { id } = await ask<{ id: string }>(device, "GET", "me");

  await becomeOperator(page);
  await page.goto("/desk/orders");
  const panel = page.getByRole("region", { name: "Forgotten passcode of a limit" });
  await panel.getByLabel("Viewer").fill(id);
  await panel.getByRole("button", { name: /^Viewer/ }).click();
  await panel.getByRole("button", { name: "Take the passcode away" }).click();
  await expectOpenToAll(page);
  await page.getByRole("dialog").getByRole("button", { name: "Take the passcode away" }).click();
  await expect(page.getByText("The passcode is gone")).toBeVisible();
  const after = await ask<{ limit_guarded: boolean; monthly_limit: { minor: number } }>(device, "GET", "wallet");
  expect([after.limit_guarded, after.monthly_limit.minor]).toEqual([false, 500]);
  await context.close();
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/passcode-${info.project.name}.png`, fullPage: true });

  await page.goto("/desk/reconciliation");
  const stuck = page.getByRole("region", { name: "Messages that could not be handled" });
  await expect(stuck).toContainText("Everything that providers told of was handled.");
  await expectOpenToAll(page);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/stuck-${info.project.name}.png`, fullPage: true });
  // The house under test has an advert server, and no network that signs.
  await page.goto("/desk/paywalls");
  await expect(page.getByText(/An advert server is set up without the keys/)).toBeVisible();
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/adverts-${info.project.name}.png`, fullPage: true });
});
