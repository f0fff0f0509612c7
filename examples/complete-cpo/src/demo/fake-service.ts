import type { PaymentProvider } from "@cpokit/billing";
import { createFakeProvider } from "@cpokit/billing/fake";
import type { Clock, Random } from "@cpokit/kernel";
import type { Post } from "../webhooks/webhooks.ts";
import type { PaymentService } from "../wiring/money.ts";

/** A means of payment that its bank takes back after it was reserved. */
export const REPORTED_STOLEN = "demo-reported-stolen";

/** The payment service of the demonstration: it takes every card and moves no money. What it reserved it forgets with the process. */
export function fakeService({ pageUrl, ...ports }: { readonly clock: Clock; readonly random: Random; readonly pageUrl: () => string }): PaymentService {
  const fake = createFakeProvider({ ...ports, pageUrl: (key) => `${pageUrl()}/drive/demo-payment/${encodeURIComponent(key)}` });
  const stolen = new Set<string>();
  const provider: PaymentProvider = {
    ...fake,
    authorize(call) {
      if (call.method === REPORTED_STOLEN) stolen.add(call.payment);
      return fake.authorize(call);
    },
    capture: (call) => (stolen.has(call.payment) ? Promise.resolve({ result: "refused", reason: "the card was reported stolen" }) : fake.capture(call)),
  };
  return { provider, notifications: () => fake.takeWebhooks(), demoPage: fake.decideOnPage };
}

/** A workshop that hears of troubles by webhook, at an address that cannot exist elsewhere (RFC 2606). */
export const WORKSHOP = "hooks.nordstrom-service.example";

/** The workshop takes whatever it is told; everybody else is told for real. */
export function withWorkshop(post: Post): Post {
  return (url, init) => (new URL(url).hostname === WORKSHOP ? Promise.resolve({ ok: true, status: 204 }) : post(url, init));
}
