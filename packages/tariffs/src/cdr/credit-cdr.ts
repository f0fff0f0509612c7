import { CpoError, formatInstant, type Instant } from "@cpokit/kernel";
import type { OcpiCdr, OcpiCost } from "./ocpi-cdr.ts";

export interface CreditCdrOptions {
  /** Default: the original id and `-C`. At most 39 characters. */
  readonly id?: string;
  readonly lastUpdated: Instant;
  readonly remark?: string;
  /** Also negate the partial costs, for partners that want it; OCPI negates only `total_cost`. */
  readonly negateAll?: boolean;
}

const PARTIAL_COSTS = ["total_fixed_cost", "total_energy_cost", "total_time_cost", "total_parking_cost", "total_reservation_cost"] as const;

/**
 * The credit CDR that takes back a sent one: everything copied, only `total_cost` negated (tariffs Y2). A sent CDR is never edited.
 *
 * @throws `tariffs.credit` for a CDR that is a credit itself, is of 2.1.1, or whose credit id would be too long
 */
export function creditCdr<Cdr extends OcpiCdr>(cdr: Cdr, options: CreditCdrOptions): Cdr & { readonly credit: true; readonly credit_reference_id: string } {
  if (cdr.credit === true) throw refused(cdr, "is a credit itself; credits are never credited, issue a new CDR instead");
  if (cdr.end_date_time === undefined) throw refused(cdr, "is of OCPI 2.1.1, which has no credit CDR; agree on a new CDR with a remark");
  const id = options.id ?? `${cdr.id}-C`;
  if (id.length > 39) throw refused(cdr, `would need the credit id "${id}" of more than 39 characters; pass a shorter id`);
  const partialCosts = options.negateAll === true
    ? Object.fromEntries(PARTIAL_COSTS.flatMap((field) => (cdr[field] === undefined ? [] : [[field, negated(cdr[field])]])))
    : {};
  return {
    ...cdr,
    ...partialCosts,
    id,
    total_cost: negated(cdr.total_cost),
    credit: true,
    credit_reference_id: cdr.id,
    ...(options.remark === undefined ? {} : { remark: options.remark.slice(0, 255) }),
    last_updated: formatInstant(options.lastUpdated).replace(".000Z", "Z"),
  };
}

function negated(cost: OcpiCost): OcpiCost {
  if (typeof cost === "number") return minus(cost);
  if ("before_taxes" in cost) {
    return { ...cost, before_taxes: minus(cost.before_taxes), ...(cost.taxes === undefined ? {} : { taxes: cost.taxes.map((tax) => ({ ...tax, amount: minus(tax.amount) })) }) };
  }
  return { ...cost, excl_vat: minus(cost.excl_vat), ...(cost.incl_vat === undefined ? {} : { incl_vat: minus(cost.incl_vat) }) };
}

/** Negation is exact on doubles; 0 stays 0. */
function minus(value: number): number {
  return value === 0 ? 0 : -value;
}

function refused(cdr: OcpiCdr, why: string): CpoError {
  return new CpoError("tariffs.credit", `The CDR "${cdr.id}" ${why}.`, { id: cdr.id });
}
