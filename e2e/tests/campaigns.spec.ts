import { expect, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { choose } from "../help.ts";
import { askDesk, atTheDesk, becomeOperator } from "../operator.ts";
import { inDatabase, letWorkRunUntil } from "../time.ts";

// A process of the house is started and ended in one.
test.setTimeout(120_000);

interface Shown {
  id: string;
  state: string;
  collected: { minor: number };
}

test("a campaign is opened at the desk, backed by a card that is kept, and charged once it has closed", async ({ page, browser }) => {
  const title = `Pilot ${Date.now()}`;
  const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await atTheDesk(browser, async (desk) => {
    await desk.goto("/desk/campaigns");
    await desk.getByLabel("Title").fill(title);
    await desk.getByLabel("Closes").fill(day);
    await desk.getByLabel("Minimum").fill("20.00");
    await desk.getByLabel("Name in the thanks, from").fill("5.00");
    await expectOpenToAll(desk);
    await desk.getByRole("button", { name: "Open campaign" }).click();
    await expect(desk.getByRole("row").filter({ hasText: title })).toContainText("Open");
  });

  await page.goto("/me");
  await page.getByRole("link", { name: /^Campaigns/ }).click();
  const campaign = page.getByRole("article", { name: title });
  await expect(campaign).toContainText("$0.00 of $20.00 pledged");
  await expectOpenToAll(page);
  await campaign.getByRole("button", { name: "Back it" }).click();
  const sheet = page.getByRole("dialog", { name: "Back it" });
  await sheet.getByLabel("Amount (USD)").fill("25");
  await sheet.getByRole("radio", { name: /^Your name in the thanks/ }).check();
  await sheet.getByRole("textbox", { name: "Name in the thanks" }).fill("Ada");
  await expect(sheet).toContainText("Nothing is charged now");
  await expectOpenToAll(page);
  await sheet.getByRole("button", { name: "Back it with $25.00" }).click();
  await expect(sheet).toBeHidden();
  await expect(campaign).toContainText("$25.00 of $20.00 pledged");
  await expect(campaign).toContainText("1 backer");
  await expect(page.getByRole("region", { name: "What you back" })).toContainText("charged only if it reaches its goal");

  const all = async (): Promise<Shown[]> => (await (await page.request.get("/api/v1/campaigns")).json()).items;
  const id = (await all()).find((one) => (one as unknown as { title: string }).title === title)?.id ?? "";
  expect(id).toMatch(/^[\da-f-]{36}$/);
  inDatabase(`update campaigns set closes_at = now() - interval '1 minute' where id = '${id}'`);
  await letWorkRunUntil(async () => (await all()).some((one) => one.id === id && one.state === "collected"));
  await page.reload();
  await expect(campaign).toContainText("$25.00 collected");
  await expect(campaign).toContainText("Ada");
  await expect(page.getByRole("region", { name: "What you back" })).toContainText("paid");
});

test("a brand is placed in an episode at the desk, and viewers are told", async ({ page }) => {
  await becomeOperator(page);
  await page.goto("/desk/brands");
  const name = `Pomelo ${Date.now()}`;
  const { id } = await askDesk<{ id: string }>(page, "POST", "brands", { name, category: "drinks" });
  const told = `Contains product placement by ${name}.`;
  await askDesk(page, "POST", "brand-deals", {
    brand_id: id,
    title: name,
    starts_on: "2026-01-01",
    ends_on: "2026-12-31",
    currency: "USD",
    per_thousand: 1000,
    disclosures: { "*": told },
  });
  await page.reload();
  await choose(page, "Series", "Paper Crown");
  await choose(page, "Deal", `${name} · ${name}`);
  await page.getByLabel("From", { exact: true }).last().fill("0:01");
  await page.getByLabel("To", { exact: true }).last().fill("0:04");
  await page.getByRole("button", { name: "Place it" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: name })).toContainText("0:01–0:04");
  await expectOpenToAll(page);
  await page.goto("/s/paper-crown");
  await expect(page.getByText(told)).toBeVisible();
});
