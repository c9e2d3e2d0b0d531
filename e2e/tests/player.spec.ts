import { expect, type Page, test } from "@playwright/test";
import { card, choose, expectEpisode, expectMotion, expectPaused, video } from "../help.ts";

interface FeedItem {
  series: { title: string };
  episode: { playback: { video: { url: string }[]; audio: { url: string }[] } };
}

test("it starts silent before anybody has touched the page, and a tap brings the sound", async ({ page }) => {
  // To the browser whatever a test asks of a page is a touch; here only a pointer is.
  await page.addInitScript(() => {
    let touched = false;
    addEventListener("pointerdown", () => (touched = true), true);
    const activation = { get hasBeenActive() { return touched; }, get isActive() { return touched; } };
    Object.defineProperty(navigator, "userActivation", { value: activation });
  });
  await page.goto("/s/crimson-vow/1");
  await expectMotion(page);
  expect((await video(page)).muted).toBe(true);
  await page.getByRole("button", { name: "Tap for sound" }).click();
  await expect.poll(async () => (await video(page)).muted).toBe(false);
  await expectPaused(page, false);
  await expect(page.getByRole("button", { name: "Tap for sound" })).toBeHidden();
});

test("captions are on, change their language and size, and go off", async ({ page }) => {
  await page.goto("/s/crimson-vow/1");
  // Until the first of its words are said.
  await expect.poll(async () => (await video(page)).time, { intervals: [50] }).toBeGreaterThan(0.4);
  await page.keyboard.press("k");
  const layer = page.locator(".layer");
  await expect(layer).toContainText("Episode 1 of Crimson Vow");
  await card(page).getByRole("button", { name: "Captions and sound" }).click();
  const sheet = page.getByRole("dialog", { name: "Captions and sound" });
  await choose(page, "Caption language", /espa/i);
  await expect(layer).toContainText("Episodio 1: Crimson Vow");
  const size = () => layer.locator("p").first().evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
  const before = await size();
  await sheet.getByRole("radio", { name: "Large" }).click();
  await expect.poll(size).toBeGreaterThan(before);
  await sheet.getByRole("switch", { name: "Captions" }).click();
  await expect(layer.locator("p")).toHaveCount(0);
  await page.keyboard.press("Escape");

  // It is remembered.
  await page.reload();
  await expectMotion(page);
  await expect(layer.locator("p")).toHaveCount(0);
  await page.keyboard.press("c");
  await expect(layer).toContainText("Episodio 1: Crimson Vow");
});

test("a chosen quality plays", async ({ page }) => {
  await page.goto("/s/crimson-vow/1");
  await expectMotion(page);
  await card(page).getByRole("button", { name: "More", exact: true }).click();
  await choose(page, "Quality", "360p");
  await expect.poll(async () => (await video(page)).width).toBe(360);
  await page.getByRole("radio", { name: "1.5×" }).click();
  await expect.poll(async () => (await video(page)).rate).toBe(1.5);
  await page.keyboard.press("Escape");
  await expectMotion(page);
});

test("the data saver loads nothing ahead of the present episode", async ({ page }) => {
  const asked = new Set<string>();
  page.on("request", (one) => {
    if (one.headers().range) asked.add(new URL(one.url()).pathname);
  });
  /** Opens an episode and gives the addresses of the media of the cards below it. */
  async function open(): Promise<string[]> {
    const answer = page.waitForResponse((one) => one.url().includes("/api/v1/feed"));
    await page.goto("/s/the-green-door/1");
    const { items }: { items: FeedItem[] } = await (await answer).json();
    await expectMotion(page);
    return items
      .filter(({ series }) => series.title !== "The Green Door")
      .flatMap(({ episode: { playback } }) => [...playback.video, ...playback.audio].map((track) => track.url));
  }
  const below = await open();
  await expect.poll(() => below.some((url) => asked.has(url))).toBe(true);

  await page.goto("/me");
  const kept = page.waitForResponse((one) => one.url().endsWith("/api/v1/me") && one.request().method() === "PATCH");
  await page.getByRole("switch", { name: "Data saver" }).click();
  expect((await kept).status()).toBe(200);
  asked.clear();
  const saved = await open();
  await expect.poll(async () => (await video(page)).time).toBeGreaterThan(4);
  expect(asked.size).toBeGreaterThan(0);
  expect(saved.filter((url) => asked.has(url))).toEqual([]);
});

test.describe("when something is broken", () => {
  // So that every request is seen by the test.
  test.use({ serviceWorkers: "block" });

  for (const status of [404, 500]) {
    test(`media that answer ${status} are told of, and tried again`, async ({ page }) => {
      let broken = true;
      await page.route("**/media/**", (route) =>
        broken && route.request().headers().range ? route.fulfill({ status }) : route.continue(),
      );
      await page.goto("/s/crimson-vow/1");
      const problem = page.getByRole("alert").filter({ hasText: "This episode does not play" });
      await expect(problem).toBeVisible({ timeout: 40_000 });
      broken = false;
      await problem.getByRole("button", { name: "Try again" }).click();
      await expect(problem).toBeHidden();
      await expectMotion(page);
    });
  }

  test("a house that stops answering is told of in the feed, and tried again", async ({ page }) => {
    let broken = true;
    await page.route("**/api/v1/feed?**", (route) => (broken ? route.fulfill({ status: 500 }) : route.continue()));
    await page.goto("/");
    const again = page.getByRole("button", { name: "Try again" });
    await expect(again).toBeVisible();
    broken = false;
    await again.click();
    await expectMotion(page);
  });

  /** Collects what is asked of playlists. */
  function playlists(page: Page): string[] {
    const asked: string[] = [];
    page.on("request", (one) => {
      if (new URL(one.url()).pathname.endsWith(".m3u8")) asked.push(one.url());
    });
    return asked;
  }

  test("hls.js plays the multivariant playlist where our engine cannot", async ({ page }) => {
    await page.addInitScript(() => {
      // Known to hls.js under this name only; our engine finds no Media Source.
      Object.assign(globalThis, { WebKitMediaSource: MediaSource });
      for (const name of ["MediaSource", "ManagedMediaSource"]) Reflect.deleteProperty(globalThis, name);
      const can = HTMLMediaElement.prototype.canPlayType;
      HTMLMediaElement.prototype.canPlayType = function (type) {
        return /mpegurl/i.test(type) ? "" : can.call(this, type);
      };
    });
    const asked = playlists(page);
    await page.goto("/s/crimson-vow/1");
    await expectMotion(page);
    // The multivariant one, a picture's and the sound's.
    expect(new Set(asked).size).toBeGreaterThanOrEqual(3);
    await page.keyboard.press("n");
    await expectEpisode(page, 2);
    await expectMotion(page);
  });

  test("an engine that fails twice gives way to hls.js", async ({ page }) => {
    await page.addInitScript(() => {
      // Our engine hands on the house's own words for a type; hls.js puts its own together, without quotation marks.
      const add = MediaSource.prototype.addSourceBuffer;
      MediaSource.prototype.addSourceBuffer = function (type) {
        if (type.includes('"')) throw new DOMException("refused", "NotSupportedError");
        return add.call(this, type);
      };
    });
    const asked = playlists(page);
    await page.goto("/s/crimson-vow/1");
    await expectMotion(page);
    expect(asked.length).toBeGreaterThan(0);
  });
});
