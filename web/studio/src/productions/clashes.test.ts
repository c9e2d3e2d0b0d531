// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** Every sentence of the check of a script against its bible has words, whoever adds the next. */
test("each contradiction that the house finds can be said in each language", () => {
  const folder = fileURLToPath(
    new URL("../../../../crates/screenplay/src/continuity/", import.meta.url),
  );
  const sources = readdirSync(folder).map((name) => readFileSync(folder + name, "utf8"));
  const codes = new Set<string>();
  const named = /"((?:dead|look|secret|prop|location|age|kin|name|note)\.[a-z]+(?: [a-z]+)?)"/g;
  for (const source of sources)
    for (const [, code] of source.matchAll(named)) codes.add(`finding.${code?.replace(" ", ".")}`);
  expect(codes.size).toBeGreaterThan(25);
  const locales = fileURLToPath(new URL("../words/locales/", import.meta.url));
  // In English the house's own sentence stands.
  for (const name of readdirSync(locales).filter((name) => name !== "en.json")) {
    const words = JSON.parse(readFileSync(locales + name, "utf8")) as Record<string, string>;
    expect(
      [...codes].filter((code) => !words[code]),
      name,
    ).toEqual([]);
  }
});
