/** What a production's page shows. */
export const productionParts = ["overview", "script", "bible", "cast", "takes", "log"] as const;
export type ProductionPart = (typeof productionParts)[number];

/** The studio's pages: the board, one series, productions with their storyboards, earnings, the people of the house. */
export type Route =
  | { page: "board" | "people" | "productions" | "models" | "earnings" | "missing" }
  | { page: "series" | "draft"; id: string }
  | { page: "production"; id: string; part: ProductionPart }
  | { page: "storyboard"; id: string; number: number };

/** Pure: what page a path means. */
export function parseRoute(path: string): Route {
  const parts = path.split("/").filter(Boolean).slice(1);
  if (parts.length === 0) return { page: "board" };
  const [head, id] = parts;
  if (head === "series" && parts.length === 2 && id && /^[\da-f-]{36}$/i.test(id))
    return { page: "series", id };
  if (head === "drafts" && parts.length === 2 && id && /^[\da-f-]{36}$/i.test(id))
    return { page: "draft", id };
  if (head === "productions") {
    if (parts.length === 1) return { page: "productions" };
    if (id && /^[\da-f-]{36}$/i.test(id)) {
      if (parts.length === 2) return { page: "production", id, part: "overview" };
      const part = productionParts.find((own) => own === parts[2]);
      if (parts.length === 3 && part && part !== "overview")
        return { page: "production", id, part };
      const number = Number(parts[2]);
      if (parts.length === 3 && Number.isInteger(number) && number > 0)
        return { page: "storyboard", id, number };
    }
    return { page: "missing" };
  }
  if (head === "models" && parts.length === 1) return { page: "models" };
  if (head === "earnings" && parts.length === 1) return { page: "earnings" };
  return { page: head === "people" && parts.length === 1 ? "people" : "missing" };
}

export const productionsPath = "/studio/productions";
export const productionPath = (id: string) => `${productionsPath}/${id}`;
export const earningsPath = "/studio/earnings";
export const draftPath = (id: string) => `/studio/drafts/${id}`;
export const seriesPath = (id: string) => `/studio/series/${id}`;

let current = $state.raw<Route>(parseRoute(location.pathname));
/** Where the page that is shown stands, should nobody want to leave it. */
let address = location.pathname + location.search;
let mayLeave = (): boolean => true;
export const route = (): Route => current;

export function navigate(path: string): void {
  if (!mayLeave()) return;
  history.pushState(null, "", path);
  show();
  window.scrollTo(0, 0);
}

function show() {
  address = location.pathname + location.search;
  current = parseRoute(location.pathname);
}

/** `asking`: whether the page that is shown may be left. */
export function startRouter(asking: () => boolean): () => void {
  mayLeave = asking;
  const popped = () => {
    if (location.pathname + location.search === address) return;
    if (mayLeave()) show();
    else history.pushState(null, "", address);
  };
  const clicked = (event: MouseEvent) => {
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || event.defaultPrevented || event.button !== 0 || link.target) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || url.hash || !/^\/studio(\/|$)/.test(url.pathname)) return;
    event.preventDefault();
    navigate(url.pathname + url.search);
  };
  window.addEventListener("popstate", popped);
  document.addEventListener("click", clicked);
  return () => {
    window.removeEventListener("popstate", popped);
    document.removeEventListener("click", clicked);
  };
}
