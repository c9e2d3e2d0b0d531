/** The house and the viewer, loaded once and kept; settings are changed here first and on the server behind it. */
import { api, type House, type Me, type Settings, unwrap } from "@ui/api";
import { pickLanguage, primary, t, useLanguage, writeAs } from "@ui/i18n/index.svelte";
import { applyAccent } from "@ui/lib/accent";
import { toast } from "@ui/lib/toasts.svelte";

const defaults: Settings = {
  language: null,
  captions_on: true,
  captions_language: null,
  captions_size: "m",
  audio_language: null,
  data_saver: false,
  quality: "auto",
  autoplay_next: true,
};

let house = $state.raw<House | null>(null);
let me = $state.raw<Me | null>(null);

export const theHouse = (): House | null => house;
export const viewer = (): Me | null => me;
export const settings = (): Settings => me?.settings ?? defaults;
export const houseName = (): string => house?.name ?? "Cliffhanger";

/** Asks who runs this house and who is watching. Failing (offline) leaves the defaults. */
export async function loadSession(): Promise<void> {
  const [aboutHouse, aboutMe] = await Promise.allSettled([
    unwrap(api.GET("/api/v1/house")),
    unwrap(api.GET("/api/v1/me")),
  ]);
  if (aboutHouse.status === "fulfilled") {
    house = aboutHouse.value;
    applyAccent(house.accent);
    writeAs(house.locales);
    document.documentElement.dataset.face = house.typeface;
  }
  if (aboutMe.status === "fulfilled") me = aboutMe.value;
  await followLanguage();
}

/** The viewer's wish, else the browser's among those the house offers, else the house's own. */
async function followLanguage(): Promise<void> {
  if (!house) return;
  const offered = navigator.languages.filter((tag) =>
    house?.languages.some((one) => primary(one) === primary(tag)),
  );
  const wanted = pickLanguage([settings().language, ...offered, house.default_language]);
  // Also where the page says so already: what it began with may still be on its way.
  await useLanguage(wanted);
}

/** Takes over what a log-in, a registration or a passkey answered. What was stored for another viewer goes. */
export async function signedIn(answer: Me): Promise<void> {
  me = answer;
  await forgetPrivateAnswers();
  await followLanguage();
}

/** Changes settings at once; on a refusal they go back and a message says so. */
export async function updateSettings(patch: Partial<Settings>): Promise<void> {
  const before = me;
  if (me) me = { ...me, settings: { ...me.settings, ...patch } };
  if (patch.language !== undefined) await followLanguage();
  try {
    me = await unwrap(api.PATCH("/api/v1/me", { body: { settings: patch } }));
  } catch {
    me = before;
    toast(t("error.unexpected"), { kind: "error" });
  }
}

/** After log-out and erasure: a fresh anonymous viewer, nothing of the old one kept on the device. */
export async function startAfresh(): Promise<void> {
  me = null;
  await forgetPrivateAnswers();
  for (const key of ["recent-searches", "auto-unlock"]) localStorage.removeItem(key);
  await loadSession();
}

/** Answers that belong to one viewer are stored by the service worker under this name only. */
export const PRIVATE_CACHE = "viewer-v1";

async function forgetPrivateAnswers(): Promise<void> {
  if ("caches" in window) await caches.delete(PRIVATE_CACHE);
}
