import { expect, test } from "vitest";
import { draftOf, emptyDraft, percent, termsOf } from "./draft";

test("what was written is what is sent, and comes back to be written on", () => {
  const draft = emptyDraft("The Heiress", []);
  const [first] = draft.members;
  if (!first) throw new Error("two members");
  Object.assign(first, {
    payee: "east",
    territory: " cn ",
    credits: "A film by; ; Produced by ",
    approves: "Asia",
  });
  first.in_kind.push({ what: "Studio", value: "20.00" });
  draft.collection.payee = "agent";
  const terms = termsOf(draft);
  expect(terms.members[0]).toMatchObject({
    territory: "CN",
    credits: ["A film by", "Produced by"],
    approves: "Asia",
  });
  expect(terms.collection).toMatchObject({ payee: "agent" });
  // Nobody sells, no treaty is named.
  expect([terms.sales, terms.treaty]).toEqual([null, null]);
  expect(termsOf(draftOf(terms, "x"))).toEqual(terms);
});

test("shares in words", () => {
  expect(percent(6250, "en")).toBe("62.5%");
});
