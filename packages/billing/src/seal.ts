import { formatInstant, type Instant } from "@cpokit/kernel";
import type { TariffVersion } from "@cpokit/model";
import { creditCdr, type GeneratedCdr, type OcpiCdr } from "@cpokit/tariffs";
import { negated } from "./amounts.ts";
import { customerOf, partyText, type BillableSession, type PartyKey } from "./billable-session.ts";
import { digestedText, type CdrRecord } from "./cdr-record.ts";
import { isPersonalIntact, sealPersonal } from "./personal-fields.ts";

/** SHA-256 of a text, as hex. */
export type Digest = (text: string) => string;

export interface SealOptions {
  readonly revision: number;
  readonly issuedAt: Instant;
  readonly digest: Digest;
  /** A secret of this record alone, that goes when its personal fields are erased. */
  readonly salt: string;
  /** Who issues it. */
  readonly party: PartyKey;
  readonly supersedes?: string;
}

/** Makes the record of a generated CDR and closes it with its digest (I11, I12). */
export function sealRecord(billable: BillableSession, version: TariffVersion, generated: GeneratedCdr, options: SealOptions): CdrRecord {
  const { session, place } = billable;
  const { priced, cdr } = generated;
  const { cost } = priced.totals;
  const customer = customerOf(billable);
  const record: Omit<CdrRecord, "hash"> = {
    id: cdr.id,
    session: session.id,
    kind: "normal",
    ...(options.supersedes === undefined ? {} : { supersedes: options.supersedes }),
    revision: options.revision,
    issuedAt: options.issuedAt,
    currency: priced.currency,
    total: { excl: cost.excl, ...(cost.incl === undefined ? {} : { incl: cost.incl }) },
    energy: priced.totals.energy,
    start: priced.start,
    end: priced.end,
    station: session.station,
    ...(place === undefined ? {} : { evse: place.evse.id, location: place.location.id }),
    ...(session.token === undefined ? {} : { token: session.token.value }),
    party: partyText(billable.partner ?? options.party),
    ...(customer === undefined ? {} : { customer }),
    ...(billable.homeCharging === true ? { homeCharging: true } : {}),
    tariffVersion: version.id,
    timeZone: place?.location.timeZone ?? "UTC",
    cdr: { ...cdr },
    priced,
  };
  return sealed({ ...record, personal: sealPersonal(record, options.salt, options.digest) }, options.digest);
}

/** The record that takes a sealed one back; the sealed one stays as it is (I11, tariffs Y2). */
export function creditRecord(original: CdrRecord, options: { readonly issuedAt: Instant; readonly digest: Digest; readonly remark?: string }): CdrRecord {
  const { hash: _, supersedes: __, ...content } = original;
  const { excl, incl } = original.total;
  const cdr = creditOf(original, options.issuedAt, options.remark);
  return sealed(
    {
      ...content,
      id: cdr.id,
      kind: "credit",
      creditOf: original.id,
      issuedAt: options.issuedAt,
      total: { excl: negated(excl), ...(incl === undefined ? {} : { incl: negated(incl) }) },
      cdr: { ...cdr },
    },
    options.digest,
  );
}

/** OCPI 2.1.1 has no credit CDR: partners get a CDR with a negative total and a remark, by agreement (tariffs Y2). */
function creditOf({ cdr, priced }: CdrRecord, lastUpdated: Instant, remark: string | undefined): OcpiCdr {
  const original = ocpiCdrOf(cdr);
  if (priced.version !== "2.1.1") return creditCdr(original, { lastUpdated, ...(remark === undefined ? {} : { remark }) });
  const total = typeof original.total_cost === "number" && original.total_cost !== 0 ? -original.total_cost : original.total_cost;
  return { ...original, id: `${original.id}-C`, total_cost: total, remark: `Credit of ${original.id}. ${remark ?? ""}`.trim().slice(0, 255), last_updated: formatInstant(lastUpdated) };
}

/** The OCPI object of a record, typed for `@cpokit/tariffs`, which wrote it. */
export function ocpiCdrOf(cdr: CdrRecord["cdr"]): OcpiCdr {
  return cdr as unknown as OcpiCdr;
}

/** True while nobody changed the record since it was sealed. */
export function isSealIntact(record: CdrRecord, digest: Digest): boolean {
  return isPersonalIntact(record, digest) && digest(digestedText(record)) === record.hash;
}

function sealed(record: Omit<CdrRecord, "hash">, digest: Digest): CdrRecord {
  return { ...record, hash: digest(digestedText(record)) };
}
