import type { Session } from "@cpokit/model";
import type { Page, Reader } from "@cpokit/storage";
import { journals } from "./collections.ts";
import type { JournalEntry } from "./journal.ts";
import { getSession } from "./read-session.ts";

const ASKED = ["lifecycle", "review", "settlement"] as const;

/** The entry that brought a session into one of its states. */
export interface StateReason {
  readonly field: (typeof ASKED)[number];
  readonly state: Session["lifecycle" | "review" | "settlement"];
  readonly entry: JournalEntry;
}

/** A page of the journal of a session, newest entry first. */
export function pageJournal(reader: Reader, session: string, { limit, after }: { readonly limit: number; readonly after?: string | undefined }): Promise<Page<JournalEntry>> {
  return reader.find(journals, { prefix: [session], reverse: true, limit, ...(after === undefined ? {} : { after }) });
}

/** Why a session is in its states: for each the entry since which it has been in it without a break. Reads the journal back to there. */
export async function whyInState(reader: Reader, id: string): Promise<readonly StateReason[]> {
  const session = await getSession(reader, id);
  if (session === undefined) return [];
  const found = new Map<StateReason["field"], StateReason>();
  const open = new Set<StateReason["field"]>(ASKED);
  for (let after: string | undefined; open.size > 0; ) {
    const page = await pageJournal(reader, id, { limit: 200, after });
    for (const { body: entry } of page.items) {
      for (const field of open) {
        const set = stateSet(entry, field);
        if (set === session[field]) found.set(field, { field, state: set, entry });
        else if (set !== undefined) open.delete(field);
      }
    }
    after = page.next;
    if (after === undefined) break;
  }
  return ASKED.flatMap((field) => found.get(field) ?? []);
}

/** To what an entry set a state in the end. */
function stateSet({ events }: JournalEntry, field: StateReason["field"]): StateReason["state"] | undefined {
  return events.map((event) => event.set?.[field] ?? event.create?.[field]).findLast((state) => state !== undefined);
}
