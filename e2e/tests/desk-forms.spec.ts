import { expect, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { choose, expectMotion } from "../help.ts";
import { askDesk, becomeOperator } from "../operator.ts";

test("the way to studio and desk is on one's own page, for those who may go there", async ({ page }) => {
  await page.goto("/me");
  await expect(page.getByRole("link", { name: /^Wallet/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Desk/ })).toHaveCount(0);
  await becomeOperator(page);
  await page.goto("/me");
  await expect(page.getByRole("link", { name: /^Studio Make and publish/ })).toHaveAttribute("href", "/studio/");
  await page.getByRole("link", { name: /^Desk Books, prices/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
});

test("what a partner owes is shown, asked about and written down; the opposite takes it back", async ({ page }) => {
  await becomeOperator(page);
  await page.goto("/desk/income");
  const write = page.getByRole("button", { name: "Write down", exact: true }).first();
  await expect(write).toBeDisabled();
  await page.getByLabel("Amount, net of tax").fill("much");
  await expect(page.getByRole("alert")).toContainText("Write an amount other than zero");
  await choose(page, "Series No one series", "Crimson Vow");
  for (const amount of ["1250.50", "-1250.50"]) {
    await page.getByLabel("Amount, net of tax").fill(amount);
    await page.getByLabel("Currency").fill("usd");
    await page.getByLabel("Note").fill(`Invoice 7 of ${amount}`);
    await expect(page.getByRole("definition").filter({ hasText: "Sponsorship · Crimson Vow" })).toBeVisible();
    await expect(page.getByRole("definition").filter({ hasText: "$1,250.50" })).toBeVisible();
    await expect(page.getByText("No contract; the house keeps it")).toBeVisible();
    await expectOpenToAll(page);
    await write.click();
    const dialog = page.getByRole("dialog", { name: "Write this down?" });
    await expect(dialog).toContainText(`Invoice 7 of ${amount}`);
    await expectOpenToAll(page);
    await dialog.getByRole("button", { name: "Write down" }).click();
    const row = page.getByRole("row").filter({ hasText: `Invoice 7 of ${amount}` }).first();
    await expect(row).toContainText("Crimson Vow");
    await expect(dialog).toBeHidden();
    await expect(page.getByLabel("Note")).toHaveValue("");
  }
});

test("a viewer is found, given coins and an episode, and has them", async ({ page, browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  const viewer = await context.newPage();
  await viewer.goto("/discover");
  await viewer.waitForLoadState("networkidle");
  const { id } = await (await viewer.request.get("/api/v1/me")).json();

  await becomeOperator(page);
  await page.goto("/desk/paywalls");
  await page.getByRole("button", { name: "Give to a viewer" }).click();
  const dialog = page.getByRole("dialog", { name: "Give to a viewer" });
  const find = dialog.getByRole("searchbox", { name: "Viewer" });
  await find.fill("nobody has this name");
  await expect(dialog.getByRole("status")).toContainText("No account like this");
  await find.fill(id);
  await dialog.getByRole("button", { name: `Viewer ${id.slice(0, 8)}` }).click();
  const coins = dialog.getByRole("textbox", { name: "Bonus coins" });
  await coins.fill("0");
  await expect(dialog.getByRole("alert")).toContainText("From 1 to 1,000,000 coins");
  await coins.fill("35");
  await expect(dialog.getByRole("definition").filter({ hasText: "35 bonus coins" })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Give", exact: true })).toBeDisabled();
  await dialog.getByLabel("Why").fill("The film stopped twice");
  await expectOpenToAll(page);
  await dialog.getByRole("button", { name: "Give", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: "The film stopped twice" }).first()).toContainText("35 bonus coins");
  await expect.poll(async () => (await (await viewer.request.get("/api/v1/wallet")).json()).bonus).toBe(35);

  await page.getByRole("button", { name: "Give to a viewer" }).click();
  await find.fill(id);
  await dialog.getByRole("button", { name: `Viewer ${id.slice(0, 8)}` }).click();
  await dialog.getByText("An episode", { exact: true }).click();
  await choose(dialog, "Series", "Paper Crown");
  await choose(dialog, "An episode", "Episode 5");
  await expect(dialog.getByRole("definition").filter({ hasText: "Paper Crown · Episode 5" })).toBeVisible();
  await dialog.getByLabel("Why").fill("For the review");
  await dialog.getByRole("button", { name: "Give", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: "For the review" }).first()).toContainText("Paper Crown · Episode 5");
  const { episode } = await (await viewer.request.get("/api/v1/series/paper-crown/episodes/5")).json();
  expect(JSON.stringify(episode.access)).toContain("granted");
  await context.close();
});

test("a rate is stated after it was seen on a round amount, and beside the one before", async ({ page }) => {
  await becomeOperator(page);
  await page.goto("/desk/sharing");
  const open = page.getByRole("button", { name: "State a rate" });
  const dialog = page.getByRole("dialog", { name: "State a rate" });
  await open.click();
  await dialog.getByLabel("To", { exact: true }).fill("USD");
  await dialog.getByLabel("Rate", { exact: true }).fill("-1");
  await expect(dialog.getByRole("alert")).toContainText("Write a rate above zero");
  await dialog.getByLabel("From", { exact: true }).fill("USD");
  await expect(dialog.getByRole("alert").first()).toContainText("two different currencies");
  await dialog.getByLabel("From", { exact: true }).fill("EUR");
  await dialog.getByLabel("Rate", { exact: true }).fill("1.25");
  await expect(dialog).toContainText("€100.00");
  await expect(dialog.getByRole("definition").filter({ hasText: "$125.00" })).toBeVisible();
  await dialog.getByLabel("Source").fill("A bank, for a test");
  await expectOpenToAll(page);
  await dialog.getByRole("button", { name: "State a rate" }).click();
  await expect(page.getByText("Rate stated")).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: "A bank, for a test" }).first()).toContainText("EUR");

  // The next one of the same two shows how far it is from it.
  await open.click();
  await dialog.getByLabel("From", { exact: true }).fill("EUR");
  await dialog.getByLabel("To", { exact: true }).fill("USD");
  await dialog.getByLabel("Rate", { exact: true }).fill("1/2");
  await expect(dialog).toContainText("-60%");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  const { items } = await askDesk<{ items: { from: string }[] }>(page, "GET", "fx-rates");
  expect(items.every((one) => one.from === "EUR")).toBe(true);
});

