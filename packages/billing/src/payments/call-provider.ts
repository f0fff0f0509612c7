import { inMinorUnits, sum } from "../amounts.ts";
import type { Payment, PaymentStep } from "./payment.ts";
import type { PaymentProvider, ProviderAnswer, ProviderCall } from "./provider.ts";

/** Makes the call of a step; a repeated call is the same to the letter. */
export function callProvider(provider: PaymentProvider, payment: Payment, step: PaymentStep): Promise<ProviderAnswer> {
  const { reference, currency, method } = payment;
  const call: ProviderCall = { key: step.key, payment: payment.id, currency, amount: step.amount, ...(reference === undefined ? {} : { reference }) };
  switch (step.kind) {
    case "authorize":
      return provider.authorize({ ...call, ...(method === undefined ? {} : { method }) });
    case "increment":
      return provider.increment({ ...call, total: inMinorUnits(sum(payment.authorised, step.amount), currency) });
    case "capture":
      return provider.capture(call);
    case "release":
      return provider.release(call);
    case "refund":
      return provider.refund(call);
  }
}
