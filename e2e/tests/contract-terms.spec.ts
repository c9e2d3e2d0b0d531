import { expect, type Locator, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { askDesk, becomeOperator } from "../operator.ts";

/** A field of a numbered instalment. */
const instalment = (dialog: Locator, number: number) => dialog.getByRole("group", { name: `Instalment ${number}` });

test("a contract without a deal has a fee in instalments, deliverables and files, and an amendment leaves what is paid", async ({
  page,
}, info) => {
  const name = `FERRY ${info.project.name} ${info.retry}`;
  await becomeOperator(page);
  const series = await page.evaluate(async (title) => {
    const body = JSON.stringify({ title, language: "en" });
    const made = await fetch("/api/v1/studio/series", { method: "POST", headers: { "content-type": "application/json" }, body });
    return (await made.json()) as { id: string };
  }, `Night Ferry ${name}`);
  const payee = { code: `ferry-${info.project.name}-${info.retry}`, name: `Ferry Films ${name}`, kind: "distributor", currency: "USD" };
  await askDesk(page, "POST", "payees", payee);

  await page.goto("/desk/contracts");
  await page.getByRole("button", { name: "New contract" }).click();
  const dialog = page.getByRole("dialog", { name: "New contract" });
  await dialog.getByLabel("Name of the contract").fill(name);
  await dialog.getByLabel("Name", { exact: true }).fill(`Studio of ${name}`);
  await page.getByRole("checkbox", { name: `Night Ferry ${name}` }).check();
  await dialog.getByRole("button", { name: "Add a deliverable" }).click();
  await dialog.getByLabel("What is handed over").fill("Master tapes");
  await dialog.getByRole("button", { name: "Fee" }).click();
  await page.getByRole("option", { name: "Minimum guarantee and share" }).click();
  await dialog.getByLabel("Sum").fill("5000");
  await dialog.getByLabel("Part", { exact: true }).fill("30");
  await dialog.getByLabel("Due on").last().fill("2026-03-01");
  await dialog.getByRole("button", { name: "Add an instalment" }).click();
  await instalment(dialog, 1).getByLabel("Amount").fill("2000");
  await instalment(dialog, 2).getByLabel("Amount").fill("2500");
  await instalment(dialog, 2).getByLabel("Due on").fill("2026-04-01");
  await instalment(dialog, 2).getByRole("button", { name: "Due" }).click();
  await page.getByRole("option", { name: "When accepted: Master tapes" }).click();
  // Said before anything is sent: the parts do not come to the sum.
  await expect(dialog.getByRole("status")).toContainText("$4,500.00");
  await expect(dialog.getByRole("button", { name: "Keep" })).toBeDisabled();
  await instalment(dialog, 2).getByLabel("Amount").fill("3000");
  await expectOpenToAll(page);
  await instalment(dialog, 1).scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath("form.png") });
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(dialog).toBeHidden();

  const panel = page.getByRole("region", { name, exact: true });
  await expect(panel).toContainText("Minimum guarantee and share · $5,000.00 · 30 %");
  await expect(panel.getByRole("button", { name: "Write down as owed" })).toHaveCount(0);
  await panel.getByRole("button", { name: "Put in force" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Put in force" }).click();
  await expect(panel).toContainText("In force");
  await panel.getByRole("button", { name: "Write down as owed" }).click();
  await expect(panel.getByText("owed", { exact: true })).toBeVisible();
  await panel.getByRole("button", { name: "Paid", exact: true }).click();
  await expect(panel.getByText("paid", { exact: true })).toBeVisible();
  // The second waits for the tapes.
  await expect(panel.getByText("waits", { exact: true })).toBeVisible();
  await panel.getByLabel("What was handed over").fill("By courier");
  await panel.getByRole("button", { name: "Delivered" }).click();
  await expect(panel).toContainText("By courier");
  await panel.getByRole("button", { name: "Accepted" }).click();
  await expect(panel.getByText("due", { exact: true })).toBeVisible();
  await panel.getByRole("button", { name: "Compute the share" }).click();
  const share = page.getByRole("dialog", { name: "Compute the share" });
  await share.getByRole("button", { name: "Paid to" }).click();
  await page.getByRole("option", { name: payee.name }).click();
  await share.getByLabel("Shared from").fill("2026-03-01");
  await share.getByRole("button", { name: "Keep" }).click();
  await expect(share).toBeHidden();
  await expect(panel).toContainText("What the partner gets is computed by a contract about money");

  const files = panel.getByRole("region", { name: "Files" });
  const copy = { mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 signed") };
  await files.locator("input[type=file]").setInputFiles({ name: "signed copy.pdf", ...copy });
  const link = files.getByRole("link", { name: "signed copy.pdf" });
  await expect(link).toBeVisible();
  const fetched = await page.request.get((await link.getAttribute("href")) ?? "");
  expect((await fetched.body()).toString()).toBe("%PDF-1.7 signed");
  await files.locator("input[type=file]").setInputFiles({ name: "empty.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) });
  await expect(panel.getByRole("alert")).toContainText("The file is empty");
  await expectOpenToAll(page);
  await panel.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath("in-force.png"), fullPage: true });

  // What is in the books stands in the amendment and cannot be changed; the rest can.
  await panel.getByRole("button", { name: "Amend" }).click();
  const amend = page.getByRole("dialog", { name: `Amend ${name}` });
  await expect(instalment(amend, 1)).toContainText("In the books: it stays as it is.");
  await expect(instalment(amend, 1).getByRole("textbox")).toHaveCount(0);
  await expect(amend).toContainText("Handed over: it stays.");
  await amend.getByLabel("Sum").fill("4000");
  await instalment(amend, 2).getByLabel("Amount").fill("2000");
  await amend.getByLabel("Note").fill("Less for the rest");
  await instalment(amend, 1).scrollIntoViewIfNeeded();
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("amend.png") });
  await amend.getByRole("button", { name: "Keep" }).click();
  await expect(amend).toBeHidden();
  await expect(panel).toContainText("Minimum guarantee and share · $4,000.00 · 30 %");
  await panel.getByText("Versions").click();
  await expect(panel.getByRole("listitem").filter({ hasText: "Less for the rest" })).toContainText("$4,000.00");
  await expect(panel.getByText("paid", { exact: true })).toBeVisible();
  await files.getByRole("button", { name: "Take it away" }).click();
  const away = page.getByRole("dialog");
  await away.getByLabel("Reason").fill("The wrong one");
  await expectOpenToAll(page);
  await away.getByRole("button", { name: "Take it away" }).click();
  await expect(link).toBeHidden();
  await page.screenshot({ path: info.outputPath("amended.png"), fullPage: true });
});
