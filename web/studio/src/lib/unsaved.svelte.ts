/** What is changed on a page and not kept yet: nobody leaves it without being asked. */
import { onMount } from "svelte";
import { w } from "../words/index.svelte";

const pages = new Set<() => boolean>();

/** Asks where something would be lost; whether the page may be left. */
export function mayLeave(): boolean {
  return ![...pages].some((unsaved) => unsaved()) || confirm(w("make.leave_sure"));
}

/** For a component, as long as it is there: whether it holds what is not kept. */
export function askBeforeLeaving(unsaved: () => boolean): void {
  onMount(() => {
    const closing = (event: BeforeUnloadEvent) => {
      if (unsaved()) event.preventDefault();
    };
    pages.add(unsaved);
    window.addEventListener("beforeunload", closing);
    return () => {
      pages.delete(unsaved);
      window.removeEventListener("beforeunload", closing);
    };
  });
}