test("what a viewer owes after a refund of used coins is written off, in part and whole", async ({ page, browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  const viewer = await context.newPage();
  await viewer.goto("/s/paper-crown/3");
  await viewer.getByRole("dialog", { name: /^Watch episode/ }).getByRole("button", { name: /^Pay/ }).click();
  await expectMotion(viewer);
  const { id } = await (await viewer.request.get("/api/v1/me")).json();
  const [order] = await (await viewer.request.get("/api/v1/orders")).json();
  await context.close();
  const short = id.slice(0, 8);

  await becomeOperator(page);
  await askDesk(page, "POST", `orders/${order.id}/refund`, { everything: true, reason: "For a test" });
  await page.goto("/desk/orders");
  const debts = page.getByRole("region", { name: "Owed by viewers" });
  const row = debts.getByRole("row").filter({ hasText: short });
  const dialog = page.getByRole("dialog", { name: "Write this debt off?" });
  for (const amount of ["0.01", null]) {
    await row.getByRole("button", { name: `Write off what ${short} owes` }).click();
    await dialog.getByLabel("Amount").fill("999");
    await expect(dialog.getByRole("alert")).toContainText("at most $");
    const owed = (await row.getByText(/^\$/).first().innerText()).replace("$", "");
    await dialog.getByLabel("Amount").fill(amount ?? owed);
    await dialog.getByLabel("Reason").fill("The account is gone");
    await expectOpenToAll(page);
    await dialog.getByRole("button", { name: "Write off", exact: true }).click();
    await expect(dialog).toBeHidden();
    if (amount) await expect(row).toContainText("$0.01");
  }
  await expect(row.getByRole("button")).toHaveCount(0);
});

test("unspent coins count as breakage after so many months, or never", async ({ page }) => {
  await becomeOperator(page);
  await page.goto("/desk/prices");
  const panel = page.getByRole("region", { name: "Unspent coins" });
  const field = panel.getByLabel("Counts as breakage after");
  const dialog = page.getByRole("dialog", { name: "Change when coins count as breakage?" });
  await field.fill("121");
  await expect(panel.getByRole("alert")).toContainText("From 1 to 120 months");
  for (const [months, words] of [["24", "nobody has used for 24 months"], ["", "No further coins count as breakage"]] as const) {
    await field.fill(months);
    await panel.getByRole("button", { name: "Save breakage" }).click();
    await expect(dialog).toContainText(words);
    await expectOpenToAll(page);
    await dialog.getByRole("button", { name: "Save breakage" }).click();
    await expect(dialog).toBeHidden();
    await page.reload();
    await expect(field).toHaveValue(months);
  }
});

test("a contract about several series says which recoup together, and is refused where it names one", async ({ page }) => {
  await becomeOperator(page);
  await page.goto("/desk/sharing");
  await page.getByRole("link", { name: "Write one" }).click();
  const deal = page.getByRole("textbox", { name: "Deal" });
  const text = (series: string) =>
    `name = "Two"\ncurrency = "USD"\npayees = ["house"]\n${series}\n[[tier]]\nname = "All"\nkind = "split"\nto = { house = "100%" }\n`;
  await deal.fill(text(""));
  await expect(page.getByRole("alert")).toContainText("List two series or more");
  await expect(page.getByRole("button", { name: "Keep version" })).toBeDisabled();
  await deal.fill(text('series = ["crimson-vow", "midnight-heir"]\ncross_collateral = true'));
  await expect(page.getByText("Recoup together: crimson-vow and midnight-heir")).toBeVisible();
  await expect(page.getByRole("button", { name: "Keep version" })).toBeEnabled();
  await expectOpenToAll(page);
  await page.getByRole("button", { name: "Keep version" }).click();
  const dialog = page.getByRole("dialog", { name: "Keep this version?" });
  await expect(dialog).toContainText("Recoup together");
  await dialog.getByRole("button", { name: "Cancel" }).click();
});
