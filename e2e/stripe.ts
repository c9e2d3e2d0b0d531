// Stripe, as browser tests have it: `localstripe` (PyPI, made by others), a door before it that adds disputes, which
// that server has not, and a small stand-in for the script of js.stripe.com.

import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { cache, providerPort } from "./house.ts";

const webhookSecret = "whsec_browser";
const secretKey = "sk_test_12345";
const server = `http://127.0.0.1:${providerPort}`;
const door = `http://127.0.0.1:${providerPort + 1}`;
/** Where the page believes Stripe to be. */
const atStripe = "https://api.stripe.com";

/** Settings of a house that is paid through it. */
export const settings: NodeJS.ProcessEnv = {
  CLIFFHANGER_STRIPE__SECRET_KEY: secretKey,
  CLIFFHANGER_STRIPE__PUBLISHABLE_KEY: "pk_test_12345",
  CLIFFHANGER_STRIPE__WEBHOOK_SECRETS: `["${webhookSecret}"]`,
  CLIFFHANGER_STRIPE__API_BASE: door,
};

/** Good, and one that is declined when it is charged. */
export const goodCard = "4242424242424242";
export const declinedCard = "4000000000000341";

export type DisputeStatus = "needs_response" | "under_review" | "won" | "lost";

interface Dispute {
  id: string;
  charge: string;
  amount: number;
  status: DisputeStatus;
}

async function ask<T>(method: "GET" | "POST", path: string, form: Record<string, string> = {}): Promise<T> {
  const body = method === "POST" ? new URLSearchParams(form) : undefined;
  const answer = await fetch(`${server}${path}`, { method, body, headers: { authorization: `Bearer ${secretKey}` } });
  const told = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, told);
  return told as T;
}

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly told: unknown,
  ) {
    super(JSON.stringify(told));
  }
}

export class Stripe {
  readonly #disputes = new Map<string, Dispute>();

  private constructor(
    private readonly process: ChildProcess,
    private readonly house: string,
  ) {}

