import { useState } from "react";
import { behind, type Address } from "./address.ts";
import { asProblem, request, type RequestProblem } from "./request.ts";
import type { Page } from "./use-live-list.ts";
import type { Resource } from "./use-api.ts";

const NAMES = ["id", "fingerprint", "identity", "seq", "stationId", "locationId", "location", "place", "payee", "customer", "month", "partner"] as const;
/** What tells those apart that have one of these names in common. */
const MOMENTS = ["at", "type", "token"] as const;

/** What is in a list has a name of its own. */
export type Named = { readonly [Name in (typeof NAMES)[number]]: Readonly<Record<Name, string | number>> }[(typeof NAMES)[number]];

/** Reads the next page of a list and puts it behind what is shown. */
export function useMore<List extends Page<Named>>(address: Address<List>, list: Resource<List>): { readonly busy: boolean; readonly problem: RequestProblem | undefined; readonly load: () => void } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<RequestProblem>();
  const next = list.value?.next;

  async function read(after: string): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const page = await request(behind(address, after));
      list.change((before) => {
        const known = new Set(before.items.map(nameOf));
        return { ...before, next: page.next, items: [...before.items, ...page.items.filter((item) => !known.has(nameOf(item)))] };
      });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return { busy, problem, load: () => void (next === undefined ? undefined : read(next)) };
}

/** A list that is read from its newest again keeps what was read on behind it, as long as both meet. */
export function newestOf<List extends Page<Named>>(before: List, newest: List): List {
  const known = new Set(newest.items.map(nameOf));
  const older = before.items.filter((item) => !known.has(nameOf(item)));
  if (older.length === 0 || older.length === before.items.length) return newest;
  return { ...newest, items: [...newest.items, ...older], next: before.next };
}

function nameOf(item: Named): string {
  const named: Readonly<Partial<Record<(typeof NAMES)[number] | (typeof MOMENTS)[number], string | number>>> = item;
  const name = NAMES.find((each) => named[each] !== undefined) ?? "id";
  return [named[name], ...(name === "id" ? [] : MOMENTS.map((each) => named[each]))].join(" ");
}
