import type { components } from "@ui/api/schema";
import type { Payee } from "../../api/sharing";

type Schemas = components["schemas"];
export type Terms = Schemas["CoproductionTerms"];

/** A member while it is written: lists of words stand in one field. */
export interface MemberDraft {
  payee: string;
  name: string;
  territory: string;
  cash: string;
  in_kind: { what: string; value: string }[];
  keeps: string;
  approves: string;
  profit: string;
  credits: string;
  decides: string;
}

/** Terms while they are written. */
export interface Draft {
  name: string;
  currency: string;
  premium: string;
  treaty: string;
  members: MemberDraft[];
  collection: { payee: string; fee: string; account: string };
  sales: { payee: string; rate: string; cap: string };
  expenses: { what: string; payee: string; amount: string }[];
}

export const emptyMember = (payee?: Payee): MemberDraft => ({
  payee: payee?.code ?? "",
  name: payee?.name ?? "",
  territory: payee?.territory ?? "",
  cash: "",
  in_kind: [],
  keeps: "",
  approves: "",
  profit: "50%",
  credits: "",
  decides: "",
});

/** Two members to begin with: those who are paid, the house last. */
export function emptyDraft(title: string, payees: readonly Payee[]): Draft {
  const others = payees.filter((one) => one.kind !== "house");
  const [first, second] = [...others, ...payees.filter((one) => one.kind === "house")];
  return {
    name: title,
    currency: first?.currency ?? "USD",
    premium: "",
    treaty: "",
    members: [emptyMember(first), emptyMember(second)],
    collection: { payee: "", fee: "1%", account: "" },
    sales: { payee: "", rate: "10%", cap: "" },
    expenses: [],
  };
}

const listed = (text: string) =>
  text
    .split(";")
    .map((one) => one.trim())
    .filter(Boolean);

/** What is sent: who is not chosen is not there. */
export const termsOf = (draft: Draft): Terms => ({
  name: draft.name,
  currency: draft.currency.trim().toUpperCase(),
  premium: draft.premium,
  treaty: draft.treaty || null,
  members: draft.members.map((one) => ({
    ...one,
    territory: one.territory.trim().toUpperCase(),
    credits: listed(one.credits),
    decides: listed(one.decides),
  })),
  collection: draft.collection.payee ? draft.collection : null,
  sales: draft.sales.payee ? draft.sales : null,
  expenses: draft.expenses,
});

/** The terms of a version, to write the next one from. */
export function draftOf(terms: Terms, title: string): Draft {
  const empty = emptyDraft(title, []);
  return {
    name: terms.name,
    currency: terms.currency,
    premium: terms.premium ?? "",
    treaty: terms.treaty ?? "",
    members: terms.members.map((one) => ({
      payee: one.payee,
      name: one.name,
      territory: one.territory,
      cash: one.cash ?? "",
      in_kind: (one.in_kind ?? []).map((kind) => ({ ...kind })),
      keeps: one.keeps ?? "",
      approves: one.approves ?? "",
      profit: one.profit,
      credits: (one.credits ?? []).join("; "),
      decides: (one.decides ?? []).join("; "),
    })),
    collection: terms.collection
      ? { ...terms.collection, account: terms.collection.account ?? "" }
      : empty.collection,
    sales: terms.sales ? { ...terms.sales, cap: terms.sales.cap ?? "" } : empty.sales,
    expenses: (terms.expenses ?? []).map((one) => ({ ...one })),
  };
}

/** Ten-thousandths as percent in words, such as `62.5%`. */
export const percent = (bp: number, language: string) =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 2 }).format(
    bp / 10_000,
  );
