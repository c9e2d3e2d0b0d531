import { expect, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { choose, expectMotion, isPhone, video } from "../help.ts";
import { becomeOperator } from "../operator.ts";
import { expectSigned, signs } from "../signed.ts";

// The whole way of somebody who has just opened their house: two lines in, the first episode on the screen.
test.setTimeout(420_000);

test("two lines become an episode that plays in the house", async ({ browser }, info) => {
  test.skip(isPhone(info), "an episode is drawn once");
  const { viewport, locale, baseURL } = info.project.use;
  const context = await browser.newContext({ viewport, locale, baseURL });
  const page = await context.newPage();
  const title = `The Night Desk ${Date.now()}`;
  await becomeOperator(page);
  await page.getByRole("link", { name: "Go to the studio" }).or(page.getByRole("link", { name: "Studio" })).first().click();
  await page.getByRole("link", { name: "Productions" }).click();

  // The house's own writer has it written before anything is drawn.
  await page.getByRole("button", { name: "New production" }).click();
  const dialog = page.getByRole("dialog", { name: "New production" });
  await dialog
    .getByLabel("Premise", { exact: true })
    .last()
    .fill("She cleans the hotel at night and does not know that she owns it.\nHer brother knows, and has sold it.");
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByRole("button", { name: "Begin" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  const overview = page.url();
  const episodes = page.getByRole("region", { name: "Episodes" }).getByRole("listitem");
  expect(await episodes.count()).toBeGreaterThanOrEqual(10);
  await expectOpenToAll(page);

  // One episode is enough to see whether it is any good.
  await page.getByRole("button", { name: "Only episode 1 for now" }).click();
  await expect(page.getByRole("progressbar", { name: "Running" })).toBeVisible();
  await episodes.first().getByRole("link").click();
  // Every core is drawing: a page of a house that was built to be tried may take longer than the film does.
  const film = page.locator(".side > video");
  const busy = page.getByRole("button", { name: "Make this episode", disabled: true });
  await expect(busy.or(film).first()).toBeVisible({ timeout: 60_000 });
  // It is here as soon as it is made, and plays where it was made.
  await expect(film).toBeVisible({ timeout: 300_000 });
  await expect(film).toHaveJSProperty("error", null);

  // What was spoken and drawn is compared as what it is: heard, seen, read.
  await page.goto(`${overview}/takes`);
  const takes = page.getByRole("region", { name: "Takes" });
  for (const [kind, seen] of [
    ["Line", "audio"],
    ["Mix", "audio"],
    ["Shot", "video"],
    ["Film", "video"],
    ["Poster", "img"],
  ] as const) {
    await choose(takes, "What", kind);
    await takes.getByRole("button", { name: new RegExp(`^${kind}`) }).first().click();
    const media = takes.locator(`.open ${seen}`).first();
    await expect(media).toBeVisible();
    if (seen !== "img") await expect(media).toHaveJSProperty("error", null);
    if (seen === "audio") await expect(takes.getByRole("img", { name: / s$/ }).first()).toBeVisible();
    if (kind === "Line") await page.screenshot({ path: info.outputPath("takes.png") });
    await takes.getByRole("button", { name: new RegExp(`^${kind}`) }).first().click();
  }
  await expectOpenToAll(page);

  // To the viewers: what is missing is told, and nothing of it is in the way.
  await page.goto(overview);
  await expect(episodes.first()).toContainText("Film is ready");
  const publish = page.getByRole("region", { name: "To the viewers" });
  await expect(publish).toContainText("1 of 10 films are ready");
  await expect(publish).toContainText("The poster is drawn");
  for (const approve of await publish.getByRole("button", { name: "Approve" }).all()) await approve.click();
  page.once("dialog", (asked) => void asked.accept());
  await publish.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page).toHaveURL(/\/studio\/series\//, { timeout: 60_000 });
  const watch = page.getByRole("link", { name: "Watch", exact: true }).first();
  await expect(watch).toBeVisible({ timeout: 120_000 });

  // And a viewer who has never been here sees it.
  const address = await watch.getAttribute("href");
  const viewer = await browser.newContext({ viewport: { width: 390, height: 844 }, locale, baseURL });
  const seat = await viewer.newPage();
  const renditions = new Set<string>();
  seat.on("request", (asked) => {
    if (/\/media\/renditions\/[^/?]+\.mp4/.test(asked.url())) renditions.add(asked.url());
  });
  await seat.goto(address ?? "");
  await expectMotion(seat);
  const before = (await video(seat)).time;
  await expect.poll(async () => (await video(seat)).time).toBeGreaterThan(before + 1);
  await expect(seat.locator("article.card:not([inert])")).toContainText(title);
  if (signs) {
    const served = await seat.request.get([...renditions][0] ?? "");
    expectSigned(info, "served.mp4", await served.body());
  }
  await viewer.close();

  // Who sets its prices is told where they should begin.
  const series = page.url().split("/").at(-1);
  await page.goto(`/desk/paywalls/${series}`);
  await expect(page.getByText(/By the endings of its script, episode \d+ should be the first/)).toBeVisible();
  await page.screenshot({ path: info.outputPath("suggested.png") });
  await page.getByRole("button", { name: "Make it the first locked" }).click();
  await expect(page.getByText(/By the endings of its script/)).toBeHidden();
  await expect(page.getByLabel("Free episodes").first()).not.toHaveValue("8");

  // Where a signer lies beside the house, what left is signed; in nobody's name, which is said.
  if (signs) {
    await page.goto(overview);
    const releases = page.getByRole("region", { name: "Releases" });
    await expect(releases).toContainText("C2PA · 1, by a test signer");
    const record = await page.request.get((await releases.getByRole("link").first().getAttribute("href")) ?? "");
    expect((await record.json()).signed[0].found).toMatchObject({ verdict: "valid", test: true });
  }
  await context.close();
});
