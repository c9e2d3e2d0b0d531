/** What the log may be asked for: everything that the desk has a name for, and whatever else stands in this house's log. */
export function choices(
  named: string[],
  noted: string[],
  name: (code: string) => string,
  language: string,
) {
  const codes = [...new Set([...named, ...noted])];
  const { compare } = new Intl.Collator(language);
  return codes
    .map((value) => ({ value, label: name(value) }))
    .sort((a, b) => compare(a.label, b.label));
}
