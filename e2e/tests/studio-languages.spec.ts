import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { choose, isPhone } from "../help.ts";
import { askStudio, beginProduction, openStudio, umbrella } from "../studio.ts";

// A production goes into another language: line by line, then spoken too.
test.describe.configure({ mode: "serial" });
test.setTimeout(180_000);

let page: Page;
let id: string;

test.beforeAll(async ({ browser }, info) => {
  page = await openStudio(browser, info);
});
test.afterAll(() => page.context().close());

const languages = () => page.getByRole("region", { name: "Other languages" });
const line = (text: string) => languages().getByRole("textbox", { name: `Translation of “${text}”` });

test("lines are translated side by side, kept, and taken back in one step", async ({}, info) => {
  id = await beginProduction(page, `The Spanish Umbrella ${info.project.name} ${info.retry}`, umbrella);
  await choose(languages(), "Add a language", /^español · Spanish$/i);
  await expect(languages().getByText("0 of 2 lines are translated")).toBeVisible();
  await expectOpenToAll(page);
  await line("Then pay for it.").fill("Pues paga.");
  await line("Nobody came.").fill("No vino nadie.");
  await expect(languages().getByText("2 of 2 lines are translated")).toBeVisible();
  await languages().getByRole("button", { name: "Save", exact: true }).click();
  const spanish = languages().getByRole("button", { name: /^(Spanish|español) · 2\/2$/i });
  await expect(spanish).toBeVisible();
  await page.reload();
  await spanish.click();
  await expect(line("Nobody came.")).toHaveValue("No vino nadie.");

  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(spanish).toHaveCount(0);
  await page.getByRole("button", { name: /^Redo/ }).click();
  await expect(spanish).toBeVisible();
});

test("what is written is not lost to what is taken back, and it is spoken where somebody says so", async ({}, info) => {
  await page.reload();
  await languages().getByRole("button", { name: /2\/2$/ }).click();
  await languages().getByRole("switch", { name: "Speak it too" }).click();
  await expect(languages().getByRole("switch", { name: "Speak it too" })).toBeChecked();
  await expect
    .poll(async () => {
      const all = await askStudio<{ key: string }[]>(page, "GET", `productions/${id}/artifacts`);
      return all.map((one) => one.key).filter((key) => key.includes("-es"));
    })
    .toEqual(expect.arrayContaining(["e01/captions-es", "e01/dub-es/l01", "e01/dub-es/l02", "e01/dubmix-es"]));

  test.skip(isPhone(info), "it is spoken once");
  await askStudio(page, "POST", `productions/${id}/run`, { wanted: ["e01/dubmix-es", "e01/captions-es"] });
  await expect
    .poll(async () => (await askStudio<{ state: string }>(page, "GET", `productions/${id}/artifact?key=e01/dubmix-es`)).state, { timeout: 120_000 })
    .toBe("current");
  // And it is heard on the page of takes.
  await page.goto(`/studio/productions/${id}/takes`);
  await expect(page.getByText("1 es").or(page.getByText("1.1 es")).first()).toBeVisible();
});
