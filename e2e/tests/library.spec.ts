import { expect, test } from "@playwright/test";
import { card, expectMotion, video } from "../help.ts";

test("one goes on where one stopped, on another device too", async ({ page, browser }) => {
  const email = `viewer-${Date.now()}@example.com`;
  const password = "a long enough password";
  await page.goto("/s/crimson-vow/2");
  await expect.poll(async () => (await video(page)).time).toBeGreaterThan(4);
  const told = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/events"));
  await page.keyboard.press("Space");
  await told;
  const made = await page.request.post("/api/v1/auth/register", {
    data: { email, password },
    headers: { Origin: new URL(page.url()).origin },
  });
  expect(made.status()).toBe(200);

  const other = await browser.newContext();
  const device = await other.newPage();
  await device.goto("/login");
  await device.getByLabel("E-mail").fill(email);
  await device.getByLabel("Password", { exact: true }).fill(password);
  await device.getByRole("button", { name: "Log in", exact: true }).click();
  await expect
    .poll(async () => (await (await device.request.get("/api/v1/me")).json()).email)
    .toBe(email);
  await device.goto("/s/crimson-vow");
  await device.getByRole("link", { name: "Continue episode 2" }).click();
  await expectMotion(device);
  expect((await video(device)).time).toBeGreaterThan(2);
  await other.close();
});

test("a search finds a series and its page opens", async ({ page }) => {
  await page.goto("/search");
  await page.getByLabel("Search series").fill("midnigt");
  await page.getByRole("link", { name: /Midnight Heir/ }).first().click();
  await expect(page).toHaveURL(/\/s\/midnight-heir/);
  await expect(page.getByRole("heading", { name: "Midnight Heir" })).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByLabel("Search series").fill("no such thing anywhere");
  await expect(page.getByText("Nothing found for")).toBeVisible();
});

test("genres lead to their series", async ({ page }) => {
  await page.goto("/discover");
  await page.getByRole("link", { name: "Thriller" }).first().click();
  await expect(page).toHaveURL(/genre=thriller/);
  await expect(page.getByRole("link", { name: /The Green Door/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /Midnight Heir/ })).toHaveCount(0);
});

test("a series is put on the list, found there, and taken off", async ({ page }) => {
  await page.goto("/list");
  await expect(page.getByRole("heading", { name: "Your list is empty" })).toBeVisible();
  await page.goto("/s/the-green-door/1");
  await card(page).getByRole("button", { name: "Add to my list" }).click();
  await expect(card(page).getByRole("button", { name: "Remove from my list" })).toBeVisible();
  await page.goto("/list");
  await page.getByRole("link", { name: /The Green Door/ }).click();
  await expect(page).toHaveURL(/\/s\/the-green-door$/);
  const taken = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await page.locator("main").getByRole("button", { name: /list/i }).first().click();
  expect((await taken).ok()).toBe(true);
  await page.goto("/list");
  await expect(page.getByRole("heading", { name: "Your list is empty" })).toBeVisible();
});

test("history is kept, taken away, brought back, cleared", async ({ page }) => {
  for (const slug of ["crimson-vow", "the-green-door"]) {
    await page.goto(`/s/${slug}/1`);
    await expect.poll(async () => (await video(page)).time).toBeGreaterThan(1);
    const told = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/events"));
    await page.keyboard.press("k");
    expect((await told).ok()).toBe(true);
  }
  await page.goto("/history");
  const rows = page.getByRole("button", { name: /from history$/ });
  await expect(rows).toHaveCount(2);
  await page.getByRole("button", { name: "Remove Crimson Vow from history" }).click();
  await expect(rows).toHaveCount(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(2);

  // Whoever leaves the page does not wait for the undo to pass.
  const gone = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await page.getByRole("button", { name: "Remove Crimson Vow from history" }).click();
  await page.getByRole("link", { name: "Discover" }).first().click();
  expect((await gone).ok()).toBe(true);
  await page.goto("/history");
  await expect(rows).toHaveCount(1);
  await page.getByRole("button", { name: "Clear history" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Clear history" }).click();
  await expect(page.getByRole("heading", { name: "Nothing watched yet" })).toBeVisible();
});

test("a shared link carries a card", async ({ request }) => {
  const html = await (await request.get("/s/crimson-vow/2")).text();
  expect(html).toContain('property="og:title" content="Crimson Vow · 2');
  expect(html).toMatch(/property="og:image" content="http[^"]+\/media\/art\/[0-9a-f]{64}\.webp"/);
});

test("a page that is not there says so", async ({ page }) => {
  await page.goto("/no/such/page");
  await page.getByRole("link", { name: "Back to the feed" }).click();
  await expectMotion(page);
});
