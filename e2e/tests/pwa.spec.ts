import { expect, test } from "@playwright/test";
import { card, expectMotion } from "../help.ts";

test("the app can be installed", async ({ page, request }) => {
  await page.goto("/");
  const link = await page.locator("link[rel=manifest]").getAttribute("href");
  const answer = await request.get(link ?? "");
  expect(answer.headers()["content-type"]).toContain("application/manifest+json");
  const manifest = await answer.json();
  expect(manifest).toMatchObject({ display: "standalone", start_url: expect.any(String), name: expect.any(String) });
  for (const icon of manifest.icons) expect((await request.get(icon.src)).status()).toBe(200);
  const sizes = manifest.icons.map((icon: { sizes: string }) => icon.sizes).join(" ");
  expect(sizes).toMatch(/512x512|any/);
  expect(manifest.icons.some((icon: { purpose?: string }) => icon.purpose?.includes("maskable"))).toBe(true);
});

test("without a connection it shows what it has, and comes back by itself", async ({ page, context }) => {
  await page.goto("/");
  await expectMotion(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  // Visited, hence there without a connection.
  await page.goto("/s/crimson-vow/1");
  await card(page).getByRole("button", { name: "Add to my list" }).click();
  await expect(card(page).getByRole("button", { name: "Remove from my list" })).toBeVisible();
  await page.goto("/list");
  await page.getByRole("link", { name: /Crimson Vow/ }).click();
  await expect(page.getByRole("heading", { name: "Crimson Vow" })).toBeVisible();
  await page.goto("/history");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  await context.setOffline(true);
  await page.goto("/list");
  await expect(page.getByText("Offline", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: /Crimson Vow/ }).click();
  await expect(page.getByRole("heading", { name: "Crimson Vow" })).toBeVisible();
  const poster = page.locator("main img").first();
  await expect.poll(() => poster.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "You are offline" })).toBeVisible();

  await context.setOffline(false);
  await expectMotion(page);
  await expect(page.getByText("Offline", { exact: true })).toBeHidden();
});

test("an episode that is playing goes on when the connection is back", async ({ page, context }) => {
  await page.goto("/s/crimson-vow/3");
  await expectMotion(page);
  await context.setOffline(true);
  await expect(page.getByText("Offline", { exact: true })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("Offline", { exact: true })).toBeHidden();
  await expectMotion(page);
});
