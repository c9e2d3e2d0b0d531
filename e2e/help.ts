// What the tests of the viewer's app share: the card on screen, its video, a finger.

import { expect, type Locator, type Page, type TestInfo } from "@playwright/test";

/** The card on screen. */
export const card = (page: Page): Locator => page.locator("article.card:not([inert])");

export const titleOf = (page: Page): Promise<string> => card(page).locator("h2 a").innerText();

export interface Video {
  time: number;
  /** Of the rung that plays. */
  width: number;
  paused: boolean;
  rate: number;
  muted: boolean;
}

/** The video of the card on screen. */
export const video = (page: Page): Promise<Video> =>
  card(page)
    .locator("video")
    .last() // over the one of the episode before
    .evaluate((element) => {
      const { currentTime, videoWidth, paused, playbackRate, muted } = element as HTMLVideoElement;
      return { time: currentTime, width: videoWidth, paused, rate: playbackRate, muted };
    });

/** Waits until the card's picture moves. */
export async function expectMotion(page: Page): Promise<void> {
  await expect.poll(async () => (await video(page)).width).toBeGreaterThan(0);
  const before = (await video(page)).time;
  await expect.poll(async () => (await video(page)).time).not.toBe(before);
}

/** Somebody has touched the page already, so that it starts with sound: a first tap would be for that. */
export async function startWithSound(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive: true, isActive: true } });
  });
}

export const expectPaused = (page: Page, paused: boolean): Promise<void> =>
  expect.poll(async () => (await video(page)).paused).toBe(paused);

export const expectEpisode = (page: Page, number: number): Promise<void> =>
  expect(card(page).locator(".episode")).toContainText(`Ep ${number}`);

export const isPhone = (info: TestInfo): boolean => info.project.name === "phone";

/** Presses, moves and lifts: a finger on a phone, the mouse on a desk. Steps are `[x, y]` in CSS pixels. */
export class Finger {
  private constructor(
    private readonly page: Page,
    private readonly send: ((type: string, points: object[]) => Promise<unknown>) | null,
  ) {}

  static async of(page: Page, info: TestInfo): Promise<Finger> {
    if (!isPhone(info)) return new Finger(page, null);
    const client = await page.context().newCDPSession(page);
    return new Finger(page, (type, touchPoints) =>
      client.send("Input.dispatchTouchEvent", { type, touchPoints } as never),
    );
  }

  async down(x: number, y: number): Promise<void> {
    if (this.send) await this.send("touchStart", [{ x, y }]);
    else {
      await this.page.mouse.move(x, y);
      await this.page.mouse.down();
    }
  }

  async move(x: number, y: number): Promise<void> {
    if (this.send) await this.send("touchMove", [{ x, y }]);
    else await this.page.mouse.move(x, y);
  }

  async up(): Promise<void> {
    if (this.send) await this.send("touchEnd", []);
    else await this.page.mouse.up();
  }

  /** Sent in one go: the second tap counts only soon after the first. */
  async tapTwice(x: number, y: number): Promise<void> {
    if (this.send) await Promise.all([this.down(x, y), this.up(), this.down(x, y), this.up()]);
    else await this.page.mouse.dblclick(x, y);
  }
}

/** A free place on the picture: above the words, beside the buttons. */
export async function onPicture(page: Page): Promise<[number, number]> {
  const box = await card(page).locator(".surface").boundingBox();
  if (!box) throw new Error("no picture on screen");
  return [box.x + box.width * 0.4, box.y + box.height * 0.4];
}

/** To the next card, as people do it there. */
export async function swipe(page: Page, info: TestInfo): Promise<void> {
  if (!isPhone(info)) {
    await page.mouse.move(...(await onPicture(page)));
    await page.mouse.wheel(0, 120);
    return;
  }
  const finger = await Finger.of(page, info);
  await finger.down(150, 600);
  for (let y = 590; y >= 150; y -= 40) await finger.move(150, y);
  await finger.up();
}

/** Chooses in a select of ours. */
export async function choose(within: Page | Locator, label: string, option: string | RegExp): Promise<void> {
  const opener = within.getByRole("button", { name: new RegExp(`^${label}`) });
  // A tab may have the same name.
  await opener.and(within.locator('[aria-haspopup="listbox"]')).click();
  await within.getByRole("option", { name: option, exact: true }).click();
}
