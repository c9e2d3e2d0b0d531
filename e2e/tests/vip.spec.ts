import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { expectEpisode, expectMotion } from "../help.ts";

const vip = (page: Page) => page.getByRole("region", { name: "VIP" });

test("VIP from the paywall: the first price and its end are said, and the episode plays", async ({ page }) => {
  await page.goto("/s/paper-crown/3");
  await page.getByRole("dialog").getByRole("button", { name: /^VIP/ }).click();
  const dialog = page.getByRole("dialog", { name: "VIP" });
  await expect(dialog.getByRole("radio", { name: /^Weekly/ })).toBeChecked();
  await expect(dialog).toContainText(/for the first week, then \$[\d.]+ a week/);
  await expect(dialog).toContainText("until you cancel");
  await expectOpenToAll(page);
  await dialog.getByRole("button", { name: /^Become VIP for/ }).click();
  await expectEpisode(page, 3);
  await expectMotion(page);
  // Every other one as well.
  await page.keyboard.press("n");
  await expectEpisode(page, 4);
  await expectMotion(page);
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("one tap cancels, and the page says what is charged next, and when", async ({ page }) => {
  await page.goto("/vip");
  await page.getByRole("button", { name: /^Monthly/ }).click();
  const dialog = page.getByRole("dialog", { name: "Pay" });
  await dialog.getByRole("button", { name: /^Pay/ }).click();
  await expect(vip(page)).toContainText("Active");
  await expect(vip(page)).toContainText(/Next charge.*\$[\d.]+ on /);
  await expectOpenToAll(page);

  await page.getByRole("button", { name: "Cancel VIP" }).click();
  await expect(vip(page)).toContainText("Cancelled");
  await expect(vip(page)).toContainText("Nothing more will be charged");
  await expect(vip(page)).not.toContainText("Next charge");
  await page.reload();
  await expect(vip(page)).toContainText("Cancelled");
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(vip(page)).toContainText(/Next charge/);
  await page.goto("/shop");
  await expect(page.getByRole("link", { name: "You are VIP. See your plan." })).toBeVisible();
});
