import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { expectMotion } from "../help.ts";

const checkout = (page: Page) => page.getByRole("dialog", { name: "Pay" });

/** Buys a pack in the shop as a viewer does. */
async function buyPack(page: Page, name: RegExp): Promise<void> {
  await page.goto("/shop");
  await page.getByRole("button", { name }).click();
  await expect(checkout(page)).toContainText("Test money");
  await checkout(page).getByRole("button", { name: /^Pay/ }).click();
  await expect(page.getByText(/are in your wallet/)).toBeVisible();
}

test("an empty wallet says so, and leads to the shop", async ({ page }) => {
  await page.goto("/me");
  await page.getByRole("link", { name: /Wallet/ }).click();
  await expect(page.getByRole("heading", { name: "Wallet" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Nothing yet" })).toBeVisible();
  await page.getByRole("link", { name: "Get coins" }).click();
  await expect(page.getByRole("heading", { name: "Shop" })).toBeVisible();
});

test("exactly as many as wanted, at the price that was shown", async ({ page }) => {
  await page.goto("/shop");
  await page.getByLabel("Coins", { exact: true }).fill("127");
  await expect(page.getByText("The nearest that is sold: 130 coins")).toBeVisible();
  const button = page.getByRole("button", { name: /^Buy for/ });
  const price = (await button.innerText()).replace("Buy for ", "");
  await button.click();
  await expect(checkout(page)).toContainText(`130 coins ${price}`);
  await expectOpenToAll(page);
  await checkout(page).getByRole("button", { name: `Pay ${price}` }).click();
  await expect(page.getByText("130 coins are in your wallet")).toBeVisible();
  await page.goto("/wallet");
  await expect(page.getByRole("region", { name: "Balance" })).toContainText("130 coins");
});

test("paid and bonus coins, their history, what a series has cost", async ({ page }) => {
  await buyPack(page, /^300 coins/);
  await page.goto("/s/paper-crown/3");
  await page.getByRole("button", { name: /^Unlock for 10 coins/ }).click();
  await expectMotion(page);
  await page.goto("/wallet");
  const balance = page.getByRole("region", { name: "Balance" });
  // Bonus coins went first.
  await expect(balance).toContainText("300 coins");
  await expect(balance).toContainText("5 coins");
  await expect(balance).toContainText(/5 coins of the bonus expire on/);
  await expect(page.getByRole("heading", { name: "What each series has cost" })).toBeVisible();
  await expect(page.getByRole("link", { name: /Paper Crown.*1 episode.*10 coins/ })).toBeVisible();
  await expectOpenToAll(page);

  await page.getByRole("button", { name: "Spent", exact: true }).click();
  await expect(page.getByText("Unlocked", { exact: true })).toBeVisible();
  await expect(page.getByText("Coins bought")).toBeHidden();
  await page.getByRole("button", { name: "Bought", exact: true }).click();
  await expect(page.getByText("Coins bought")).toBeVisible();

  await page.getByRole("radio", { name: "Paid first" }).click();
  await page.reload();
  await expect(page.getByRole("radio", { name: "Paid first" })).toBeChecked();
});

test("a receipt is numbered and opens; unused coins go back with their money", async ({ page, context }) => {
  await buyPack(page, /^100 coins/);
  await page.goto("/receipts");
  const link = page.getByRole("link", { name: /^Receipt \d+/ });
  const number = (await link.innerText()).replace("Receipt ", "");
  const opened = context.waitForEvent("page");
  await link.click();
  const paper = await opened;
  await expect(paper).toHaveURL(new RegExp(`/receipts/${number.replace("-", "")}$`));
  await expect(paper.locator("body")).toContainText(number);
  await paper.close();

  await page.getByRole("button", { name: "Give unused coins back" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Give them back" }).click();
  await expect(page.getByText("Done. The money is on its way back.")).toBeVisible();
  await expect(page.getByText("Refunded")).toBeVisible();
  await expectOpenToAll(page);
  const wallet = await (await page.request.get("/api/v1/wallet")).json();
  expect(wallet.paid + wallet.bonus).toBe(0);
});

test("a monthly limit counts what is paid, and a passcode keeps it from being raised", async ({ page }) => {
  await buyPack(page, /^100 coins/);
  await page.goto("/wallet");
  const limits = page.getByRole("region", { name: "Monthly limit" });
  const field = limits.getByLabel(/^Limit in/);
  const set = limits.getByRole("button", { name: "Set the limit" });
  // What was paid, before any of the coins is used.
  await expect(limits.getByText("$0.99 spent this month")).toBeVisible();
  await field.fill("nothing");
  await set.click();
  await expect(page.getByText("Write an amount such as 20")).toBeVisible();
  await field.fill("1.50");
  await limits.getByLabel("New passcode (optional)").fill("2468");
  await set.click();
  await expect(page.getByText("The limit is set")).toBeVisible();
  await expect(limits.getByText("$0.99 of $1.50 spent this month")).toBeVisible();
  await expectOpenToAll(page);

  // Coins that were paid for are used; more is not sold.
  await page.goto("/s/paper-crown/3");
  await page.getByRole("button", { name: /^Unlock for 10 coins/ }).click();
  await expectMotion(page);
  await page.goto("/shop");
  await page.getByRole("button", { name: /^100 coins/ }).click();
  await checkout(page).getByRole("button", { name: /^Pay/ }).click();
  await expect(page.getByText(/over your monthly limit/).first()).toBeVisible();

  await page.goto("/wallet");
  await expect(limits.getByText("$0.99 of $1.50 spent this month")).toBeVisible();
  await field.fill("50");
  await set.click();
  await expect(page.getByText("This limit is raised only with its passcode.")).toBeVisible();
  await limits.getByLabel("Passcode", { exact: true }).fill("1111");
  await set.click();
  await expect(page.getByText(/The passcode is not right/)).toBeVisible();
  await limits.getByLabel("Passcode", { exact: true }).fill("2468");
  await set.click();
  await expect(page.getByText("Raising the limit counts in 24 hours")).toBeVisible();
  await expect(page.getByText(/The higher limit counts from/)).toBeVisible();
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/limit-${test.info().project.name}.png`, fullPage: true });
});

test("a code that does not exist is refused kindly", async ({ page }) => {
  await page.goto("/gift?code=ABCD-EFGH-JKMN-PQRS");
  await page.getByRole("button", { name: "Redeem" }).click();
  await expect(page.getByRole("alert")).toContainText("There is no such code.");
});
