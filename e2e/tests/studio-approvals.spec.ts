import { expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { askStudio, beginProduction, openStudio, umbrella } from "../studio.ts";

// What is approved: by a person, or by the checks where somebody trusts them.
test.describe.configure({ mode: "serial" });
test.setTimeout(180_000);

let page: Page;
let id: string;

test.beforeAll(async ({ browser }, info) => {
  page = await openStudio(browser, info);
});
test.afterAll(() => page.context().close());

const approvals = () => page.getByRole("region", { name: "Approvals" });
const gate = (name: string) => approvals().getByRole("listitem").filter({ has: page.getByRole("switch", { name, exact: true }) });
const state = async (key: string) => (await askStudio<{ state: string }>(page, "GET", `productions/${id}/artifact?key=${key}`)).state;

test("the checks open a gate by themselves, and only when all of it is there", async ({}, info) => {
  id = await beginProduction(page, `The Checked Umbrella ${info.project.name} ${info.retry}`, umbrella);
  for (const name of ["Shot list", "Finished episodes"]) {
    await gate(name).getByRole("switch", { name, exact: true }).click();
    await expect(gate(name).getByText("Waits for you")).toBeVisible();
    await gate(name).getByRole("switch", { name: "Opens by itself when no check fails" }).click();
  }
  // No storyboard is behind its script; of the films there is none.
  await expect(gate("Shot list").getByText("Passed by its checks")).toBeVisible();
  await expect(gate("Finished episodes").getByText("Waits for you")).toBeVisible();
  await expectOpenToAll(page);
  const early = page.evaluate(
    async (path) => (await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).status,
    `/api/v1/studio/productions/${id}/release`,
  );
  expect(await early).toBe(409);
  // Changed by hand and then left behind by its script, the storyboard has to be looked at again.
  const board = await askStudio<{ board: { shots: { camera: string }[] } }>(page, "GET", `productions/${id}/episodes/1`);
  const first = board.board.shots[0];
  if (!first) throw new Error("there is no shot");
  first.camera = "tilt_up";
  await askStudio(page, "PUT", `productions/${id}/episodes/1`, board.board);
  const script = umbrella.replace("Nobody came.", "Nobody ever came.");
  await askStudio(page, "PUT", `productions/${id}/script`, { script });
  await page.reload();
  await expect(gate("Shot list").getByText("Waits for you")).toBeVisible();
  expect(await state("e01/mix")).toBe("blocked");
});

test("a person opens it for what there is, and takes that back", async () => {
  await gate("Shot list").getByRole("button", { name: "Approve" }).click();
  await expect(gate("Shot list").getByText("Approved", { exact: true })).toBeVisible();
  expect(await state("e01/mix")).toBe("missing");
  await page.getByRole("button", { name: "Undo: approval" }).or(page.getByRole("button", { name: /^Undo.*approval/ })).click();
  await expect(gate("Shot list").getByText("Waits for you")).toBeVisible();
  await page.getByRole("button", { name: /^Redo.*approval/ }).click();
  await expect(gate("Shot list").getByText("Approved", { exact: true })).toBeVisible();
  await gate("Shot list").getByRole("button", { name: "Withdraw" }).click();
  await expect(gate("Shot list").getByText("Waits for you")).toBeVisible();
});
