import { expect, type Page, test } from "@playwright/test";
import { dayFromNow } from "../avails.ts";
import { expectOpenToAll } from "../axe.ts";
import { isPhone } from "../help.ts";
import { askDesk, becomeOperator, providePapers } from "../operator.ts";

const instant = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

async function block(page: Page, series: string): Promise<void> {
  await page.getByRole("checkbox", { name: series }).check();
}

test("a contract is written, tried out, kept as a draft and withdrawn", async ({ page }, info) => {
  const name = `IN ${info.project.name} ${info.retry}`;
  await becomeOperator(page);
  await page.goto("/desk/contracts");
  await page.getByRole("button", { name: "New contract" }).click();
  const dialog = page.getByRole("dialog", { name: "New contract" });
  await dialog.getByLabel("Name of the contract").fill(name);
  await dialog.getByLabel("Name", { exact: true }).fill(`Studio of ${name}`);
  await block(page, "Midnight Heir");
  await dialog.getByLabel("Territories").fill("World excl. China");
  await dialog.getByRole("button", { name: "Check" }).click();
  await expect(dialog.getByText("Nothing stands in its way.")).toBeVisible();
  await dialog.getByLabel("Territories").fill("Atlantis");
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Atlantis");
  await dialog.getByLabel("Territories").fill("World excl. China");
  await expectOpenToAll(page);
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(dialog).toBeHidden();
  const panel = page.getByRole("region", { name });
  await expect(panel).toContainText("World excl. China");
  await expect(panel).toContainText("Draft");
  await panel.getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(panel).toContainText("Withdrawn");
  await expectOpenToAll(page);
});

test("the gate is asked what may be shown or licensed: yes with the contract, no with every reason", async ({ page }, info) => {
  const name = `GATE ${info.project.name} ${info.retry}`;
  await becomeOperator(page);
  await page.goto("/desk/rights");
  const panel = page.getByRole("region", { name: "Ask the gate" });
  const choose = async (list: string, option: string) => {
    await panel.getByRole("button", { name: new RegExp(`^${list} `) }).click();
    await page.getByRole("option", { name: new RegExp(`^${option}\\b`) }).click();
  };
  await expect(panel.getByRole("button", { name: "Ask" })).toBeDisabled();
  await choose("Series", "Paper Crown");
  await choose("Episode", "2");
  await panel.getByLabel("Territory").fill("de");
  await panel.getByRole("button", { name: "Ask" }).click();
  await expect(panel.getByText("Yes: it is the house’s own.")).toBeVisible();
  // An answer stands beside the question that it was given to, and no other.
  await panel.getByLabel("Territory").fill("qq");
  await expect(panel.getByText("Yes: it is the house’s own.")).toBeHidden();
  await panel.getByRole("button", { name: "Ask" }).click();
  await expect(panel.getByText(/QQ/)).toBeVisible();

  // What is under contract is so for its days, its places and its languages.
  const everything = await askDesk<{ items: { id: string; title: string }[] }>(page, "GET", "../studio/series");
  const series = everything.items.find((one) => one.title === "Crimson Vow")?.id ?? "";
  await providePapers(page, series);
  const party = await askDesk<{ id: string }>(page, "POST", "rights/parties", { name: `Studio of ${name}`, email: null });
  const window = { starts: dayFromNow(400), ends: dayFromNow(430) };
  const block = { kind: "grant", series_ids: [series], media: ["VOD"], territories: "BR", languages: ["pt"], exclusive: true, ...window };
  const contract = await askDesk<{ id: string }>(page, "POST", "rights/contracts", { reference: name, direction: "out", party_id: party.id, blocks: [block] });
  await askDesk(page, "POST", `rights/contracts/${contract.id}/activate`, { signed_on: dayFromNow(0) });
  try {
    await choose("Series", "Crimson Vow");
    await panel.getByLabel("Territory").fill("BR");
    await panel.getByLabel("Language").fill("pt");
    await panel.getByLabel("On the day").fill(dayFromNow(410));
    await panel.getByRole("radio", { name: "To license", exact: true }).click();
    await panel.getByRole("button", { name: "Ask" }).click();
    await expect(panel.getByText("No.", { exact: true })).toBeVisible();
    await expect(panel.getByRole("listitem")).toContainText(name);
    await expectOpenToAll(page);
    await panel.screenshot({ path: info.outputPath("gate-no.png") });
    await panel.getByLabel("On the day").fill(dayFromNow(390));
    await panel.getByRole("button", { name: "Ask" }).click();
    await expect(panel.getByText(/^Yes/)).toBeVisible();
    await expect(panel.getByText(/^It holds until/)).toBeVisible();
    await panel.screenshot({ path: info.outputPath("gate-yes.png") });
  } finally {
    await askDesk(page, "POST", `rights/contracts/${contract.id}/withdraw`, {});
  }
});

