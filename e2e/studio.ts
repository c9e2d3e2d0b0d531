// What the tests of the studio share: a production that is begun, and the studio asked from its own page.

import { type Browser, expect, type Page, type TestInfo } from "@playwright/test";
import { becomeOperator } from "./operator.ts";

/** The studio in a browser of its own, which several tests after one another go on with. */
export async function openStudio(browser: Browser, info: TestInfo): Promise<Page> {
  const { viewport, locale, baseURL } = info.project.use;
  const page = await (await browser.newContext({ viewport, locale, baseURL })).newPage();
  await becomeOperator(page);
  await page.goto("/studio/productions");
  return page;
}

/** Asks the studio as its page does. */
export function askStudio<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(
    async ([method, path, body]) => {
      const answer = await fetch(`/api/v1/studio/${path}`, {
        method: method as string,
        headers: { "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(await answer.text());
      const text = await answer.text();
      return text ? JSON.parse(text) : null;
    },
    [method, path, body] as const,
  );
}

/** Begins a production with a screenplay, and looks at it; gives its id. */
export async function beginProduction(page: Page, title: string, script: string): Promise<string> {
  const { id } = await askStudio<{ id: string }>(page, "POST", "productions", { title, script });
  await page.goto(`/studio/productions/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  return id;
}

/** Two people, two lines, one of them thought. */
export const umbrella =
  "Language: en\n\n# Episode 1: Rain\n\nINT. CONVENIENCE STORE - NIGHT\n\nMARA slams a book shut.\n\nMARA\n(cold)\nThen pay for it.\n\nJONAH\nNobody came.\n";
