/** Stripe's own script, fetched only on a sheet that pays by it: no other page tells Stripe of a visit. */

/** The parts of Stripe's browser library that this house uses (docs.stripe.com/js). */
export interface Stripe {
  elements(options: {
    mode: "payment" | "subscription" | "setup";
    /** Where something is paid. */
    amount?: number;
    currency?: string;
    appearance: object;
    locale: string;
  }): Elements;
  confirmPayment(options: Confirmation): Promise<Confirmed>;
  confirmSetup(options: Confirmation): Promise<Confirmed>;
}

interface Confirmation {
  elements: Elements;
  clientSecret: string;
  confirmParams: { return_url: string };
  redirect: "if_required";
}

interface Confirmed {
  error?: { message?: string };
}

export interface Elements {
  create(kind: "payment", options?: object): { mount(host: HTMLElement): void; destroy(): void };
  submit(): Promise<{ error?: { message?: string } }>;
  update(options: { amount: number; currency: string }): void;
}

const ADDRESS = "https://js.stripe.com/v3/";
let loading: Promise<void> | null = null;

/** Loads the script once; a failed attempt may be made again. */
export async function loadStripe(publishableKey: string): Promise<Stripe> {
  loading ??= new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = ADDRESS;
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      loading = null;
      reject(new Error("Stripe's script did not load."));
    };
    document.head.append(script);
  });
  await loading;
  const make = (window as unknown as { Stripe?: (key: string) => Stripe }).Stripe;
  if (!make) {
    loading = null;
    throw new Error("Stripe's script brought nothing.");
  }
  return make(publishableKey);
}
