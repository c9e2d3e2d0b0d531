import { type Browser, expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { card, expectEpisode, expectMotion } from "../help.ts";
import { paperCrown, setPaperCrown } from "../operator.ts";

// The series: six episodes, two free, ten coins each after them, thirty for the whole.
const sheet = (page: Page) => page.getByRole("dialog", { name: /^Watch episode/ });
const offer = (page: Page, name: RegExp) => sheet(page).getByRole("radio", { name });
const pay = (page: Page) => sheet(page).getByRole("button", { name: /^Pay/ });
const unlock = (page: Page) => sheet(page).getByRole("button", { name: /^Unlock for/ });
const coinsOf = async (page: Page): Promise<number> => {
  const { paid, bonus } = await (await page.request.get("/api/v1/wallet")).json();
  return paid + bonus;
};

/** So many coins in the wallet, bought with test money. */
async function buyCoins(page: Page, coins: number): Promise<void> {
  // The first answers make the viewer: which one that is must be settled.
  await page.waitForLoadState("networkidle");
  const shop = await (await page.request.get("/api/v1/shop")).json();
  const { coins: unit, price } = shop.exact.coins_for;
  const headers = { Origin: new URL(page.url()).origin };
  const id = crypto.randomUUID();
  const expected = { minor: Math.ceil((coins * price.minor) / unit), currency: price.currency };
  const made = await page.request.post("/api/v1/orders", { headers, data: { id, item: { kind: "exact", coins }, expected } });
  expect(made.ok(), await made.text()).toBe(true);
  const paid = await page.request.post(`/api/v1/orders/${id}/test-payment`, { headers, data: { outcome: "succeed" } });
  expect(paid.ok(), await paid.text()).toBe(true);
  await expect.poll(() => coinsOf(page)).toBeGreaterThanOrEqual(coins);
}

/** Changes what an episode costs, as an operator does it at the desk. */
const reprice = (browser: Browser, coins: number) => setPaperCrown(browser, { ...paperCrown, price: coins });

test("all of it is said before anything is paid, and nothing of a locked episode is loaded", async ({ page }) => {
  const media: string[] = [];
  page.on("request", (request) => {
    if (/\/media\/.*\.(m3u8|mp4|m4s|vtt)|\/media\/hls/.test(request.url())) media.push(request.url());
  });
  await page.goto("/s/paper-crown/3");
  await expect(offer(page, /This episode/)).toBeChecked();
  const dialog = sheet(page);
  for (const part of [
    /Episode 3 of 6/,
    /This episode.*5 sec.*10 coins.*\$/,
    /The whole series.*Episodes 3 to 6, 20 sec.*10 coins less than one by one.*30 coins.*\$/,
    /The first 2 episodes are free/,
    /You have 0 coins/,
    /never pay more than 30 coins for the whole series/,
    /Test money/,
  ]) {
    await expect(dialog).toContainText(part);
  }
  await expect(dialog.getByRole("switch", { name: /Unlock the next episodes/ })).not.toBeChecked();
  await expectOpenToAll(page);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(card(page).getByRole("heading", { name: "Episode 3 is locked" })).toBeVisible();
  await expectOpenToAll(page);
  await page.waitForTimeout(500);
  expect(media).toEqual([]);
});

test("the end of a free episode leads to the paywall; paying for just what is missing goes on at once", async ({ page }) => {
  await page.goto("/s/paper-crown/2");
  await expectMotion(page);
  await page.keyboard.press("ArrowRight");
  await expect(offer(page, /This episode/)).toBeChecked();
  // The smallest amount that is sold is chosen, no pack.
  await expect(sheet(page).getByRole("radio", { name: /nearest amount on sale|Exactly/ })).toBeChecked();
  await pay(page).click();
  const begun = Date.now();
  await expectEpisode(page, 3);
  await expect.poll(() => card(page).locator("video").last().evaluate((one) => (one as HTMLVideoElement).currentTime), { intervals: [50] }).toBeGreaterThan(0);
  expect(Date.now() - begun).toBeLessThan(5000); // One second on a quiet machine; tests share theirs.
  await expect(sheet(page)).toHaveCount(0);
  await expect(page).toHaveURL(/paper-crown\/3$/);
  expect(await coinsOf(page)).toBe(40);

  // Episode 4 is locked still, and paid from the wallet.
  await page.keyboard.press("n");
  await expect(unlock(page)).toBeVisible();
  await unlock(page).click();
  await expectEpisode(page, 4);
  await expectMotion(page);
  expect(await coinsOf(page)).toBe(30);
});

test("a binge unlocks by itself only after it was chosen, says each price, and stops when asked to", async ({ page }) => {
  await page.goto("/s/paper-crown/3");
  await buyCoins(page, 100);
  await page.reload();
  await sheet(page).getByRole("switch", { name: /Unlock the next episodes/ }).click();
  await unlock(page).click();
  await expectMotion(page);
  await page.keyboard.press("n");
  await expect(page.getByText(/^Episode 4: 10 coins \(\$/)).toBeVisible();
  await expectEpisode(page, 4);
  await expectMotion(page);
  expect(await coinsOf(page)).toBe(80);
  await page.getByRole("button", { name: "Ask again" }).click();
  await page.keyboard.press("n");
  await expect(unlock(page)).toBeVisible();
  expect(await coinsOf(page)).toBe(80);
});

test("the whole series in one, from its page, never over its price", async ({ page }) => {
  await page.goto("/s/paper-crown/3");
  await buyCoins(page, 100);
  await page.reload();
  await unlock(page).click();
  await expectMotion(page);
  await page.goto("/s/paper-crown");
  const locked = page.getByRole("link", { name: /Locked/ });
  await expect(locked).toHaveCount(3);
  // Ten of the thirty are paid.
  await page.getByRole("button", { name: /^Whole series: 20 coins/ }).click();
  const dialog = page.getByRole("dialog", { name: "The whole series" });
  await expect(dialog.getByRole("radio", { name: /The whole series/ })).toBeChecked();
  await expect(dialog).toContainText("10 coins spent so far, at most 20 coins to go");
  await dialog.getByRole("button", { name: /^Unlock for/ }).click();
  await expect(page).toHaveURL(/paper-crown\/\d$/);
  await expectMotion(page);
  await page.goto("/s/paper-crown");
  await expect(page.getByRole("link", { name: /^Episode 6/ })).toBeVisible();
  await expect(locked).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Whole series/ })).toHaveCount(0);
  await page.getByRole("link", { name: /^Episode 6/ }).click();
  await expectMotion(page);
  expect(await coinsOf(page)).toBe(70);
});

