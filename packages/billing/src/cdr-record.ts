import type { Instant } from "@cpokit/kernel";
import { foldTokenValue } from "@cpokit/model";
import { collection, type IndexDefinition } from "@cpokit/storage";
import type { Priced } from "@cpokit/tariffs";
import { withDigests, type PersonalSeal } from "./personal-fields.ts";

/** A sealed CDR: immutable, and self-contained (I11, I12). */
export interface CdrRecord {
  readonly id: string;
  readonly session: string;
  readonly kind: "normal" | "credit";
  /** A credit names the CDR that it takes back. */
  readonly creditOf?: string;
  /** A reissue names the CDR that it replaces. */
  readonly supersedes?: string;
  /** 1 for the first CDR of a session, one more for each reissue. */
  readonly revision: number;
  readonly issuedAt: Instant;
  readonly currency: string;
  /** Exact decimal text; negative on a credit. `incl` is absent where the tariff's OCPI version cannot say taxes (tariffs X1). */
  readonly total: { readonly excl: string; readonly incl?: string };
  /** kWh, decimal text. */
  readonly energy: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly station: string;
  /** Our EVSE uid. */
  readonly evse?: string;
  readonly location?: string;
  /** The token value as the station sent it. */
  readonly token?: string;
  /** Whose driver it was, `NL*EMS`; our own party for our drivers. */
  readonly party: string;
  /** Who gets the invoice: `driver/…`, `fleet/…` or `partner/…`; absent when it is paid at once. */
  readonly customer?: string;
  /** The driver is paid, not asked for money (tariffs Y3). */
  readonly homeCharging?: true;
  /** `<tariffId>/<number>`. */
  readonly tariffVersion: string;
  readonly timeZone: string;
  /** The OCPI CDR object as a partner receives it. */
  readonly cdr: Readonly<Record<string, unknown>>;
  /** Lines, taxes, adjustments and the policy that made the total. */
  readonly priced: Priced;
  /** What the seal covers instead of the personal fields, so that they can be erased; absent on records from before it was kept. */
  readonly personal?: PersonalSeal;
  /** Digest of everything above, as `digestedText` writes it. */
  readonly hash: string;
  /** Of a record that came from another tenant: the names under which it was sealed, where they had to be replaced (F24). */
  readonly sealedAs?: SealedNames;
}

/** Names of our own in a record. What a partner has seen, the `cdr` and its id, keeps its names for ever. */
export type SealedNames = Partial<Pick<CdrRecord, "session" | "station" | "evse" | "location" | "customer" | "tariffVersion">>;

export const cdrs = collection<CdrRecord>("cdrs", {
  indexes: {
    byIssue: { keys: (cdr) => [[cdr.issuedAt, cdr.id]] },
    bySession: { keys: (cdr) => [[cdr.session, cdr.revision]] },
    byEnd: { keys: (cdr) => [[cdr.end, cdr.id]] },
    ...twoTimes("Location", (cdr) => cdr.location),
    ...twoTimes("Token", (cdr) => (cdr.token === undefined ? undefined : foldTokenValue(cdr.token))),
    ...twoTimes("Party", (cdr) => cdr.party),
    ...twoTimes("Customer", (cdr) => cdr.customer),
  },
});

/** Who keeps books reads by the time of issue, who charged reads by the time of the session. */
function twoTimes(name: string, part: (cdr: CdrRecord) => string | undefined): Record<string, IndexDefinition<CdrRecord>> {
  const keyed = (time: (cdr: CdrRecord) => Instant): IndexDefinition<CdrRecord> => ({
    keys: (cdr) => {
      const value = part(cdr);
      return value === undefined ? [] : [[value, time(cdr), cdr.id]];
    },
  });
  return { [`by${name}`]: keyed((cdr) => cdr.issuedAt), [`by${name}AndEnd`]: keyed((cdr) => cdr.end) };
}

/** What was sealed for a session; one document, so that two billers cannot both seal (I10). */
export interface CdrLedger {
  readonly session: string;
  readonly revision: number;
  /** The normal CDR that stands; absent after a credit without reissue. */
  readonly current?: string;
  /** All CDRs of the session in the order of their sealing. */
  readonly all: readonly string[];
}

export const cdrLedgers = collection<CdrLedger>("cdrLedgers");

/** The text whose digest seals a record: JSON with sorted keys, with digests in the place of personal fields, under the names of the day it was sealed, without the digest itself. */
export function digestedText(record: Omit<CdrRecord, "hash">): string {
  const { hash: _, sealedAs, ...content } = record as CdrRecord;
  return canonical(withDigests({ ...content, ...sealedAs }));
}

/** JSON with sorted keys and without absent fields. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}
