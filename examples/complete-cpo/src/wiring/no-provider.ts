import type { PaymentProvider, ProviderAnswer } from "@cpokit/billing";

const refused: ProviderAnswer = { result: "refused", reason: "No payment service is set up." };

/** Stands where no payment service is set up: nothing is ever reserved. */
export const noProvider: PaymentProvider = {
  authorize: () => Promise.resolve(refused),
  increment: () => Promise.resolve(refused),
  capture: () => Promise.resolve(refused),
  release: () => Promise.resolve(refused),
  refund: () => Promise.resolve(refused),
  parseWebhook: () => Promise.resolve({ outcome: "refused", reason: refused.reason }),
};
