import { CpoError, formatInstant, type Instant } from "@cpokit/kernel";
import { fields, written } from "../compile/document.ts";
import type { OcpiCdr, OcpiCost, OcpiTaxAmount } from "./ocpi-cdr.ts";

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
 * @throws `tariffs.credit` for a CDR that is a credit itself, is of 2.1.1, has no id or no readable cost, or whose credit id would be too long
 */
export function creditCdr<Cdr extends OcpiCdr>(cdr: Cdr, options: CreditCdrOptions): Cdr & { readonly credit: true; readonly credit_reference_id: string } {
  if (cdr.credit === true) throw refused(cdr, "is a credit itself; credits are never credited, issue a new CDR instead");
  if (cdr.end_date_time === undefined) throw refused(cdr, "is of OCPI 2.1.1, which has no credit CDR; agree on a new CDR with a remark");
  if (typeof cdr.id !== "string") throw refused(cdr, "has no id");
  const id = options.id ?? `${cdr.id}-C`;
  if (id.length > 39) throw refused(cdr, `would need the credit id "${id}" of more than 39 characters; pass a shorter id`);
  const turned = (field: (typeof PARTIAL_COSTS)[number] | "total_cost"): OcpiCost => {
    const cost = negated(cdr[field]);
    if (cost === undefined) throw refused(cdr, `states no cost in "${field}"`);
    return cost;
  };
  const partialCosts = options.negateAll === true
    ? Object.fromEntries(PARTIAL_COSTS.flatMap((field) => (cdr[field] === undefined ? [] : [[field, turned(field)]])))
    : {};
  return {
    ...cdr,
    ...partialCosts,
    id,
    total_cost: turned("total_cost"),
    credit: true,
    credit_reference_id: cdr.id,
    ...(options.remark === undefined ? {} : { remark: options.remark.slice(0, 255) }),
    last_updated: formatInstant(options.lastUpdated).replace(".000Z", "Z"),
  };
}

/** `undefined` for what is no cost. */
function negated(cost: unknown): OcpiCost | undefined {
  if (isAmount(cost)) return minus(cost);
  const raw = fields(cost);
  if (raw === undefined) return undefined;
  if ("before_taxes" in raw) {
    const { before_taxes: net, taxes = [] } = raw;
    if (!isAmount(net) || !Array.isArray(taxes) || !taxes.every((tax) => isAmount(fields(tax)?.["amount"]))) return undefined;
    return { ...raw, before_taxes: minus(net), ...(raw["taxes"] === undefined ? {} : { taxes: (taxes as OcpiTaxAmount[]).map((tax) => ({ ...tax, amount: minus(tax.amount) })) }) };
  }
  const { excl_vat: net, incl_vat: gross } = raw;
  if (!isAmount(net) || !(gross === undefined || isAmount(gross))) return undefined;
  return { ...raw, excl_vat: minus(net), ...(gross === undefined ? {} : { incl_vat: minus(gross) }) };
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** Negation is exact on doubles; 0 stays 0. */
function minus(value: number): number {
  return value === 0 ? 0 : -value;
}

function refused(cdr: OcpiCdr, why: string): CpoError {
  return new CpoError("tariffs.credit", `The CDR "${written(cdr.id)}" ${why}.`, { id: written(cdr.id) });
}
