import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { makeEpisode } from "../house.ts";

const folder = process.env.HOUSE_FOLDER ?? "";

test("the operator uploads episodes on the studio's page and watches them", async ({ page }, info) => {
  test.skip(info.project.name !== "desktop", "the one-time link works once");
  await page.goto(readFileSync(join(folder, "operator-link"), "utf8"));
  await expect(page.getByText("You run this house now")).toBeVisible();
  const files = [1, 2].map((number) => join(folder, `0${number}.mp4`));
  for (const [at, file] of files.entries()) makeEpisode(file, 6, "purple", 300 + 100 * at);

  const made = await page.request.post("/api/v1/studio/series", {
    data: { title: "Violet Hour", language: "en" },
    headers: { Origin: new URL(page.url()).origin },
  });
  const series = await made.json();
  await page.goto(`/studio/series/${series.id}`);
  await page.getByTestId("files").setInputFiles(files);
  await expect
    .poll(
      async () => {
        const told = await (await page.request.get(`/api/v1/studio/series/${series.id}`)).json();
        return told.episodes.map((episode: { package: { state: string } }) => episode.package.state);
      },
      { timeout: 50_000 },
    )
    .toEqual(["complete", "complete"]);
  const published = await page.request.post(`/api/v1/studio/series/${series.id}/publish`, {
    data: {},
    headers: { Origin: new URL(page.url()).origin },
  });
  expect(published.ok()).toBe(true);
  await page.goto(`/s/${series.slug}/1`);
  await expect
    .poll(() => page.evaluate(() => Math.max(0, ...[...document.querySelectorAll("video")].map((video) => video.currentTime))))
    .toBeGreaterThan(1);
});
