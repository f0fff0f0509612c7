import type { Clock } from "@cpokit/kernel";
import type { FakeWebhooks } from "./fake-webhooks.ts";
import type { SaveMethodAnswer, SaveMethodCall } from "../payments/provider.ts";

/** What somebody does on the page of the fake provider. */
export type PageDecision = "save" | "decline" | "cancel";

/** The page on which the fake provider saves means of payment. */
export interface FakeMethodPages {
  saveMethod(call: SaveMethodCall): Promise<SaveMethodAnswer>;
  /** Somebody decided on the page, the first time counts; where the page leads back to, or `undefined` for a page that there is not. */
  decide(key: string, decision: PageDecision): string | undefined;
}

const LABEL = "Demo card •••• 4242";

export function createFakeMethodPages({ clock, webhooks, urlOf }: { readonly clock: Clock; readonly webhooks: Pick<FakeWebhooks, "send">; readonly urlOf: (key: string) => string }): FakeMethodPages {
  const pages = new Map<string, { readonly call: SaveMethodCall; readonly answer: SaveMethodAnswer }>();

  function decided(key: string, decision: PageDecision): SaveMethodAnswer {
    const reference = `fake-method-${key}`;
    if (decision === "cancel") return { result: "cancelled", reference };
    return decision === "decline" ? { result: "refused", reference, reason: "declined" } : { result: "done", reference, token: `pm_fake_${key}`, label: LABEL };
  }

  return {
    async saveMethod(call) {
      const known = pages.get(call.key);
      if (known !== undefined) return known.answer;
      const answer: SaveMethodAnswer = { result: "pending", reference: `fake-method-${call.key}`, action: { url: urlOf(call.key) } };
      pages.set(call.key, { call, answer });
      return answer;
    },
    decide(key, decision) {
      const page = pages.get(key);
      if (page === undefined) return undefined;
      if (page.answer.result === "pending") {
        const answer = decided(key, decision);
        pages.set(key, { ...page, answer });
        webhooks.send({ kind: "method", setup: key, answer }, clock.now());
      }
      return page.call.returnUrl;
    },
  };
}
