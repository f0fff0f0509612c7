import { CpoError, hours, instant, minutes, type Clock, type Ids, type Instant, type Logger } from "@cpokit/kernel";
import { collection, type Reader, type Store, type Unit } from "@cpokit/storage";
import type { MethodEvent, PaymentProvider, SaveMethodAnswer } from "./provider.ts";

/** How the saving of a means of payment went: `open` until the driver and the service decided, `expired` when nobody did. */
export type MethodSetupState = "open" | "saved" | "declined" | "cancelled" | "expired";

/** One visit to the page of the payment service, to save a means of payment. */
export interface MethodSetup {
  /** The key of the call, too. */
  readonly id: string;
  readonly customer: string;
  readonly state: MethodSetupState;
  readonly openedAt: Instant;
  /** Where the page of the service leads back to. */
  readonly returnUrl: string;
  /** The page of the service, where the driver has to go. */
  readonly url?: string;
  /** The service's id. */
  readonly reference?: string;
  /** As the driver knows what was saved. */
  readonly label?: string;
  /** Why the service declined, in its words. */
  readonly reason?: string;
  /** Nobody said what became of it: ask the service again from then on. */
  readonly askAgainAt?: Instant;
}

/** What a service saved. The token stands for the means of payment; it is never a card number. */
export interface SavedMethod {
  readonly customer: string;
  readonly token: string;
  readonly label: string;
}

export interface MethodSetupsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly provider: PaymentProvider;
  /** Keeps what was saved, in the commit that closes the setup: once for each. */
  readonly saved: (unit: Unit, method: SavedMethod) => Promise<void> | void;
}

/**
 * Saves means of payment on a page of the service. That the driver came back proves nothing: the service itself is asked, by the key of the
 * setup, or tells it by a notification; whichever is first counts, once.
 */
export interface MethodSetups {
  /** Opens a setup and asks the service for its page. Rejects when it does not answer: open another one then. @throws `billing.no-method-page` */
  open(draft: { readonly customer: string; readonly returnUrl: (setup: string) => string }): Promise<MethodSetup>;
  /** Asks the service what became of a setup that is open, when the driver is back, say. Safe to repeat. */
  look(id: string): Promise<MethodSetup | undefined>;
  /** A notification of the service, through `Payments.receive`; false when it changed nothing. */
  notified(unit: Unit, event: MethodEvent): Promise<boolean>;
  /** Asks again about setups from which nobody came back, and closes those that are too old. */
  sweep(now: Instant): Promise<void>;
  setup(reader: Reader, id: string): Promise<MethodSetup | undefined>;
}

/** How long a notification may take before the service is asked. */
const PATIENCE = minutes(5);
/** How long a driver may take. */
const GOOD_FOR = hours(1);

export const methodSetups = collection<MethodSetup>("paymentMethodSetups", { indexes: { toAskAgain: { keys: ({ askAgainAt }) => (askAgainAt === undefined ? [] : [[askAgainAt]]) } } });

export function createMethodSetups({ store, clock, ids, logger, provider, saved }: MethodSetupsOptions): MethodSetups {
  async function ask({ id, customer, returnUrl }: MethodSetup): Promise<SaveMethodAnswer> {
    if (provider.saveMethod === undefined) throw new CpoError("billing.no-method-page", "The payment service has no page on which a means of payment can be saved; implement saveMethod of its provider.");
    return provider.saveMethod({ key: id, customer, returnUrl });
  }

  /** The first decision holds. What was saved after the setup expired is saved all the same: the driver wanted it. */
  async function decide(unit: Unit, id: string, answer: SaveMethodAnswer): Promise<{ readonly setup: MethodSetup | undefined; readonly changed: boolean }> {
    const before = await unit.get(methodSetups, id);
    const isOpen = before?.state === "open" || (before?.state === "expired" && answer.result === "done");
    if (before === undefined || !isOpen) return { setup: before, changed: false };
    const after = answeredSetup(before, answer, instant(clock.now() + PATIENCE));
    unit.put(methodSetups, id, after);
    if (answer.result === "done") await saved(unit, { customer: before.customer, token: answer.token, label: answer.label });
    return { setup: after, changed: true };
  }

  async function look(id: string): Promise<MethodSetup | undefined> {
    const known = await store.get(methodSetups, id);
    if (known?.state !== "open") return known;
    const answer = await ask(known);
    return (await store.transaction((unit) => decide(unit, id, answer))).setup;
  }

  return {
    async open({ customer, returnUrl }) {
      const id = ids.next();
      const now = clock.now();
      const setup: MethodSetup = { id, customer, state: "open", openedAt: now, returnUrl: returnUrl(id), askAgainAt: instant(now + PATIENCE) };
      await store.transaction((unit) => unit.put(methodSetups, id, setup));
      return (await look(id)) ?? setup;
    },
    look,
    notified: async (unit, { setup, answer }) => (await decide(unit, setup, answer)).changed,
    async sweep(now) {
      const due = await store.find(methodSetups, { index: "toAskAgain", to: [now + 1], limit: 200 });
      for (const { id } of due.items) {
        try {
          await look(id);
        } catch (error) {
          logger.warn({ setup: id, error }, "The payment service did not say what became of a means of payment; it is asked again.");
        }
        await store.transaction(async (unit) => {
          const setup = await unit.get(methodSetups, id);
          if (setup?.state !== "open") return;
          const { askAgainAt: _, ...rest } = setup;
          unit.put(methodSetups, id, now - setup.openedAt >= GOOD_FOR ? { ...rest, state: "expired" } : { ...rest, askAgainAt: instant(now + PATIENCE) });
        });
      }
    },
    setup: (reader, id) => reader.get(methodSetups, id),
  };
}

function answeredSetup({ askAgainAt: _, ...setup }: MethodSetup, answer: SaveMethodAnswer, later: Instant): MethodSetup {
  const known = { ...setup, ...(answer.reference === undefined ? {} : { reference: answer.reference }) };
  switch (answer.result) {
    case "done":
      return { ...known, state: "saved", label: answer.label };
    case "cancelled":
      return { ...known, state: "cancelled" };
    case "refused":
      return { ...known, state: "declined", reason: answer.reason };
    case "pending":
      return { ...known, url: answer.action.url, askAgainAt: later };
  }
}
