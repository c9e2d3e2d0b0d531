import { ApiFailure } from "@ui/api";
import { t } from "@ui/i18n/index.svelte";
import type { Problem } from "../api/types";
import { wMaybe } from "./index.svelte";

/** A problem in the language of the page. The house writes English, with figures; other languages go by its code. */
export function inWords(problem: Problem): Problem {
  const message = wMaybe(`problem.${problem.code}`);
  if (message === undefined) return problem;
  return { code: problem.code, message, remedy: wMaybe(`remedy.${problem.code}`) ?? "" };
}

/** Whether something was not begun because it costs money and nobody has said how much it may. */
export const needsSpend = (error: unknown): boolean =>
  error instanceof ApiFailure && error.code === "spend_needed";

/** What a refused or failed request says, in one or two sentences. */
export function failureText(error: unknown): string {
  if (!(error instanceof ApiFailure) || error.status >= 500) return t("error.unexpected");
  if (error.code === "offline") return t("error.offline");
  const { message, remedy } = inWords(error);
  return `${message} ${remedy}`.trim();
}
