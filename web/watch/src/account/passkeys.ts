import { api, type Me, unwrap } from "@ui/api";
import { t } from "@ui/i18n/index.svelte";
import { createPasskey, usePasskey } from "./webauthn";

/** Adds a passkey to the present viewer, who becomes an account by it. */
export async function addPasskey(): Promise<Me> {
  const body = { name: deviceName() };
  const { ceremony, options } = await unwrap(
    api.POST("/api/v1/auth/passkeys/register/start", { body }),
  );
  const credential = await createPasskey(options);
  return unwrap(
    api.POST("/api/v1/auth/passkeys/register/finish", { body: { ceremony, credential } }),
  );
}

export async function loginWithPasskey(): Promise<Me> {
  const { ceremony, options } = await unwrap(api.POST("/api/v1/auth/passkeys/login/start"));
  const credential = await usePasskey(options);
  return unwrap(api.POST("/api/v1/auth/passkeys/login/finish", { body: { ceremony, credential } }));
}

/** A name by which its owner knows the device again. */
function deviceName(): string {
  const agent = navigator.userAgent;
  const known = ["iPhone", "iPad", "Android", "Macintosh", "Windows", "CrOS", "Linux"];
  const found = known.find((name) => agent.includes(name));
  const spoken: Record<string, string> = { Macintosh: "Mac", CrOS: "Chromebook" };
  return found ? (spoken[found] ?? found) : t("me.passkey_default");
}
