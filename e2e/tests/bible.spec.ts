import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { choose } from "../help.ts";
import { becomeOperator } from "../operator.ts";

// A screenplay that comes from Final Draft, and what is true of its series.
test.setTimeout(120_000);

const fdx = (episodes: number) => `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<FinalDraft DocumentType="Script" Template="No" Version="3"><Content>
${Array.from({ length: episodes }, (_, at) => `<Paragraph Type="New Act"><Text>Episode ${at + 1}</Text></Paragraph>
<Paragraph Type="Scene Heading"><Text>INT. LAUNDRY - NIGHT</Text></Paragraph>
<Paragraph Type="Action"><Text>MARA (27) folds a sheet &amp; stops.</Text></Paragraph>
<Paragraph Type="Character"><Text>MARA</Text></Paragraph><Paragraph Type="Dialogue"><Text>Whose is this?</Text></Paragraph>
<Paragraph Type="Character"><Text>KAI</Text></Paragraph><Paragraph Type="Dialogue"><Text>Yours.</Text></Paragraph>`).join("\n")}
</Content></FinalDraft>`;
const file = (name: string, text: string) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });

async function open(page: Page): Promise<ReturnType<Page["getByRole"]>> {
  await page.goto("/studio/productions?new");
  const dialog = page.getByRole("dialog", { name: "New production" });
  await dialog.getByRole("radio", { name: "Screenplay" }).click();
  return dialog;
}

test("a screenplay comes from Final Draft, its bible is written, and all of it is taken back", async ({ page }, info) => {
  await becomeOperator(page);
  const dialog = await open(page);
  const from = dialog.locator("input[type=file]");
  // What is none says so, and what to do.
  const bomb = '<!DOCTYPE x [<!ENTITY a "aa">]><FinalDraft><Content><Paragraph><Text>&a;</Text></Paragraph></Content></FinalDraft>';
  await from.setInputFiles(file("bomb.fdx", bomb));
  await expect(dialog.getByRole("alert")).toContainText("declares entities of its own");
  await from.setInputFiles(file("script.pdf", "%PDF-1.7"));
  await expect(dialog.getByRole("alert")).toContainText("This file is a PDF");
  // What is one is shown before it is kept.
  const title = `The Laundry ${info.project.name} ${info.retry}`;
  await from.setInputFiles(file("laundry.fdx", fdx(2)));
  await expect(dialog.getByLabel("Screenplay", { exact: true }).last()).toHaveValue(/^# Episode 1\n\nINT\. LAUNDRY/);
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByRole("button", { name: "Begin" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByRole("region", { name: "Episodes" }).getByRole("listitem")).toHaveCount(2);

  // And goes back there.
  const parts = page.getByRole("navigation", { name: "Parts of the production" });
  await parts.getByRole("link", { name: "Script" }).click();
  const script = page.getByRole("region", { name: "Screenplay" });
  const saved = page.waitForEvent("download");
  await script.getByRole("link", { name: "Final Draft" }).click();
  expect((await saved).suggestedFilename()).toBe(`${title}.fdx`);
  const before = await script.getByRole("textbox", { name: "Screenplay" }).inputValue();
  await script.locator("input[type=file]").setInputFiles(file("three.fdx", fdx(3)));
  await expect(script.getByRole("textbox", { name: "Screenplay" })).toHaveValue(/# Episode 3/);
  await expectOpenToAll(page);
  await script.getByRole("button", { name: "Undo" }).click();
  await expect(script.getByRole("textbox", { name: "Screenplay" })).toHaveValue(before);

  // The bible: what the script says, then what somebody says.
  await parts.getByRole("link", { name: "Bible" }).click();
  await expect(page.getByText("Nobody has written one yet")).toBeVisible();
  const people = page.getByRole("region", { name: /^Characters/ });
  await expect(people.getByRole("group", { name: "MARA" })).toBeVisible();
  const props = page.getByRole("region", { name: /^Props/ });
  await props.getByRole("button", { name: "Prop" }).click();
  await props.getByRole("textbox", { name: "Name" }).fill("sheet");
  await props.getByRole("textbox", { name: "Name" }).blur();
  await choose(props, "Who has it at first", "KAI");
  await people.getByRole("group", { name: "MARA" }).getByRole("button", { name: "Another look" }).click();
  await people.getByRole("textbox", { name: "Look, one word" }).fill("uniform");
  await people.getByRole("textbox", { name: "Look, one word" }).blur();
  await people.getByRole("group", { name: "MARA" }).getByRole("textbox", { name: "Episodes" }).fill("1-12");
  await people.getByRole("group", { name: "MARA" }).getByRole("textbox", { name: "Episodes" }).blur();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("What is true of the whole series")).toBeVisible();
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("bible.png"), fullPage: true });
  await page.getByRole("radio", { name: "Text (TOML)" }).click();
  await expect(page.getByRole("textbox", { name: "Text (TOML)" })).toHaveValue(/name = "uniform"\nepisodes = "1-12"/);
  await page.getByRole("textbox", { name: "Text (TOML)" }).fill("[[prop]]\nname = 'ring'\nholder = 'NOBODY'\n");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/Line 1: `NOBODY` is no character/)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  // Once more: what the house keeps is taken back too.
  await page.getByRole("button", { name: "Undo: bible" }).click();
  await expect(page.getByText("Nobody has written one yet")).toBeVisible();
});