  /** Starts it, and has it send its webhooks to a house. */
  static async open(house: string): Promise<Stripe> {
    const program = spawn(join(cache, "py/bin/localstripe"), ["--port", String(providerPort), "--from-scratch"], { stdio: "ignore" });
    const stripe = new Stripe(program, house);
    await stripe.#openDoor();
    for (let tries = 0; ; tries++) {
      if (program.exitCode !== null || tries > 200) throw new Error("localstripe did not start: ./test installs it");
      if (await fetch(server).catch(() => null)) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const body = new URLSearchParams({ url: `${house}/hooks/stripe`, secret: webhookSecret });
    const told = await fetch(`${server}/_config/webhooks/browser`, { method: "POST", body });
    if (!told.ok) throw new Error(await told.text());
    return stripe;
  }

  #door: Server | null = null;

  async #openDoor(): Promise<void> {
    this.#door = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const id = request.url?.match(/^\/v1\/disputes\/(\w+)$/)?.[1];
      response.setHeader("content-type", "application/json");
      if (id) {
        const found = this.#disputes.get(id);
        response.statusCode = found ? 200 : 404;
        response.end(JSON.stringify(found ? whole(found) : { error: { code: "resource_missing" } }));
        return;
      }
      const headers: Record<string, string> = { authorization: request.headers.authorization ?? "" };
      const kind = request.headers["content-type"];
      if (kind) headers["content-type"] = kind;
      const method = request.method ?? "GET";
      const body = method === "GET" ? undefined : Buffer.concat(parts);
      const answer = await fetch(`${server}${request.url}`, { method, headers, body }).catch(() => null);
      response.statusCode = answer?.status ?? 502;
      response.end(await answer?.text());
    });
    await new Promise<void>((resolve) => this.#door?.listen(providerPort + 1, "127.0.0.1", resolve));
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGTERM");
    await ended;
    this.#door?.closeAllConnections();
    await new Promise((resolve) => this.#door?.close(resolve));
  }

  /** The buyer of an order asks their bank for the money; gives the dispute's id. */
  async dispute(order: string): Promise<string> {
    interface Intent {
      status: string;
      amount: number;
      metadata: { order_id?: string };
      latest_charge: string | { id: string };
    }
    const { data } = await ask<{ data: Intent[] }>("GET", "/v1/payment_intents?limit=100");
    const paid = data.find((one) => one.status === "succeeded" && one.metadata.order_id === order);
    if (!paid) throw new Error(`order ${order} was not paid`);
    const charge = typeof paid.latest_charge === "string" ? paid.latest_charge : paid.latest_charge.id;
    const id = `dp_${randomUUID().replaceAll("-", "")}`;
    this.#disputes.set(id, { id, charge, amount: paid.amount, status: "needs_response" });
    await this.tell("charge.dispute.created", id);
    return id;
  }

  /** What became of a dispute: the house answers at the provider's own desk, and the bank decides. */
  async decide(id: string, status: DisputeStatus): Promise<void> {
    const dispute = this.#disputes.get(id);
    if (!dispute) throw new Error(`no dispute ${id}`);
    dispute.status = status;
    await this.tell(status === "under_review" ? "charge.dispute.updated" : "charge.dispute.closed", id);
  }

  /** A signed webhook about something. */
  async tell(type: string, id: string): Promise<void> {
    const body = JSON.stringify({ id: `evt_${randomUUID()}`, type, data: { object: { id } } });
    const at = Math.floor(Date.now() / 1000);
    const signature = createHmac("sha256", webhookSecret).update(`${at}.${body}`).digest("hex");
    const headers = { "content-type": "application/json", "stripe-signature": `t=${at},v1=${signature}` };
    const answer = await fetch(`${this.house}/hooks/stripe`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** Serves a page the stand-in, and what it asks Stripe for. */
  async standIn(page: Page): Promise<void> {
    await page.route("https://js.stripe.com/v3/", (route) => route.fulfill({ contentType: "text/javascript", body: script }));
    await page.route(`${atStripe}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      const asked = new URLSearchParams(route.request().postData() ?? "");
      const headers = { "access-control-allow-origin": "*" };
      try {
        const json = await confirm(pathname, asked);
        await route.fulfill({ status: 200, json, headers });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        await route.fulfill({ status: error.status, json: error.told as object, headers });
      }
    });
  }
}

/** With the fee of a dispute, and what it takes. */
function whole(dispute: Dispute): object {
  const { amount, id } = dispute;
  const line = { id: `txn_${id}`, amount: -amount, fee: 1_500, net: -amount - 1_500, currency: "usd", type: "adjustment", source: id, created: 1_772_000_000 };
  return { object: "dispute", ...dispute, reason: "fraudulent", balance_transactions: [line] };
}

/** Stripe takes card and confirmation in one request with the public key; that server wants them apart, with the secret one. */
async function confirm(path: string, asked: URLSearchParams): Promise<unknown> {
  expect(asked.get("key")).toBe("pk_test_12345");
  const intent = path.replace(/\/confirm$/, "");
  const { client_secret } = await ask<{ client_secret: string }>("GET", intent);
  expect(asked.get("client_secret")).toBe(client_secret);
  const card = { "card[number]": asked.get("number") ?? "", "card[exp_month]": "12", "card[exp_year]": "2034", "card[cvc]": "123" };
  const { id } = await ask<{ id: string }>("POST", "/v1/payment_methods", { type: "card", ...card });
  if (intent.startsWith("/v1/setup_intents/")) return await ask("POST", path, { client_secret, payment_method: id });
  await ask("POST", intent, { payment_method: id });
  return await ask("POST", path);
}

/** What `web/watch/src/money/stripe` uses of Stripe's script. The real one has its field in a frame of its own. */
const script = `
window.Stripe = (key) => {
  const confirm = async (what, { elements, clientSecret }) => {
    const id = clientSecret.split("_secret_")[0];
    const body = new URLSearchParams({ key, client_secret: clientSecret, number: elements.number() });
    const answer = await fetch("${atStripe}/v1/" + what + "/" + id + "/confirm", { method: "POST", body });
    const told = await answer.json();
    return answer.ok ? {} : { error: { message: told.error.message } };
  };
  return {
    elements(options) {
      const field = document.createElement("input");
      field.setAttribute("aria-label", "Card number");
      const show = (now) => Object.assign(field.dataset, { mode: options.mode, ...now });
      show({ amount: options.amount, currency: options.currency });
      return {
        create: () => ({ mount: (host) => host.append(field), destroy: () => field.remove() }),
        submit: async () => (field.value ? {} : { error: { message: "Your card number is incomplete." } }),
        update: show,
        number: () => field.value,
      };
    },
    confirmPayment: (options) => confirm("payment_intents", options),
    confirmSetup: (options) => confirm("setup_intents", options),
  };
};
`;
