import type { Me } from "@ui/api";
import { feed } from "../feed/feed.svelte";
import { navigate } from "../lib/router.svelte";
import { signedIn } from "../lib/session.svelte";

/** After log-in: the feed begins anew for who is there now; who came from the studio or the desk goes back. */
export async function comeIn(me: Me): Promise<void> {
  await signedIn(me);
  feed.startOver();
  const next = new URLSearchParams(location.search).get("next");
  if (next && /^\/(studio|desk)(\/[\w/-]*)?$/.test(next)) location.assign(next);
  else navigate("/me", { replace: true });
}
