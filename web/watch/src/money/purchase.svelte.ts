/** One purchase: makes the order, pays it the provider's way, and waits until the house has it. */
import type { Money } from "@ui/i18n/money";
import { codeOf, getOrder, postOrder, postTestPayment } from "./api";
import { problemOf } from "./problems";
import type { Item, Order, TestOutcome } from "./types";
import { w } from "./words/index.svelte";

/** Asked again after so many milliseconds, in turn; then the viewer is told that it takes longer. */
const WAITS = [200, 300, 500, 500, 1000, 1000, 2000, 2000, 3000, 5000, 5000, 8000];

/** Pays an order at a provider: Stripe's form. Gives what went wrong, or nothing. */
export interface CardForm {
  /** Before the order is made: are the fields complete? */
  check(): Promise<string | null>;
  confirm(clientSecret: string, what: "payment" | "card"): Promise<string | null>;
}

export class Purchase {
  busy = $state(false);
  problem = $state<string | null>(null);
  /** The price has changed since it was shown: whoever shows it asks anew. */
  priceChanged = $state(false);
  /** How test money shall behave. */
  outcome = $state<TestOutcome>("succeed");
  form: CardForm | null = null;
  #wish = { key: "", id: "" };

  /** The paid order, or `null` when it did not come about (`problem` says why). Nothing is charged twice: the same wish keeps its id. */
  pay(item: Item, price: Money): Promise<Order | null> {
    return this.#attempt(() =>
      postOrder(this.#idFor(item, price), item, { minor: price.minor, currency: price.currency }),
    );
  }

  /** Pays an order that waits: a renewal that the bank wants to ask the viewer about. */
  payWaiting(id: string): Promise<Order | null> {
    return this.#attempt(() => getOrder(id));
  }

  async #attempt(begin: () => Promise<Order>): Promise<Order | null> {
    this.busy = true;
    this.problem = null;
    this.priceChanged = false;
    try {
      const incomplete = await this.form?.check();
      if (incomplete) throw new Declined(incomplete);
      const order = await this.#settle(await begin());
      this.#wish = { key: "", id: "" };
      return order;
    } catch (error) {
      this.priceChanged = codeOf(error) === "price_changed";
      // Whether a lost answer made an order is not known: the same id finds out. After a refusal a new order begins.
      if (codeOf(error) !== "offline") this.#wish = { key: "", id: "" };
      this.problem = error instanceof Declined ? error.message : problemOf(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  #idFor(item: Item, price: Money): string {
    const key = JSON.stringify([item, price]);
    if (this.#wish.key !== key) this.#wish = { key, id: crypto.randomUUID() };
    return this.#wish.id;
  }

  async #settle(order: Order): Promise<Order> {
    if (order.state === "pending") {
      if (order.provider.kind === "test") {
        return this.#arrived(await postTestPayment(order.id, this.outcome));
      }
      if (order.provider.client_secret) {
        // Its fields have not come: nobody can confirm it.
        if (!this.form) throw new Declined(w("pay.no_form"));
        const refused = await this.form.confirm(
          order.provider.client_secret,
          order.provider.confirm ?? "payment",
        );
        if (refused) throw new Declined(refused);
      }
    }
    return this.#arrived(order);
  }

  /** Waits until the money has arrived in the books. */
  async #arrived(order: Order): Promise<Order> {
    let now = order;
    for (const wait of WAITS) {
      if (now.state === "settled") return now;
      if (now.state === "failed") throw new Declined(w("pay.declined"));
      await new Promise((resolve) => setTimeout(resolve, wait));
      now = await getOrder(order.id);
    }
    if (now.state === "settled") return now;
    throw new Declined(w("pay.slow"));
  }
}

/** Said as it stands. */
class Declined extends Error {}
