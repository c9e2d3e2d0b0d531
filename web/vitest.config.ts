import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  resolve: {
    alias: { "@ui": fileURLToPath(new URL("ui/src", import.meta.url)) },
    conditions: ["browser"],
  },
  test: { environment: "happy-dom", include: ["{ui,watch,studio,desk}/**/*.test.ts"] },
});
