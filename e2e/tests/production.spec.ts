import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { isPhone } from "../help.ts";
import { becomeOperator } from "../operator.ts";
import { expectSigned } from "../signed.ts";

// Somebody with no key and no money: from two lines, and from a screenplay, to a film in the house.
test.describe.configure({ mode: "serial" });
test.setTimeout(240_000);

let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }, info) => {
  const { viewport, locale } = info.project.use;
  context = await browser.newContext({ viewport, locale, baseURL: info.project.use.baseURL });
  page = await context.newPage();
  await becomeOperator(page);
  await page.getByRole("link", { name: "Go to the studio" }).or(page.getByRole("link", { name: "Studio" })).first().click();
});
test.afterAll(() => context.close());

async function begin(fill: (dialog: ReturnType<Page["getByRole"]>) => Promise<void>, title: string): Promise<void> {
  await page.goto("/studio/productions");
  await page.getByRole("button", { name: "New production" }).click();
  const dialog = page.getByRole("dialog", { name: "New production" });
  await fill(dialog);
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByRole("button", { name: "Begin" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

test("two lines become ten episodes with their storyboards", async ({}, info) => {
  const title = `The Borrowed Ring ${info.project.name} ${info.retry}`;
  await begin(
    (dialog) => dialog.getByLabel("Premise", { exact: true }).last().fill("She signs a marriage contract with the man who fired her."),
    title,
  );
  const episodes = page.getByRole("region", { name: "Episodes" }).getByRole("listitem");
  expect(await episodes.count()).toBeGreaterThanOrEqual(10);
  await episodes.first().getByRole("link").click();
  const shots = page.getByRole("list", { name: "Storyboard" }).getByRole("listitem");
  await expect(shots.first().locator("img")).toHaveJSProperty("complete", true);
  // A change is drawn at once, can be taken back, and is kept.
  const camera = page.getByRole("region", { name: "Shot 1" }).getByRole("button", { name: /^Camera/ });
  await expect(camera).toBeVisible();
  await page.getByRole("button", { name: "Duplicate" }).click();
  const many = await shots.count();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(shots).toHaveCount(many - 1);
  await page.getByRole("button", { name: "Redo" }).click();
  await expect(shots).toHaveCount(many);
  await page.keyboard.press("Control+z");
  await expect(shots).toHaveCount(many - 1);
  await page.keyboard.press("Control+Shift+z");
  await expect(shots).toHaveCount(many);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Changed by hand")).toBeVisible();
  await page.getByRole("button", { name: "Back to the script's" }).click();
  await expect(shots).toHaveCount(many - 1);

  // A shot is carried by its handle behind the next one, and keeps its picture; the arrow keys bring it back.
  const address = (at: number) => shots.nth(at).locator("img").getAttribute("src");
  const [first, second] = [await address(0), await address(1)];
  await page.getByRole("button", { name: "Move shot 1", exact: true }).scrollIntoViewIfNeeded();
  const [from, to] = [await page.getByRole("button", { name: "Move shot 1", exact: true }).boundingBox(), await shots.nth(1).boundingBox()];
  if (!from || !to) throw new Error("the shots are not seen");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + to.width + 12, from.y + from.height / 2 + 4, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => address(0)).toBe(second);
  expect(await address(1)).toBe(first);
  await expect(shots.nth(1).getByRole("button", { pressed: true })).toBeVisible();
  await page.getByRole("button", { name: "Move shot 2", exact: true }).press("ArrowLeft");
  await expect.poll(() => address(0)).toBe(first);

  // What no framing says: where it is, who is in it, what is seen and written.
  const shot = page.getByRole("region", { name: "Shot 1", exact: true });
  // A part that has something is open already.
  const part = async (name: string) => {
    const summary = shot.getByText(name, { exact: true });
    if (!(await summary.evaluate((element) => element.closest("details")?.open))) await summary.click();
  };
  await part("Things, effects and sounds");
  await shot.getByRole("button", { name: "Dark edges" }).click();
  await part("Words on the picture");
  await shot.getByRole("button", { name: /^Kind/ }).click();
  await page.getByRole("option", { name: "Over the picture" }).or(page.getByRole("menuitemradio", { name: "Over the picture" })).click();
  await shot.getByLabel("Words", { exact: true }).fill("Three years later");
  await expectOpenToAll(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Changed by hand")).toBeVisible();
  const id = page.url().split("/").at(-2);
  const kept = await (await page.request.get(`/api/v1/studio/productions/${id}/episodes/1`)).json();
  expect(kept.board.shots[0].card).toMatchObject({ kind: "caption", text: "Three years later" });
  expect(kept.board.shots[0].effects).toContain("vignette");
  await page.getByRole("button", { name: "Back to the script's" }).click();
  await expect(shots).toHaveCount(many - 1);
});

test("a production is found on the board, its cast is changed and the change taken back", async ({}, info) => {
  const title = `The Quiet Bell ${info.project.name} ${info.retry}`;
  const script = "# Episode 1: Rain\n\nINT. KITCHEN - NIGHT\n\nMARA (27) wears an apron.\n\nMARA\n(cold)\nThen pay for it.\n\nJONAH\nNobody came.\n";
  await begin(async (dialog) => {
    await dialog.getByRole("radio", { name: "Screenplay" }).click();
    await dialog.getByLabel("Screenplay", { exact: true }).last().fill(script);
  }, title);
  const address = page.url();

  // On the board: searched for, with how far it is.
  await page.goto("/studio/productions");
  await page.getByRole("searchbox").fill("quiet bell");
  const card = page.getByRole("list", { name: "Productions" }).getByRole("listitem").filter({ hasText: title });
  await expect(card).toContainText("0 of 1 episodes made");
  await expect(card).toContainText("Writing");
  await card.getByRole("link").click();

  // What is missing before viewers see it is told.
  const publish = page.getByRole("region", { name: "To the viewers" });
  await expect(publish).toContainText("0 of 1 films are ready; missing: 1");
  await expect(publish.getByRole("button", { name: "Publish" })).toBeDisabled();

  // The cast: a face is changed with its picture, saved, and taken back by the one key.
  await page.getByRole("navigation", { name: "Parts of the production" }).getByRole("link", { name: "Cast" }).click();
  const mara = page.getByRole("region", { name: "Mara" });
  await page.getByRole("region", { name: "Cast" }).getByRole("button", { name: /^Mara/ }).click();
  await expect(mara.getByRole("img", { name: "Mara, Calm" })).toHaveAttribute("style", /blob:/);
  await mara.getByRole("button", { name: "Skin 7" }).click();
  await mara.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("region", { name: "Cast" })).toContainText("Changed by hand");
  await expectOpenToAll(page);
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("region", { name: "Cast" })).not.toContainText("Changed by hand");
  // And done again.
  await page.getByRole("button", { name: "Redo: cast" }).click();
  await expect(page.getByRole("region", { name: "Cast" })).toContainText("Changed by hand");

  // The timeline: a shot is held longer with the keys, which is a change like any other.
  await page.goto(`${address}/1`);
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(timeline.getByRole("slider", { name: /^Playhead/ })).toBeVisible();
  const edge = timeline.getByRole("slider", { name: "How long shot 1 is held" });
  const before = Number(await edge.getAttribute("aria-valuenow"));
  await edge.press("ArrowRight");
  await expect(edge).toHaveAttribute("aria-valuenow", String(Math.round((before * 1000 + 125) / 125) * 0.125));
  await expectOpenToAll(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(edge).toHaveAttribute("aria-valuenow", String(before));
});

test("a screenplay becomes a film that plays in the house", async ({}, info) => {
  test.skip(isPhone(info), "a film is made once");
  const title = `The Unpaid Umbrella ${info.retry}`;
  const script = "# Episode 1: Rain\n\nINT. KITCHEN - NIGHT\n\nMARA\n(cold)\nThen pay for it.\n\nJONAH\nNobody came.\n";
  await begin(async (dialog) => {
    await dialog.getByRole("radio", { name: "Screenplay" }).click();
    await dialog.getByLabel("Screenplay", { exact: true }).last().fill(script);
  }, title);
  await page.getByRole("button", { name: "Make what is missing" }).click();
  await expect(page.getByText("Film is ready")).toBeVisible({ timeout: 200_000 });
  // What was made is in the log, and the episode is heard along its timeline.
  const overview = page.url();
  await page.goto(`${overview}/log`);
  await expect(page.getByRole("list", { name: "What this run has made" })).toContainText("lines spoken");
  await page.goto(`${overview}/1`);
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(timeline.locator(".voices path")).not.toHaveCount(0);
  await timeline.getByRole("button", { name: "Play" }).click();
  await expect(timeline.getByRole("button", { name: "Pause" })).toBeVisible();
  await timeline.getByRole("button", { name: "Pause" }).click();
  await page.goto(overview);
  await page.getByRole("button", { name: /^Into the house/ }).click();
  // Films are labelled and measured on their way.
  await expect(page).toHaveURL(/\/studio\/series\//, { timeout: 120_000 });
  await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
  await expect(page.getByRole("region", { name: "Episodes" }).getByRole("listitem").first()).toBeVisible();
});

test("it is taken out for a platform, and read as a webcomic in the house", async ({}, info) => {
  test.skip(isPhone(info), "a film is made once");
  await page.goto("/studio/productions");
  const cards = page.getByRole("list", { name: "Productions" }).getByRole("listitem");
  await cards.filter({ hasText: "The Unpaid Umbrella" }).first().getByRole("link").click();
  const out = page.getByRole("region", { name: "Take it out" });
  await out.getByRole("button", { name: /^As/ }).click();
  await page.getByRole("option", { name: "TikTok" }).or(page.getByRole("menuitemradio", { name: "TikTok" })).click();
  await out.getByRole("button", { name: "Export" }).click();
  const link = out.getByRole("link", { name: /^Download/ }).first();
  await expect(link).toBeVisible({ timeout: 120_000 });
  const download = page.waitForEvent("download");
  await link.click();
  expect((await download).suggestedFilename()).toContain("tiktok");

  // Published, it can be read where it is watched.
  const id = page.url().split("/").pop();
  const path = `/api/v1/studio/productions/${id}/release`;
  const released = await page.request.post(path, { data: { publish: true }, headers: { origin: new URL(page.url()).origin } });
  const { series_id } = (await released.json()) as { series_id: string };
  const series = await (await page.request.get(`/api/v1/studio/series/${series_id}`)).json();
  await expect
    .poll(async () => (await (await page.request.get(`/api/v1/series/${series.slug}`)).json()).strips?.length ?? 0, { timeout: 120_000 })
    .toBe(1);
  await page.goto(`/s/${series.slug}`);
  await page.getByRole("link", { name: "Read as a webcomic" }).click();
  await expect(page).toHaveURL(/\/read\/1$/);
  const pictures = page.getByRole("article").getByRole("img");
  await expect(pictures.first()).toHaveJSProperty("complete", true);
  expect(await pictures.first().evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBeGreaterThan(600);
  const slice = await page.request.get((await pictures.first().getAttribute("src")) ?? "");
  expectSigned(info, "slice.webp", await slice.body());
  await page.getByRole("article").getByRole("img").nth(1).scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 900);
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("reader:")))).toBe(true);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(new RegExp(`/s/${series.slug}$`));
});
