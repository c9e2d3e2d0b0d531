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
  te: "{names} సహ నిర్మాణం",
};

/** Languages in which it is said. */
export const spoken = Object.keys(SAID);

/** Names stay apart from the words around them, whichever way each is read. */
const apart = (name: string) => `\u2068${name}\u2069`;

export function coproductionOf(names: readonly string[], language: string): string {
  const listed = new Intl.ListFormat(language, { type: "conjunction" }).format(names.map(apart));
  return (SAID[language] ?? SAID.en ?? "{names}").replace("{names}", () => listed);
}
