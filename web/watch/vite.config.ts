import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** The house that answers /api and /media while the app is served by Vite. */
const house = process.env.HOUSE_URL ?? "http://127.0.0.1:8080";

/** What every visit needs, in one file: many small ones compress badly and cost a request each. */
const core =
  /node_modules\/(svelte|esm-env|clsx|openapi-fetch|thumbhash)\/|ui\/src\/(api\/|lib\/|icons\/paths)|ui\/src\/i18n\/(format|index\.svelte)\.ts|components\/(Icon|IconButton|Logo|Poster|Skeleton|Badge|Spinner|Ring|Toasts)\.svelte|watch\/src\/(lib\/|player\/|App|shell\/(Nav|Not|Top|PageHost)|feed\/([\w.-]+\.ts|(Card|CaptionLayer|Feed(?!Keys)|Rail|Scrub|Surf)\w*\.svelte$))/;

/** What comes together later. The first script names every file that may come: few names keep it small. */
const later = [
  {
    name: "parts",
    test: /ui\/src\/components\/(Button|Sheet|Dialog|Chip|ActionRow|EmptyState|ErrorState|Switch|Segmented|TextField|Progress)\.svelte|shell\/LoadProblem/,
  },
  { name: "paywall", test: /watch\/src\/money\/(?!pages\/|stripe\/|words\/locales)/ },
];

export default defineConfig({
  root: here("."),
  base: "/",
  plugins: [svelte()],
  resolve: { alias: { "@ui": here("../ui/src") } },
  build: {
    outDir: here("../dist/watch"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: { codeSplitting: { groups: [{ name: "core", test: core }, ...later] } },
    },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: { "/api": house, "/media": house, "/blobs": house },
  },
});
