import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { expectMotion, isPhone } from "../help.ts";
import { newOperatorLink } from "../house.ts";

const folder = process.env.HOUSE_FOLDER ?? "";
const file = (name: string) => join(folder, name);
const video = (name: string) => ({ name, mimeType: "video/mp4" });
const rows = (page: Page) => page.getByRole("region", { name: "Episodes" }).getByRole("listitem").filter({ has: page.locator(".handle") });

// One operator works through it all, as people do.
test.describe.configure({ mode: "serial" });
test.setTimeout(120_000);

let context: BrowserContext;
let page: Page;
let title = "";

test.beforeAll(async ({ browser }, info) => {
  const { viewport, locale } = info.project.use;
  context = await browser.newContext({ viewport, locale, baseURL: info.project.use.baseURL });
  page = await context.newPage();
  title = `Glass Anchor ${info.project.name}`;
});
test.afterAll(() => context.close());

/** On a phone the page has two parts. */
async function part(name: "Episodes" | "Details", phone: boolean): Promise<void> {
  if (phone) await page.getByRole("radiogroup", { name: "Parts of the page" }).getByRole("radio", { name }).click();
}

test("the one-time link makes its visitor the operator, once", async ({ browser }, info) => {
  // The link that the house printed when it opened serves one of the two sizes.
  const link = isPhone(info) ? (process.env.HOUSE_OPERATOR_LINK ?? "") : newOperatorLink();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "You run this house now" })).toBeVisible();
  expect(page.url()).not.toContain("#");
  await page.getByLabel("E-mail").fill(`operator-${info.project.name}-${Date.now()}@example.com`);
  await page.getByLabel("Password", { exact: true }).fill("a long enough password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("Your account is ready")).toBeVisible();
  await page.getByRole("link", { name: "Go to the studio" }).click();
  await expect(page).toHaveURL(/\/studio\/?$/);
  await expect(page.getByRole("link", { name: "People" })).toBeVisible();

  const other = await browser.newContext();
  const late = await other.newPage();
  await late.goto(link);
  await expect(late.getByText(/This link has been used/)).toBeVisible();
  await late.goto("/studio/");
  await expect(late.getByRole("heading", { name: "The studio is for those who make series" })).toBeVisible();
  await other.close();
});

test("files become episodes; a bad one says why and the others go on", async () => {
  await page.getByRole("button", { name: "New series" }).click();
  const dialog = page.getByRole("dialog", { name: "New series" });
  await dialog.getByRole("button", { name: "Create series" }).click();
  await expect(dialog.getByText("Give it a title.")).toBeVisible();
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByTestId("files").setInputFiles(["01-first.mp4", "02-second.mp4", "03-broken.mp4", "04-cut.mp4", "06-wide.mp4"].map(file));
  await expect(dialog.getByText("5 files will be uploaded")).toBeVisible();

  // Held back until its progress has been seen.
  let free = () => undefined as void;
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  await page.route("**/api/v1/studio/uploads/**", async (route) => {
    if (route.request().method() === "PATCH") await held;
    await route.continue();
  });
  await dialog.getByRole("button", { name: "Create series" }).click();
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  const uploads = page.getByRole("region", { name: "Uploads" });
  await expect(uploads.getByRole("listitem")).toHaveCount(5);
  await expect(uploads.getByRole("progressbar", { name: "01-first.mp4" })).toBeVisible();
  free();

  // What is no video is refused as it arrives, in one sentence and with what to do.
  const upload = (name: string) => uploads.getByRole("listitem").filter({ hasText: name });
  await expect(upload("03-broken.mp4").getByRole("alert")).toHaveText(
    /^This is not a video that can be used: .+\. Use .+\.$/,
  );
  await expect(upload("04-cut.mp4").getByRole("alert")).toHaveText(/^The video is damaged: .+\. Export .+\.$/);
  await page.unroute("**/api/v1/studio/uploads/**");
  await expect(rows(page)).toHaveCount(3);
  const made = (name: string) => rows(page).filter({ hasText: name }).getByText(/^\d+p$/).first();
  for (const name of ["01-first.mp4", "02-second.mp4"]) await expect(made(name)).toBeVisible({ timeout: 40_000 });

  // A good file in its place, and one that is given up.
  await upload("04-cut.mp4").locator("input[type=file]").setInputFiles(file("05-fifth.mp4"));
  await expect(made("05-fifth.mp4")).toBeVisible({ timeout: 40_000 });
  // What could not be used is still told after a reload, until it is given up.
  await page.reload();
  await expect(upload("03-broken.mp4")).toContainText("This is not a video that can be used");
  await upload("03-broken.mp4").getByRole("button", { name: "Give up 03-broken.mp4" }).click();
  await expect(uploads).toBeHidden();

  // A wide picture waits for its owner's choice.
  const wide = rows(page).filter({ hasText: "06-wide.mp4" });
  await wide.getByRole("button", { name: "Choose a framing" }).click();
  const framing = page.getByRole("dialog", { name: "How should it stand upright?" });
  await framing.getByText("Whole, on a blur").click();
  await framing.getByRole("button", { name: "Use this" }).click();
  await expect(made("06-wide.mp4")).toBeVisible({ timeout: 40_000 });
  await expect(wide.getByRole("alert")).toBeHidden();
});

