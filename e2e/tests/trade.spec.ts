// One sitting of a buyer: avails in, an offer, two signatures, a window that opens and ends, and money that two producers
// recoup from. The house is one of its own, for its clock is moved.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { dayFromNow, workbookOf } from "../avails.ts";
import { expectOpenToAll } from "../axe.ts";
import { expectMotion, isPhone } from "../help.ts";
import { close, type House, makeEpisode, open, secondPort } from "../house.ts";
import { askDesk as ask } from "../operator.ts";

let house: House;
const [east, west] = ["pearl-river", "thames"] as const;

/** So many days pass, counted from today. */
const daysAhead = (days: number): void => writeFileSync(process.env.TRADE_CLOCK ?? "", String(days * 86_400));

test.beforeEach(async ({}, info) => {
  test.skip(isPhone(info), "one story of many pages; the phone's pages are looked at elsewhere");
  mkdirSync(info.outputDir, { recursive: true });
  process.env.TRADE_CLOCK = info.outputPath("ahead");
  daysAhead(0);
  house = await open(secondPort, {
    CLIFFHANGER_CLOCK_AHEAD: process.env.TRADE_CLOCK,
    CLIFFHANGER_BEHIND_PROXY: "true",
    CLIFFHANGER_TERRITORY_HEADER: "x-territory",
  });
});

test.afterEach(async () => {
  if (house) await close(house);
});

/** Gives a browser a passkey of its own, which answers whenever it is asked; the page has the button that adds it. */
async function addPasskey(page: Page): Promise<void> {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;
  await client.send("WebAuthn.addVirtualAuthenticator", { options });
  const kept = page.waitForResponse((one) => one.url().endsWith("/passkeys/register/finish") && one.ok());
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await kept;
}

