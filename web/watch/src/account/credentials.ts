import { ApiFailure } from "@ui/api";
import { t, tMaybe } from "@ui/i18n/index.svelte";

/** The shortest password the house takes. */
export const PASSWORD_MIN = 10;

/** What is wrong with an e-mail address, or `null`. The server has the last word. */
export function emailProblem(email: string): string | null {
  return /^\S+@\S+\.\S+$/.test(email.trim()) ? null : t("auth.error.email");
}

export function newPasswordProblem(password: string): string | null {
  return [...password].length >= PASSWORD_MIN ? null : t("auth.error.password_short");
}

/** One sentence for a failed attempt to come in. */
export function authProblem(error: unknown): string {
  if (error instanceof ApiFailure) {
    if (error.code === "offline") return t("error.offline");
    return tMaybe(`auth.error.${error.code}`) ?? `${error.message} ${error.remedy}`;
  }
  return error instanceof DOMException ? t("auth.error.passkey") : t("error.unexpected");
}
