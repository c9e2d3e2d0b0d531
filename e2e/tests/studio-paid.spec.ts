import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { type ClipServer, openClipServer } from "../clip-server.ts";
import { askStudio, beginProduction, openStudio, umbrella } from "../studio.ts";

// Clips that are paid for: asked about first, within caps that say why they stop, each paid once.
test.describe.configure({ mode: "serial" });
test.setTimeout(300_000);

let page: Page;
let makers: ClipServer;
let provider: string;
let id: string;

/** What a second costs, in millionths: six make 0.30. */
const second = 50_000;

test.beforeAll(async ({ browser }, info) => {
  makers = await openClipServer();
  page = await openStudio(browser, info);
  const name = `Clips ${info.project.name} ${info.retry}`;
  const account = { name, api: "ark", base: makers.address, key: "k", at_once: 1, per_minute: 6000 };
  const { providers } = await askStudio<{ providers: { id: string; name: string }[] }>(page, "POST", "models/providers", account);
  provider = providers.find((one) => one.name === name)?.id ?? "";
  const model = {
    id: "clips-of-ours",
    api: "ark",
    kind: "video",
    noted: "2026-11-27",
    source: "a test",
    can: { seconds: [6, 12], resolutions: ["720p"], aspects: ["9:16"] },
    price: { per: "second", micros: second, currency: "USD" },
  };
  await askStudio(page, "PUT", "models/choices/clip", { provider_id: provider, model, licence: "terms of a test" });
});
test.afterAll(async () => {
  // Productions of other tests are drawn here again.
  await askStudio(page, "DELETE", `models/providers/${provider}`).catch(() => undefined);
  await page.context().close();
  await makers.close();
});

const money = () => page.getByRole("region", { name: "Money" });
const worth = (name: string) => money().locator("dl > div").filter({ hasText: name }).locator("dd");

test("a cap stops it with a sentence that says which, and nothing more was spent", async ({}, info) => {
  id = await beginProduction(page, `The Paid Umbrella ${info.project.name} ${info.retry}`, umbrella);
  await money().getByRole("switch", { name: /clips-of-ours/ }).click();
  await expect(worth("Still to pay")).not.toHaveText("$0.00");
  await expect(worth("Spent")).toHaveText("$0.00");
  await money().getByText("Caps", { exact: true }).click();
  await money().getByLabel("In one day (USD)").fill("0.45");
  await money().getByRole("button", { name: "Save", exact: true }).click();
  await expect(money().getByText("In one day: $0.00 / $0.45")).toBeVisible();
  await expectOpenToAll(page);

  makers.held = true;
  await money().getByRole("button", { name: "Make it, and pay" }).click();
  const dialog = page.getByRole("dialog", { name: "Make it, and pay" });
  await expect(dialog.getByText(/^What is missing would cost up to \$/)).toBeVisible();
  await dialog.getByRole("button", { name: /^Spend up to/ }).click();
  await expect(dialog).toBeHidden();
  // While the maker is at work its money is reserved, and the log says what is waited for.
  await expect(worth("Reserved")).toHaveText("$0.30", { timeout: 60_000 });
  await page.goto(`/studio/productions/${id}/log`);
  await expect(page.getByRole("list", { name: "Others are at work on" })).toContainText("clips-of-ours");
  makers.held = false;

  await page.goto(`/studio/productions/${id}`);
  const why = /this would cost 0\.30 USD where 0\.15 USD of the 0\.45 USD for one day are left: raise that cap, or choose what costs less/;
  await expect(page.getByText(why)).toBeVisible({ timeout: 120_000 });
  await expect(worth("Spent")).toHaveText("$0.30");
  await expect(worth("Reserved")).toHaveText("$0.00");
  await expect(money().getByText("In one day: $0.30 / $0.45")).toBeVisible();
  await expect(money().getByRole("meter", { name: "In one day" })).toBeVisible();
  expect(makers.charged()).toBe(1);
});

test("with a higher cap the rest is paid for, and nothing twice", async () => {
  await money().getByText("Caps", { exact: true }).click();
  await money().getByLabel("In one day (USD)").fill("9");
  await money().getByRole("button", { name: "Save", exact: true }).click();
  await expect(money().getByText("In one day: $0.30 / $9.00")).toBeVisible();
  const all = await askStudio<{ key: string }[]>(page, "GET", `productions/${id}/artifacts`);
  const clips = all.filter((one) => one.key.includes("/clip/")).length;
  expect(clips).toBeGreaterThan(1);
  await money().getByRole("button", { name: "Make it, and pay" }).click();
  await page.getByRole("dialog", { name: "Make it, and pay" }).getByRole("button", { name: /^Spend up to/ }).click();
  await expect(worth("Spent")).toHaveText(`$${((clips * 6 * second) / 1e6).toFixed(2)}`, { timeout: 120_000 });
  expect(makers.charged()).toBe(clips);
  await expect(worth("Still to pay")).toHaveText("$0.00", { timeout: 60_000 });
  await money().getByText(`Paid jobs: ${clips}`).click();
  await expect(money().getByText("Done", { exact: true })).toHaveCount(clips);
});
