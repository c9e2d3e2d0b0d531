import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { card, expectMotion } from "../help.ts";
import { address, binary, makeSeries } from "../house.ts";
import { askDesk, becomeOperator } from "../operator.ts";

/** Where a house is visited. Chromium takes every name that ends in `.localhost` for this machine. */
const at = (host: string): string => address.replace("localhost", host);

/** A browser whose person reads a language, at a house. */
async function visit(browser: Browser, host: string, locale: string, path = "/"): Promise<Page> {
  const context = await browser.newContext({ baseURL: at(host), locale });
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** Puts a series into one house of the machine. */
function bring(folder: string, house: string, title: string, toml: string): void {
  const spec = { slug: "desert-moon", title, episodes: 1, seconds: 6, size: "360x640", colour: "goldenrod", genres: ["romance"] };
  const made = makeSeries(folder, spec);
  writeFileSync(join(made, "series.toml"), toml);
  const env = JSON.parse(process.env.HOUSE_ENVIRONMENT ?? "{}") as NodeJS.ProcessEnv;
  execFileSync(binary, ["ingest", made, "--house", house, "--publish", "--until", "playable"], { env, stdio: "pipe" });
}

test("a house is opened from a region, seen while it is written, and visited by its own name, from right to left", async ({ page, browser }, info) => {
  test.setTimeout(240_000);
  const slug = `qamar-${info.project.name}-${info.retry}`;
  const [name, host] = [`Qamar ${info.project.name} ${info.retry}`, `${slug}.localhost`];
  await becomeOperator(page);
  await page.goto("/desk/house");
  await expect(page.getByRole("region", { name: "Brand" })).toBeVisible();
  await expectOpenToAll(page);
  await page.getByRole("button", { name: "Open another house" }).click();
  const dialog = page.getByRole("dialog", { name: "Open another house" });
  await expect(dialog.getByRole("button", { name: /^Brazil/ })).toContainText("BRL");
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("regions.png") });

  // Another region is another preview; the chosen one is written from right to left.
  const phone = dialog.locator(".phone");
  await dialog.getByRole("button", { name: /^Brazil/ }).click();
  await expect(phone).toHaveAttribute("dir", "ltr");
  const brazilian = await phone.locator("b").innerText();
  await dialog.getByRole("button", { name: "Back" }).click();
  await dialog.getByRole("button", { name: "Middle East" }).click();
  await expect(phone).toHaveAttribute("dir", "rtl");
  await expect(phone.locator("b")).toHaveText("حلقة أخرى وننام");
  expect(brazilian).not.toBe("حلقة أخرى وننام");
  await expect(phone).toContainText("بالذكاء الاصطناعي");

  // The preview follows what is typed and coloured.
  const open = dialog.getByRole("button", { name: "Open the house" });
  await expect(open).toBeDisabled();
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await expect(phone.locator("strong")).toHaveText(name);
  await dialog.getByLabel("Line below the name").fill("قصة كل ليلة");
  await expect(phone.locator("b")).toHaveText("قصة كل ليلة");
  const painted = () => phone.locator(".button").evaluate((button) => getComputedStyle(button).backgroundColor);
  const before = await painted();
  await dialog.getByLabel("Colour").fill("#1f9d8b");
  await expect.poll(painted).not.toBe(before);
  const accent = await painted();

  // What is no host name is refused beside the form, and nothing typed is lost.
  await dialog.getByLabel("Host names").fill("http://qamar");
  await open.click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel("Host names").fill(host);
  await expect(dialog.getByText(slug)).toBeVisible();
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("wizard.png") });
  await open.click();
  await expect(dialog.getByText(`${name} is open.`)).toBeVisible();
  const link = await dialog.getByText(/\/claim#/).innerText();
  expect(link).toContain(`${at(host)}/claim#`);
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("opened.png") });
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.goto("/desk/audit");
  await expect(page.getByRole("row").nth(1)).toContainText("House opened");

  bring(info.outputPath("series"), slug, "قمر الصحراء", 'title = "قمر الصحراء"\nsynopsis = "سر تحت القمر."\nlanguage = "ar"\ngenres = ["romance"]\nage_rating = "18"\n');

  // Whoever reads none of its languages reads its own.
  const viewer = await visit(browser, host, "fi-FI");
  const root = viewer.locator("html");
  await expect(root).toHaveAttribute("lang", "ar");
  await expect(root).toHaveAttribute("dir", "rtl");
  await expect(viewer).toHaveTitle(new RegExp(name));
  // What is shared of it leads to it, not to the first house.
  const own = viewer.locator('link[rel="canonical"]');
  expect(await own.getAttribute("href")).toContain(host);
  await expect(root).toHaveAttribute("data-face", "serif");
  await expect(card(viewer)).toContainText("قمر الصحراء");
  // The region asks for the age before it shows what is for adults.
  await expect(card(viewer).locator("video")).toHaveCount(0);
  const grown = viewer.getByRole("button", { name: /عمري/ });
  expect(await grown.evaluate((button) => getComputedStyle(button).backgroundColor)).toBe(accent);
  await expect(viewer.getByRole("link", { name }).filter({ visible: true })).toBeVisible();
  await expectOpenToAll(viewer);
  await viewer.screenshot({ path: info.outputPath("visited.png") });
  await grown.click();
  await expectMotion(viewer);
  await viewer.screenshot({ path: info.outputPath("playing.png") });
  await viewer.context().close();

  // Neither house has the other's series.
  const english = await visit(browser, host, "en-US", "/discover");
  await expect(english.locator("html")).toHaveAttribute("dir", "ltr");
  await expect(english.getByText("قمر الصحراء").first()).toBeVisible();
  await expect(english.getByText("Crimson Vow")).toHaveCount(0);
  await english.context().close();

  // Its first operator runs it, and it alone.
  const operator = await visit(browser, host, "ar", new URL(link).pathname + new URL(link).hash);
  await expect(operator.getByRole("heading").first()).toBeVisible();
  await operator.goto("/desk/house");
  await expect(operator.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(operator.locator(".phone strong")).toHaveText(name);
  await expect(operator.locator("input").filter({ visible: true }).first()).toHaveValue(name);
  await expectOpenToAll(operator);
  await operator.screenshot({ path: info.outputPath("desk.png"), fullPage: true });

  // What the house says is made by machines is told to viewers in their language: on its page, and over its picture.
  const { items } = await askDesk<{ items: { id: string; slug: string }[] }>(operator, "GET", "../studio/series");
  const made = { kind: "generated", adapted: false, music: false };
  await askDesk(operator, "PUT", `rights/titles/${items[0]?.id}`, made);
  for (const [locale, line] of [["ar", "صور وأصوات مصنوعة بالذكاء الاصطناعي."], ["en-GB", "Pictures and voices made with artificial intelligence."]] as const) {
    const reader = await visit(browser, host, locale, `/s/${items[0]?.slug}`);
    await expect(reader.getByText(line)).toBeVisible();
    await expectOpenToAll(reader);
    await reader.screenshot({ path: info.outputPath(`told-${locale}.png`) });
    await reader.goto("/");
    await expect(card(reader).getByText(line)).toBeVisible();
    await reader.screenshot({ path: info.outputPath(`told-card-${locale}.png`) });
    await reader.goto("/legal/privacy");
    await expect(reader.getByRole("article")).toHaveAttribute("lang", locale.slice(0, 2));
    await expectOpenToAll(reader);
    await reader.screenshot({ path: info.outputPath(`privacy-${locale}.png`) });
    await reader.context().close();
  }

  // A rule that comes later takes nothing down: the desk names what it is against.
  const { region } = await askDesk<{ region: object }>(operator, "GET", "house");
  await askDesk(operator, "PATCH", "house", { region: { ...region, blocked: [{ theme: "romance", why: "A trial." }] } });
  await operator.goto("/desk/house");
  const against = operator.locator("section").filter({ hasText: "مستبعد هنا" });
  await expect(against.getByRole("link", { name: "قمر الصحراء" })).toBeVisible();
  await expectOpenToAll(operator);
  await against.screenshot({ path: info.outputPath("against.png") });
  await operator.context().close();
});

