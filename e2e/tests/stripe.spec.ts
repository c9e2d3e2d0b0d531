import { join } from "node:path";
import { type Browser, type BrowserContext, expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { close, type House, ingest, makeSeries, open, secondPort } from "../house.ts";
import { declinedCard, goodCard, settings, Stripe } from "../stripe.ts";

// A house of its own, which is paid through a provider: what is sold for test money in the other one stays apart.
test.setTimeout(120_000);
// A page's requests past its service worker, so that they can be answered in the provider's place.
test.use({ serviceWorkers: "block" });

let house: House;
let stripe: Stripe;
let operator: BrowserContext;

test.beforeAll(async ({ browser }, info) => {
  house = await open(secondPort, settings);
  ingest(
    house,
    makeSeries(join(house.folder, "series"), {
      ...{ slug: "glass-harbour", title: "Glass Harbour", colour: "teal", genres: ["mystery"] },
      ...{ episodes: 2, seconds: 2, size: "180x320", paywall: "free = 1\nprice = 60" },
    }),
  );
  stripe = await Stripe.open(house.address);
  operator = await browser.newContext({ baseURL: house.address, viewport: info.project.use.viewport });
  const page = await operator.newPage();
  await page.goto(house.operatorLink);
  await expect(page.getByRole("heading", { name: "You run this house now" })).toBeVisible();
  await page.close();
});

test.afterAll(async () => {
  await operator?.close();
  await stripe?.close();
  if (house) await close(house);
});

/** A viewer on a device of their own, in the shop, who has chosen the first pack. */
async function atCheckout(browser: Browser, viewport: { width: number; height: number } | null | undefined, before?: (page: Page) => Promise<void>) {
  const context = await browser.newContext({ baseURL: house.address, viewport, serviceWorkers: "block" });
  const page = await context.newPage();
  await stripe.standIn(page);
  await before?.(page);
  await page.goto("/shop");
  await page.getByRole("button", { name: /^100 coins/ }).click();
  return { page, sheet: page.getByRole("dialog", { name: "Pay" }) };
}

const coins = async (page: Page): Promise<number> => {
  const wallet = await (await page.request.get("/api/v1/wallet")).json();
  return wallet.paid + wallet.bonus;
};

/** Buys the first pack by card. */
async function buy(browser: Browser, viewport: { width: number; height: number } | null | undefined): Promise<Page> {
  const { page, sheet } = await atCheckout(browser, viewport);
  await sheet.getByLabel("Card number").fill(goodCard);
  await sheet.getByRole("button", { name: /^Pay/ }).click();
  await expect(page.getByText("100 coins are in your wallet")).toBeVisible();
  return page;
}

test("a card form that does not load says so, and comes when it is tried again", async ({ browser }, info) => {
  let tries = 0;
  const { page, sheet } = await atCheckout(browser, info.project.use.viewport, async (page) => {
    await page.route("https://js.stripe.com/v3/", async (route) => {
      tries += 1;
      if (tries === 1) await route.abort();
      // It arrives, and is something else.
      else if (tries === 2) await route.fulfill({ contentType: "text/javascript", body: "" });
      else await route.fallback();
    });
  });
  for (const seen of [1, 2]) {
    await expect(sheet.getByRole("alert")).toHaveText("The payment form did not load.");
    await expectOpenToAll(page);
    if (process.env.PICTURES && seen === 1) await page.screenshot({ path: `${process.env.PICTURES}/no-form-${info.project.name}.png` });
    await expect.poll(() => tries).toBe(seen);
    await sheet.getByRole("button", { name: "Try again" }).click();
  }
  await expect(sheet.getByLabel("Card number")).toBeVisible();
  await expect(sheet.getByRole("alert")).toHaveCount(0);
  expect(tries).toBe(3);
  await page.context().close();
});

test("Stripe learns of nobody who pays nothing", async ({ browser }, info) => {
  const context = await browser.newContext({ baseURL: house.address, viewport: info.project.use.viewport, serviceWorkers: "block" });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).host));
  for (const path of ["/", "/shop", "/wallet", "/s/glass-harbour"]) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
  }
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((host) => host !== new URL(house.address).host)).toEqual([]);
  await context.close();
});