test("a full disk stops an upload until it is tried again", async () => {
  const error = { code: "disk_full", message: "The disk of the house is full.", remedy: "Tell the operator." };
  await page.route("**/api/v1/studio/uploads/**", (route) =>
    route.request().method() === "PATCH" ? route.fulfill({ status: 507, json: { error } }) : route.continue(),
  );
  await page.getByTestId("files").setInputFiles({ ...video("07-seventh.mp4"), buffer: readFileSync(file("01-first.mp4")) });
  const row = page.getByRole("region", { name: "Uploads" }).getByRole("listitem").filter({ hasText: "07-seventh.mp4" });
  await expect(row.getByRole("alert")).toBeVisible();
  await page.unroute("**/api/v1/studio/uploads/**");
  await row.getByRole("button", { name: "Try again" }).click();
  await expect(rows(page).filter({ hasText: "07-seventh.mp4" })).toHaveCount(1, { timeout: 40_000 });
});

test("a better file takes the place of an episode's", async () => {
  const before = rows(page).filter({ hasText: "07-seventh.mp4" });
  await expect(before.getByRole("button", { name: "Replace the file of episode" })).toBeVisible();
  await before
    .locator("input[type=file]")
    .setInputFiles({ ...video("07-better.mp4"), buffer: readFileSync(file("05-fifth.mp4")) });
  const after = rows(page).filter({ hasText: "07-better.mp4" });
  await expect(after).toHaveCount(1, { timeout: 40_000 });
  await expect(before).toHaveCount(0);
});

test("episodes are renamed, reordered, deleted and brought back", async () => {
  const first = rows(page).filter({ hasText: "01-first.mp4" });
  await first.getByRole("button", { name: /^Title of episode 1/ }).click();
  await page.getByRole("textbox", { name: "Title of episode 1" }).fill("The letter");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Episode renamed")).toBeVisible();
  await expect(first.getByRole("button", { name: "Title of episode 1: The letter" })).toBeVisible();

  // By keyboard.
  await first.getByRole("button", { name: "Move episode 1" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByText("New order saved")).toBeVisible();
  await expect(rows(page).nth(0)).toContainText("02-second.mp4");
  await expect(rows(page).nth(1)).toContainText("The letter");

  // By hand, back to the top.
  const handle = rows(page).nth(1).locator(".handle");
  await handle.scrollIntoViewIfNeeded();
  const from = await handle.boundingBox();
  const to = await rows(page).nth(0).boundingBox();
  if (!from || !to) throw new Error("no rows");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, to.y + to.height / 2, { steps: 6 });
  await page.mouse.move(from.x + from.width / 2, to.y + 4, { steps: 3 });
  const kept = page.waitForResponse((one) => /\/order$/.test(one.url()) && one.ok());
  await page.mouse.up();
  await kept;
  await expect(rows(page).nth(0)).toContainText("The letter");

  const all = await rows(page).count();
  await rows(page).nth(2).getByRole("button", { name: "Delete episode 3" }).click();
  await expect(rows(page)).toHaveCount(all - 1);
  await page.getByRole("status").filter({ hasText: "Episode 3 deleted" }).getByRole("button", { name: "Undo" }).last().click();
  await expect(rows(page)).toHaveCount(all);
});

test("an upload that is cut off goes on by itself", async () => {
  await page.route("**/api/v1/studio/uploads/**", (route) =>
    route.request().method() === "PATCH" ? route.abort("connectionreset") : route.continue(),
  );
  const cut = page.waitForRequest((one) => one.method() === "PATCH");
  await page.getByTestId("files").setInputFiles({ ...video("08-eighth.mp4"), buffer: readFileSync(file("02-second.mp4")) });
  const uploads = page.getByRole("region", { name: "Uploads" });
  await expect(uploads.getByText("08-eighth.mp4")).toBeVisible();
  await cut;
  await page.unroute("**/api/v1/studio/uploads/**");
  // It tries again by itself.
  await expect(rows(page).filter({ hasText: "08-eighth.mp4" })).toHaveCount(1, { timeout: 40_000 });
});

