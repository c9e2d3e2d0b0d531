import { expect, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { card, expectMotion } from "../help.ts";
import { newOperatorLink } from "../house.ts";

// axe looks at every element, several times in some tests.
test.setTimeout(120_000);

for (const path of [
  ...["/", "/s/crimson-vow/1", "/s/crimson-vow", "/discover", "/discover?genre=romance", "/search", "/search?q=crimson"],
  ...["/list", "/history", "/me", "/login", "/register", "/claim", "/no/such/page", "/studio/", "/desk/"],
  ...["/wallet", "/shop", "/receipts", "/vip", "/gift", "/s/paper-crown", "/s/paper-crown/3"],
]) {
  test(`nothing on ${path} is out of reach`, async ({ page }) => {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    await expectOpenToAll(page);
  });
}

test("nothing in the sheets of the feed is out of reach", async ({ page }) => {
  await page.goto("/s/crimson-vow/1");
  await expectMotion(page);
  await page.keyboard.press("k");
  const dialog = page.getByRole("dialog");
  const ways: (() => Promise<void>)[] = [
    () => card(page).getByRole("button", { name: /^Episodes/ }).click(),
    () => card(page).getByRole("button", { name: "Captions and sound" }).click(),
    () => card(page).getByRole("button", { name: "More", exact: true }).click(),
    () => page.keyboard.press("?"),
  ];
  for (const open of ways) {
    await open();
    await expect(dialog).toBeVisible();
    await expectOpenToAll(page);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  }
  await card(page).getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("button", { name: "Report a problem" }).click();
  await expect(page.getByRole("dialog", { name: "Report a problem" })).toBeVisible();
  await expectOpenToAll(page);
});

test("nothing of a page in Arabic is out of reach", async ({ browser, baseURL }, info) => {
  const context = await browser.newContext({ baseURL, viewport: info.project.use.viewport, locale: "ar" });
  const page = await context.newPage();
  for (const path of ["/", "/s/crimson-vow", "/me", "/wallet", "/shop", "/s/paper-crown/3"]) {
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
    await page.waitForLoadState("networkidle");
    await expectOpenToAll(page);
  }
  await context.close();
});

test("nothing in the studio is out of reach", async ({ page }, info) => {
  await page.goto(newOperatorLink());
  await expect(page.getByRole("heading", { name: "You run this house now" })).toBeVisible();
  await expectOpenToAll(page);
  await page.goto("/studio/");
  await page.getByRole("button", { name: "New series" }).click();
  const dialog = page.getByRole("dialog", { name: "New series" });
  await expectOpenToAll(page);
  await dialog.getByLabel("Title").fill(`Glass ${info.project.name}`);
  await dialog.getByTestId("files").setInputFiles([
    `${process.env.HOUSE_FOLDER}/01-first.mp4`,
    `${process.env.HOUSE_FOLDER}/03-broken.mp4`,
  ]);
  await dialog.getByRole("button", { name: "Create series" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible({ timeout: 40_000 });
  await expectOpenToAll(page);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Publish" })).toBeVisible();
  await page.getByText("Week by week").click();
  await expectOpenToAll(page);
  await page.keyboard.press("Escape");
  const details = page.getByRole("radio", { name: "Details" });
  if (await details.isVisible()) await details.click();
  await expectOpenToAll(page);
  await page.goto("/studio/people");
  await expect(page.getByRole("listitem").first()).toBeVisible();
  await expectOpenToAll(page);
  await page.goto("/studio/");
  await expect(page.getByRole("heading", { name: "My series" })).toBeVisible();
  await expectOpenToAll(page);
});
