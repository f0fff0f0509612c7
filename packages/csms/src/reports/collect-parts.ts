import { collection, type Unit } from "@cpokit/storage";
import { fingerprint } from "../translate/fingerprint.ts";

/** What came of a report so far, by the number of the part. */
interface Parts {
  readonly parts: readonly { readonly number: number; readonly print: string; readonly content: unknown }[];
  readonly last?: number;
}

const openReports = collection<Parts>("openReports");

/** One part of something that a station sends in pieces. */
export interface Part<Content> {
  readonly station: string;
  readonly kind: string;
  readonly request: number;
  /** From 0; absent where the message has no number: then the order in which they come counts. */
  readonly number?: number;
  readonly isLast: boolean;
  readonly content: Content;
}

/** The contents of all parts in order, once the last of them is here; parts may come in any order, and again. */
export async function collectParts<Content>(unit: Unit, part: Part<Content>): Promise<readonly Content[] | undefined> {
  const id = `${part.station}/${part.kind}/${part.request}`;
  const before = (await unit.get(openReports, id)) ?? { parts: [] };
  const print = fingerprint(part.content);
  const isRepeat = before.parts.some((known) => (part.number === undefined ? known.print === print : known.number === part.number));
  const parts = isRepeat ? before.parts : [...before.parts, { number: part.number ?? before.parts.length, print, content: part.content }];
  const last = part.isLast ? (part.number ?? parts.length - 1) : before.last;
  if (last === undefined || parts.length <= last) {
    unit.put(openReports, id, { parts, ...(last === undefined ? {} : { last }) });
    return undefined;
  }
  unit.delete(openReports, id);
  return [...parts].sort((left, right) => left.number - right.number).map(({ content }) => content as Content);
}
