import { expect, type Page, test, type TestInfo } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { choose } from "../help.ts";
import { becomeOperator } from "../operator.ts";

/** Pictures for people to look at, where a folder for them is named. */
async function look(page: Page, what: string, info: TestInfo): Promise<void> {
  const folder = process.env.MARKET_LOOK;
  if (folder) await page.screenshot({ path: `${folder}/${what}-${info.project.name}.png`, fullPage: true });
}

test("a seller offers a series; a buyer shortlists it, takes its sheet, watches its screener and asks for it", async ({ page, browser, baseURL }, info) => {
  test.setTimeout(180_000);
  const name = `${info.project.name} ${info.retry}`;
  await becomeOperator(page);
  await page.goto("/desk/market");
  await page.getByRole("radio", { name: "Public" }).click();
  await page.getByLabel("Introduction").fill("Short, vertical, finished.");
  await page.getByLabel("Contact", { exact: true }).fill("Sales desk");
  await page.getByLabel("E-mail of the contact").fill("sales@example.com");
  await page.getByRole("button", { name: "Keep" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.getByRole("button", { name: "New slate" }).click();
  const slate = page.getByRole("dialog", { name: "New slate" });
  await slate.getByLabel("Name of the slate").fill(`Spring ${name}`);
  await slate.getByRole("checkbox", { name: "Midnight Heir" }).check();
  await slate.getByRole("checkbox", { name: "Crimson Vow" }).check();
  await expectOpenToAll(page);
  await slate.getByRole("button", { name: "Keep" }).click();
  await expect(slate).toBeHidden();
  const screeners = page.getByRole("region", { name: "Screeners" });
  await choose(screeners, "Series", "Midnight Heir");
  await screeners.getByLabel("Recipient", { exact: true }).fill(`Bea ${name}`);
  await screeners.getByLabel("E-mail of the recipient").fill("bea@example.com");
  await screeners.getByRole("button", { name: "Make the link" }).click();
  const link = await screeners.getByText(/\/screener#/).innerText();
  await expectOpenToAll(page);
  await look(page, "desk", info);

  const context = await browser.newContext({ baseURL });
  const buyer = await context.newPage();
  if (info.project.name === "phone") await buyer.setViewportSize({ width: 390, height: 844 });
  await buyer.goto("/market");
  await expect(buyer.getByText("Short, vertical, finished.")).toBeVisible();
  const here = buyer.getByRole("region", { name: `Spring ${name}` });
  await here.getByRole("article").filter({ hasText: "Midnight Heir" }).getByRole("button", { name: "Shortlist it" }).click();
  await expectOpenToAll(buyer);
  await look(buyer, "market", info);
  await buyer.getByRole("radio", { name: "Shortlist (1)" }).click();
  await buyer.getByRole("link", { name: "Midnight Heir" }).last().click();
  await expect(buyer.locator("svg path[data-code=BR]")).toBeVisible();
  await buyer.locator("svg path[data-code=BR]").click();
  await expect(buyer.locator("strong", { hasText: "Brazil: " })).toBeVisible();
  await buyer.getByText("By territory").click();
  await expectOpenToAll(buyer);
  await look(buyer, "series", info);
  const address = await buyer.getByRole("link", { name: "One-sheet (PDF)" }).getAttribute("href");
  const sheet = await buyer.request.get(address ?? "");
  expect(sheet.headers()["content-type"]).toBe("application/pdf");
  expect((await sheet.body()).subarray(0, 5).toString()).toBe("%PDF-");

  // The screener is for whoever has the link, and for nobody else.
  await buyer.goto(link);
  await expect(buyer.getByText(`For Bea ${name} alone`)).toBeVisible();
  expect(new URL(buyer.url()).hash).toBe("");
  await buyer.getByRole("button", { name: "Play episode 1" }).click();
  const video = buyer.locator("video");
  await expect(video).toBeVisible({ timeout: 90_000 });
  await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.currentTime), { timeout: 30_000 }).toBeGreaterThan(5);
  await expectOpenToAll(buyer);
  await look(buyer, "screener", info);
  const media = await video.getAttribute("src");
  expect((await page.request.get(media ?? "")).status()).toBe(410);
  await video.evaluate((one: HTMLVideoElement) => one.pause());

  await buyer.goto("/market?series=midnight-heir");
  await buyer.getByRole("button", { name: "Ask for it" }).click();
  const form = buyer.getByRole("dialog", { name: "Your enquiry" });
  await form.getByLabel("Your name").fill("Bea Buyer");
  await form.getByLabel("Company").fill(`Channel ${name}`);
  await form.getByLabel("E-mail").fill("bea@example.com");
  await form.getByLabel("Territories").fill("Atlantis");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByRole("alert")).toContainText("Atlantis");
  await form.getByLabel("Territories").fill("DE, AT");
  await expectOpenToAll(buyer);
  await look(buyer, "enquiry", info);
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByText("It has arrived")).toBeVisible();

  await page.reload();
  const views = page.getByRole("article", { name: new RegExp(`Bea ${name}`) });
  await expect(views.getByRole("row").nth(1)).toContainText("1");
  await expect(page.getByRole("region", { name: "Enquiries" })).toContainText(`Channel ${name}`);
  await look(page, "log", info);
  await page.goto("/desk/deals");
  await expect(page.getByRole("button", { name: new RegExp(`Channel ${name}`) })).toContainText("Enquiry");
  await page.goto("/desk/market");
  await views.getByRole("button", { name: "Withdraw" }).click();
  await expect(views).toContainText("Withdrawn");
  await buyer.goto("/screener");
  await expect(buyer.getByText("This link has ended")).toBeVisible();
  await expectOpenToAll(buyer);
  await context.close();
});