test("amounts and dates are written as the house's country writes the language", async ({ page, browser }, info) => {
  test.setTimeout(120_000);
  await becomeOperator(page);
  /** The day of what is done at a desk now, as its log has it. */
  const day = async (desk: Page) => {
    const { tagline } = await askDesk<{ tagline: string }>(desk, "GET", "house");
    await askDesk(desk, "PATCH", "house", { tagline });
    await desk.goto("/desk/audit");
    return desk.getByRole("row").nth(1).innerText();
  };
  // The first house is in the United States.
  expect(await day(page)).toMatch(/[A-Z][a-z]{2} \d{1,2}, \d{4}/);

  const tag = `${info.project.name}-${info.retry}`;
  const open = async (template: string) => {
    const [slug, name] = [`${template}-${tag}`, `Written ${template} ${tag}`];
    const { operator_link } = await askDesk<{ operator_link: string }>(page, "POST", "houses", { slug, name, template, hosts: [`${slug}.localhost`] });
    return { host: `${slug}.localhost`, claim: new URL(operator_link).pathname + new URL(operator_link).hash };
  };
  const british = await open("uk");
  const desk = await visit(browser, british.host, "en-US", british.claim);
  await expect(desk.getByRole("heading").first()).toBeVisible();
  expect(await day(desk)).toMatch(/\d{1,2} [A-Z][a-z]{2,3} \d{4}/);
  await desk.screenshot({ path: info.outputPath("british.png") });
  await desk.context().close();

  // Spanish in Mexico has points where Spain has commas, and the sign before the amount, whoever reads it.
  const mexican = await open("latin-america");
  const shop = await visit(browser, mexican.host, "es-ES", "/shop");
  await expect(shop.locator("html")).toHaveAttribute("lang", "es");
  await expect(shop.getByRole("button", { name: /\$\d+\.\d{2}/ }).first()).toBeVisible();
  await expect(shop.getByText(/\d,\d{2}\s\$/)).toHaveCount(0);
  await expectOpenToAll(shop);
  await shop.screenshot({ path: info.outputPath("mexican.png") });
  await shop.context().close();
});
