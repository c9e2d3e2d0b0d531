import { ApiFailure } from "@ui/api";
import { t } from "@ui/i18n/index.svelte";
import { wMaybe } from "./index.svelte";

/** What a refused or failed request says, in one or two sentences; other languages than English go by its code. */
export function failureText(error: unknown): string {
  if (!(error instanceof ApiFailure) || error.status >= 500) return t("error.unexpected");
  if (error.code === "offline") return t("error.offline");
  const message = wMaybe(`problem.${error.code}`) ?? error.message;
  return `${message} ${error.remedy}`.trim();
}
