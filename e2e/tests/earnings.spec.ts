import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { earnBefore, lastMonth } from "../income.ts";
import { askDesk as ask, becomeOperator } from "../operator.ts";

test.setTimeout(120_000);


/** A person with an account who makes no series. */
async function register(page: Page, email: string): Promise<void> {
  await page.goto("/register");
  await page.getByLabel("Name (optional)").fill("Ada");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("a long enough password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/me$/);
}

test("a payee who makes no series sees what they are owed, and computes it again", async ({ page, browser, baseURL }, info) => {
  const { period, middle } = lastMonth();
  const code = `ada-${info.project.name}-${info.retry}-${Date.now()}`;
  const [name, title] = [`Ada of ${code}`, `Earnings of ${code}`];
  const payee = await (await browser.newContext({ baseURL, viewport: info.project.use.viewport })).newPage();
  await register(payee, `${code}@example.com`);

  // Nobody pays them yet: no way leads there, and the page says why it is empty.
  await expect(payee.getByRole("button", { name: "Log out" })).toBeVisible();
  await payee.waitForLoadState("networkidle");
  await expect(payee.getByRole("link", { name: "Earnings" })).toHaveCount(0);
  await payee.goto("/studio/earnings");
  await expect(payee.getByRole("heading", { name: "No contract pays you yet" })).toBeVisible();
  await expectOpenToAll(payee);

  // The desk pays their account, and a contract gives it half.
  await becomeOperator(page);
  await ask(page, "POST", "payees", { code, name, kind: "cast", currency: "USD" });
  await page.goto("/desk/sharing");
  await page.getByRole("button", { name, exact: true }).click();
  const dialog = page.getByRole("dialog", { name });
  await dialog.getByLabel("Account").fill(`${code}@example.com`);
  await dialog.getByRole("button", { name: `${code}@example.com` }).click();
  await expectOpenToAll(page);
  await dialog.getByRole("button", { name: "Save payee" }).click();
  await expect(dialog).toBeHidden();
  const series = await earnBefore(page, title, middle);
  await page.goto(`/desk/sharing/${series}`);
  await page
    .getByRole("textbox", { name: "Deal" })
    .fill(`name = "${title}"\ncurrency = "USD"\npayees = ["${code}", "house"]\n\n[[tier]]\nname = "Halves"\nkind = "split"\nto = { ${code} = "50%", house = "50%" }\n`);
  await page.getByLabel("Holds from").fill(`${period}-01`);
  await expect(page.getByRole("button", { name: "Keep version" })).toBeEnabled();
  await page.getByRole("button", { name: "Keep version" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Keep version" }).click();
  await expect(page.getByText("Version 1").first()).toBeVisible();
  await page.goto("/desk/sharing");
  await page.getByLabel("Month to close").fill(period);
  await page.getByRole("button", { name: "Close month" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close month" }).click();
  await expect(page.getByText(/statements? made/)).toBeVisible();
  const { planned } = await ask<{ planned: { id: string; payee_code: string }[] }>(page, "POST", "payouts/plan", {});
  const payout = planned.find((one) => one.payee_code === code);
  expect(payout).toBeTruthy();

  // The way there is on their account's page now.
  await payee.goto("/me");
  await payee.getByRole("link", { name: "Earnings" }).click();
  await expect(payee.getByRole("heading", { level: 1, name: "Earnings" })).toBeVisible();
  await expect(payee.getByText("$50.00").first()).toBeVisible();
  const statements = payee.getByRole("region", { name: "Statements" });
  await statements.getByText("How it came").click();
  await expect(statements.getByRole("listitem").filter({ hasText: "Licences" }).last()).toContainText("of $100.00");
  await expect(payee.getByRole("region", { name: "Payouts" })).toContainText("Planned");
  const contracts = payee.getByRole("region", { name: "Contracts that pay you" });
  await contracts.getByText(/^Version 1, from/).click();
  await expect(contracts).toContainText("[[tier]]");
  const wide = await payee.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, "wider than the screen").toBeLessThanOrEqual(0);
  await expectOpenToAll(payee);
  if (process.env.PICTURES) await payee.screenshot({ path: `${process.env.PICTURES}/earnings-${info.project.name}.png`, fullPage: true });

  // The proof says the same to whoever computes it without the house, and nothing else does.
  const [download] = await Promise.all([
    payee.waitForEvent("download"),
    statements.getByRole("link", { name: `JSON of ${name}, ${period}, version 1` }).click(),
  ]);
  const file = info.outputPath(download.suggestedFilename());
  await download.saveAs(file);
  expect(readFileSync(file, "utf8")).toContain(code);
  const [loaded] = await Promise.all([
    payee.waitForEvent("download"),
    statements.getByRole("link", { name: "Download recompute-statement.py" }).click(),
  ]);
  const script = info.outputPath(loaded.suggestedFilename());
  await loaded.saveAs(script);
  expect(execFileSync("python3", ["-B", script, file], { encoding: "utf8" }).trim()).toBe(`${file}: OK`);
  for (const ending of ["PDF", "CSV"]) {
    const link = statements.getByRole("link", { name: `${ending} of ${name}, ${period}, version 1` });
    expect((await payee.request.get((await link.getAttribute("href")) ?? "")).status()).toBe(200);
  }

  // The money is sent, and arrives.
  await ask(page, "POST", `payouts/${payout?.id}/approve`, {});
  await ask(page, "POST", `payouts/${payout?.id}/paid`, {});
  await payee.reload();
  await expect(payee.getByRole("region", { name: "Payouts" })).toContainText("Arrived");
  await expect(payee.getByText("$0.00").first()).toBeVisible();
  await payee.context().close();
});

test("without an account the page leads to one and back", async ({ page }) => {
  await page.goto("/studio/earnings");
  await expect(page.getByRole("link", { name: "Log in" })).toHaveAttribute("href", "/login?next=/studio/earnings");
  await expectOpenToAll(page);
});
