import { ApiFailure } from "@ui/api";
import { t } from "@ui/i18n/index.svelte";
import { wMaybe } from "./words/index.svelte";

/** What went wrong in the viewer's language, or in the house's own words. */
export function problemOf(error: unknown): string {
  if (!(error instanceof ApiFailure)) return t("error.unexpected");
  if (error.code === "offline") return t("error.offline");
  const known = wMaybe(`problem.${error.code}`);
  if (known) return known;
  return error.status < 500 ? `${error.message} ${error.remedy}` : t("error.unexpected");
}
