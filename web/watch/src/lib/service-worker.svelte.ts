/** Registers the service worker and says when a newer app waits. */
let waiting = $state.raw<ServiceWorker | null>(null);

export const updateReady = (): boolean => waiting !== null;

/** Lets the waiting version take over; the page reloads once it has. */
export function applyUpdate(): void {
  waiting?.postMessage("take-over");
}

export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const hadOne = navigator.serviceWorker.controller !== null;
  let reloaded = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!hadOne || reloaded) return;
    reloaded = true;
    location.reload();
  });
  navigator.serviceWorker
    .register("/sw.js")
    .then((registration) => {
      waiting = registration.waiting;
      registration.addEventListener("updatefound", () => watch(registration));
    })
    .catch(() => undefined);
}

function watch(registration: ServiceWorkerRegistration): void {
  const coming = registration.installing;
  coming?.addEventListener("statechange", () => {
    if (coming.state === "installed" && registration.active) waiting = coming;
  });
}
