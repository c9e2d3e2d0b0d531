// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
// @ts-expect-error: a build script, without types
import { generate, target } from "../../../scripts/api-types.mjs";

// After a change of the document: `npm run generate`.
test("the types are those of the committed API document", async () => {
  expect(readFileSync(target, "utf8")).toBe(await generate());
});
