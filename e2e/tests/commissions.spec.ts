import { writeFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { isPhone } from "../help.ts";
import { askDesk, becomeOperator } from "../operator.ts";
import { inDatabase } from "../time.ts";

interface Made {
  id: string;
}

/** A series of the house's own, with nothing in it; asked for from the house's own page. */
function ownSeries(page: Page, title: string): Promise<string> {
  return page.evaluate(async (title) => {
    const body = JSON.stringify({ title, language: "en" });
    const made = await fetch("/api/v1/studio/series", { method: "POST", headers: { "content-type": "application/json" }, body });
    if (!made.ok) throw new Error(await made.text());
    return (await made.json()).id as string;
  }, title);
}

async function removeSeries(page: Page, id: string): Promise<void> {
  await page.evaluate(async (id) => {
    await fetch(`/api/v1/studio/series/${id}`, { method: "DELETE" });
  }, id);
}

/** The house has chosen nothing again. */
function forgetPolicy(): void {
  inDatabase("delete from title_policies");
}

test("a licence waits for the documents of its series: what is missing is told, added, waived, checked", async ({ page }, info) => {
  test.skip(isPhone(info), "the phone's page is looked at below");
  test.setTimeout(120_000);
  const title = `Glass Orchard ${info.retry}`;
  const name = `ORCHARD ${info.retry}`;
  await becomeOperator(page);
  const series = await ownSeries(page, title);
  try {
    await page.goto("/desk/titles");
    await page.getByRole("radio", { name: "Refused" }).click();
    await expect(page.getByText("No deal is agreed or signed")).toBeVisible();
    await expectOpenToAll(page);
    const party = await askDesk<Made>(page, "POST", "rights/parties", { name: `Buyer of ${name}`, territory: null, email: null, payee_id: null });
    const block = { kind: "grant", series_ids: [series], media: ["VOD"], territories: "BR, PT", languages: null, starts: "2030-01-01", ends: "2030-12-31" };
    const deal = await askDesk<Made>(page, "POST", "rights/deals", { name, direction: "out", party_id: party.id, blocks: [block], fee: { kind: "none", currency: "USD" } });
    await askDesk(page, "POST", `rights/deals/${deal.id}/steps`, { status: "offer" });
    await page.goto("/desk/deals");
    await page.getByRole("button", { name }).click();
    const dialog = page.getByRole("dialog", { name });
    await expect(dialog.getByRole("note")).toContainText("Writer’s agreement: missing");
    await dialog.getByRole("button", { name: "Agree" }).click();
    await expect(dialog.getByRole("alert")).toContainText("the writer's agreement is missing");
    await expectOpenToAll(page);

    // To the page that names them.
    await dialog.getByRole("link", { name: title }).click();
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    await page.getByRole("switch", { name: "Has music" }).click();
    await expect(page.getByRole("region", { name: "Music: composition" })).toBeHidden();
    const file = info.outputPath("writer.pdf");
    writeFileSync(file, "%PDF-1.4 signed");
    for (const paper of ["Writer’s agreement", "Director’s agreement", "Producer’s agreement"]) {
      const panel = page.getByRole("region", { name: paper });
      await expect(panel).toContainText("Missing");
      await panel.getByRole("button", { name: "Add the document" }).click();
      const adding = page.getByRole("dialog", { name: paper });
      await adding.getByLabel("Reference").fill(`Folder 7, ${paper}`);
      if (paper.startsWith("Writer")) {
        await adding.getByLabel("File").setInputFiles(file);
        await adding.getByLabel("Territories").fill("BR");
      }
      await adding.getByRole("button", { name: "Keep" }).click();
      await expect(adding).toBeHidden();
      await expect(panel).toContainText("Provided");
    }
    await expectOpenToAll(page);
    const performers = page.getByRole("region", { name: "Performers’ agreements" });
    await performers.getByRole("button", { name: "Do without it" }).click();
    const waiving = page.getByRole("dialog");
    await waiving.getByLabel("Reason").fill("Nobody is in the picture");
    await waiving.getByRole("button", { name: "Do without it" }).click();
    await expect(performers).toContainText("Nobody is in the picture");
    const writer = page.getByRole("region", { name: "Writer’s agreement" });
    await writer.getByRole("button", { name: "Read and good" }).click();
    await expect(writer).toContainText("Checked");
    const download = page.waitForEvent("download");
    await writer.getByRole("link", { name: "writer.pdf" }).click();
    expect((await download).suggestedFilename()).toBe("writer.pdf");
    await page.screenshot({ path: info.outputPath("title.png"), fullPage: true });
    await page.setViewportSize({ width: 390, height: 844 });
    await expectOpenToAll(page);
    await page.screenshot({ path: info.outputPath("title-phone.png"), fullPage: true });
    await page.goto("/desk/titles");
    await expect(page.getByRole("link", { name: title })).toBeVisible();
    await page.screenshot({ path: info.outputPath("titles-phone.png") });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.screenshot({ path: info.outputPath("titles.png") });

    // The writer's agreement is for Brazil alone: the licence is for Portugal too.
    await page.goto("/desk/deals");
    await page.getByRole("button", { name }).click();
    await expect(dialog.getByRole("note")).toContainText("Writer’s agreement: does not reach PT");
    await page.screenshot({ path: info.outputPath("deal.png") });
    await askDesk(page, "POST", `rights/titles/${series}/documents`, { paper: "writer", reference: "Rider for Portugal", territories: "PT" });
    await page.reload();
    await page.getByRole("button", { name }).click();
    await expect(dialog.getByRole("button", { name: "Agree" })).toBeVisible();
    await expect(dialog.getByRole("note")).toBeHidden();
    await dialog.getByRole("button", { name: "Agree" }).click();
    await expect(dialog.getByRole("link", { name: "The document" })).toBeVisible();
    await expect(dialog).toContainText("Deliverables");
    await page.screenshot({ path: info.outputPath("agreed.png") });
    await askDesk(page, "POST", `rights/deals/${deal.id}/steps`, { status: "declined" });
  } finally {
    forgetPolicy();
    await removeSeries(page, series);
  }
});

test("a commission is agreed, its episodes are accepted one by one, and its milestones are owed and paid", async ({ page }, info) => {
  test.skip(isPhone(info), "the phone's page is looked at below");
  test.setTimeout(120_000);
  const name = `Harbour Lights ${info.retry}`;
  await becomeOperator(page);
  await page.goto("/desk/commissions");
  await page.getByRole("button", { name: "New commission" }).click();
  const making = page.getByRole("dialog", { name: "New commission" });
  await making.getByLabel("Name of the commission").fill(name);
  await making.getByLabel("Name", { exact: true }).fill(`Ferry Films ${info.retry}`);
  await making.getByLabel("Brief").fill("Twelve nights on a ferry.");
  await making.getByLabel("Episodes", { exact: true }).fill("2");
  await making.getByLabel("What is reached").fill("Scripts");
  await making.getByLabel("Amount").fill("300");
  await making.getByRole("button", { name: "Add a milestone" }).click();
  const second = making.getByRole("group", { name: "Milestone 2" });
  await second.getByLabel("What is reached").fill("Both episodes");
  await second.getByLabel("Amount").fill("600");
  await second.getByLabel("After accepted episodes").fill("2");
  await expect(making).toContainText("$900.00");
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("new.png") });
  await making.getByRole("button", { name: "Keep" }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await page.getByRole("button", { name: "It is agreed" }).click();
  await page.getByRole("button", { name: "Production begins" }).click();
  const milestones = page.getByRole("region", { name: "Milestones" });
  await milestones.getByRole("button", { name: "It is met" }).click();
  await expect(milestones).toContainText("owed $300.00");
  const episodes = page.getByRole("region", { name: "Episodes" });
  const first = episodes.getByRole("article").filter({ hasText: "Episode 1" });
  await first.getByRole("button", { name: "Send back" }).click();
  const back = page.getByRole("dialog");
  await back.getByLabel("Note").fill("The horn drowns her line.");
  await back.getByRole("button", { name: "Send back" }).click();
  await expect(first).toContainText("The horn drowns her line.");
  await first.getByRole("button", { name: "Accept" }).click();
  await expect(episodes).toContainText("1 of 2 accepted");
  await expect(milestones).toContainText("owed $300.00");
  await episodes.getByRole("article").filter({ hasText: "Episode 2" }).getByRole("button", { name: "Accept" }).click();
  await expect(milestones).toContainText("owed $900.00");
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("commission.png"), fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("commission-phone.png"), fullPage: true });
  for (const milestone of ["Scripts", "Both episodes"]) {
    await milestones.getByRole("article").filter({ hasText: milestone }).getByRole("button", { name: "Write its payment down" }).click();
    const paying = page.getByRole("dialog", { name: milestone });
    await paying.getByLabel("Note").fill("Transfer 77");
    await paying.getByRole("button", { name: "Write its payment down" }).click();
    await expect(paying).toBeHidden();
  }
  await expect(milestones).toContainText("paid $900.00");
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await expect(page.getByRole("region", { name: "Brief" })).toContainText("Closed");
  await page.goto("/desk/commissions");
  await expect(page.getByRole("link", { name })).toBeVisible();
  await page.screenshot({ path: info.outputPath("commissions-phone.png") });
});
