import { expect, test } from "@playwright/test";
import { card, expectEpisode, expectMotion, expectPaused, Finger, isPhone, onPicture, startWithSound, swipe, titleOf, video } from "../help.ts";

test("a series starts at once, and the next one after a swipe", async ({ page }, info) => {
  await page.goto("/");
  await expectMotion(page);
  const first = await titleOf(page);
  await swipe(page, info);
  await expect.poll(() => titleOf(page)).not.toBe(first);
  await expectMotion(page);
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => titleOf(page)).toBe(first);
  await expectMotion(page);
});

test("no series comes twice in a session, and the end says so", async ({ page }) => {
  await page.goto("/");
  const seen: string[] = [];
  await expect(card(page)).toBeVisible();
  while ((await card(page).count()) > 0) {
    seen.push(await titleOf(page));
    await page.keyboard.press("ArrowDown");
    await expect
      .poll(async () => (await card(page).locator("h2 a").allInnerTexts())[0] ?? "the end")
      .not.toBe(seen.at(-1));
  }
  await expect(page.getByRole("heading", { name: "That is everything for now" })).toBeInViewport();
  expect(seen.length).toBeGreaterThanOrEqual(3);
  expect(new Set(seen).size).toBe(seen.length);
  await page.getByRole("button", { name: "Start over" }).click();
  await expectMotion(page);
});

test("an episode ends in the next one", async ({ page }) => {
  await page.goto("/s/the-green-door/1");
  await expectMotion(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("group", { name: "Up next" })).toBeVisible();
  await expectEpisode(page, 2);
  await expect(page).toHaveURL(/\/s\/the-green-door\/2$/);
  await expectMotion(page);
});