test("what is free is on a map; a deal is offered, signed, live, closes the house's own door, and ends", async ({ page, browser, baseURL }, info) => {
  test.skip(isPhone(info), "its windows take more than a minute to open and to end");
  test.setTimeout(180_000);
  const name = `OUT ${info.project.name} ${info.retry}`;
  const viewer = await (await browser.newContext({ baseURL })).newPage();
  const status = async () => (await viewer.request.get("/api/v1/series/the-green-door")).status();
  await becomeOperator(page);
  const { series } = await (await page.request.get("/api/v1/series/the-green-door")).json();
  await providePapers(page, series.id);
  await page.goto("/desk/rights");
  await expect(page.locator("svg path[data-code=BR]")).toBeVisible();
  await page.locator("svg path[data-code=BR]").click();
  await expect(page.getByText(/^Brazil: [1-9]\d* series$/)).toBeVisible();
  await expectOpenToAll(page);
  await page.goto("/desk/deals");
  await page.getByRole("button", { name: "New enquiry" }).click();
  const asked = page.getByRole("dialog", { name: "New enquiry" });
  await asked.getByLabel("Name of the deal").fill(name);
  await asked.getByLabel("Name", { exact: true }).fill(`Buyer of ${name}`);
  await block(page, "The Green Door");
  await asked.getByLabel("Territories").fill("US");
  await asked.getByLabel("First day").fill(instant(60));
  await asked.getByLabel("Last day").fill(instant(70));
  await asked.getByRole("switch", { name: "Exclusive" }).click();
  await asked.getByLabel("Sum").fill("1500");
  await asked.getByLabel("Due on").fill("2030-01-31");
  await asked.getByRole("button", { name: "Keep" }).click();
  await expect(asked).toBeHidden();
  await page.getByRole("button", { name }).click();
  const deal = page.getByRole("dialog", { name });
  await deal.getByRole("button", { name: "Offer", exact: true }).click();
  await deal.getByRole("button", { name: "Agree" }).click();
  await expect(deal.getByRole("link", { name: "The document" })).toBeVisible();
  await deal.getByLabel("Name of who signs").fill("Olga Operator");
  await deal.getByRole("button", { name: "Sign for the house" }).click();
  await expect(deal).toContainText("confirmed while logged in");
  await expectOpenToAll(page);
  // The other side opens its link, makes an account, reads and signs.
  await deal.getByRole("button", { name: "Link for the other side" }).click();
  const link = await deal.getByText(/\/deals#/).innerText();
  const buyer = await (await browser.newContext({ baseURL })).newPage();
  await buyer.goto(link);
  await buyer.getByRole("button", { name: "I have no account yet" }).click();
  await buyer.getByLabel("E-mail").fill(`buyer-${info.project.name}-${Date.now()}@example.com`);
  await buyer.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await buyer.getByRole("button", { name: "Create account" }).click();
  const theirs = buyer.getByRole("region", { name });
  await expect(theirs.getByRole("link", { name: "Read the document" })).toBeVisible();
  expect(new URL(buyer.url()).hash).toBe("");
  await expectOpenToAll(buyer);
  await theirs.getByLabel("Your name").fill("Bruna Buyer");
  await theirs.getByRole("button", { name: "Sign" }).click();
  await expect(theirs).toContainText("Signed by Bruna Buyer");
  await expect(theirs.getByRole("button", { name: "Sign" })).toBeHidden();
  await buyer.context().close();
  await page.reload();
  await page.getByRole("button", { name }).click();
  await expect(deal).toContainText("Signed");
  expect(await status()).toBe(200);
  await deal.getByRole("button", { name: "Write down as income" }).click();
  await expect(deal).toContainText("written down as income");
  // The clock moves on: it is the licensee's alone, then the house's again.
  await expect.poll(status, { timeout: 70_000, intervals: [200] }).toBe(451);
  await page.reload();
  await expect(page.getByRole("button", { name }).filter({ hasText: "Live" })).toBeVisible();
  await expect.poll(status, { timeout: 70_000, intervals: [200] }).toBe(200);
  await page.reload();
  await expect(page.getByRole("button", { name }).filter({ hasText: "Ended" })).toBeVisible();
  await viewer.context().close();
});

test("who is asked first declines, a signature is recorded from a copy, and what both have signed both amend", async ({ page }, info) => {
  const name = `FIRST ${info.project.name} ${info.retry}`;
  await becomeOperator(page);
  const everything = await askDesk<{ items: { id: string; title: string }[] }>(page, "GET", "../studio/series");
  const series = everything.items.find((one) => one.title === "Paper Crown")?.id ?? "";
  await providePapers(page, series);
  const party = async (party: string) =>
    (await askDesk<{ id: string }>(page, "POST", "rights/parties", { name: `${party} of ${name}`, email: null })).id;
  const [holder, buyer] = [await party("Holder"), await party("Buyer")];
  const place = isPhone(info) ? "FO" : "GL";
  const grant = { kind: "grant", series_ids: [series], media: ["FAST"], territories: place, languages: null, starts: dayFromNow(500), ends: dayFromNow(530) };
  const first = { ...grant, kind: "first_refusal", expires_at: `${dayFromNow(600)}T00:00:00Z` };
  const contract = await askDesk<{ id: string }>(page, "POST", "rights/contracts", { reference: name, direction: "out", party_id: holder, blocks: [first] });
  await askDesk(page, "POST", `rights/contracts/${contract.id}/activate`, { signed_on: dayFromNow(0) });

  await page.goto("/desk/contracts");
  const panel = page.getByRole("region", { name });
  await panel.getByRole("button", { name: "They declined" }).click();
  const dialog = page.getByRole("dialog", { name: `${name}: who is asked first declined` });
  await dialog.getByRole("button", { name: /^To whom it may be sold/ }).click();
  await page.getByRole("option", { name: `Buyer of ${name}` }).click();
  await dialog.getByLabel("What was offered, and their answer").fill("Offered at 900 USD; no by letter");
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("declined.png") });
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(dialog).toBeHidden();
  await expect(panel).toContainText(`declined for Buyer of ${name}`);

  const fee = { kind: "flat", currency: "USD", amount: 90_000, payments: [] };
  const deal = await askDesk<{ id: string }>(page, "POST", "rights/deals", { name: `SALE ${name}`, direction: "out", party_id: buyer, blocks: [grant], fee });
  for (const status of ["offer", "agreed"]) await askDesk(page, "POST", `rights/deals/${deal.id}/steps`, { status });
  await page.goto("/desk/deals");
  await page.getByRole("button", { name: `SALE ${name}` }).click();
  const opened = page.getByRole("dialog", { name: `SALE ${name}` });
  await opened.getByLabel("Name of who signs").fill("Olga Operator");
  await opened.getByRole("button", { name: "Sign for the house" }).click();
  await expect(opened.getByText(/The house: Olga Operator/)).toBeVisible();
  await opened.getByLabel("Name of who signs").fill("Bruna Buyer");
  const record = opened.getByRole("button", { name: "Record their signature" });
  await expect(record).toBeDisabled();
  const copy = (text: string) => ({ name: "signed.pdf", mimeType: "application/pdf", buffer: Buffer.from(text) });
  await opened.getByLabel("The copy that they signed").setInputFiles(copy("%PDF by hand"));
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("record.png") });
  await record.click();
  await expect(opened.getByRole("link", { name: "Signed file" })).toBeVisible();

  await page.goto("/desk/contracts");
  const sold = page.getByRole("region", { name: `SALE ${name}` });
  await sold.getByRole("button", { name: "Amend" }).click();
  const amendment = page.getByRole("dialog", { name: `Amend SALE ${name}` });
  await amendment.getByLabel("Last day").fill(dayFromNow(540));
  await amendment.getByLabel("Note").fill("Ten days more");
  await expect(amendment.getByRole("button", { name: "Keep" })).toBeDisabled();
  await amendment.getByLabel("The amendment that both sides signed").setInputFiles(copy("%PDF ten days more"));
  await expectOpenToAll(page);
  await amendment.getByRole("button", { name: "Keep" }).click();
  await expect(amendment).toBeHidden();
  await expect(sold).toContainText("version 2");
});
