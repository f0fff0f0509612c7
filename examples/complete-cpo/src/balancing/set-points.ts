import { hours, instant, type Instant } from "@cpokit/kernel";
import type { SetPointRecord } from "@cpokit/smart-charging";
import { reasonView } from "../views/charging-view.ts";
import type { ChargingView } from "../wire/site.ts";
import { collection, type Page, type Reader, type Store, type Unit } from "@cpokit/storage";

/** A set-point that was sent to a charging point of a location. */
export interface KeptSetPoint extends Omit<SetPointRecord, "reason"> {
  readonly reason?: NonNullable<ChargingView["reason"]>;
  readonly location: string;
  /** Session of ours that it was for. */
  readonly session?: string;
}

export const setPoints = collection<KeptSetPoint>("setPoints", {
  indexes: {
    byLocation: { keys: ({ location, at }) => [[location, at]] },
    byEvse: { keys: ({ location, evse, at }) => [[location, evse, at]] },
    bySession: { keys: ({ session, at }) => (session === undefined ? [] : [[session, at]]) },
    byTime: { keys: ({ at }) => [at] },
  },
});

/** Which set-points are meant: those of a session, or of a location and of one charging point of it. */
export interface SetPointFilter {
  readonly location?: string | undefined;
  readonly evse?: string | undefined;
  readonly session?: string | undefined;
  /** At or after. */
  readonly from?: Instant | undefined;
  /** Before. */
  readonly to?: Instant | undefined;
}

/** Writes records as they are now; a later version of one takes its place. */
export async function keepSetPoints(unit: Unit, location: string, records: readonly SetPointRecord[], sessionOf: (transaction: string) => string | undefined): Promise<void> {
  for (const { reason, ...record } of records) {
    const id = `${location} ${record.at} ${record.id}`;
    // What is said of it after its session ended still belongs to that.
    const session = record.transaction === undefined ? undefined : sessionOf(record.transaction) ?? (await unit.get(setPoints, id))?.session;
    unit.put(setPoints, id, { ...record, location, ...(reason !== undefined && { reason: reasonView(reason) }), ...(session !== undefined && { session }) });
  }
}

/** One page, newest first. */
export function findSetPoints(reader: Reader, filter: SetPointFilter, page: { readonly limit: number; readonly after?: string | undefined }): Promise<Page<KeptSetPoint>> {
  const { location, evse, session, from, to } = filter;
  const [index, owner] = session !== undefined ? ["bySession", [session]] as const : evse !== undefined ? ["byEvse", [location ?? "", evse]] as const : ["byLocation", [location ?? ""]] as const;
  return reader.find(setPoints, {
    index, prefix: owner, reverse: true, limit: page.limit,
    ...(from !== undefined && { from: [...owner, from] }), ...(to !== undefined && { to: [...owner, to] }), ...(page.after !== undefined && { after: page.after }),
  });
}

/** How many go in one unit of work. */
const BATCH = 500;

/** Deletes what is older than so many days. */
export async function forgetSetPoints(store: Store, now: Instant, keptDays: number): Promise<void> {
  for (;;) {
    const { items } = await store.find(setPoints, { index: "byTime", to: instant(now - hours(24 * keptDays)), limit: BATCH });
    if (items.length === 0) return;
    await store.transaction((unit) => {
      for (const { id } of items) unit.delete(setPoints, id);
    });
  }
}
