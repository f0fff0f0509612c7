import { CpoError, instant, minutes, type Clock, type Instant, type Random } from "@cpokit/kernel";
import { compare, difference, inMinorUnits, product, sum } from "../amounts.ts";
import { createFakeMethodPages, type PageDecision } from "./fake-method-pages.ts";
import { createFakeWebhooks, type FakeEvent } from "./fake-webhooks.ts";
import { isPositive, type StepKind } from "../payments/payment.ts";
import type { PaymentProvider, ProviderAnswer, ProviderCall, WebhookMessage } from "../payments/provider.ts";

/** How often something goes wrong, as shares from 0 to 1; what is absent never does. */
export interface ProviderFaults {
  /** The call never arrives and rejects. */
  readonly lostRequest?: number;
  /** It happens, and the answer never arrives. */
  readonly lostResponse?: number;
  readonly declined?: number;
  /** First `pending`, decided minutes later. */
  readonly asynchronous?: number;
  /** Half of what was asked for. */
  readonly partial?: number;
  readonly duplicateWebhook?: number;
  readonly lateWebhook?: number;
  readonly lostWebhook?: number;
  /** The notification is taken by `notify` before the call is answered. */
  readonly earlyWebhook?: number;
}

export interface FakeProviderOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly faults?: ProviderFaults;
  /** Where the page that saves a means of payment is; `https://pay.example/<key>` when absent. */
  readonly pageUrl?: (key: string) => string;
  /** Receives early notifications. */
  readonly notify?: (message: WebhookMessage) => Promise<void>;
}

/** What the provider has of one payment. */
export interface FakeAccount {
  readonly authorised: string;
  readonly captured: string;
  readonly refunded: string;
  readonly released: boolean;
}

/** Money that really moved, or was reserved, at the provider. */
export interface Movement {
  readonly key: string;
  readonly payment: string;
  readonly kind: StepKind;
  readonly amount: string;
}

/** A payment service in memory, with faults, for tests and the demo: timeouts, declines, late, early, doubled and lost notifications. */
export interface FakeProvider extends PaymentProvider {
  /** The notifications that are due, in any order; each is given once (or twice, by fault). */
  takeWebhooks(): readonly WebhookMessage[];
  account(payment: string): FakeAccount;
  readonly movements: readonly Movement[];
  setFaults(faults: ProviderFaults): void;
  /** The driver goes to their bank about the whole capture; then the bank decides. */
  dispute(payment: string): void;
  closeDispute(payment: string, result: "won" | "lost"): void;
  /** Somebody decides on the page that saves a means of payment; where it leads back to. */
  decideOnPage(key: string, decision: PageDecision): string | undefined;
  /** The reservation lapses. */
  expire(payment: string): void;
}

const TIMEOUT = "billing.fake-timeout";