test("a card is declined in words, and another one brings the coins", async ({ browser }, info) => {
  const { page, sheet } = await atCheckout(browser, info.project.use.viewport);
  const field = sheet.getByLabel("Card number");
  await expect(field).toHaveAttribute("data-mode", "payment");
  await expect(field).toHaveAttribute("data-amount", "99");
  await expect(field).toHaveAttribute("data-currency", "usd");
  const pay = sheet.getByRole("button", { name: "Pay $0.99" });

  // Not filled in: no order is made.
  await pay.click();
  await expect(sheet.getByRole("alert")).toHaveText("Your card number is incomplete.");
  expect(await (await page.request.get("/api/v1/orders")).json()).toEqual([]);

  await field.fill(declinedCard);
  await pay.click();
  await expect(sheet.getByRole("alert")).toHaveText("Your card was declined.");
  await expectOpenToAll(page);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/declined-${info.project.name}.png` });
  expect(await coins(page)).toBe(0);

  await field.fill(goodCard);
  await pay.click();
  await expect(page.getByText("100 coins are in your wallet")).toBeVisible();
  await expect(sheet).toBeHidden();
  await page.goto("/wallet");
  await expect(page.getByRole("region", { name: "Balance" })).toContainText("100 coins");
  expect(await coins(page)).toBe(100);
  const orders = (await (await page.request.get("/api/v1/orders")).json()) as { state: string }[];
  expect(orders.filter((one) => one.state === "settled")).toHaveLength(1);
  await page.context().close();
});

test("a dispute is seen at the desk; lost, what was used is owed; won, it is not", async ({ browser }, info) => {
  for (const end of ["lost", "won"] as const) {
    const viewer = await buy(browser, info.project.use.viewport);
    await viewer.goto("/s/glass-harbour/2");
    await viewer.getByRole("button", { name: /^Unlock for 60 coins/ }).click();
    await expect.poll(() => coins(viewer)).toBe(40);
    const { id } = await (await viewer.request.get("/api/v1/me")).json();
    const [order] = await (await viewer.request.get("/api/v1/orders")).json();

    // The bank takes the money: the coins that are left go, and what was used is owed.
    const dispute = await stripe.dispute(order.id);
    expect(await coins(viewer)).toBe(0);
    const desk = await operator.newPage();
    await desk.goto("/desk/orders");
    const disputes = desk.getByRole("region", { name: "Disputes" });
    const row = disputes.getByRole("row").filter({ has: desk.locator(`a[href$="${order.id}"]`) });
    const debt = desk.getByRole("region", { name: "Owed by viewers" }).getByRole("row").filter({ hasText: id.slice(0, 8) });
    await expect(row).toContainText("Open");
    await expect(row).toContainText("fraudulent");
    for (const amount of ["$0.99", "$15.00", "$0.59"]) await expect(row).toContainText(amount);
    await expect(debt).toContainText("$0.59");
    await expectOpenToAll(desk);
    const wide = await desk.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, "wider than the screen").toBeLessThanOrEqual(0);
    if (process.env.PICTURES) await desk.screenshot({ path: `${process.env.PICTURES}/dispute-${info.project.name}.png`, fullPage: true });
    await row.getByRole("link").click();
    await expect(desk.getByText("Disputed", { exact: true }).first()).toBeVisible();

    // It is answered at the provider's desk, where its papers are; then the bank decides, and says so twice.
    await stripe.decide(dispute, "under_review");
    for (let told = 0; told < 2; told++) await stripe.decide(dispute, end);
    await desk.goto("/desk/orders");
    await expect(row).toContainText(end === "lost" ? "Lost" : "Won");
    if (end === "lost") {
      await expect(debt).toContainText("$0.59");
      expect(await coins(viewer)).toBe(0);
    } else {
      await expect(debt.getByRole("button")).toHaveCount(0);
      expect(await coins(viewer)).toBe(40);
    }
    await desk.goto("/desk/");
    await expect(desk.getByRole("link", { name: /^All \d+ checks of the books pass/ })).toBeVisible();
    await desk.close();
    await viewer.context().close();
  }
});
