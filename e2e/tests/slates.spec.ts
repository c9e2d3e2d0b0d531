import { expect, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { becomeOperator } from "../operator.ts";

test("a partner's slate of two series with a guarantee becomes a deal, and the slate says how far it is", async ({ page }, info) => {
  const name = `SLATE ${info.project.name} ${info.retry}`;
  const deal = `DEAL OF ${name}`;
  await becomeOperator(page);
  await page.goto("/desk/deals");
  const panel = page.getByRole("region", { name: "Slates of partners" });
  await panel.getByRole("button", { name: "New slate" }).click();
  const dialog = page.getByRole("dialog", { name: "New slate" });
  const keep = dialog.getByRole("button", { name: "Keep" });
  await dialog.getByLabel("Name of the slate").fill(name);
  await dialog.getByLabel("Name", { exact: true }).fill(`Buyer of ${name}`);
  await dialog.getByRole("checkbox", { name: "Crimson Vow" }).check();
  await dialog.getByRole("checkbox", { name: "Midnight Heir" }).check();
  await dialog.getByLabel("Territories").fill("MX, CO");
  await dialog.getByLabel("Media").fill("SVOD");
  await dialog.getByRole("button", { name: "Fee of each series" }).click();
  await page.getByRole("option", { name: "Minimum guarantee and share" }).click();
  await expect(keep).toBeDisabled();
  await dialog.getByLabel("Sum").fill("2500");
  await dialog.getByLabel("Part").fill("20");
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("new-slate.png") });
  await keep.click();
  await expect(dialog).toBeHidden();
  const slate = panel.getByRole("article", { name });
  await expect(slate).toContainText("Minimum guarantee and share · $2,500.00 each · 20 %");
  await expect(slate).toContainText("SVOD · MX, CO");
  await expect(slate.getByText("No deal yet")).toHaveCount(2);

  // A deal about both begins with the terms of each; the guarantee is that of both together.
  await slate.getByRole("button", { name: "Make a deal" }).click();
  const made = page.getByRole("dialog", { name: "Make a deal" });
  await expect(made.getByRole("checkbox", { checked: true })).toHaveCount(2);
  await expect(made).toContainText("Minimum guarantee and share · $5,000.00 for 2 series · 20 %");
  await made.getByLabel("Name of the deal").fill(deal);
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("make-a-deal.png") });
  await made.getByRole("button", { name: "Keep" }).click();
  await expect(made).toBeHidden();
  await expect(slate.getByText("No deal yet")).toHaveCount(0);
  await expect(slate.getByRole("listitem").filter({ hasText: "Midnight Heir" })).toContainText("Enquiry");

  // From the slate into the deal; what is done there is seen in the slate.
  await slate.getByRole("button", { name: deal }).first().click();
  const opened = page.getByRole("dialog", { name: deal });
  await expect(opened).toContainText("Crimson Vow");
  await expect(opened).toContainText("$5,000.00");
  await opened.getByRole("button", { name: "Offer", exact: true }).click();
  await expect(slate.getByText("Offer", { exact: true })).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(opened).toBeHidden();
  await slate.getByRole("button", { name: "Make a deal" }).click();
  await expect(made).toContainText("Every series of this slate is in a deal already.");
  await page.keyboard.press("Escape");
  await expect(made).toBeHidden();
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("deals.png"), fullPage: true });

  // Without the slate its deal stays, until it is declined.
  await slate.getByRole("button", { name: "Take it away" }).click();
  const asked = page.getByRole("dialog", { name: "Take it away" });
  await expect(asked).toContainText(`${name} goes.`);
  await asked.getByRole("button", { name: "Take it away" }).click();
  await expect(slate).toBeHidden();
  await page.getByRole("button", { name: deal }).click();
  await opened.getByRole("button", { name: "Decline" }).click();
  await expect(page.getByRole("button", { name: deal }).filter({ hasText: "Declined" })).toBeVisible();
});
