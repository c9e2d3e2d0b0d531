import { type Browser, expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { choose } from "../help.ts";
import { newOperatorLink } from "../house.ts";
import { askDesk as ask, atTheDesk, becomeOperator, payAll } from "../operator.ts";

// One operator walks the whole desk, and axe looks at every page.
test.setTimeout(240_000);

const rooms = [
  ["", "Overview"],
  ["books", "Books"],
  ["orders", "Orders"],
  ["reconciliation", "Reconciliation"],
  ["prices", "Prices"],
  ["paywalls", "Paywalls"],
  ["income", "Partner income"],
  ["sharing", "Sharing"],
  ["slates", "Contract about several series"],
  ["payouts", "Payouts"],
  ["tax", "Tax"],
  ["audit", "Audit log"],
] as const;

/** A viewer on a device of their own buys the first pack with test money; gives the order's id. */
async function buyPack(browser: Browser, baseURL: string | undefined): Promise<string> {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/discover");
  // The device has its session by then: what it buys is its own.
  await page.waitForLoadState("networkidle");
  const bought = await page.evaluate(async () => {
    const send = async (path: string, body?: unknown) => {
      const answer = await fetch(`/api/v1${path}`, {
        method: body ? "POST" : "GET",
        headers: body ? { "content-type": "application/json" } : {},
        body: body ? JSON.stringify(body) : undefined,
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    };
    const shop = await send("/shop");
    const [pack] = shop.packs;
    const id = crypto.randomUUID();
    const { minor, currency } = pack.price;
    await send("/orders", { id, item: { kind: "pack", pack_id: pack.id }, expected: { minor, currency } });
    const order = await send(`/orders/${id}/test-payment`, { outcome: "succeed" });
    return { id, state: order.state };
  });
  await context.close();
  expect(bought.state).toBe("settled");
  return bought.id;
}

test("the desk is closed to everybody else, who learn the way in", async ({ page }) => {
  await page.goto("/desk/orders");
  await expect(page.getByRole("heading", { name: "The desk is for those who run this house" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Log in" })).toHaveAttribute("href", "/login?next=/desk/");
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expectOpenToAll(page);
});

for (const [path, title] of rooms) {
  test(`nothing on /desk/${path} is out of reach`, async ({ page }) => {
    await becomeOperator(page);
    await page.goto(`/desk/${path}`);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await expect(page.getByRole("heading", { name: "That did not work" })).toHaveCount(0);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, "wider than the screen").toBeLessThanOrEqual(0);
    await expectOpenToAll(page);
  });
}

test("the desk is written from right to left where its reader is", async ({ browser, baseURL }, info) => {
  const context = await browser.newContext({ baseURL, viewport: info.project.use.viewport, locale: "ar" });
  const page = await context.newPage();
  await page.goto(newOperatorLink());
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await page.waitForLoadState("networkidle");
  for (const path of ["", "paywalls"]) {
    await page.goto(`/desk/${path}`);
    await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
    await expect(page.locator("h1")).toBeVisible();
    await page.waitForLoadState("networkidle");
    await expectOpenToAll(page);
  }
  await context.close();
});

/** The prices that were here before a test changed them. */
let pricesBefore: unknown;

// The house is as it was for whoever comes next, also when the story broke off.
test.afterEach(async ({ browser }) => {
  if (!pricesBefore) return;
  await atTheDesk(browser, async (page) => {
    const { version } = await ask<{ version: number }>(page, "GET", "price-book");
    await ask(page, "PUT", "price-book", { version, book: pricesBefore });
    await ask(page, "PUT", "paywalls", { policy: null });
  });
  pricesBefore = undefined;
});

test("an operator prices the house, sells, refunds, and finds the books right", async ({ page, browser, baseURL }) => {
  await becomeOperator(page);
  ({ book: pricesBefore } = await ask<{ book: unknown }>(page, "GET", "price-book"));
  await payAll(page);

  // A price: the first pack is another size, and the preview follows.
  await page.goto("/desk/prices");
  const pack = page.getByRole("group", { name: "Pack 1" });
  const coins = String(100 + Math.floor(Math.random() * 90));
  await pack.getByLabel("Coins").fill(coins);
  await expect(page.getByText(`${coins} coins`)).toBeVisible();
  await page.getByRole("button", { name: "Save prices" }).click();
  await expect(page.getByText("Prices saved")).toBeVisible();

  // A paywall: three episodes free, the rest twenty coins each, never more than a hundred.
  await page.goto("/desk/paywalls");
  const free = page.getByRole("switch", { name: "Everything is free" });
  await expect(free).toBeVisible();
  if ((await free.getAttribute("aria-checked")) === "true") await free.click();
  await page.getByLabel("Free episodes", { exact: true }).fill("3");
  const price = String(20 + Math.floor(Math.random() * 20));
  await page.getByRole("textbox", { name: "Coins for an episode" }).fill(price);
  await page.getByLabel("Whole series").fill("100");
  await expect(page.getByText("3 of 60 episodes")).toBeVisible();
  await expectOpenToAll(page);
  await page.getByRole("button", { name: "Save paywall" }).click();
  await expect(page.getByText("Paywall saved")).toBeVisible();

  // A sale with test money appears.
  const order = await buyPack(browser, baseURL);
  await page.goto("/desk/orders");
  await page.getByRole("link", { name: `Order ${order.slice(0, 8)}` }).click();
  await expect(page.getByText("Settled", { exact: true }).first()).toBeVisible();
  await expectOpenToAll(page);

  // It is in the books, on both sides.
  await page.goto("/desk/books");
  await page.getByRole("link", { name: "Coin float" }).click();
  await page.getByRole("button", { name: /^Order/ }).first().click();
  const together = page.getByRole("dialog", { name: "Posted together" });
  await expect(together.getByRole("link", { name: "Clearing, test money" }).first()).toBeVisible();
  await expectOpenToAll(page);

  // It goes back.
  await page.goto(`/desk/orders/${order}`);
  await page.getByRole("button", { name: "Refund" }).click();
  const dialog = page.getByRole("dialog", { name: "Refund this order?" });
  await dialog.getByLabel("Reason").fill("A mistake");
  await expectOpenToAll(page);
  await dialog.getByRole("button", { name: "Refund" }).click();
  await expect(page.getByText("Refunded", { exact: true }).first()).toBeVisible();

  // The provider's account is matched to the last line, and every check of the books passes.
  await page.goto("/desk/reconciliation");
  await page.getByRole("button", { name: "Fetch now" }).click();
  await expect(page.getByText("Everything is matched")).toBeVisible();
  await page.goto("/desk/");
  await expect(page.getByRole("link", { name: /^All \d+ checks of the books pass/ })).toBeVisible();

  // Nobody is owed anything yet: the plan says so before any money could move.
  await page.goto("/desk/payouts");
  await page.getByRole("button", { name: "Plan payouts" }).click();
  await expect(page.getByText("Nobody is due a payout now.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Plan payouts" })).toBeEnabled();
  await expectOpenToAll(page);

  // Who did all this is on record.
  await page.goto("/desk/audit");
  await choose(page, "What All", "Order refunded");
  await expect(page.getByRole("row").nth(1)).toContainText("Order refunded");
});

test("a contract is tried out while it is written, and a wrong line is named", async ({ page }) => {
  await becomeOperator(page);
  await page.goto("/desk/sharing");
  await page.getByRole("link", { name: "Crimson Vow" }).click();
  const deal = page.getByRole("textbox", { name: "Deal" });
  const text = (share: string) =>
    `name = "Crimson Vow"\ncurrency = "USD"\npayees = ["house"]\n\n[[tier]]\nname = "All"\nkind = "split"\nto = { house = "${share}" }\n`;
  await deal.fill(text("100%"));
  await expect(page.getByRole("heading", { name: "Who gets what" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "house" }).filter({ hasText: "$100,000.00" })).toBeVisible();
  await expectOpenToAll(page);
  await deal.fill(text("a lot"));
  await expect(page.getByRole("alert")).toContainText("Line 8");
  await expect(page.getByRole("button", { name: "Keep version" })).toBeDisabled();
});
