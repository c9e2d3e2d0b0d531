// Who signed a file, by a reader that is not ours (the c2pa crate), where a signer lies beside the house.

import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, type TestInfo } from "@playwright/test";
import { binary } from "./house.ts";

const signer = join(dirname(binary), "c2pa-sign");
/** Whether the house signs. */
export const signs = existsSync(signer);

/** Expects a file to be signed as it stands, by the test signer. */
export function expectSigned(info: TestInfo, name: string, bytes: Buffer): void {
  if (!signs) return;
  const file = info.outputPath(name);
  writeFileSync(file, bytes);
  const found = JSON.parse(execFileSync(signer, ["verify", file], { encoding: "utf8" }));
  expect(found, name).toMatchObject({ verdict: "valid", test: true });
}
