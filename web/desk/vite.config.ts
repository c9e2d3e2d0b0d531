import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** The house that answers to the API while the app is served by Vite. */
const house = process.env.HOUSE_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: here("."),
  base: "/desk/",
  publicDir: false,
  plugins: [svelte({ configFile: here("../svelte.config.js") })],
  resolve: { alias: { "@ui": here("../ui/src") } },
  build: {
    outDir: here("../dist/desk"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: {
    host: "127.0.0.1",
    port: 5175,
    proxy: { "/api": house, "/media": house, "/receipts": house },
  },
});