/** Two producers brought half each; the first keeps China for itself. */
async function coproduce(page: Page, series: string, title: string): Promise<void> {
  for (const code of [east, west]) {
    await ask(page, "POST", "payees", { code, name: `Films ${code}`, kind: "producer", currency: "USD" });
  }
  await page.goto(`/desk/sharing/${series}`);
  await page.getByRole("link", { name: "Write it as a co-production" }).click();
  await expect(page.getByRole("heading", { name: `Co-production of ${title}` })).toBeVisible();
  for (const [at, [code, country]] of ([[east, "CN"], [west, "GB"]] as const).entries()) {
    const member = page.getByRole("group", { name: `Member ${at + 1}` });
    await member.getByRole("button", { name: "Paid as" }).click();
    await page.getByRole("option", { name: code }).click();
    await member.getByLabel("Country").fill(country);
    await member.getByLabel("Brings in money").fill("500.00");
  }
  await page.getByLabel("Currency").fill("USD");
  await page.getByRole("group", { name: "Member 1" }).getByLabel("Keeps for itself").fill("China");
  await page.getByLabel("Holds from").fill("2026-01-01");
  await page.getByRole("button", { name: "Keep version" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Keep version" }).click();
  await expect(page.getByRole("cell", { name: `Films ${east}, Films ${west}` })).toBeVisible();
}

/** What a series has earned so far, in cents. */
async function earned(page: Page, series: string): Promise<number> {
  const { rows } = await ask<{ rows: { key: string; total: { minor: number } }[] }>(page, "GET", "revenue?by=series");
  return rows.find((one) => one.key === series)?.total.minor ?? 0;
}

/** What each payee is owed, in cents. */
async function owedTo(page: Page): Promise<Record<string, number>> {
  const { items } = await ask<{ items: { code: string; owed: { minor: number } }[] }>(page, "GET", "payees");
  return Object.fromEntries(items.map((one) => [one.code, one.owed.minor]));
}

test("a distributor's avails come in, are seen on the map, offered for, signed with passkeys; the series plays from the first day to the last, at home alone; its coins run through the recoupment of its two producers", async ({ browser }, info) => {
  test.setTimeout(300_000);
  const [title, licensor, name] = ["Silk Tide", "Moon Harbour", "SILK"];
  const baseURL = house.address;
  const page = await (await browser.newContext({ baseURL })).newPage();
  const folder = info.outputPath("offers");
  mkdirSync(folder, { recursive: true });
  const offered = { id: "silk-tide", title, licensor, territories: ["US", "DE"], languages: ["en", "es"], first: dayFromNow(2), last: dayFromNow(3) };
  await page.goto(house.operatorLink);
  await expect(page.getByRole("heading", { name: "You run this house now" })).toBeVisible();
  await addPasskey(page);
  await page.goto("/desk/rights");
  await page.getByRole("radio", { name: "On offer to us" }).click();
  await page.getByLabel("Name", { exact: true }).fill(licensor);

  // One that is wrong says where, and cannot be applied.
  const bring = page.locator("input[type=file]");
  await bring.setInputFiles(workbookOf(folder, "wrong", { ...offered, languages: ["qq"] }));
  const wrong = page.getByRole("dialog", { name: "wrong.xlsx" });
  await expect(wrong.getByRole("alert")).toContainText("cannot be applied");
  await expect(wrong.getByRole("table")).toContainText(/TV![A-Z]+4/);
  await expect(wrong.getByRole("button", { name: "Apply" })).toBeHidden();
  await page.keyboard.press("Escape");

  await bring.setInputFiles(workbookOf(folder, "offers", offered));
  const file = page.getByRole("dialog", { name: "offers.xlsx" });
  await expect(file).toContainText("Added: 2");
  await expect(file.getByRole("table")).toContainText("VOD · Coin unlock");
  await expectOpenToAll(page);
  await file.getByRole("button", { name: "Apply" }).click();
  await expect(file).toBeHidden();

  // Nothing is open today; on the first day of its window it is, in two territories.
  await page.getByLabel("On the day").fill(offered.first);
  await expect(page.getByText("Territories in which something is on offer: 2")).toBeVisible();
  await page.locator("svg path[data-code=US]").click();
  await expect(page.getByText(/United States: titles on offer: [12]$/)).toBeVisible();
  await page.getByRole("button", { name: title }).click();
  const lines = page.getByRole("region", { name: title });
  // Those of the other territory go once the chosen one's have come.
  await expect(lines.getByRole("checkbox")).toHaveCount(1);
  await expect(lines.getByRole("checkbox")).toBeDisabled();
  await lines.getByRole("button", { name: "Add it to the catalogue" }).click();
  await expect(lines.getByRole("checkbox")).toBeEnabled();
  await lines.getByRole("checkbox").check();
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("offered.png"), fullPage: true });
  await lines.getByRole("button", { name: "Make an offer (1)" }).click();
  const offer = page.getByRole("dialog", { name: "Make an offer" });
  await expect(offer.getByLabel("Territories")).toHaveValue("US");
  await expect(offer.getByLabel("Media")).toHaveValue("Coins");
  await expect(offer.getByLabel("First day")).toHaveValue(offered.first);
  await expect(offer.getByLabel("Last day")).toHaveValue(offered.last);
  await expect(offer.getByLabel("Sum")).toHaveValue("600.00");
  await expect(offer.getByRole("checkbox", { name: title })).toBeChecked();
  await page.screenshot({ path: info.outputPath("offer.png") });
  await offer.getByLabel("Name of the deal").fill(name);
  await offer.getByRole("button", { name: "Offer" }).click();
  await expect(offer).toBeHidden();
  await expect(lines.getByRole("link", { name })).toBeVisible();
  const report = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
  const answered = async () => (await page.request.get(report ?? "")).text();
  expect(await answered()).toMatch(new RegExp(`Offered,.*,${name}`));

  // Agreed, and signed by both sides with a passkey over the document.
  await page.goto("/desk/deals");
  await page.getByRole("button", { name }).click();
  const deal = page.getByRole("dialog", { name });
  await expect(deal).toContainText("Made from rows of their avails: 1");
  await deal.getByRole("button", { name: "Agree" }).click();
  await deal.getByLabel("Name of who signs").fill("Olga Operator");
  await deal.getByRole("button", { name: "Sign for the house" }).click();
  await expect(deal).toContainText("by passkey, over the document");
  await deal.getByRole("button", { name: "Link for the other side" }).click();
  const link = await deal.getByText(/\/deals#/).innerText();
  const seller = await (await browser.newContext({ baseURL })).newPage();
  await seller.goto(link);
  await seller.getByRole("button", { name: "I have no account yet" }).click();
  await seller.getByLabel("E-mail").fill(`seller-${Date.now()}@example.com`);
  await seller.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await seller.getByRole("button", { name: "Create account" }).click();
  await expect(seller.getByRole("region", { name })).toBeVisible();
  await seller.goto("/me");
  await addPasskey(seller);
  await seller.goto("/deals");
  const theirs = seller.getByRole("region", { name });
  await theirs.getByLabel("Your name").fill("Lin Licensor");
  await theirs.getByRole("button", { name: "Sign" }).click();
  await expect(theirs).toContainText("Signed by Lin Licensor");
  await seller.context().close();
  const { items } = await ask<{ items: { id: string; name: string; signatures: { method: string }[] }[] }>(page, "GET", "rights/deals");
  const signed = items.find((one) => one.name === name);
  expect(signed?.signatures.map((one) => one.method)).toEqual(["passkey", "passkey"]);

  // The episodes are delivered, and wait for the first day. A house behind a proxy hears where its viewers are.
  const first = join(folder, "01-tide.mp4");
  makeEpisode(first, "360x640", 10, "teal", 250);
  const found = await ask<{ titles: { name: string; series_id: string }[] }>(page, "GET", "rights/avails/offers");
  const draft = found.titles.find((one) => one.name === title)?.series_id ?? "";
  await page.goto(`/studio/series/${draft}`);
  await page.getByTestId("files").setInputFiles(first);
  const episodes = page.getByRole("region", { name: "Episodes" }).getByRole("listitem");
  await expect(episodes.filter({ hasText: "01-tide.mp4" }).getByText(/^\d+p$/).first()).toBeVisible({ timeout: 60_000 });
  const studio = `../studio/series/${draft}`;
  await ask(page, "PATCH", studio, { synopsis: "A bolt of silk, a tide that turns.", genres: ["romance"] });
  const { slug } = await ask<{ slug: string }>(page, "POST", `${studio}/publish`, { at: null, weekly: null });
  await ask(page, "PUT", `series/${draft}/paywall`, { policy: { free: 0, price: 10 } });
  await coproduce(page, draft, title);
  const from = async (territory: string) =>
    (await fetch(`${house.address}/api/v1/series/${slug}`, { headers: { "x-territory": territory } })).status;
  const viewer = await (await browser.newContext({ baseURL })).newPage();
  await viewer.goto("/");
  const here = async () => (await viewer.request.get(`/api/v1/series/${slug}`)).status();
  expect(await here()).toBe(451);
  expect(await from("US")).toBe(451);
  daysAhead(3);
  await expect.poll(here).toBe(200);
  await expect.poll(() => from("US")).toBe(200);
  expect(await from("DE")).toBe(451);

  // Viewers are told whose it is.
  await viewer.goto(`/s/${slug}`);
  await expect(viewer.getByText(new RegExp(`A co-production of .*Films ${east}.* and .*Films ${west}`))).toBeVisible();
  await viewer.getByText(/A co-production of/).scrollIntoViewIfNeeded();
  await viewer.screenshot({ path: info.outputPath("credits.png") });

  // What is paid for it while it may be sold is what its producers recoup from.
  await viewer.goto(`/s/${slug}/1`);
  const sheet = viewer.getByRole("dialog", { name: /^Watch episode/ });
  await sheet.getByRole("button", { name: /^Pay/ }).click();
  await expectMotion(viewer);
  await page.goto("/desk/deals");
  await expect(page.getByRole("button", { name }).filter({ hasText: "Live" })).toBeVisible();
  expect(await answered()).toMatch(new RegExp(`Live,.*,${name}`));
  await ask(page, "POST", "accruals/run", {});
  const bought = await earned(page, draft);
  expect(bought).toBeGreaterThan(0);
  // A licence to China is the first producer's alone; one to France goes the way of the coins.
  for (const [territory, minor] of [["CN", 7_000], ["FR", 110_000]] as const) {
    const amount = { minor, currency: "USD" };
    await ask(page, "POST", "income", { id: crypto.randomUUID(), kind: "licence", series_id: draft, amount, territory, note: title });
  }
  await ask(page, "POST", "accruals/run", {});
  expect(await earned(page, draft)).toBe(bought + 117_000);
  const owed = await owedTo(page);
  expect(owed[east] + owed[west], "to the last cent").toBe(bought + 117_000);
  expect(owed[east] - 7_000 - owed[west]).toBeGreaterThanOrEqual(0);
  expect(owed[east] - 7_000 - owed[west], "an odd cent is the first's").toBeLessThanOrEqual(1);

  // The window ends; what was bought is not played past it.
  daysAhead(6);
  await expect.poll(here).toBe(451);
  await expect.poll(() => from("US")).toBe(451);
  await viewer.goto(`/s/${slug}/1`);
  await expect(viewer.locator("article.card video")).toHaveCount(0);
  await viewer.context().close();
  await page.goto("/desk/deals");
  await expect(page.getByRole("button", { name }).filter({ hasText: "Ended" })).toBeVisible();
  expect(await answered()).toMatch(new RegExp(`Ended,.*,${name}`));

  // The month is over: each has a statement, which anybody computes again.
  const period = dayFromNow(3).slice(0, 7);
  daysAhead(45);
  await page.goto("/desk/sharing");
  await page.getByLabel("Month to close").fill(period);
  await page.getByRole("button", { name: "Close month" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close month" }).click();
  await expect(page.getByText(/2 statements made/)).toBeVisible();
  const script = join(folder, "recompute-statement.py");
  writeFileSync(script, await (await page.request.get("/api/v1/recompute-statement.py")).body());
  const { items: statements } = await ask<{ items: { id: string }[] }>(page, "GET", "statements");
  expect(statements).toHaveLength(2);
  for (const { id } of statements) {
    const proof = join(folder, `${id}.json`);
    writeFileSync(proof, await (await page.request.get(`/api/v1/statements/${id}.json`)).body());
    expect(execFileSync("python3", ["-B", script, proof], { encoding: "utf8" }).trim()).toBe(`${proof}: OK`);
  }
  await page.context().close();
});
