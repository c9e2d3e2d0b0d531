import { useLanguage } from "@ui/i18n/index.svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Purchase } from "../purchase.svelte";
import { speak } from "../words/index.svelte";

/** What the house answers, in turn; a function may look at the request. Faults of a network cannot be had from a real house. */
type Answer = { status: number; body: unknown } | "lost";
const sent: { path: string; body: Record<string, unknown> | null }[] = [];
let answers: Answer[] = [];

const price = { minor: 24, currency: "USD", digits: 2 };
const item = { kind: "exact", coins: 12 } as const;
const order = (state: string, kind = "test") => ({
  status: 200,
  body: { id: "x", state, item, price, provider: { kind, client_secret: "secret" }, coins: 12 },
});
const refusal = (status: number, code: string) => ({
  status,
  body: { error: { code, message: "No.", remedy: "Later." } },
});

beforeEach(async () => {
  sent.length = 0;
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const path = typeof input === "string" ? input : new URL(input.url).pathname;
    const text = typeof input === "string" ? init?.body : await input.clone().text();
    sent.push({ path, body: text ? JSON.parse(String(text)) : null });
    const answer = answers.shift() ?? "lost";
    if (answer === "lost") throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify(answer.body), {
      status: answer.status,
      headers: { "content-type": "application/json" },
    });
  });
  await Promise.all([useLanguage("en"), speak("en")]);
});
afterEach(() => vi.unstubAllGlobals());

test("test money: ordered at the price shown, paid, there", async () => {
  answers = [order("pending"), order("settled")];
  const purchase = new Purchase();
  expect((await purchase.pay(item, price))?.state).toBe("settled");
  expect(sent.map((one) => one.path)).toEqual([
    "/api/v1/orders",
    expect.stringMatching(/\/api\/v1\/orders\/[^/]+\/test-payment$/),
  ]);
  expect(sent[0]?.body).toMatchObject({ item, expected: { minor: 24, currency: "USD" } });
  expect(sent[1]?.body).toEqual({ outcome: "succeed" });
  expect(purchase.problem).toBeNull();
});

test("a lost answer is asked for with the same id: nothing is bought twice", async () => {
  answers = ["lost", order("pending"), order("settled")];
  const purchase = new Purchase();
  expect(await purchase.pay(item, price)).toBeNull();
  expect(purchase.problem).toContain("did not answer");
  expect(await purchase.pay(item, price)).not.toBeNull();
  expect(sent[1]?.body?.id).toBe(sent[0]?.body?.id);
});

test("a declined payment says so, and the next try is another order", async () => {
  answers = [order("pending"), order("failed"), order("pending"), order("settled")];
  const purchase = new Purchase();
  purchase.outcome = "decline";
  expect(await purchase.pay(item, price)).toBeNull();
  expect(purchase.problem).toContain("declined");
  expect(sent[1]?.body).toEqual({ outcome: "decline" });
  purchase.outcome = "succeed";
  expect(await purchase.pay(item, price)).not.toBeNull();
  expect(sent[2]?.body?.id).not.toBe(sent[0]?.body?.id);
});

test("another price than shown is never paid", async () => {
  answers = [refusal(409, "price_changed")];
  const purchase = new Purchase();
  expect(await purchase.pay(item, price)).toBeNull();
  expect(purchase.priceChanged).toBe(true);
  expect(sent).toHaveLength(1);
});

test("Stripe: an incomplete form orders nothing; a refused card is said in Stripe's words", async () => {
  const purchase = new Purchase();
  purchase.form = { check: async () => "Card number missing.", confirm: async () => null };
  expect(await purchase.pay(item, price)).toBeNull();
  expect([purchase.problem, sent.length]).toEqual(["Card number missing.", 0]);

  answers = [order("pending", "stripe")];
  const confirmed: string[] = [];
  purchase.form = {
    check: async () => null,
    confirm: async (secret) => {
      confirmed.push(secret);
      return "Your card was declined.";
    },
  };
  expect(await purchase.pay(item, price)).toBeNull();
  expect(purchase.problem).toBe("Your card was declined.");
  expect(confirmed).toEqual(["secret"]);
});

test("Stripe: where the form did not load nothing is promised", async () => {
  answers = [order("pending", "stripe")];
  const purchase = new Purchase();
  expect(await purchase.pay(item, price)).toBeNull();
  expect(purchase.problem).toBe("The payment form did not load.");
  expect(sent).toHaveLength(1);
});

test("money that arrives later is waited for", async () => {
  answers = [order("pending", "stripe"), order("paid", "stripe"), order("settled", "stripe")];
  const purchase = new Purchase();
  purchase.form = { check: async () => null, confirm: async () => null };
  expect((await purchase.pay(item, price))?.state).toBe("settled");
  expect(sent).toHaveLength(3);
});

test("an order that waits is paid as it is: no other is made", async () => {
  answers = [order("pending"), order("settled")];
  expect((await new Purchase().payWaiting("x"))?.state).toBe("settled");
  expect(sent.map((one) => one.path)).toEqual([
    "/api/v1/orders/x",
    "/api/v1/orders/x/test-payment",
  ]);
});