test("a reload in the middle keeps what has arrived", async () => {
  const ninth = file("09-ninth.mp4");
  copyFileSync(file("05-fifth.mp4"), ninth);
  let posts = 0;
  page.on("request", (one) => {
    if (one.method() === "POST" && one.url().endsWith("/api/v1/studio/uploads")) posts++;
  });
  await page.route("**/api/v1/studio/uploads/**", (route) =>
    route.request().method() === "PATCH" ? undefined : route.continue(),
  );
  const held = page.waitForRequest((one) => one.method() === "PATCH");
  await page.getByTestId("files").setInputFiles(ninth);
  await held;
  page.on("dialog", (dialog) => dialog.accept());
  await page.reload();
  await page.unroute("**/api/v1/studio/uploads/**");
  const interrupted = page.getByRole("region", { name: "Uploads" }).getByRole("listitem").filter({ hasText: "09-ninth.mp4" });
  await expect(interrupted).toContainText("Interrupted");
  await interrupted.locator("input[type=file]").setInputFiles(ninth);
  await expect(rows(page).filter({ hasText: "09-ninth.mp4" })).toHaveCount(1, { timeout: 40_000 });
  expect(posts).toBe(1);
});

test("what is missing is said, then it is published and plays for a viewer", async ({ browser }, info) => {
  const phone = isPhone(info);
  await page.getByRole("button", { name: "Publish" }).click();
  const sheet = page.getByRole("dialog", { name: "Publish" });
  await expect(sheet.getByText(/thing(s are| is) missing/)).toBeVisible();
  await expect(sheet.getByRole("button", { name: "Publish now" })).toBeDisabled();
  await sheet.getByRole("button", { name: "Close" }).click();
  await expect(sheet).toBeHidden();

  await part("Details", phone);
  await page.getByLabel("Synopsis").fill("An anchor of glass, a promise of rope.");
  await page.getByRole("button", { name: "Choose genres" }).click();
  await page.getByRole("button", { name: "Period" }).click();
  await part("Episodes", phone);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(sheet.getByText("Everything is ready")).toBeVisible({ timeout: 40_000 });
  await sheet.getByRole("button", { name: "Publish now" }).click();
  await expect(page.getByText("Published").first()).toBeVisible();

  const viewer = await browser.newContext({ viewport: info.project.use.viewport, locale: "en-US" });
  const watching = await viewer.newPage();
  await watching.goto("/search");
  await watching.getByLabel("Search series").fill(title);
  await watching.getByRole("link", { name: new RegExp(title) }).first().click();
  await watching.getByRole("link", { name: "Play episode 1" }).click();
  await expectMotion(watching);
  await expect(watching.locator("article.card:not([inert]) .episode")).toContainText("The letter");

  // Withdrawn, it is gone at once.
  await page.getByRole("button", { name: "Release" }).click();
  const release = page.getByRole("dialog", { name: "Release" });
  await release.getByRole("button", { name: "Withdraw" }).click();
  await release.getByRole("button", { name: "Withdraw" }).last().click();
  await expect(page.getByText("Withdrawn").first()).toBeVisible();
  await expect
    .poll(async () => {
      const answer = await watching.request.get(`/api/v1/search?q=${encodeURIComponent(title)}`);
      const { items } = (await answer.json()) as { items: { title: string }[] };
      // Words that are alike find other tests' series.
      return items.map((one) => one.title).includes(title);
    })
    .toBe(false);
  await viewer.close();
});

test("an operator makes somebody a producer", async ({ browser }, info) => {
  const email = `maker-${info.project.name}-${Date.now()}@example.com`;
  const other = await browser.newContext();
  const maker = await other.newPage();
  await maker.goto("/register?next=/studio/");
  await maker.getByLabel("E-mail").fill(email);
  await maker.getByLabel("Password", { exact: true }).fill("a long enough password");
  await maker.getByRole("button", { name: "Create account" }).click();
  await expect(maker.getByRole("heading", { name: "Become a producer" })).toBeVisible();

  await page.goto("/studio/people");
  await page.getByLabel("Find by name or e-mail").fill(email);
  const row = page.getByRole("listitem").filter({ hasText: email });
  await expect(page.locator("main").getByRole("listitem")).toHaveCount(1);
  await row.getByRole("button").click();
  await page.getByRole("option", { name: "Producer" }).click();
  await expect(page.getByText(`${email}: Producer`)).toBeVisible();
  await maker.reload();
  await expect(maker.getByText("Your first series starts here").or(maker.getByRole("button", { name: "New series" })).first()).toBeVisible();
  await other.close();
});
