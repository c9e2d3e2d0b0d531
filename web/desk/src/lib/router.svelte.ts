/** The desk's pages, each with at most one thing in particular (an account, an order, a series). */
export const pages = [
  "overview",
  "books",
  "orders",
  "reconciliation",
  "prices",
  "paywalls",
  "income",
  "brands",
  "campaigns",
  "sharing",
  "slates",
  "coproductions",
  "payouts",
  "rights",
  "titles",
  "contracts",
  "deals",
  "commissions",
  "market",
  "localisation",
  "tax",
  "house",
  "audit",
] as const;
export type Page = (typeof pages)[number];
export interface Route {
  page: Page | "missing";
  id: string | null;
}

/** Pages that show one thing under an address of its own. */
const WITH_ID: ReadonlySet<string> = new Set([
  "books",
  "orders",
  "paywalls",
  "sharing",
  "slates",
  "coproductions",
  "localisation",
  "titles",
  "commissions",
]);

/** Pure: what page a path means. */
export function parseRoute(path: string): Route {
  const [, head, id, ...more] = path.split("/").filter(Boolean);
  if (head === undefined) return { page: "overview", id: null };
  const page = pages.find((one) => one === head && one !== "overview");
  const missing: Route = { page: "missing", id: null };
  if (!page || more.length) return missing;
  if (id === undefined) return { page, id: null };
  return WITH_ID.has(page) && /^[\da-f-]{36}$/i.test(id) ? { page, id } : missing;
}

export const pathOf = (page: Page, id?: string): string =>
  page === "overview" ? "/desk/" : `/desk/${page}${id ? `/${id}` : ""}`;

let current = $state.raw<Route>(parseRoute(location.pathname));
export const route = (): Route => current;

export function navigate(path: string): void {
  history.pushState(null, "", path);
  current = parseRoute(location.pathname);
  window.scrollTo(0, 0);
}

export function startRouter(): () => void {
  const popped = () => {
    current = parseRoute(location.pathname);
  };
  const clicked = (event: MouseEvent) => {
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || event.defaultPrevented || event.button !== 0 || link.target || link.download)
      return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || url.hash || !/^\/desk(\/|$)/.test(url.pathname)) return;
    event.preventDefault();
    navigate(url.pathname);
  };
  window.addEventListener("popstate", popped);
  document.addEventListener("click", clicked);
  return () => {
    window.removeEventListener("popstate", popped);
    document.removeEventListener("click", clicked);
  };
}
