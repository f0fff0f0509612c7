import { hours, instant, type Instant } from "@cpokit/kernel";
import type { RosterEntry } from "@cpokit/smart-charging";
import type { Reader, Store, Unit } from "@cpokit/storage";
import { rosterEntries, type KeptRosterEntry } from "./documents.ts";

/** Longer stays are not looked for. */
const LONGEST_STAY = hours(72);
const PAGE = 200;

/** The entries of a location that may still stand there at a moment or arrive before another. */
export async function rosterBetween(reader: Pick<Reader, "find">, location: string, from: Instant, to: Instant): Promise<readonly KeptRosterEntry[]> {
  const entries: KeptRosterEntry[] = [];
  let after: string | undefined;
  do {
    const page = await reader.find(rosterEntries, { index: "byArrival", from: [location, instant(from - LONGEST_STAY)], to: [location, to], limit: PAGE, ...(after !== undefined && { after }) });
    entries.push(...page.items.map(({ body }) => body).filter(({ departure }) => departure > from));
    after = page.next;
  } while (after !== undefined);
  return entries;
}

/** Adds entries to the roster of a location, or replaces those of the same id. */
export async function keepRoster(store: Pick<Store, "transaction">, location: string, entries: readonly RosterEntry[]): Promise<void> {
  await store.transaction((unit) => {
    for (const entry of entries) unit.put(rosterEntries, rosterKey(location, entry.id), { ...entry, location });
  });
}

/** Whether there was such an entry. */
export async function dropFromRoster(unit: Unit, location: string, id: string): Promise<boolean> {
  const key = rosterKey(location, id);
  if ((await unit.get(rosterEntries, key)) === undefined) return false;
  unit.delete(rosterEntries, key);
  return true;
}

function rosterKey(location: string, id: string): string {
  return `${location}/${id}`;
}
