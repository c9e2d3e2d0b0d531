import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { type ModelServer, openModelServer } from "../model-server.ts";
import { becomeOperator } from "../operator.ts";

// From a premise to an outline that somebody changes, and from there to a script: by the house, and by a model.
test.describe.configure({ mode: "serial" });
test.setTimeout(120_000);

let context: BrowserContext;
let page: Page;
let model: ModelServer;

test.beforeAll(async ({ browser }, info) => {
  const { viewport, locale } = info.project.use;
  model = await openModelServer();
  context = await browser.newContext({ viewport, locale, baseURL: info.project.use.baseURL });
  page = await context.newPage();
  await becomeOperator(page);
});
test.afterAll(async () => {
  await context.close();
  await model.close();
});

async function premise(text: string): Promise<ReturnType<Page["getByRole"]>> {
  await page.goto("/studio/productions");
  await page.getByRole("button", { name: "New production" }).click();
  const dialog = page.getByRole("dialog", { name: "New production" });
  await dialog.getByLabel("Premise", { exact: true }).last().fill(text);
  return dialog;
}
const card = (number: number) => page.getByRole("listitem", { name: `Episode ${number}`, exact: true });
const save = () => page.getByRole("button", { name: "Save", exact: true });

test("the house's outline is changed, told again in one place, and becomes a script", async ({}, info) => {
  const title = `The Fax ${info.project.name} ${info.retry}`;
  const dialog = await premise("She signs a marriage contract with the man who fired her.");
  await dialog.getByRole("button", { name: "Outline first" }).click();
  await expect(card(10)).toBeVisible();
  await expectOpenToAll(page);
  const third = await card(3).getByLabel("Hook").inputValue();
  await card(3).getByLabel("Hook").fill("A fax machine begins to print.");
  await page.getByLabel("Title", { exact: true }).first().fill(title);
  await save().click();
  await expect(save()).toBeDisabled();
  // What is saved is taken back and done again by keys and by buttons, and after the page is loaded anew.
  const fax = "A fax machine begins to print.";
  const redo = page.getByRole("button", { name: "Redo" });
  for (const [press, there] of [["Control+z", third], ["Control+Shift+z", fax], ["Control+z", third], ["Control+y", fax]] as const) {
    await page.reload();
    await expect(card(3).getByLabel("Hook")).toBeVisible();
    await page.keyboard.press(press);
    await expect(card(3).getByLabel("Hook")).toHaveValue(there);
  }
  await expect(redo).toBeDisabled();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(card(3).getByLabel("Hook")).toHaveValue(third);
  await redo.click();
  await expect(card(3).getByLabel("Hook")).toHaveValue(fax);
  const sixth = await card(6).getByLabel("Hook").inputValue();
  await card(6).getByRole("button", { name: "Write this card again" }).click();
  await expect(page.getByRole("button", { name: "Undo" })).toBeEnabled();
  await expect(card(3).getByLabel("Hook")).toHaveValue("A fax machine begins to print.");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(card(6).getByLabel("Hook")).toHaveValue(sixth);
  await page.getByRole("button", { name: "Make it a production" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await page.getByRole("link", { name: "Script", exact: true }).click();
  const script = page.getByRole("textbox", { name: "Screenplay" });
  await expect(script).toHaveValue(/A fax machine begins to print\./);
  // A scene again, and the old one back.
  const before = await script.inputValue();
  await script.evaluate((area: HTMLTextAreaElement) => {
    const at = area.value.indexOf("INT.", area.value.indexOf("# Episode 6"));
    area.focus();
    area.setSelectionRange(at, at);
  });
  await script.press("ArrowDown");
  await page.getByRole("radio", { name: "The house" }).click();
  await page.getByRole("button", { name: "Write this scene again" }).click();
  await expect(script).not.toHaveValue(before);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(script).toHaveValue(before);
});

test("a model writes the outline, then the script; a line is written again", async ({}, info) => {
  const title = `The Deed ${info.project.name} ${info.retry}`;
  const dialog = await premise("A maid called Mara owns the hotel that she cleans.");
  await dialog.getByRole("radio", { name: /^Model/ }).click();
  await dialog.getByRole("button", { name: /^Episodes/ }).click();
  await page.getByRole("option", { name: "2", exact: true }).click();
  model.held = true;
  await dialog.getByRole("button", { name: "Write the outline" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Being written" })).toBeVisible();
  model.held = false;
  await expect(card(2).getByLabel("Cliffhanger")).toBeVisible();
  await expect(save()).toBeDisabled();
  await card(2).getByLabel("Cliffhanger").fill("The deed falls out of her shoe.");
  await page.getByLabel("Title", { exact: true }).first().fill(title);
  await page.getByRole("button", { name: "Write the script" }).click();
  await expect(page.getByRole("button", { name: "Make it a production" })).toBeEnabled({ timeout: 60_000 });
  await expect(card(2).getByLabel("Cliffhanger")).toHaveValue("The deed falls out of her shoe.");
  await page.getByRole("button", { name: "Make it a production" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await page.getByRole("link", { name: "Script", exact: true }).click();
  const script = page.getByRole("textbox", { name: "Screenplay" });
  const before = await script.inputValue();
  expect(before).toContain("# Episode 2");
  await script.evaluate((area: HTMLTextAreaElement) => {
    const heading = area.value.indexOf("INT.");
    const at = (heading < 0 ? area.value.indexOf("EXT.") : heading) + 1;
    area.focus();
    area.setSelectionRange(at, at);
  });
  for (let down = 0; down < 4; down++) await script.press("ArrowDown");
  await expect(page.getByRole("radio", { name: /^Model/ })).toBeChecked();
  await page.getByRole("button", { name: "Write this scene again" }).click();
  await expect(script).not.toHaveValue(before, { timeout: 30_000 });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(script).toHaveValue(before);
});
