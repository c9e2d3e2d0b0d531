// Bundles the service worker with the list of files it precaches: the page, the scripts, styles and Latin fonts of the app.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = `${root}dist/watch/`;

/** The fallback player is fetched only where it is needed; other languages when they are chosen. */
const languages = readdirSync(`${root}ui/src/i18n/locales`)
  .map((name) => name.replace(".json", ""))
  .filter((tag) => tag !== "en");
const SKIPPED = new RegExp(`/(hls|${languages.join("|")})-[\\w-]+\\.js$`);
const assets = readdirSync(`${out}assets`)
  .map((name) => `/assets/${name}`)
  .filter((name) => /\.(js|css|woff2)$/.test(name) && !SKIPPED.test(name))
  .sort();
const precache = ["/", "/manifest.webmanifest", "/icon.svg", ...assets];
const id = createHash("sha256")
  .update(readFileSync(`${out}index.html`))
  .update(precache.join("\n"))
  .digest("hex")
  .slice(0, 12);

await build({
  configFile: false,
  root: `${root}watch`,
  publicDir: false,
  logLevel: "warn",
  define: { __PRECACHE__: JSON.stringify(precache), __BUILD__: JSON.stringify(id) },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: "es2022",
    rollupOptions: {
      input: `${root}watch/sw.ts`,
      output: { entryFileNames: "sw.js", format: "es" },
    },
  },
});
console.log(`service worker: ${precache.length} files precached, build ${id}`);