export function createFakeProvider(options: FakeProviderOptions): FakeProvider {
  const { clock, random } = options;
  let faults = options.faults ?? {};
  const accounts = new Map<string, FakeAccount>();
  const decided = new Map<string, { readonly call: string; readonly answer: ProviderAnswer; readonly from: Instant }>();
  const movements: Movement[] = [];
  const happens = (share: number | undefined): boolean => share !== undefined && random() < share;
  const webhooks = createFakeWebhooks({ clock, random, happens, faults: () => faults });

  const pages = createFakeMethodPages({ clock, webhooks, urlOf: options.pageUrl ?? ((key) => `https://pay.example/${key}`) });

  async function respond(kind: StepKind, call: ProviderCall, move: (account: FakeAccount, amount: string) => FakeAccount | string): Promise<ProviderAnswer> {
    if (happens(faults.lostRequest)) throw new CpoError(TIMEOUT, "The fake provider was never reached.");
    let decision = decided.get(call.key);
    if (decision === undefined) {
      const answer = decide(kind, call, move);
      decision = { call: contentOf(kind, call), answer, from: instant(clock.now() + (happens(faults.asynchronous) ? minutes(3) : 0)) };
      decided.set(call.key, decision);
      const event: FakeEvent = { payment: call.payment, kind: "answer", key: call.key, answer };
      if (options.notify !== undefined && happens(faults.earlyWebhook)) for (const message of webhooks.messages(event)) await options.notify(message);
      else webhooks.send(event, decision.from);
    }
    if (decision.call !== contentOf(kind, call)) throw new CpoError("billing.fake-key", `The key ${call.key} was used for something else before.`, { key: call.key });
    if (happens(faults.lostResponse)) throw new CpoError(TIMEOUT, "The answer of the fake provider was lost.");
    return clock.now() < decision.from ? { result: "pending", reference: `fake-${call.payment}`, action: { url: `https://pay.example/${call.payment}` } } : decision.answer;
  }

  function decide(kind: StepKind, call: ProviderCall, move: (account: FakeAccount, amount: string) => FakeAccount | string): ProviderAnswer {
    if (happens(faults.declined)) return { result: "refused", reason: "declined" };
    const amount = kind !== "release" && happens(faults.partial) ? inMinorUnits(product(call.amount, "0.5"), call.currency) : call.amount;
    const after = move(accountOf(call.payment), amount);
    if (typeof after === "string") return { result: "refused", reason: after };
    accounts.set(call.payment, after);
    movements.push({ key: call.key, payment: call.payment, kind, amount });
    return { result: "done", reference: `fake-${call.payment}`, amount };
  }

  function accountOf(payment: string): FakeAccount {
    return accounts.get(payment) ?? { authorised: "0", captured: "0", refunded: "0", released: false };
  }

  return {
    authorize: (call) => respond("authorize", call, (account, amount) => (isPositive(account.authorised) ? "authorised already" : { ...account, authorised: amount })),
    increment: (call) => respond("increment", call, (account, amount) => isOpen(account) ?? { ...account, authorised: sum(account.authorised, amount) }),
    capture: (call) => respond("capture", call, (account, amount) => isOpen(account) ?? (compare(amount, account.authorised) > 0 ? "more than authorised" : { ...account, captured: amount })),
    release: (call) => respond("release", { ...call, amount: "0" }, (account) => isOpen(account) ?? { ...account, released: true }),
    refund: (call) => respond("refund", call, (account, amount) => (compare(sum(account.refunded, amount), account.captured) > 0 ? "more than captured" : { ...account, refunded: sum(account.refunded, amount) })),
    async saveMethod(call) {
      if (happens(faults.lostRequest)) throw new CpoError(TIMEOUT, "The fake provider was never reached.");
      return pages.saveMethod(call);
    },
    decideOnPage: (key, decision) => pages.decide(key, decision === "save" && happens(faults.declined) ? "decline" : decision),
    parseWebhook: async (message) => webhooks.parse(message),
    takeWebhooks: webhooks.take,
    account: accountOf,
    movements,
    setFaults: (next) => void (faults = next),
    dispute: (payment) => webhooks.send({ payment, kind: "disputed", amount: accountOf(payment).captured, reason: "unknown to the driver" }, clock.now()),
    closeDispute: (payment, result) => webhooks.send({ payment, kind: "disputeClosed", result, amount: left(accountOf(payment)) }, clock.now()),
    expire(payment) {
      accounts.set(payment, { ...accountOf(payment), released: true });
      webhooks.send({ payment, kind: "expired" }, clock.now());
    },
  };
}

function isOpen(account: FakeAccount): string | undefined {
  if (!isPositive(account.authorised)) return "not authorised";
  if (account.released) return "released";
  return isPositive(account.captured) ? "captured already" : undefined;
}

function left({ captured, refunded }: FakeAccount): string {
  return difference(captured, refunded);
}

function contentOf(kind: StepKind, { payment, currency, amount }: ProviderCall): string {
  return [kind, payment, currency, amount].join(" ");
}