test("one may stay at the end instead, and go on later", async ({ page }) => {
  await page.goto("/s/the-green-door/1");
  await expectMotion(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const pill = page.getByRole("group", { name: "Up next" });
  await pill.getByRole("button", { name: "Cancel" }).click();
  await expect(pill).toBeHidden();
  await page.getByRole("button", { name: "Play now" }).click();
  await expectEpisode(page, 2);
  await expectMotion(page);
});

test("the last episode ends in the next series", async ({ page }) => {
  await page.goto("/s/midnight-heir/2");
  await expectMotion(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText("You have seen all of Midnight Heir")).toBeVisible();
  await page.getByRole("button", { name: "Stay here" }).click();
  await page.getByRole("button", { name: "Watch again" }).click();
  await expectMotion(page);
  expect((await video(page)).time).toBeLessThan(5);
});

test("a tap pauses and plays, two taps like, holding is fast", async ({ page }, info) => {
  await startWithSound(page);
  await page.goto("/s/crimson-vow/1");
  await expectMotion(page);
  const finger = await Finger.of(page, info);
  const place = await onPicture(page);

  await finger.down(...place);
  await finger.up();
  await expectPaused(page, true);
  await finger.down(...place);
  await finger.up();
  await expectPaused(page, false);

  await finger.down(...place);
  await expect.poll(async () => (await video(page)).rate).toBe(2);
  await expect(page.getByText("2× speed")).toBeVisible();
  await finger.up();
  await expect.poll(async () => (await video(page)).rate).toBe(1);

  const liked = page.waitForResponse((one) => /\/like$/.test(one.url()) && one.request().method() === "PUT");
  await finger.tapTwice(...place);
  expect((await liked).status()).toBe(200);
  const heart = card(page).getByRole("button", { name: /^Take the like back/ });
  await expect(heart).toHaveAttribute("aria-pressed", "true");
  await expectPaused(page, false);
  await heart.click();
  await expect(card(page).getByRole("button", { name: /^Like,/ })).toBeVisible();
});

test("a drag over the picture and over the bar seeks, with a preview", async ({ page }, info) => {
  await page.goto("/s/crimson-vow/2");
  await expectMotion(page);
  const finger = await Finger.of(page, info);
  const bar = await page.getByRole("slider", { name: "Position in the episode" }).boundingBox();
  if (!bar) throw new Error("no bar");
  const height = bar.y + bar.height / 2;
  await finger.down(bar.x + bar.width * 0.2, height);
  await finger.move(bar.x + bar.width * 0.5, height);
  const tile = page.locator(".preview .tile");
  await expect(tile).toBeVisible();
  expect(await tile.evaluate((element) => getComputedStyle(element).backgroundImage)).toMatch(/\/media\//);
  await expect(page.locator(".preview")).toContainText("0:06");
  await finger.up();
  await expect(tile).toBeHidden();
  await expect.poll(async () => (await video(page)).time).toBeGreaterThan(5.5);
  await expectMotion(page);

  const [x, y] = await onPicture(page);
  await finger.down(x, y);
  await finger.move(x - 20, y);
  await finger.move(x - 100, y);
  await expect(page.locator(".preview")).toBeVisible();
  await expectPaused(page, true);
  await finger.up();
  await expectPaused(page, false);
});

test("clear screen hides everything but the picture", async ({ page }) => {
  await page.goto("/s/crimson-vow/1");
  await expectMotion(page);
  await card(page).getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("button", { name: "Clear screen" }).click();
  await expect(card(page).getByRole("button", { name: "More", exact: true })).toBeHidden();
  await expect(page.getByRole("slider")).toHaveCount(0);
  await page.getByRole("button", { name: "Show controls" }).click();
  await expect(page.getByRole("slider")).toBeVisible();
});

test("any episode is reached from the drawer", async ({ page }) => {
  await page.goto("/s/crimson-vow/1");
  await expectMotion(page);
  await card(page).getByRole("button", { name: /^Episodes/ }).click();
  const drawer = page.getByRole("dialog", { name: "Crimson Vow" });
  await expect(drawer.getByRole("button", { name: /^Episode 1,.*Playing/ })).toHaveAttribute("aria-current", "true");
  await drawer.getByRole("button", { name: /^Episode 3,/ }).click();
  await expect(drawer).toBeHidden();
  await expectEpisode(page, 3);
  await expectMotion(page);
});

test("a link is shared that opens at the episode", async ({ page, context, browser }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/s/crimson-vow/2");
  await expectMotion(page);
  await card(page).getByRole("button", { name: "Share" }).click();
  await expect(page.getByText("Link copied")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await browser.newContext();
  const friend = await other.newPage();
  await friend.goto(link);
  await expect(card(friend).locator("h2")).toHaveText("Crimson Vow");
  await expectEpisode(friend, 2);
  await expectMotion(friend);
  await other.close();
});

test("a problem is reported", async ({ page }) => {
  await page.goto("/s/crimson-vow/1");
  await expectMotion(page);
  await card(page).getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("button", { name: "Report a problem" }).click();
  await page.getByText("The sound is wrong").click();
  await expect(page.getByLabel("The sound is wrong")).toBeChecked();
  await page.getByLabel("Tell us more (optional)").fill("It hums.");
  const sent = page.waitForResponse((one) => /\/reports$/.test(one.url()));
  await page.getByRole("button", { name: "Send report" }).click();
  expect((await sent).ok()).toBe(true);
  await expect(page.getByText("Thank you. The house will look at it.")).toBeVisible();
});

test("the keyboard does all of it", async ({ page, context }, info) => {
  test.skip(isPhone(info), "phones have none");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/s/crimson-vow/1");
  await expectMotion(page);
  const press = (key: string) => page.keyboard.press(key);
  const state = card(page);

  await press("k");
  await expectPaused(page, true);
  await press("Space");
  await expectPaused(page, false);
  await page.keyboard.down("Space");
  await expect.poll(async () => (await video(page)).rate).toBe(2);
  await page.keyboard.up("Space");
  await expect.poll(async () => (await video(page)).rate).toBe(1);
  await expectPaused(page, false);
  await press("k");
  const before = (await video(page)).time;
  await press("ArrowRight");
  await expect.poll(async () => (await video(page)).time).toBeGreaterThan(before + 4);
  await press("ArrowLeft");
  await expect.poll(async () => (await video(page)).time).toBeLessThan(before + 1);
  await press("m");
  await expect.poll(async () => (await video(page)).muted).toBe(true);
  await press("m");
  await expect.poll(async () => (await video(page)).muted).toBe(false);
  await expect(page.locator(".layer")).toContainText("Episode 1 of Crimson Vow");
  await press("c");
  await expect(page.locator(".layer")).not.toContainText("Episode 1");
  await press("c");
  await expect(page.locator(".layer")).toContainText("Episode 1 of Crimson Vow");
  await press("f");
  await expect(page.getByRole("slider")).toHaveCount(0);
  await press("Escape");
  await expect(page.getByRole("slider")).toBeVisible();
  await press("l");
  await expect(state.getByRole("button", { name: /^Take the like back/ })).toBeVisible();
  await press("b");
  await expect(state.getByRole("button", { name: "Remove from my list" })).toBeVisible();
  await press("s");
  await expect(page.getByText("Link copied")).toBeVisible();
  await press("n");
  await expectEpisode(page, 2);
  await press("p");
  await expectEpisode(page, 1);

  await press("e");
  const drawer = page.getByRole("dialog", { name: "Crimson Vow" });
  await expect(drawer.getByRole("button", { name: /^Episode 2,/ })).toBeVisible();
  await press("Tab");
  await drawer.getByRole("button", { name: /^Episode 2,/ }).focus();
  await press("Enter");
  await expect(drawer).toBeHidden();
  await expectEpisode(page, 2);

  await press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await press("ArrowDown");
  await expect.poll(() => titleOf(page)).not.toBe("Crimson Vow");
  await press("/");
  await expect(page.getByLabel("Search series")).toBeFocused();
  await page.keyboard.type("crimson");
  await expect(page.getByRole("link", { name: /Crimson Vow/ })).toBeVisible();
});
