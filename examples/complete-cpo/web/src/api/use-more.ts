import { useState } from "react";
import { asProblem, request, type RequestProblem } from "./request.ts";
import type { Page } from "./use-live-list.ts";
import type { Resource } from "./use-api.ts";

/** What is in a list has a name of its own. */
export type Named = { readonly id: string } | { readonly locationId: string } | { readonly fingerprint: string } | { readonly identity: string };

/** Reads the next page of a list and puts it behind what is shown. */
export function useMore<Item extends Named>(path: string, list: Resource<Page<Item>>): { readonly busy: boolean; readonly problem: RequestProblem | undefined; readonly load: () => void } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<RequestProblem>();
  const next = list.value?.next;

  async function read(after: string): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const page = await request<Page<Item>>(`${path}&after=${encodeURIComponent(after)}`);
      list.change((before) => {
        const known = new Set(before.items.map(nameOf));
        return { ...page, items: [...before.items, ...page.items.filter((item) => !known.has(nameOf(item)))] };
      });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return { busy, problem, load: () => void (next === undefined ? undefined : read(next)) };
}

function nameOf(item: Named): string {
  if ("id" in item) return item.id;
  if ("fingerprint" in item) return item.fingerprint;
  return "identity" in item ? item.identity : item.locationId;
}
