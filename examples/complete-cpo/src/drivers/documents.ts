import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import type { InvoiceParty } from "@cpokit/billing";

/** A person or a company with an account of ours: whose tokens these are, and who gets the invoice. */
export interface Driver {
  readonly id: string;
  readonly kind: "person" | "company";
  readonly name: string;
  /** In small letters; nobody else has it. */
  readonly email?: string;
  readonly phone?: string;
  /** In which mails are written. */
  readonly language?: "en" | "de";
  /** Given to every token of the account. */
  readonly group?: string;
  /** For the operator's people; the driver never reads them. */
  readonly notes?: string;
  readonly status: "active" | "blocked";
  /** The tokens that were blocked with the account, and come back with it. */
  readonly blockedTokens?: readonly string[];
  /** Pays by invoice; otherwise a means of payment is needed before the first charge. */
  readonly invoiced: boolean;
  /** Name and address as printed on invoices, where they are more than the name. */
  readonly party?: InvoiceParty;
  /** Who made the account: an operator, or the driver. */
  readonly madeBy: "operator" | "driver";
  readonly createdAt: Instant;
  /** The driver deleted it; what is left is needed for the last invoice. */
  readonly closing?: true;
}

export const drivers = collection<Driver>("drivers", {
  indexes: {
    byName: { keys: ({ name, id }) => [[name.toLowerCase(), id]] },
    byEmail: { keys: ({ email }) => (email === undefined ? [] : [email]), unique: true },
    closing: { keys: ({ closing, id }) => (closing === true ? [id] : []) },
    byGroup: { keys: ({ group, name, id }) => (group === undefined ? [] : [[group, name.toLowerCase(), id]]) },
  },
});

/** Drivers that belong together: staff, residents, a club. Tariffs and access policies name it by its id. */
export interface TokenGroup {
  readonly id: string;
  readonly name: string;
  readonly notes?: string;
}

export const tokenGroups = collection<TokenGroup>("tokenGroups");

/** Under which name the books know an account. */
export function customerOfDriver({ kind, id }: Pick<Driver, "kind" | "id">): string {
  return kind === "company" ? `fleet/${id}` : `driver/${id}`;
}

/** Of a driver or a company, as invoices name it. */
export function partyOfDriver({ name, email, party }: Driver): InvoiceParty | undefined {
  return party === undefined ? undefined : { ...party, name, ...(email === undefined ? {} : { email }) };
}
