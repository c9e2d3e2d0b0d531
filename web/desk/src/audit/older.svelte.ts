/** Reads on in a log, page by page. */
import { toast } from "@ui/lib/toasts.svelte";
import type { audit } from "../api/books";
import type { Loaded } from "../lib/loaded.svelte";
import { failureText } from "../words/problems";

type Log = Awaited<ReturnType<typeof audit>>;

export function loadOlder(
  log: () => Loaded<Log>,
  ask: (before: string) => Promise<Log>,
): { readonly busy: boolean; older: () => Promise<void> } {
  let busy = $state(false);
  const older = async () => {
    const now = log().value;
    if (!now?.next) return;
    busy = true;
    try {
      const more = await ask(now.next);
      log().put({ ...more, items: [...now.items, ...more.items] });
    } catch (error) {
      toast(failureText(error), { kind: "error" });
    } finally {
      busy = false;
    }
  };
  return {
    get busy() {
      return busy;
    },
    older,
  };
}
