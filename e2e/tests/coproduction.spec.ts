import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { askDesk as ask, becomeOperator, payAll } from "../operator.ts";

test.setTimeout(120_000);

async function newSeries(page: Page, title: string): Promise<string> {
  return page.evaluate(async (title) => {
    const body = JSON.stringify({ title, language: "en" });
    const headers = { "content-type": "application/json" };
    const made = await fetch("/api/v1/studio/series", { method: "POST", headers, body });
    if (!made.ok) throw new Error(await made.text());
    return (await made.json()).id as string;
  }, title);
}

test("two producers write their terms, and each receipt goes where they say", async ({ page }, info) => {
  const tag = `${info.project.name}-${info.retry}-${Date.now()}`;
  const [east, west] = [`east-${tag}`, `west-${tag}`];
  await becomeOperator(page);
  for (const code of [east, west]) {
    await ask(page, "POST", "payees", { code, name: `Films ${code}`, kind: "producer", currency: "USD" });
  }
  const title = `Two countries ${tag}`;
  const series = await newSeries(page, title);
  await page.goto(`/desk/sharing/${series}`);
  await page.getByRole("link", { name: "Write it as a co-production" }).click();
  await expect(page.getByRole("heading", { name: `Co-production of ${title}` })).toBeVisible();

  // The first keeps China and brings its studio; the second brings money.
  const members = [page.getByRole("group", { name: "Member 1" }), page.getByRole("group", { name: "Member 2" })] as const;
  for (const [at, [code, country, cash]] of ([[east, "CN", "300.00"], [west, "GB", "500.00"]] as const).entries()) {
    const member = members[at as 0 | 1];
    await member.getByRole("button", { name: "Paid as" }).click();
    await page.getByRole("option", { name: code }).click();
    await member.getByLabel("Country").fill(country);
    await member.getByLabel("Brings in money").fill(cash);
  }
  await page.getByLabel("Currency").fill("USD");
  await members[0].getByRole("button", { name: "Add something in kind" }).click();
  await members[0].getByLabel("In kind 1").fill("Studio for ten days");
  await members[0].getByLabel("Value").fill("200.00");
  await members[0].getByLabel("Keeps for itself").fill("Chyna");
  await expect(page.getByRole("alert").filter({ hasText: "members[0].keeps" })).toBeVisible();
  await members[0].getByLabel("Keeps for itself").fill("China and Hong Kong");
  await page.getByRole("button", { name: "Treaty" }).click();
  await page.getByRole("option", { name: /China, film/ }).click();
  await expect(page.getByText("Not certain: ask the authority")).toBeVisible();
  await expect(page.getByText("$500.00 · 50%")).toHaveCount(2);
  await expectOpenToAll(page);
  await page.getByLabel("Holds from").fill("2026-01-01");
  await page.getByRole("button", { name: "Keep version" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Keep version" }).click();
  await expect(page.getByRole("cell", { name: `Films ${east}, Films ${west}` })).toBeVisible();

  // 70.00 in China are the first's alone; of 1,100.00 elsewhere each has the contribution back, and half of the rest.
  for (const [territory, minor] of [["CN", 7_000], ["FR", 110_000]] as const) {
    const amount = { minor, currency: "USD" };
    const id = crypto.randomUUID();
    await ask(page, "POST", "income", { id, kind: "licence", series_id: series, amount, territory, note: title });
  }
  await ask(page, "POST", "accruals/run", {});
  const owed = await page.evaluate(async () => (await fetch("/api/v1/desk/payees")).json());
  const of = (code: string) => owed.items.find((one: { code: string }) => one.code === code).owed.minor;
  expect([of(east), of(west)]).toEqual([7_000 + 55_000, 55_000]);
  await payAll(page);
});
