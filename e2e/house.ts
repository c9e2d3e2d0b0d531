// The house under test: the real binary on a data folder of its own, with small series made by ffmpeg.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const port = Number(process.env.E2E_PORT ?? 18_473);
export const address = `http://localhost:${port}`;
/** Where the house looks for adverts. Most of the time nobody answers there, and it shows its own. */
export const advertPort = port + 1;
/** Where the house looks for a language model. Only the tests of drafts answer there. */
export const modelPort = port + 2;
/** Where a maker of clips is looked for. Only the tests of paid runs answer there. */
export const clipPort = port + 7;
/** Of a second house, which a test opens for itself. */
export const secondPort = port + 4;
/** Of a payment provider and the door before it. */
export const providerPort = port + 5;

export const cache = process.env.CLIFFHANGER_CACHE ?? join(homedir(), ".cache/cliffhanger");
const target = process.env.CARGO_TARGET_DIR ?? join(cache, "target");
export const binary = process.env.CLIFFHANGER_BIN ?? join(target, "debug/cliffhanger");

export interface House {
  address: string;
  folder: string;
  process: ChildProcess;
  environment: NodeJS.ProcessEnv;
  /** The one-time link of the first operator. */
  operatorLink: string;
}

/** Opens a house and waits until it is ready. */
export async function open(at = port, settings: NodeJS.ProcessEnv = {}): Promise<House> {
  const own = `http://localhost:${at}`;
  const folder = mkdtempSync(join(tmpdir(), "cliffhanger-e2e-"));
  const environment = {
    ...process.env,
    // The voices that this machine has.
    CLIFFHANGER_STUDIO__FETCH: "false",
    CLIFFHANGER_DATA: join(folder, "data"),
    CLIFFHANGER_LISTEN: `127.0.0.1:${at}`,
    CLIFFHANGER_PUBLIC_URL: own,
    CLIFFHANGER_MEDIA__AV1: "false",
    CLIFFHANGER_ADVERTS__SERVER: `http://localhost:${advertPort}/vast?seconds=[MAXSECONDS]&viewer=[VIEWER]`,
    CLIFFHANGER_STUDIO__LLM__URL: `http://127.0.0.1:${modelPort}/v1`,
    CLIFFHANGER_STUDIO__PROVIDER_HOSTS: `["http://127.0.0.1:${clipPort}"]`,
    CLIFFHANGER_STUDIO__ASK_AFTER_MS: "100",
    // One address is many people here.
    CLIFFHANGER_LIMITS__RATES: "false",
    ...settings,
  };
  for (const ours of ["DATABASE_URL", "CLIFFHANGER_BIN"]) delete (environment as NodeJS.ProcessEnv)[ours];
  const house = spawn(binary, ["serve"], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let words = "";
  house.stdout.on("data", (chunk) => (words += chunk));
  house.stderr.on("data", (chunk) => (words += chunk));
  for (let tries = 0; ; tries++) {
    if (house.exitCode !== null || tries > 600) throw new Error(`the house did not open:\n${words}`);
    const ready = await fetch(`${own}/readyz`).catch(() => null);
    if (ready?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const operatorLink = words.match(/https?:\/\/\S+\/claim#[\w-]+/)?.[0] ?? "";
  return { address: own, folder, process: house, environment, operatorLink };
}

/** One more process of the house under test, with other settings: pages and API on a port of its own. */
export async function anotherProcess(settings: NodeJS.ProcessEnv): Promise<{ address: string; close: () => Promise<void> }> {
  const own = `http://localhost:${port + 3}`;
  const environment = JSON.parse(process.env.HOUSE_ENVIRONMENT ?? "{}") as NodeJS.ProcessEnv;
  const env = { ...environment, CLIFFHANGER_LISTEN: `127.0.0.1:${port + 3}`, ...settings };
  const web = spawn(binary, ["web"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let words = "";
  web.stdout.on("data", (chunk) => (words += chunk));
  web.stderr.on("data", (chunk) => (words += chunk));
  const ended = new Promise((resolve) => web.once("exit", resolve));
  for (let tries = 0; ; tries++) {
    if (web.exitCode !== null || tries > 300) throw new Error(`the process did not open:\n${words}`);
    const ready = await fetch(`${own}/readyz`).catch(() => null);
    if (ready?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const close = async () => {
    web.kill("SIGTERM");
    await ended;
  };
  return { address: own, close };
}

/** A link that makes its visitor an operator; each works once. For tests, which run in processes of their own. */
export function newOperatorLink(): string {
  const environment = JSON.parse(process.env.HOUSE_ENVIRONMENT ?? "{}") as NodeJS.ProcessEnv;
  const words = execFileSync(binary, ["operator-link"], { env: environment, encoding: "utf8", stdio: "pipe" });
  const link = words.match(/https?:\/\/\S+\/claim#[\w-]+/)?.[0];
  if (!link) throw new Error(`no link in: ${words}`);
  return link;
}

/** Closes the house and removes what it kept. */
export async function close(house: House): Promise<void> {
  const ended = new Promise((resolve) => house.process.once("exit", resolve));
  house.process.kill("SIGTERM");
  await ended;
  rmSync(house.folder, { recursive: true, force: true });
}

export interface SeriesSpec {
  slug: string;
  title: string;
  episodes: number;
  seconds: number;
  /** Width and height, for ffmpeg. */
  size: string;
  colour: string;
  genres: string[];
  /** Lines of the `[paywall]` table. */
  paywall?: string;
}

/** A folder of vertical episodes: a moving picture of one colour, with a tone and captions. */
export function makeSeries(root: string, spec: SeriesSpec): string {
  const folder = join(root, spec.slug);
  mkdirSync(folder, { recursive: true });
  for (let number = 1; number <= spec.episodes; number++) {
    const name = String(number).padStart(2, "0");
    makeEpisode(join(folder, `${name}.mp4`), spec.size, spec.seconds, spec.colour, 220 + 55 * number);
    const captions = { en: `Episode ${number} of ${spec.title}`, es: `Episodio ${number}: ${spec.title}` };
    for (const [language, words] of Object.entries(captions)) {
      const cue = `1\n00:00:00,200 --> 00:00:08,000\n${words}\n`;
      writeFileSync(join(folder, `${name}.${language}.srt`), cue);
    }
  }
  const genres = spec.genres.map((genre) => `"${genre}"`).join(", ");
  const paywall = spec.paywall ? `[paywall]\n${spec.paywall}\n` : "";
  writeFileSync(
    join(folder, "series.toml"),
    `title = "${spec.title}"\nlanguage = "en"\nsynopsis = "A story in ${spec.colour}."\ngenres = [${genres}]\n${paywall}`,
  );
  return folder;
}

/** One vertical episode. */
export function makeEpisode(file: string, size: string, seconds: number, colour: string, hertz: number): void {
  const picture = `color=c=${colour}:s=${size}:r=24,drawgrid=w=90:h=90:t=4:c=white@0.5,rotate=a=t/4:c=black`;
  execFileSync("ffmpeg", [
    ...["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", `sine=f=${hertz}:r=48000`],
    ...["-t", String(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", file],
  ]);
}

/** Takes a folder into the house and waits until its episodes are there. */
export function ingest(house: House, folder: string): void {
  execFileSync(binary, ["ingest", folder, "--publish"], { env: house.environment, stdio: "pipe" });
}
