import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { askDesk, becomeOperator, bothSign } from "../operator.ts";

test("what a licensor is owed is paid, its share is computed, and the rights that it brought are told", async ({ page }, info) => {
  const mark = `${info.project.name} ${info.retry}`;
  await becomeOperator(page);
  const series = await page.evaluate(async (title) => {
    const body = JSON.stringify({ title, language: "en" });
    const made = await fetch("/api/v1/studio/series", { method: "POST", headers: { "content-type": "application/json" }, body });
    return (await made.json()) as { id: string };
  }, `Glass Orchard ${mark}`);
  const payee = { code: `orchard-${info.project.name}-${info.retry}`, name: `Orchard Films ${mark}`, kind: "distributor", currency: "USD" };
  await askDesk(page, "POST", "payees", payee);
  const party = { name: `Orchard Films ${mark}`, territory: "GB", email: null, payee_id: null };
  const { id: party_id } = await askDesk<{ id: string }>(page, "POST", "rights/parties", party);
  const name = `ORCHARD ${mark}`;
  const grant = {
    kind: "grant",
    series_ids: [series.id],
    media: ["VOD"],
    territories: "World",
    languages: null,
    starts: "2026-01-01",
    ends: "2035-12-31",
    exclusive: false,
    sublicence: true,
  };
  const payment = { id: randomUUID(), due_on: "2026-03-01", minor: 500_000, note: "", waits: { for: "signing" } };
  const fee = { kind: "guarantee", currency: "USD", amount: 500_000, share_bp: 3000, payments: [payment] };
  const deal = await askDesk<{ id: string }>(page, "POST", "rights/deals", { name, direction: "in", party_id, blocks: [grant], fee });
  const path = `rights/deals/${deal.id}`;
  await askDesk(page, "POST", `${path}/steps`, { status: "offer" });
  const { document_digest } = await askDesk<{ document_digest: string }>(page, "POST", `${path}/steps`, { status: "agreed" });
  await bothSign(page, path, document_digest);

  await page.goto("/desk/deals");
  await page.getByRole("button", { name }).click();
  const opened = page.getByRole("dialog", { name });
  await opened.getByRole("button", { name: "Write down as owed" }).click();
  await expect(opened.getByText("owed", { exact: true })).toBeVisible();
  await page.screenshot({ path: info.outputPath("owed.png") });
  await expectOpenToAll(page);
  await opened.getByRole("button", { name: "Paid", exact: true }).click();
  await expect(opened.getByText("paid", { exact: true })).toBeVisible();
  await opened.getByRole("button", { name: "Compute the share" }).click();
  const share = page.getByRole("dialog", { name: "Compute the share" });
  await share.getByRole("button", { name: "Paid to" }).click();
  await page.getByRole("option", { name: party.name }).click();
  await share.getByLabel("Shared from").fill("2026-03-01");
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("share.png") });
  await share.getByRole("button", { name: "Keep" }).click();
  await expect(share).toBeHidden();
  await expect(opened).toContainText("What the partner gets is computed by a contract about money");
  const sheet = await page.request.get(`/api/v1/desk/${path}/signatures`);
  expect(sheet.headers()["content-type"]).toBe("application/pdf");
  await page.screenshot({ path: info.outputPath("deal.png") });

  // The rights that came with it are what is new since yesterday.
  await page.goto("/desk/rights");
  const changed = page.getByRole("region", { name: "What changed" });
  await expect(changed).toContainText("Glass Orchard");
  await expectOpenToAll(page);
  await changed.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath("changed.png") });

  await page.goto(`/desk/titles/${series.id}`);
  const known = page.getByRole("region", { name: "Known as" });
  await known.getByLabel("EIDR").fill("10.5240/0000-0000-0000-0000-0000-0");
  await known.getByRole("button", { name: "Keep" }).click();
  await expect(known.getByRole("alert")).toBeVisible();
  await known.getByLabel("EIDR").fill("");
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("title.png") });
});
