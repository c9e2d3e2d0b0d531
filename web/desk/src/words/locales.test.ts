import { checkWords, type WordFile } from "@ui/i18n/check-words";

const files = import.meta.glob<WordFile>("./locales/*.json", { eager: true, import: "default" });
checkWords(files, ["ar", "en", "es", "hi", "ko", "pt", "zh"]);
