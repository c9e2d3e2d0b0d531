import { checkWords, type WordFile } from "@ui/i18n/check-words";

checkWords(import.meta.glob<WordFile>("./locales/*.json", { eager: true, import: "default" }));
