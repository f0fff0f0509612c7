import { createFakeProvider } from "@cpokit/billing";
import type { Clock, Random } from "@cpokit/kernel";
import type { PaymentService } from "../wiring/money.ts";

/** The payment service of the demonstration: it takes every card and moves no money. What it reserved it forgets with the process. */
export function fakeService(ports: { readonly clock: Clock; readonly random: Random }): PaymentService {
  const provider = createFakeProvider(ports);
  return { provider, notifications: () => provider.takeWebhooks() };
}
