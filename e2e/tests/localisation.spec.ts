import { expect, type Page, test, type TestInfo } from "@playwright/test";
import { expectOpenToAll } from "../axe.ts";
import { choose } from "../help.ts";
import { openModelServer } from "../model-server.ts";
import { becomeOperator } from "../operator.ts";

/** Pictures for people to look at, where a folder for them is named. */
async function look(page: Page, what: string, info: TestInfo): Promise<void> {
  const folder = process.env.LOCALISATION_LOOK;
  if (folder) await page.screenshot({ path: `${folder}/${what}-${info.project.name}.png`, fullPage: what !== "editor" });
}

/** Subtitles of the third episode that viewers have. */
async function shown(page: Page, language: string): Promise<string | null> {
  const { episode } = await (await page.request.get("/api/v1/series/crimson-vow/episodes/3")).json();
  const track = episode.text_tracks.find((one: { language: string }) => one.language === language);
  return track ? (await page.request.get(track.url)).text() : null;
}

test("subtitles go from a machine's draft through a reviewer to viewers", async ({ page }, info) => {
  test.setTimeout(120_000);
  // A language of its own for each size and try.
  const languages = info.project.name === "phone" ? ["fr", "it"] : ["de", "nl"];
  const language = languages[info.retry] ?? "sv";
  const model = await openModelServer();
  try {
    await becomeOperator(page);
    await page.goto("/desk/localisation");
    await page.getByRole("link", { name: "Crimson Vow" }).click();
    await expect(page.getByRole("link", { name: "Episode 3, Spanish: Published" })).toBeVisible();
    await expectOpenToAll(page);
    await look(page, "table", info);

    const { series } = await (await page.request.get("/api/v1/series/crimson-vow")).json();
    const table = await (await page.request.get(`/api/v1/desk/localisation/series/${series.id}`)).json();
    const episode = table.episodes.find((one: { number: number }) => one.number === 3).id as string;
    await page.goto(`/desk/localisation/${series.id}#${episode}/${language}`);
    const caption = page.getByLabel("Caption 1", { exact: true });
    await expect(page.getByText("Episode 3 of Crimson Vow")).toBeVisible();
    await expect(caption).toHaveValue("");
    await expect(page.getByText("No text", { exact: true })).toBeVisible();
    const film = page.locator("video");
    await expect.poll(() => film.evaluate((one: HTMLVideoElement) => one.duration), { timeout: 30_000 }).toBeGreaterThan(10);

    // A line is judged while it is typed, with its number.
    await caption.fill("This line is so long that nobody could read it in one go, and it goes on and on and on, without an end, for ever and ever and ever and ever.");
    await expect(page.getByText(/Too fast: 1\d(\.\d)? characters a second, at most 17/)).toBeVisible();
    await expect(page.getByText(/Line too long: \d+, at most 42/)).toBeVisible();
    await expectOpenToAll(page);
    await look(page, "editor", info);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(caption).toHaveValue("");

    await page.getByRole("button", { name: "Machine draft" }).click();
    await expect(caption).not.toHaveValue("", { timeout: 30_000 });
    const mine = `Mine ${info.project.name} ${info.retry}`;
    await caption.fill(mine);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
    expect(await shown(page, language)).toBeNull();

    // Somebody else saves meanwhile: nothing is lost on either side.
    const track = `/api/v1/desk/localisation/episodes/${episode}/${language}`;
    const saved = await (await page.request.get(track)).json();
    const lines = [{ ...saved.lines[0], text: "Theirs." }];
    const other = await page.request.put(track, {
      data: { version: saved.version, lines },
      headers: { origin: new URL(page.url()).origin },
    });
    expect(other.ok()).toBe(true);
    await caption.fill(`${mine} again`);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("Somebody has changed this track");
    await expect(caption).toHaveValue(`${mine} again`);
    await page.getByRole("button", { name: "Show the newer version" }).click();
    await expect(caption).toHaveValue("Theirs.");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(caption).toHaveValue(`${mine} again`);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText("There are changes that are not saved.")).toBeHidden();

    await page.locator("input[type=file]").setInputFiles({ name: "bad.srt", mimeType: "text/plain", buffer: Buffer.from("no times") });
    await expect(page.getByRole("alert")).toContainText("cannot be read as subtitles");
    await expect(caption).toHaveValue(`${mine} again`);

    await page.getByRole("button", { name: "Send to review" }).click();
    await expect(page.getByText("Sent to review.")).toBeVisible();
    await page.getByRole("button", { name: "Approve" }).click();
    await expect(page.getByText("Approved: viewers have it.")).toBeVisible();
    expect(await shown(page, language)).toContain(`${mine} again`);
    await expectOpenToAll(page);
    await look(page, "approved", info);

    // Out of the way of everybody else.
    await page.getByRole("button", { name: "Take from viewers" }).click();
    await expect(page.getByText("Viewers have it no more.")).toBeVisible();
    expect(await shown(page, language)).toBeNull();

    await page.getByRole("button", { name: "Back to the table" }).click();
    const texts = page.getByRole("region", { name: "Title, synopsis and cover" });
    const chosen = info.project.name === "phone" ? "Hindi" : "Korean";
    await choose(texts, "Language", new RegExp(chosen));
    await texts.getByLabel("Title").fill(`Vow ${mine}`);
    await texts.getByRole("button", { name: "Keep" }).click();
    await expect(page.getByText("Saved.").last()).toBeVisible();
    const tag = chosen === "Korean" ? "ko" : "hi";
    const there = await (await page.request.get(`/api/v1/series/crimson-vow?lang=${tag}`)).json();
    expect(there.series.title).toBe(`Vow ${mine}`);
    await look(page, "texts", info);
  } finally {
    await model.close();
  }
});

test("an episode is called in a viewer's language what the desk calls it there", async ({ page, browser, baseURL }, info) => {
  const language = info.project.name === "phone" ? "th" : "id";
  const title = `Rahasia ${info.project.name} ${info.retry}`;
  await becomeOperator(page);
  const { series } = await (await page.request.get("/api/v1/series/midnight-heir")).json();
  const table = await (await page.request.get(`/api/v1/desk/localisation/series/${series.id}`)).json();
  await page.goto(`/desk/localisation/${series.id}#${table.episodes[0].id}/${language}`);
  await page.getByLabel("Title of this episode").fill(title);
  await page.getByRole("button", { name: "Keep", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expectOpenToAll(page);
  await page.screenshot({ path: info.outputPath("title.png") });
  await page.getByRole("button", { name: "Back to the table" }).click();
  await expect(page.getByRole("cell").filter({ hasText: title })).toBeVisible();
  await page.screenshot({ path: info.outputPath("titles.png") });

  const context = await browser.newContext({ ...info.project.use, baseURL, locale: language });
  const viewer = await context.newPage();
  await viewer.goto("/s/midnight-heir");
  await expect(viewer.getByText(title).first()).toBeVisible();
  await expectOpenToAll(viewer);
  await viewer.screenshot({ path: info.outputPath("viewer.png"), fullPage: true });
  await context.close();
  const own = await (await page.request.get("/api/v1/series/midnight-heir?lang=en")).json();
  expect(own.episodes[0].title).not.toBe(title);
});
