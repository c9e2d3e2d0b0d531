/** The app's own small router: one reactive route, links caught in one place, scroll kept per history entry. */

export type Route =
  | { page: "feed" }
  | { page: "episode"; slug: string; number: number }
  | { page: "series"; slug: string }
  | { page: "reader"; slug: string; number: number | null }
  | { page: "discover"; genre: string | null }
  | { page: "search"; query: string }
  | { page: "legal"; name: string }
  | { page: (typeof simple)[number] | "missing" };

const simple = [
  ...([
    "list",
    "history",
    "me",
    "login",
    "register",
    "claim",
    "campaigns",
    "deals",
    "market",
    "screener",
  ] as const),
  ...(["wallet", "shop", "receipts", "vip", "gift"] as const),
];

/** Pure: what page a path means. */
export function parseRoute(path: string, query: URLSearchParams = new URLSearchParams()): Route {
  const parts = path.split("/").filter(Boolean).map(decode);
  const [head, slug, number] = parts;
  if (head === undefined) return { page: "feed" };
  if (head === "s" && slug !== undefined && parts.length === 2) return { page: "series", slug };
  if (
    head === "s" &&
    slug !== undefined &&
    parts.length === 3 &&
    /^[1-9]\d{0,5}$/.test(number ?? "")
  )
    return { page: "episode", slug, number: Number(number) };
  if (head === "s" && slug !== undefined && number === "read" && parts.length <= 4) {
    const episode = parts[3];
    if (episode === undefined) return { page: "reader", slug, number: null };
    if (/^[1-9]\d{0,5}$/.test(episode)) return { page: "reader", slug, number: Number(episode) };
  }
  if (head === "legal" && slug !== undefined && parts.length === 2)
    return { page: "legal", name: slug };
  if (parts.length > 1 && !(head === "market" && slug === "of" && number))
    return { page: "missing" };
  if (head === "discover") return { page: "discover", genre: query.get("genre") };
  if (head === "search") return { page: "search", query: query.get("q") ?? "" };
  const page = simple.find((known) => known === head);
  return { page: page ?? "missing" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const here = () => parseRoute(location.pathname, new URLSearchParams(location.search));
let current = $state.raw<Route>(here());
const scrolls = new Map<number, number>();
let entry = 0;

export const route = (): Route => current;

/** Where the present history entry had been scrolled to when it was left. */
export const savedScroll = (): number => scrolls.get(entry) ?? 0;

/** Goes to a path of the app. `replace` keeps the history as long as it is. */
export function navigate(path: string, options: { replace?: boolean } = {}): void {
  scrolls.set(entry, window.scrollY);
  if (options.replace) {
    history.replaceState({ entry }, "", path);
  } else {
    entry += 1;
    history.pushState({ entry }, "", path);
  }
  scrolls.delete(entry);
  current = here();
}

/** Corrects the address of the page that is open: no new entry in the history, no scrolling. */
export function rewrite(path: string): void {
  history.replaceState({ entry }, "", path);
  const corrected = here();
  if (JSON.stringify(corrected) !== JSON.stringify(current)) current = corrected;
}

/** Back inside the app, or to `fallback` when this was its first page. */
export function goBack(fallback = "/"): void {
  if (entry > 0) history.back();
  else navigate(fallback, { replace: true });
}

export function startRouter(): () => void {
  history.scrollRestoration = "manual";
  history.replaceState({ entry }, "");
  const popped = (event: PopStateEvent) => {
    scrolls.set(entry, window.scrollY);
    entry = (event.state as { entry?: number } | null)?.entry ?? 0;
    current = here();
  };
  const clicked = (event: MouseEvent) => {
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || event.defaultPrevented || event.button !== 0 || link.target || link.download)
      return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href, location.href);
    const ours =
      url.origin === location.origin &&
      !/^\/(studio|desk|docs|api|media|receipts\/.)\b/.test(url.pathname);
    if (!ours || (url.hash && url.pathname === location.pathname)) return;
    event.preventDefault();
    navigate(url.pathname + url.search + url.hash);
  };
  window.addEventListener("popstate", popped);
  document.addEventListener("click", clicked);
  return () => {
    window.removeEventListener("popstate", popped);
    document.removeEventListener("click", clicked);
  };
}
