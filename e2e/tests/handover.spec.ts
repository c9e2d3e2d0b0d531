import { execFileSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { choose } from "../help.ts";
import { binary } from "../house.ts";
import { askDesk, becomeOperator, bothSign, providePapers } from "../operator.ts";

test("a signed deal is delivered from the desk, and says what went when", async ({ page }, info) => {
  test.setTimeout(120_000);
  const name = `DELIVERY ${info.project.name} ${info.retry}`;
  await becomeOperator(page);
  const { series } = await (await page.request.get("/api/v1/series/crimson-vow")).json();
  await providePapers(page, series.id);
  const party = { name: `Buyer of ${name}`, territory: "DE", email: null, payee_id: null };
  const { id: party_id } = await askDesk<{ id: string }>(page, "POST", "rights/parties", party);
  const grant = {
    kind: "grant",
    series_ids: [series.id],
    media: ["FAST"],
    territories: "IS",
    languages: null,
    starts: "2026-01-01",
    ends: "2035-12-31",
    exclusive: false,
  };
  const fee = { kind: "flat", currency: "USD", amount: 90_000, payments: [] };
  const deal = await askDesk<{ id: string }>(page, "POST", "rights/deals", { name, direction: "out", party_id, blocks: [grant], fee });
  const path = `rights/deals/${deal.id}`;
  await askDesk(page, "POST", `${path}/steps`, { status: "offer" });
  const { document_digest } = await askDesk<{ document_digest: string }>(page, "POST", `${path}/steps`, { status: "agreed" });
  await bothSign(page, path, document_digest);

  await page.goto("/desk/deals");
  await page.getByRole("button", { name }).click();
  const opened = page.getByRole("dialog", { name });
  const deliveries = opened.getByRole("region", { name: "Deliveries" });
  await deliveries.getByRole("radio", { name: "As encoded" }).click();
  await expect(deliveries.getByText(/^Renditions of each size with HLS playlists/)).toBeVisible();
  await expectOpenToAll(page);
  await deliveries.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath("films.png") });
  await deliveries.getByRole("button", { name: "Deliver: Crimson Vow" }).click();
  await expect(deliveries.getByRole("link", { name: "Manifest" })).toBeVisible({ timeout: 60_000 });
  await expect(deliveries.getByText("Delivered", { exact: true })).toBeVisible();
  await expectOpenToAll(page);
  await deliveries.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath("delivered.png") });
  const href = await deliveries.getByRole("link", { name: "Manifest" }).getAttribute("href");
  const manifest = await (await page.request.get(href ?? "")).json();
  expect(manifest.rights.reference).toBe(name);
  expect(manifest.files.map((file: { path: string }) => file.path)).toContain("metadata/mmc.xml");
  expect(manifest.files.map((file: { path: string }) => file.path)).toContain("renditions/001/h264.m3u8");
  expect(manifest.series.episodes[0].video).toBeUndefined();
  // The other house fetches it over the web with one command, checks every file, and has it.
  await deliveries.getByRole("button", { name: "Link for their house" }).click();
  const command = await deliveries.getByText(/^cliffhanger receive /).innerText();
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("linked.png") });
  const env = { ...process.env, CLIFFHANGER_DATA: info.outputPath("other-house"), CLIFFHANGER_PUBLIC_URL: "http://localhost:1" };
  const told = execFileSync(binary, ["receive", command.split(" ")[2] ?? "", "--dry-run"], { env, encoding: "utf8", stdio: "pipe" });
  expect(told).toMatch(/`Crimson Vow` from .*: 3 episodes, \d+ files, all as they were sent/);
  // What the deal promised is handed over with it.
  await expect(opened.getByText(/Delivery [0-9a-f-]{36}/).first()).toBeVisible();
});

test("a producer has a page of its own; who comes by it asks, and the desk is told on whose page", async ({ page, browser, baseURL }, info) => {
  test.setTimeout(120_000);
  const slug = `northlight-${info.project.name}-${info.retry}`;
  const name = `Northlight ${info.project.name} ${info.retry}`;
  await becomeOperator(page);
  await askDesk(page, "POST", "rights/parties", { name, territory: "GB", email: null, payee_id: null });
  await page.goto("/desk/market");
  const producers = page.getByRole("region", { name: "Pages of producers" });
  await producers.getByRole("button", { name: "New page" }).click();
  const dialog = page.getByRole("dialog", { name: "New page" });
  await choose(dialog, "With whom", name);
  await expect(dialog.getByLabel("Address")).toHaveValue(slug);
  await dialog.getByRole("radio", { name: "Public" }).click();
  await dialog.getByLabel("Introduction").fill("Two women, one roof.");
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("new-page.png") });
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(dialog).toBeHidden();
  const { producers: known } = await askDesk<{ producers: { id: string; slug: string }[] }>(page, "GET", "market");
  const producer_id = known.find((one) => one.slug === slug)?.id;
  const { series } = await (await page.request.get("/api/v1/series/midnight-heir")).json();
  await askDesk(page, "POST", "market/slates", { name: `Slate of ${name}`, series_ids: [series.id], producer_id });
  await page.reload();
  await expect(page.getByRole("heading", { name: `Slate of ${name} · ${name}` })).toBeVisible();

  const context = await browser.newContext({ baseURL });
  const buyer = await context.newPage();
  await buyer.goto(`/market/of/${slug}`);
  await expect(buyer.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(buyer.getByText("Two women, one roof.")).toBeVisible();
  await expectOpenToAll(buyer);
  await buyer.screenshot({ path: info.outputPath("producer.png") });
  await buyer.getByRole("link", { name: "Midnight Heir" }).last().click();
  await expect(buyer).toHaveURL(new RegExp(`/market/of/${slug}\\?series=midnight-heir`));
  await buyer.getByRole("button", { name: "Ask for it" }).click();
  await buyer.getByLabel("Your name").fill("Bo");
  await buyer.getByLabel("Company").fill(`Channel ${name}`);
  await buyer.getByRole("textbox", { name: "E-mail" }).fill("bo@channel.example");
  await buyer.getByRole("textbox", { name: "Territories" }).fill("DE");
  await buyer.getByRole("button", { name: "Send" }).click();
  await expect(buyer.getByText("It has arrived")).toBeVisible();
  await context.close();

  await page.reload();
  const enquiries = page.getByRole("region", { name: "Enquiries" });
  await expect(enquiries.getByRole("row").filter({ hasText: `Channel ${name}` })).toContainText(name);
});
