/**
 * The service worker. Keeps the app itself (precached by build), posters, and the last answers of the pages that make
 * sense without a connection. Never touches media, never keeps an answer of another kind.
 *
 * The build replaces the two constants below.
 */
declare const __PRECACHE__: readonly string[];
declare const __BUILD__: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const SHELL = `shell-${__BUILD__}`;
const POSTERS = "posters-v1";
/** Also named in `src/lib/session.svelte.ts`, which deletes it when the viewer changes. */
const PRIVATE = "viewer-v1";
const POSTERS_KEPT = 300;
const ANSWER_WAIT_MS = 4000;

/** GET answers worth having offline: who we are, what I keep, what I have visited. Not the feed, not episodes: they need media. */
const KEPT_ANSWERS = [
  /^\/api\/v1\/(house|me|my-list|history|shelves|genres)$/,
  /^\/api\/v1\/series\/[^/]+$/,
];
const APP_PAGES =
  /^\/(s\/[^/]+(\/\d+)?|discover|search|list|history|me|login|register|wallet|shop|receipts|vip|gift)?\/?$/;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) =>
        cache.addAll(__PRECACHE__.map((url) => new Request(url, { cache: "reload" }))),
      ),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith("shell-") && name !== SHELL))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener("message", (event) => {
  if (event.data === "take-over") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.headers.has("range")) return;
  if (request.mode === "navigate") {
    if (APP_PAGES.test(url.pathname)) event.respondWith(page(event));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(fromShell(request));
  } else if (request.destination === "image" && !url.pathname.startsWith("/api/")) {
    event.respondWith(poster(event));
  } else if (
    KEPT_ANSWERS.some((kept) => kept.test(url.pathname)) &&
    !url.searchParams.has("before")
  ) {
    event.respondWith(answer(event));
  }
});

/** A page comes from the server (its head carries the share card); without one, the shell. */
async function page(event: FetchEvent): Promise<Response> {
  try {
    return await fetch(event.request);
  } catch {
    const shell = await caches.match("/", { cacheName: SHELL });
    return shell ?? Response.error();
  }
}

async function fromShell(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: SHELL })) ?? fetch(request);
}

/** Pictures are content-addressed: the first copy is the last. */
async function poster(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(POSTERS);
  const known = await cache.match(event.request);
  if (known) return known;
  const fresh = await fetch(event.request);
  if (fresh.ok && fresh.type === "basic") {
    event.waitUntil(cache.put(event.request, fresh.clone()).then(() => trim(cache)));
  }
  return fresh;
}

async function trim(cache: Cache): Promise<void> {
  const keys = await cache.keys();
  await Promise.all(
    keys.slice(0, Math.max(0, keys.length - POSTERS_KEPT)).map((key) => cache.delete(key)),
  );
}

/** Network first; the last answer only when the network does not give one. */
async function answer(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const asked = fetch(request);
  try {
    const fresh = await Promise.race([asked, late()]);
    if (fresh.ok) {
      const copy = fresh.clone();
      event.waitUntil(caches.open(PRIVATE).then((cache) => cache.put(request, copy)));
    }
    return fresh;
  } catch {
    const known = await caches.match(request, { cacheName: PRIVATE, ignoreSearch: true });
    return known ?? asked;
  }
}

const late = () =>
  new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("late")), ANSWER_WAIT_MS);
  });
