/** The house and who is at the desk. */
import { api, type House, type Me, unwrap } from "@ui/api";
import { writeAs } from "@ui/i18n/index.svelte";
import { applyAccent } from "@ui/lib/accent";
import { speak } from "../words/index.svelte";

let house = $state.raw<House | null>(null);
let me = $state.raw<Me | null>(null);
let failure = $state.raw<unknown>(null);

export const theHouse = (): House | null => house;
export const maker = (): Me | null => me;
export const sessionFailure = (): unknown => failure;
export const houseName = (): string => house?.name ?? "Cliffhanger";
/** Whether this person may make series. */
export const mayMake = (): boolean => me?.role === "producer" || me?.role === "operator";
export const mayKeepRegister = (): boolean => me?.role === "operator";

export async function loadSession(): Promise<void> {
  failure = null;
  const [aboutHouse, aboutMe] = await Promise.allSettled([
    unwrap(api.GET("/api/v1/house")),
    unwrap(api.GET("/api/v1/me")),
  ]);
  if (aboutHouse.status === "fulfilled") {
    house = aboutHouse.value;
    applyAccent(house.accent);
    writeAs(house.locales);
  }
  if (aboutMe.status === "rejected") {
    failure = aboutMe.reason;
    return;
  }
  me = aboutMe.value;
  // Who has chosen none keeps the one that the page began with.
  if (me.settings.language) await speak(me.settings.language);
}

/** Speaks another language from now on, and remembers it for this person. */
export async function changeLanguage(tag: string): Promise<void> {
  await speak(tag);
  me = await unwrap(api.PATCH("/api/v1/me", { body: { settings: { language: tag } } }));
}
