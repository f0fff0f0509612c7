import type { LocalListEntry } from "@cpokit/model";
import { foldTokenValue } from "@cpokit/model";
import { batches } from "../commands/batches.ts";
import { fingerprint } from "../translate/fingerprint.ts";
import type { ListContent, ListMemory } from "./local-lists.ts";

/** One SendLocalList, and what the list holds after it. */
export interface ListMessage {
  readonly update: "full" | "differential";
  readonly entries: readonly LocalListEntry[];
  readonly contentAfter: ListContent;
}

/** How many tokens a station takes in one message, where it tells. */
export interface ListLimits {
  readonly items: number;
  readonly bytes?: number | undefined;
}

/** What a list of these tokens holds. */
export function contentOf(entries: readonly LocalListEntry[]): ListContent {
  return Object.fromEntries(entries.map((entry) => [foldTokenValue(entry.token.value), [entry.token.value, entry.token.type ?? "", fingerprint(entry.authorization ?? {})] as const]));
}

/** What is known to be in the station's list when it tells this version; nothing when its list is not one of ours. */
export function contentAt(memory: ListMemory | undefined, version: number): ListContent | undefined {
  if (version <= 0 || memory === undefined) return undefined;
  if (memory.version === version) return memory.content;
  return memory.attempt?.version === version ? memory.attempt.content : undefined;
}

/**
 * The messages that bring a list from what it holds to what it should hold: changes alone when its content is known, else everything anew;
 * none when it holds that already. What is too much for one message goes in more, each a version of its own.
 */
export function planList(present: ListContent | undefined, wanted: readonly LocalListEntry[], limits: ListLimits): readonly ListMessage[] {
  const content = contentOf(wanted);
  if (present === undefined) return messages("full", wanted, {}, limits);
  const removed = Object.entries(present).filter(([key]) => content[key] === undefined).map(([, [value, type]]): LocalListEntry => ({ token: { value, ...(type === "" ? {} : { type }) } }));
  const changed = wanted.filter((entry) => {
    const before = present[foldTokenValue(entry.token.value)];
    return before === undefined || fingerprint(before) !== fingerprint(content[foldTokenValue(entry.token.value)]);
  });
  // What leaves goes first: a full list has room for the new then.
  const changes = [...removed, ...changed];
  return changes.length === 0 ? [] : messages("differential", changes, present, limits);
}

function messages(first: ListMessage["update"], entries: readonly LocalListEntry[], present: ListContent, { items, bytes }: ListLimits): readonly ListMessage[] {
  let held = present;
  const cut = entries.length === 0 ? [[]] : batches(entries, items, bytes);
  return cut.map((batch, index) => {
    held = applied(held, batch);
    return { update: index === 0 ? first : "differential", entries: batch, contentAfter: held };
  });
}

function applied(content: ListContent, entries: readonly LocalListEntry[]): ListContent {
  const next: Record<string, ListContent[string]> = { ...content, ...contentOf(entries.filter(({ authorization }) => authorization !== undefined)) };
  for (const { token, authorization } of entries) if (authorization === undefined) delete next[foldTokenValue(token.value)];
  return next;
}
