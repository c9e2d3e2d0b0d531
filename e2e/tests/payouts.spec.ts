import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { earnBefore, lastMonth } from "../income.ts";
import { askDesk as ask, becomeOperator, payAll } from "../operator.ts";

test.setTimeout(120_000);

interface Owed {
  code: string;
  owed: { minor: number };
}

test("payouts are planned, looked at, approved; one arrives, one comes back and is owed again", async ({ page }, info) => {
  const { period, middle } = lastMonth();
  const run = `${info.project.name}-${info.retry}-${Date.now()}`;
  const [arrives, returns, small] = [`arrives-${run}`, `returns-${run}`, `small-${run}`];
  await becomeOperator(page);
  // Whoever else is due is paid first: this is about three payees.
  await payAll(page);
  await ask(page, "POST", "payees", { code: arrives, name: arrives, kind: "producer", currency: "USD", withholding: "10%" });
  await ask(page, "POST", "payees", { code: returns, name: returns, kind: "writer", currency: "USD" });
  await ask(page, "POST", "payees", { code: small, name: small, kind: "cast", currency: "USD", threshold: 5_000 });
  const series = await earnBefore(page, `Payouts of ${run}`, middle);
  const text = [
    ...[`name = "Payouts of ${run}"`, 'currency = "USD"', `payees = ["house", "${arrives}", "${returns}", "${small}"]`],
    ...["[[tier]]", 'name = "All"', 'kind = "split"'],
    `to = { house = "10%", ${arrives} = "50%", ${returns} = "30%", ${small} = "10%" }`,
  ].join("\n");
  await ask(page, "POST", `series/${series}/contracts`, { valid_from: `${period}-01`, text });
  await ask(page, "POST", "statements/close", { period });
  const owed = async () => {
    const { items } = await ask<{ items: Owed[] }>(page, "GET", "payees");
    return [arrives, returns, small].map((code) => items.find((one) => one.code === code)?.owed.minor);
  };
  expect(await owed()).toEqual([5_000, 3_000, 1_000]);

  // The check: who gets what, what is kept back and why. Nothing has moved.
  await page.goto("/desk/payouts");
  await page.getByRole("button", { name: "Plan payouts" }).click();
  const check = page.getByRole("region", { name: "Check before money moves" });
  const first = check.getByRole("row").filter({ hasText: arrives });
  for (const amount of ["$50.00", "$5.00", "$45.00"]) await expect(first).toContainText(amount);
  await expect(check.getByRole("row").filter({ hasText: returns })).toContainText("$30.00");
  await expect(check).toContainText("To be paid: $75.00");
  const skipped = page.getByRole("region", { name: "Not paid now" }).getByRole("row").filter({ hasText: small });
  await expect(skipped).toContainText("Below $50.00");
  await expect(skipped).toContainText("$10.00");
  await expectOpenToAll(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, "wider than the screen").toBeLessThanOrEqual(0);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/payouts-${info.project.name}.png`, fullPage: true });
  expect(await owed()).toEqual([5_000, 3_000, 1_000]);

  // Looked at, and not approved: all stays planned.
  const dialog = page.getByRole("dialog", { name: "Approve payouts?" });
  await check.getByRole("button", { name: "Approve all 2" }).click();
  await expect(dialog).toContainText("2 payouts of $75.00 are booked as sent");
  await expect(dialog.getByRole("listitem").filter({ hasText: arrives })).toContainText("$45.00");
  await expectOpenToAll(page);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(await owed()).toEqual([5_000, 3_000, 1_000]);

  // Approved: it is owed no more, and the bank gets a file.
  await check.getByRole("button", { name: "Approve all 2" }).click();
  await dialog.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(page.getByText("2 payouts approved")).toBeVisible();
  await expect(dialog).toBeHidden();
  expect(await owed()).toEqual([0, 0, 1_000]);
  const all = page.getByRole("region", { name: "Payouts", exact: true });
  const row = (code: string) => all.getByRole("row").filter({ hasText: code });
  await expect(row(arrives)).toContainText("Sent");
  await expect(row(returns)).toContainText("Sent");
  const [download] = await Promise.all([page.waitForEvent("download"), all.getByRole("link", { name: "Payment file" }).click()]);
  const file = info.outputPath(download.suggestedFilename());
  await download.saveAs(file);
  const lines = readFileSync(file, "utf8").split("\n");
  expect(lines.filter((line) => line.includes(arrives) && line.includes("45.00"))).toHaveLength(1);
  expect(lines.filter((line) => line.includes(returns) && line.includes("30.00"))).toHaveLength(1);
  expect(lines.filter((line) => line.includes(small))).toHaveLength(0);

  // What the bank said: one arrived, one came back.
  await page.getByRole("button", { name: `The payout to ${arrives} arrived` }).click();
  const arrived = page.getByRole("dialog", { name: `The payout to ${arrives} arrived` });
  await expect(arrived).toContainText("$45.00 left the bank and arrived.");
  await arrived.getByLabel("Note (optional)").fill("Line 7 of the bank");
  await expectOpenToAll(page);
  await arrived.getByRole("button", { name: "Arrived", exact: true }).click();
  await expect(arrived).toBeHidden();
  await expect(row(arrives)).toContainText("Arrived");
  await page.getByRole("button", { name: `The payout to ${returns} came back` }).click();
  const back = page.getByRole("dialog", { name: `The payout to ${returns} came back` });
  await expect(back).toContainText("$30.00 did not arrive. It is owed to the payee again.");
  await back.getByLabel("Note (optional)").fill("The account is closed");
  await back.getByRole("button", { name: "Returned", exact: true }).click();
  await expect(back).toBeHidden();
  await expect(row(returns)).toContainText("Returned");
  await expect(row(returns).getByRole("button")).toHaveCount(0);
  expect(await owed()).toEqual([0, 3_000, 1_000]);

  // So the next run has it again, and nobody a second time who was paid; a plan that is taken back moves nothing.
  await page.getByRole("button", { name: "Plan payouts" }).click();
  await expect(check.getByRole("row").filter({ hasText: returns })).toContainText("$30.00");
  await expect(check.getByRole("row").filter({ hasText: arrives })).toHaveCount(0);
  await check.getByRole("button", { name: `Cancel the payout to ${returns}` }).click();
  await expect(check.getByRole("row").filter({ hasText: returns })).toHaveCount(0);
  await expect(row(returns).filter({ hasText: "Cancelled" })).toHaveCount(1);
  expect(await owed()).toEqual([0, 3_000, 1_000]);
  await page.goto("/desk/");
  await expect(page.getByRole("link", { name: /^All \d+ checks of the books pass/ })).toBeVisible();
  await payAll(page);
});
