import { expect, type Page, test } from "@playwright/test";
import { dayFromNow } from "../avails.ts";
import { expectOpenToAll } from "../axe.ts";
import { askDesk as ask, becomeOperator, payAll, providePapers } from "../operator.ts";

test.setTimeout(180_000);

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
  await members[0].getByLabel("Approves licences in").fill("Japan");
  await members[0].getByLabel("Credits").fill("In association with the east");
  await members[0].getByLabel("Decides alone").fill("The final cut");
  await page.getByRole("button", { name: "Treaty" }).click();
  await page.getByRole("option", { name: /China, film/ }).click();
  await expect(page.getByText("Not certain: ask the authority")).toBeVisible();
  await expect(page.getByText("$500.00 · 50%")).toHaveCount(2);
  await expectOpenToAll(page);
  await page.getByLabel("Holds from").fill("2026-01-01");
  await page.getByRole("button", { name: "Keep version" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Keep version" }).click();
  await expect(page.getByRole("cell", { name: `Films ${east}, Films ${west}` })).toBeVisible();
  // What is agreed is there to be read.
  const agreed = page.getByRole("region", { name: "What is agreed" });
  for (const said of ["In force", "China", "Japan", "The final cut", "In association with the east"]) {
    await expect(agreed).toContainText(said);
  }

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
  await page.goto(`/desk/sharing/${series}`);
  await page.getByRole("link", { name: "Write it as a co-production" }).click();
  await expect(agreed).toContainText("Holds $0.00; $1,170.00 came in");
  await expectOpenToAll(page);
  await agreed.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath("agreed.png") });

  // A licence in Japan is the first's to approve: it is put in force once that is written down.
  await providePapers(page, series);
  const sale = `SALE ${tag}`;
  const party = await ask<{ id: string }>(page, "POST", "rights/parties", { name: `Buyer of ${tag}`, email: null });
  const window = { starts: dayFromNow(2), ends: dayFromNow(30) };
  const block = { kind: "grant", series_ids: [series], media: ["VOD"], territories: "JP", languages: null, ...window };
  await ask(page, "POST", "rights/contracts", { reference: sale, direction: "out", party_id: party.id, blocks: [block] });
  await page.goto("/desk/contracts");
  const contract = page.getByRole("region", { name: sale, exact: true });
  const dialog = page.getByRole("dialog");
  const putInForce = async () => {
    await contract.getByRole("button", { name: "Put in force" }).click();
    await dialog.getByRole("button", { name: "Put in force" }).click();
  };
  await putInForce();
  await expect(dialog.getByRole("alert")).toContainText("has not consented to this one yet");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  const consents = contract.getByRole("region", { name: "Consents of partners" });
  await consents.getByRole("button", { name: "Record consent" }).click();
  await dialog.getByLabel("Note").fill("By letter");
  await dialog.getByLabel("Their paper").setInputFiles({ name: "consent.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF consent") });
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("consent.png") });
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(consents).toContainText("By letter");
  await consents.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath("consented.png") });
  await consents.getByRole("button", { name: "Take back" }).click();
  await expect(consents).toContainText("Not yet consented");
  await consents.getByRole("button", { name: "Record consent" }).click();
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(consents).toContainText("Consented");
  await putInForce();
  await expect(contract).toContainText("In force");
  await expect(consents).toContainText("Asked again before an amendment");
  // A contract without a deal is delivered from here, too.
  await contract.getByRole("button", { name: "Deliveries" }).click();
  await expect(contract.getByRole("button", { name: `Deliver: ${title}` })).toBeVisible();
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("deliveries.png") });

  // The agreement ends today.
  await page.goto(`/desk/sharing/${series}`);
  await page.getByRole("link", { name: "Write it as a co-production" }).click();
  await agreed.getByRole("button", { name: "End the agreement" }).click();
  await expectOpenToAll(page);
  await dialog.getByRole("button", { name: "End the agreement" }).click();
  await expect(agreed).toContainText("Not in force today");
});
