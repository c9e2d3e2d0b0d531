import type { Payee } from "../api/sharing";

/** A deal to begin with, in the house's waterfall language. */
export function template(title: string, payees: readonly Payee[]): string {
  const others = payees.filter((one) => one.kind !== "house");
  const [first] = others;
  const code = first?.code ?? "producer";
  const currency = first?.currency ?? payees[0]?.currency ?? "USD";
  return `name = ${JSON.stringify(title)}
currency = "${currency}"
payees = ["house", "${code}"]

[[tier]]
name = "House commission"
kind = "commission"
rate = "30%"
to = "house"

[[tier]]
name = "Net profits"
kind = "split"
to = { ${code} = "70%", house = "30%" }
`;
}

/** A deal about several series to begin with: the costs of all are recouped from all. */
export function slateTemplate(slugs: readonly string[], payees: readonly Payee[]): string {
  const one = template("Slate", payees);
  const listed = slugs.slice(0, 2).map((slug) => JSON.stringify(slug));
  const series = `series = [${listed.join(", ")}]\ncross_collateral = true\n`;
  const others = payees.filter((payee) => payee.kind !== "house");
  const recoup = `[[tier]]
name = "Costs of all of them"
kind = "recoup"
to = { ${others[0]?.code ?? "producer"} = "10000" }

`;
  return one
    .replace(/^(payees = .*\n)/m, `$1${series}`)
    .replace(/\[\[tier\]\]\nname = "Net profits"/, `${recoup}[[tier]]\nname = "Net profits"`);
}

/** The line that a refusal names, from 1; nothing when it names none. */
export function lineOf(problem: string): number | null {
  const found = /\bLine (\d+)\b/.exec(problem);
  return found ? Number(found[1]) : null;
}
