import { checkWords, type WordFile } from "@ui/i18n/check-words";
import { languages } from "@ui/i18n/index.svelte";

const files = import.meta.glob<WordFile>("./locales/*.json", { eager: true, import: "default" });
checkWords(files, languages);
