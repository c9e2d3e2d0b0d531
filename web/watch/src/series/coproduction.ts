/** Whose co-production a series is, in the viewer's language. Here and not among the words of every page: only this one says it. */
const SAID: Record<string, string> = {
  en: "A co-production of {names}",
  es: "Una coproducción de {names}",
  pt: "Uma coprodução de {names}",
  zh: "{names}联合制作",
  ko: "{names} 공동 제작",
  hi: "{names} का सह-निर्माण",
  ar: "إنتاج مشترك بين {names}",
  de: "Eine Koproduktion von {names}",
  fr: "Une coproduction de {names}",
  id: "Produksi bersama {names}",
  th: "ผลงานร่วมสร้างของ {names}",
  fil: "Isang co-production ng {names}",
  te: "{names} ల సహ నిర్మాణం",
};

/** Languages in which it is said. */
export const spoken = Object.keys(SAID);

/** Names stay apart from the words around them, whichever way each is read. */
const apart = (name: string) => `\u2068${name}\u2069`;

/** Thai parts names by spaces alone, and joins the last one to its "and": names of several words would run into each other. */
const between = (text: string, language: string) =>
  language === "th" ? (text.trim() ? ` ${text.trim()} ` : ", ") : text;

export function coproductionOf(names: readonly string[], language: string): string {
  const parts = new Intl.ListFormat(language, { type: "conjunction" }).formatToParts(
    names.map(apart),
  );
  const listed = parts
    .map((one) => (one.type === "literal" ? between(one.value, language) : one.value))
    .join("");
  return (SAID[language] ?? SAID.en ?? "{names}").replace("{names}", () => listed);
}
