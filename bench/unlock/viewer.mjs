/** One viewer's way: the last free episode, the paywall, the tap, the episode; then the same episode again by page loads. */
import { firstFrame, watchFrames } from "./frames.mjs";

/** Large enough for two sizes, long enough that it still plays when it has been looked at. */
export const series = {
  ...{ slug: "paper-crown", title: "Paper Crown", colour: "darkgoldenrod", genres: ["mystery"] },
  ...{ episodes: 4, seconds: 12, size: "540x960" },
  paywall: "free = 2\nprice = 10\nseries_price = 20",
};
const FREE = 2;
const LOCKED = FREE + 1;
const PRICE = 10;
/** What a viewer who only unlocks has before. */
const FUNDS = 100;
const address = (base, number) => `${base}/s/${series.slug}/${number}`;

const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  locale: "en-US",
  // What a service worker fetches is not throttled with its page.
  serviceWorkers: "block",
};

async function pageOf(context, network) {
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  await page.addInitScript(watchFrames);
  if (network) {
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: network.rtt,
      downloadThroughput: (network.mbit * 1e6) / 8,
      uploadThroughput: (network.mbit * 1e6) / 16,
    });
  }
  return page;
}

async function answer(response) {
  if (!response.ok()) throw new Error(`${response.url()}: HTTP ${response.status()} ${await response.text()}`);
  return response.json();
}

/** All coins of the viewer. The first call makes the viewer. */
async function coins({ request }, base) {
  const { paid, bonus } = await answer(await request.get(`${base}/api/v1/wallet`));
  return paid + bonus;
}

/** Coins in the wallet before the page opens, for test money. */
async function fund({ request }, base, amount) {
  const { exact } = await answer(await request.get(`${base}/api/v1/shop`));
  const { coins: unit, price } = exact.coins_for;
  const headers = { Origin: base };
  const id = crypto.randomUUID();
  const expected = { minor: Math.ceil((amount * price.minor) / unit), currency: price.currency };
  const item = { kind: "exact", coins: amount };
  await answer(await request.post(`${base}/api/v1/orders`, { headers, data: { id, item, expected } }));
  await answer(await request.post(`${base}/api/v1/orders/${id}/test-payment`, { headers, data: { outcome: "succeed" } }));
}

/** What the first pack that is enough brings. */
async function firstPack({ request }, base) {
  const { packs } = await answer(await request.get(`${base}/api/v1/shop`));
  const enough = packs.filter(({ coins, bonus }) => coins + bonus >= PRICE).sort((a, b) => a.price.minor - b.price.minor);
  if (enough.length === 0) throw new Error("no pack is enough for an episode");
  return enough[0].coins + enough[0].bonus;
}

async function until(what, holds) {
  for (let tries = 0; tries < 100; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what}: not after 10 s`);
}

/** From the free episode to the paywall's sheet, up to the button that pays. */
async function toPaywall(page, base, run) {
  await page.goto(address(base, FREE));
  await firstFrame(page, { since: "load", episode: FREE });
  await page.keyboard.press("n");
  const sheet = page.getByRole("dialog", { name: `Watch episode ${LOCKED}` });
  if (run === "unlock") return sheet.getByRole("button", { name: /^Unlock for/ });
  // The first choice is the least amount on sale; the packs come after it.
  const pack = sheet.getByRole("group", { name: /^Missing/ }).getByRole("radio").nth(1);
  await pack.check();
  return sheet.getByRole("button", { name: /^Pay/ });
}

/**
 * Milliseconds: `tap` from the finger's touch to the first frame of the unlocked episode, `reload` and `cold` from the start of a page load
 * to its first frame; `null` where none came in time. `covered` says whether the sheet still lay over that first frame. `problem` is what
 * went wrong, if anything.
 */
export async function visit(browser, { base, network, run }) {
  const measured = { tap: null, covered: false, reload: null, cold: null, problem: null };
  const contexts = [await browser.newContext(phone)];
  try {
    const [context] = contexts;
    await coins(context, base);
    if (run === "unlock") {
      await fund(context, base, FUNDS);
      await until("the coins bought before", async () => (await coins(context, base)) === FUNDS);
    }
    const left = (run === "unlock" ? FUNDS : await firstPack(context, base)) - PRICE;
    const page = await pageOf(context, network);
    const button = await toPaywall(page, base, run);
    await button.tap();
    const unlocked = await firstFrame(page, { since: "tap", episode: LOCKED });
    await until(`${left} coins after one debit`, async () => (await coins(context, base)) === left);
    await page.goto(address(base, LOCKED));
    const reloaded = await firstFrame(page, { since: "load", episode: LOCKED });
    contexts.push(await browser.newContext({ ...phone, storageState: { cookies: await context.cookies(), origins: [] } }));
    await page.close();
    const fresh = await pageOf(contexts[1], network);
    await fresh.goto(address(base, LOCKED));
    const cold = await firstFrame(fresh, { since: "load", episode: LOCKED });
    Object.assign(measured, { tap: unlocked.ms, covered: unlocked.covered, reload: reloaded.ms, cold: cold.ms });
  } catch (error) {
    measured.problem = String(error.message ?? error).split("\n")[0];
  } finally {
    for (const context of contexts) await context.close();
  }
  return measured;
}
