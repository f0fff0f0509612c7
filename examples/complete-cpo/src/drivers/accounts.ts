import type { Clock, Ids, Instant, Logger } from "@cpokit/kernel";
import type { Store } from "@cpokit/storage";
import { createKeepingMailer, type Mailer } from "../mail/mailer.ts";
import { createCardClaims } from "./card-claims.ts";
import { forgetClosedAccounts } from "./close-account.ts";
import { createWaits, type Waits } from "./waits.ts";
import { createDriverSignIn, type DriverSignIn } from "./sign-in.ts";

/** What drivers do with their accounts by themselves. */
export interface DriverAccounts {
  readonly signIn: DriverSignIn;
  readonly cards: ReturnType<typeof createCardClaims>;
  readonly waits: Waits;
  /** Letters lie in the console instead of being sent. */
  readonly keepsMail: boolean;
  /** Where the pages of this CPO are. */
  readonly pageUrl: () => string;
  sweep(now: Instant): Promise<void>;
}

export interface DriverAccountsPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** Letters are kept in the console when absent. */
  readonly mailer?: Mailer;
  readonly pageUrl: () => string;
}

export function createDriverAccounts({ store, clock, ids, logger, mailer: given, pageUrl }: DriverAccountsPorts): DriverAccounts {
  const mailer = given ?? createKeepingMailer({ store, clock });
  const signIn = createDriverSignIn({ store, clock, ids, mailer, logger });
  const cards = createCardClaims({ clock, ids });
  const waits = createWaits({ store, clock, ids, mailer, pageUrl });
  return {
    signIn, cards, waits, pageUrl, keepsMail: given === undefined,
    async sweep(now) {
      await signIn.sweep(now);
      await store.transaction((unit) => cards.sweep(unit, now));
      await waits.sweep(now);
      await forgetClosedAccounts(store);
    },
  };
}
