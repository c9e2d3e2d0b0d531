import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

export default {
  preprocess: vitePreprocess(),
  // Runes everywhere: the older reactivity then stays out of the bundle.
  compilerOptions: { runes: true },
};
