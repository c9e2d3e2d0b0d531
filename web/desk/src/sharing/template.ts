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

/** The line that a refusal names, from 1; nothing when it names none. */
export function lineOf(problem: string): number | null {
  const found = /\bLine (\d+)\b/.exec(problem);
  return found ? Number(found[1]) : null;
}
