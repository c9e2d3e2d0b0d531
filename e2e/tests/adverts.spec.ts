import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type AdvertServer, openAdvertServer } from "../advert-server.ts";
import { expectOpenToAll } from "../axe.ts";
import { expectEpisode, expectMotion } from "../help.ts";

const sheet = (page: Page) => page.getByRole("dialog", { name: /^Watch episode/ });
let server: AdvertServer;

test.beforeEach(async () => {
  // Three seconds; the episodes have five.
  server = await openAdvertServer(join(process.env.HOUSE_FOLDER ?? "", "01-first.mp4"), 3);
});
test.afterEach(() => server.close());

test("a video advert of the advert server opens an episode, and the server hears how far it was seen", async ({ page }) => {
  await page.goto("/s/paper-crown/3");
  await sheet(page).getByRole("button", { name: /Watch a short advert/ }).click();
  const advert = page.getByRole("dialog", { name: "Watch an advert" });
  await expect(advert).toContainText("Advert: The Tea House");
  await expect(advert.getByRole("link", { name: "More about it" })).toHaveAttribute("href", /\/tea$/);
  await expectOpenToAll(page);
  const { id } = await (await page.request.get("/api/v1/me")).json();
  await expectEpisode(page, 3);
  await expectMotion(page);
  const { paid, bonus } = await (await page.request.get("/api/v1/wallet")).json();
  expect(paid + bonus).toBe(0);

  const [asked, ...told] = server.asked;
  expect(asked).toMatch(/^\/vast\?seconds=5&viewer=[\da-f-]{36}$/);
  expect(asked, "who the viewer is, is not told").not.toContain(id);
  for (const path of ["/ad.mp4", "/impression", "/start", "/midpoint", "/complete"]) expect(told).toContain(path);
});

test("an advert that is closed before its end opens nothing", async ({ page }) => {
  await page.goto("/s/paper-crown/3");
  await sheet(page).getByRole("button", { name: /Watch a short advert/ }).click();
  await expect(page.getByRole("dialog", { name: "Watch an advert" })).toContainText("Advert: The Tea House");
  await expect.poll(() => server.asked).toContain("/start");
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(sheet(page)).toBeVisible();
  expect(server.asked).not.toContain("/complete");
});
