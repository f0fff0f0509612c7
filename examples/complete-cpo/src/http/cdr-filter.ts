import { isFoundCdr, searchCdrs, type CdrRecord, type CdrSearch } from "@cpokit/billing";
import type { Found, Page } from "@cpokit/storage";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { CdrState } from "../wire/cdr.ts";
import { paging } from "../wire/common.ts";
import { placePaging } from "./lists.ts";
import { moment, momentOf } from "./moments.ts";
import { z } from "./routes.ts";

const amount = z.string().regex(/^-?\d{1,12}(\.\d{1,6})?$/, "must be a decimal number like 12.50").optional();

/** Which charge records somebody wants to see; list, sums and CSV take the same. */
const cdrFields = {
  session: z.string().max(255).optional(),
  location: z.string().max(255).optional(),
  party: z.string().regex(/^[A-Za-z]{2}\*[A-Za-z0-9]{3}$/, "must be like NL*EMS").transform((text) => text.toUpperCase()).optional().openapi({ description: "Whose driver it was; our own party for our drivers", example: "NL*EMS" }),
  customer: z.string().max(300).optional().openapi({ description: "Who gets the invoice", example: "driver/01HZX" }),
  token: z.string().min(1).max(255).optional().openapi({ description: "As stations read it; case does not matter" }),
  contract: z.string().min(1).max(100).optional(),
  currency: z.string().regex(/^[A-Z]{3}$/, "must be like EUR").optional().openapi({ example: "EUR" }),
  state: z.enum([...CdrState.options, "parked"]).optional().openapi({ description: "standing: sealed and not taken back; credited: taken back; credit: takes one back; parked: a partner refuses it" }),
  from: moment.optional(),
  to: moment.optional(),
  time: z.enum(["issued", "ended"]).optional().openapi({ description: "What from and to speak of; issued when absent" }),
  least: amount.openapi({ description: "Total without tax at least", example: "0.01" }),
  most: amount,
};

export const CdrFilter = z.strictObject(cdrFields);
/** What sums are made of. */
export const CdrSumFilter = CdrFilter.omit({ session: true }).extend({ state: CdrState.optional(), ...placePaging });
export const CdrQuery = z.strictObject({ ...cdrFields, ...paging });

export type AskedCdrs = z.output<typeof CdrFilter>;

/** The filter in the terms of the ledger. @throws the problem of a field */
export function searchOf({ session: _, state, from, to, ...rest }: AskedCdrs): CdrSearch {
  return optional({ ...rest, state: state === "parked" ? undefined : state, from: from === undefined ? undefined : momentOf("from", from), to: to === undefined ? undefined : momentOf("to", to) });
}

/** One page of the records that are asked for. */
export async function findRecords(cpo: Pick<Cpo, "store" | "billing" | "roaming">, asked: AskedCdrs, { limit, after }: { readonly limit: number; readonly after: string | undefined }): Promise<Page<CdrRecord>> {
  const search = searchOf(asked);
  if (asked.state === "parked") return parkedPage(await parkedRecords(cpo, search, asked.session), limit, after);
  if (asked.session === undefined) return searchCdrs(cpo.store, { ...search, limit, ...optional({ after }) });
  const page = await cpo.billing.cdrs(cpo.store, { session: asked.session, limit, ...optional({ after }) });
  const fits = await Promise.all(page.items.map(({ body }) => isFoundCdr(cpo.store, body, search)));
  return { ...page, items: page.items.filter((_, index) => fits[index]) };
}

/** All records that are asked for, page by page. */
export async function* eachRecord(cpo: Pick<Cpo, "store" | "billing" | "roaming">, asked: AskedCdrs): AsyncGenerator<readonly CdrRecord[]> {
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await findRecords(cpo, asked, { limit: 200, after });
    yield page.items.map(({ body }) => body);
    after = page.next;
    isLast = after === undefined;
  }
}

/** Goes on behind the record with which the page before ended; of what is delivered meanwhile nothing is shown twice. */
function parkedPage(records: readonly Found<CdrRecord>[], limit: number, after: string | undefined): Page<CdrRecord> {
  const sorted = records.toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const rest = after === undefined ? sorted : sorted.filter(({ id }) => id < after);
  const items = rest.slice(0, limit);
  return { items, ...(rest.length > items.length ? { next: items.at(-1)?.id ?? "" } : {}) };
}

/** Parked deliveries are few: somebody has to look at each. */
const MOST_PARKED = 1_000;

async function parkedRecords({ store, billing, roaming }: Pick<Cpo, "store" | "billing" | "roaming">, search: CdrSearch, session: string | undefined): Promise<readonly Found<CdrRecord>[]> {
  const ids = new Set<string>();
  for await (const { kind, key } of roaming.push.parked()) if (kind === "CDR" && ids.add(key.id).size >= MOST_PARKED) break;
  const found: Found<CdrRecord>[] = [];
  for (const id of ids) {
    const body = await billing.cdr(store, id);
    if (body !== undefined && (session === undefined || body.session === session) && (await isFoundCdr(store, body, search))) found.push({ id, version: 0, body });
  }
  return found;
}