test("a declined payment takes nothing and says so", async ({ page }) => {
  await page.goto("/s/paper-crown/3");
  await sheet(page).getByRole("radio", { name: "Is declined" }).click();
  await pay(page).click();
  await expect(sheet(page).getByRole("alert")).toContainText("declined");
  expect(await coinsOf(page)).toBe(0);
  await sheet(page).getByRole("radio", { name: "Succeeds" }).click();
  await pay(page).click();
  await expectEpisode(page, 3);
  await expectMotion(page);
});

test("a price that changed between look and click is never paid", async ({ page, browser }) => {
  await page.goto("/s/paper-crown/3");
  await buyCoins(page, 100);
  await page.reload();
  await expect(unlock(page)).toContainText("10 coins");
  try {
    await reprice(browser, 14);
    await unlock(page).click();
    await expect(sheet(page).getByRole("alert")).toContainText("The price changed");
    expect(await coinsOf(page)).toBe(100);
    await expect(unlock(page)).toContainText("14 coins");
    await unlock(page).click();
    await expectMotion(page);
    expect(await coinsOf(page)).toBe(86);
  } finally {
    await reprice(browser, 10);
  }
});

test("a hundred hasty taps are one purchase", async ({ page }) => {
  await page.goto("/s/paper-crown/3");
  await buyCoins(page, 100);
  await page.reload();
  await unlock(page).evaluate((button) => {
    for (let tap = 0; tap < 100; tap++) (button as HTMLButtonElement).click();
  });
  await expectMotion(page);
  expect(await coinsOf(page)).toBe(90);
});

test("an advert opens an episode without a coin", async ({ page }) => {
  await page.goto("/s/paper-crown/3");
  await sheet(page).getByRole("button", { name: /Watch a short advert/ }).click();
  await expect(page.getByRole("dialog", { name: "Watch an advert" })).toBeVisible();
  await expectEpisode(page, 3);
  await expectMotion(page);
  expect(await coinsOf(page)).toBe(0);
});
