import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { card, expectEpisode, expectMotion } from "../help.ts";
import { paperCrown, setPaperCrown } from "../operator.ts";
import { inDatabase } from "../time.ts";

const sheet = (page: Page) => page.getByRole("dialog", { name: /^Watch episode/ });

/** The viewer's wait has begun so many hours earlier. */
async function waited(page: Page, hours: number): Promise<void> {
  const { id } = await (await page.request.get("/api/v1/me")).json();
  expect(id).toMatch(/^[\da-f-]{36}$/);
  inDatabase(`update grants set starts_at = starts_at - interval '${hours} hours' where reason = 'wait' and person_id = '${id}'`);
}

test("whoever waits watches for free: one episode at a time, not a minute too early", async ({ page, browser }) => {
  await setPaperCrown(browser, { ...paperCrown, wait_hours: 24 });
  try {
    await page.goto("/s/paper-crown/3");
    await expect(sheet(page)).toContainText(/Free for you on .*\(in (24 hours|1 day|tomorrow)|\(tomorrow\)/);
    await expectOpenToAll(page);

    // Looking again does not begin anew, and an hour short is still locked.
    await waited(page, 23);
    await page.reload();
    await expect(sheet(page)).toContainText(/Free for you on .*\((in 1 hour|in 60 minutes)\)/);

    await waited(page, 1);
    await page.reload();
    await expectEpisode(page, 3);
    await expectMotion(page);
    const { paid, bonus } = await (await page.request.get("/api/v1/wallet")).json();
    expect(paid + bonus).toBe(0);

    // The next one is waited for from now on.
    await page.goto("/s/paper-crown/4");
    await expect(sheet(page)).toContainText(/Free for you on /);
    // Nobody waits for two at once.
    await page.goto("/s/paper-crown/5");
    await expect(sheet(page)).toBeVisible();
    await expect(sheet(page)).toContainText("The first 2 episodes are free");
    await expect(sheet(page)).not.toContainText("Free for you on");
    await page.keyboard.press("Escape");
    await expect(card(page).getByRole("heading", { name: "Episode 5 is locked" })).toBeVisible();
  } finally {
    await setPaperCrown(browser, paperCrown);
  }
});
