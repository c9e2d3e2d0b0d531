import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

/** The time and size of the video that plays now. */
async function playing(page: Page): Promise<{ time: number; width: number }> {
  return page.evaluate(() => {
    const video = [...document.querySelectorAll("video")].find((video) => !video.paused);
    return { time: video?.currentTime ?? 0, width: video?.videoWidth ?? 0 };
  });
}

async function expectMotion(page: Page): Promise<void> {
  await expect.poll(async () => (await playing(page)).width).toBeGreaterThan(0);
  const before = (await playing(page)).time;
  await expect.poll(async () => (await playing(page)).time).not.toBe(before);
}

test("a series starts at once, and the next one after a swipe", async ({ page }) => {
  await page.goto("/");
  await expectMotion(page);
  await page.keyboard.press("ArrowDown");
  await expectMotion(page);
});

test("one goes on where one stopped, on another device too", async ({ page, browser }) => {
  const email = `viewer-${Date.now()}@example.com`;
  const password = "a long enough password";
  await page.goto("/s/crimson-vow/2");
  await expect.poll(async () => (await playing(page)).time).toBeGreaterThan(4);
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
  const page2 = await (await device.request.get("/api/v1/series/crimson-vow")).json();
  expect(page2.next_up).toBe(2);
  expect(page2.episodes[1].position_ms).toBeGreaterThan(2_000);
  await other.close();
});

test("a search finds a series and its page opens", async ({ page }) => {
  await page.goto("/search");
  await page.getByRole("searchbox").or(page.getByLabel("Search series")).first().fill("midnight");
  await page.getByRole("link", { name: /Midnight Heir/ }).first().click();
  await expect(page).toHaveURL(/\/s\/midnight-heir/);
  await expect(page.getByRole("heading", { name: "Midnight Heir" })).toBeVisible();
});

test("a shared link carries a card", async ({ request }) => {
  const html = await (await request.get("/s/crimson-vow/2")).text();
  expect(html).toContain('property="og:title" content="Crimson Vow · 2');
  expect(html).toMatch(/property="og:image" content="http[^"]+\/media\/art\/[0-9a-f]{64}\.webp"/);
});

for (const path of ["/", "/discover", "/search", "/list", "/history", "/me", "/login", "/s/crimson-vow"]) {
  test(`nothing on ${path} is out of reach`, async ({ page }) => {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa"]).analyze();
    expect(violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`)).toEqual([]);
  });
}
