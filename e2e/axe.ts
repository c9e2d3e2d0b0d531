import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Fails with what axe finds against WCAG 2.2 A and AA. */
export async function expectOpenToAll(page: Page): Promise<void> {
  // What moves in has another colour on its way.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    return Promise.all(ending.map((one) => one.finished.catch(() => undefined))).then(() => undefined);
  });
  // A row that is half under the page's fixed head has a target too small for axe, though nobody has to hit it there.
  await page.evaluate(() => window.scrollTo({ top: 0, behavior: "instant" }));
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}
