import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { expectEpisode, expectMotion } from "../help.ts";
import { inDatabase, letWorkRunUntil } from "../time.ts";

// A process of the house is started and ended in some.
test.setTimeout(120_000);

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

test("where VIP is not offered any more, the wallet keeps the way to it for who is VIP, and for nobody else", async ({ page }, info) => {
  await page.route("**/api/v1/house", async (route) => {
    const response = await route.fetch();
    const house = await response.json();
    await route.fulfill({ response, json: { ...house, features: { ...house.features, vip: false } } });
  });
  const link = page.getByRole("link", { name: /^VIP/ });
  await page.goto("/wallet");
  await expect(page.getByRole("link", { name: /^Receipts/ })).toBeVisible();
  await expect(link).toHaveCount(0);
  await page.goto("/vip");
  await page.getByRole("button", { name: /^Monthly/ }).click();
  await page.getByRole("dialog", { name: "Pay" }).getByRole("button", { name: /^Pay/ }).click();
  await expect(vip(page)).toContainText("Active");
  await page.goto("/wallet");
  await expect(link).toBeVisible();
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("wallet.png") });
  await link.click();
  await expect(page.getByRole("button", { name: "Cancel VIP" })).toBeVisible();
});

/** The viewer's subscription, so many days later. */
function daysPass(person: string, days: number): void {
  const earlier = ["anchor_at", "current_start", "current_end", "grace_until", "retry_at"]
    .map((column) => `${column} = ${column} - interval '${days} days'`)
    .join(", ");
  inDatabase(`update subscriptions set ${earlier} where person_id = '${person}'`);
}

const stateOf = async (page: Page): Promise<string> => (await (await page.request.get("/api/v1/vip")).json()).state;
const meOf = async (page: Page): Promise<string> => (await (await page.request.get("/api/v1/me")).json()).id;

test("paused, nothing is charged and VIP goes to the end of what is paid; resumed, it goes on", async ({ page }) => {
  await page.goto("/vip");
  await page.getByRole("button", { name: /^Monthly/ }).click();
  await page.getByRole("dialog", { name: "Pay" }).getByRole("button", { name: /^Pay/ }).click();
  await expect(vip(page)).toContainText("Active");
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(vip(page)).toContainText("Paused");
  await expect(page.getByText("Nothing is charged meanwhile.")).toBeVisible();
  await expect(vip(page)).not.toContainText("Next charge");
  await expect(vip(page)).toContainText("Paid until");
  await expectOpenToAll(page);
  await page.goto("/s/paper-crown/3");
  await expectMotion(page);

  // The month is over: nothing was charged, and nothing is open.
  daysPass(await meOf(page), 40);
  await page.goto("/s/paper-crown/4");
  await expect(page.getByRole("dialog", { name: /^Watch episode/ })).toBeVisible();
  await page.goto("/vip");
  await expect(vip(page)).toContainText("Paused");
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText("VIP goes on")).toBeVisible();
  await expect(vip(page)).toContainText("Active");
});

test("a renewal that is declined leaves days of grace; what is not paid by then ends", async ({ page }) => {
  await page.goto("/vip");
  await page.getByRole("button", { name: /^Weekly/ }).click();
  const dialog = page.getByRole("dialog", { name: "Pay" });
  await dialog.getByRole("radio", { name: "Renewals are declined" }).click();
  await dialog.getByRole("button", { name: /^Pay/ }).click();
  await expect(vip(page)).toContainText("Active");

  const person = await meOf(page);
  daysPass(person, 8);
  await letWorkRunUntil(async () => (await stateOf(page)) === "grace");
  await page.reload();
  await expect(vip(page)).toContainText("Payment due");
  await expect(vip(page)).toContainText("The last payment did not arrive. It is tried again");
  await expectOpenToAll(page);
  // There is nothing to pause.
  await expect(page.getByRole("button", { name: "Pause" })).toHaveCount(0);
  // And still everything plays.
  await page.goto("/s/paper-crown/3");
  await expectEpisode(page, 3);
  await expectMotion(page);

  daysPass(person, 8);
  await letWorkRunUntil(async () => ["ended", undefined, null].includes((await stateOf(page)) as never));
  await page.goto("/s/paper-crown/4");
  await expect(page.getByRole("dialog", { name: /^Watch episode/ })).toBeVisible();
  await page.goto("/vip");
  await expect(page.getByRole("button", { name: /^Weekly/ })).toBeVisible();
});

test("in the grace a new card is given: a bad one is told, a good one pays what is due at once", async ({ page }) => {
  await page.goto("/vip");
  await page.getByRole("button", { name: /^Weekly/ }).click();
  const dialog = page.getByRole("dialog", { name: "Pay" });
  await dialog.getByRole("radio", { name: "Renewals are declined" }).click();
  await dialog.getByRole("button", { name: /^Pay/ }).click();
  await expect(vip(page)).toContainText("Active");
  await expect(page.getByRole("button", { name: "Give a new card" })).toHaveCount(0);
  daysPass(await meOf(page), 8);
  await letWorkRunUntil(async () => (await stateOf(page)) === "grace");
  await page.reload();
  await page.getByRole("button", { name: "Give a new card" }).click();
  const card = page.getByRole("dialog", { name: "Give a new card" });
  await card.getByRole("radio", { name: "Is declined" }).click();
  await expectOpenToAll(page);
  await card.getByRole("button", { name: "Give a new card" }).click();
  await expect(card.getByRole("alert")).toContainText("This card was not taken");
  await card.getByRole("radio", { name: "Succeeds" }).click();
  await card.getByRole("button", { name: "Give a new card" }).click();
  await expect(page.getByText("The new card is in use")).toBeVisible();
  await expect(vip(page)).toContainText("Active");
  await expect(vip(page)).toContainText(/Next charge/);
});
