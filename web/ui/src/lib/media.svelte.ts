import { MediaQuery } from "svelte/reactivity";

/** Wide enough for the rail, the stage and the side panel. */
export const desktop = new MediaQuery("(min-width: 900px)");
export const reducedMotion = new MediaQuery("(prefers-reduced-motion: reduce)");
export const hovers = new MediaQuery("(hover: hover) and (pointer: fine)");
