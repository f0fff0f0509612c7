import type { CommandDocument, StationConnection } from "@cpokit/csms";
import { encodeKey } from "@cpokit/storage";
import type { Rule } from "./rules.ts";

/** I17: every new connection has the next epoch, and only the newest one takes its station offline. */
export const CONNECTION_RULES: readonly Rule[] = [
  ({ id, before, after }, _, { expect }) => {
    const known = before as StationConnection | undefined;
    const next = after as StationConnection;
    const isNew = known?.link !== next.link;
    expect("I17", next.epoch === (known?.epoch ?? 0) + (isNew ? 1 : 0), () => `Station ${id} went from epoch ${known?.epoch ?? 0} (${known?.link}) to ${next.epoch} (${next.link}).`);
    expect("I17", !isNew || next.online, () => `Connection ${next.link} of ${id} was born offline.`);
    expect("I17", known?.online !== false || isNew || !next.online, () => `Connection ${next.link} of ${id} came back from the dead.`);
  },
];

/** I20: a command has one terminal outcome; only silence may still turn into a late answer, once (F18). Its effect is settled once. */
export const COMMAND_RULES: readonly Rule[] = [
  ({ id, before, after }, _, { expect }) => {
    const known = before as CommandDocument | undefined;
    const next = after as CommandDocument | undefined;
    expect("I20", next !== undefined, () => `The command ${id} was deleted.`);
    if (next === undefined || known?.state !== "done") return;
    const isLate = known.outcome?.outcome === "timeout" && known.answeredLateAt === undefined && next.answeredLateAt !== undefined;
    expect("I20", isLate || frozen(known) === frozen(next), () => `The finished command ${id} was changed.`);
    expect("I20", known.effect?.state === "awaited" || isLate || known.effect?.state === next.effect?.state, () => `The effect of command ${id} went from ${known.effect?.state} to ${next.effect?.state}.`);
  },
];

/** What nothing may change any more: all but the effect and the session that it names. */
function frozen({ effect: _effect, session: _session, ...rest }: CommandDocument): string {
  return JSON.stringify(rest);
}

/** I24: a device that is replaced opens the next incarnation, and no older one comes back. */
export const INCARNATION_RULES: readonly Rule[] = [
  ({ id, before, after }, _, { expect }) => {
    const [old, next] = [before, after].map((record) => (record as { readonly incarnation: number } | undefined)?.incarnation);
    expect("I24", next !== undefined && (next === (old ?? 0) || next === (old ?? 0) + 1), () => `Station ${id} went from incarnation ${old} to ${next}.`);
  },
];

interface DeliveryShape {
  readonly id: string;
  readonly key: string;
}

/** I15: messages of one key leave in the order of their commits. */
export const DELIVERY_RULES: readonly Rule[] = [
  ({ id, before, after }, { memory }, { expect }) => {
    const lines = (memory.get("lines") as Map<string, string[]> | undefined) ?? new Map<string, string[]>();
    memory.set("lines", lines);
    const { id: event, key } = (before ?? after) as DeliveryShape;
    // The id is subscription, key and event; what comes before the event is the line.
    const line = id.slice(0, id.length - encodeKey([event]).length);
    const waiting = lines.get(line) ?? [];
    lines.set(line, waiting);
    if (after !== undefined) {
      expect("I15", before === undefined, () => `Message ${event} of ${key} was written twice.`);
      waiting.push(id);
      return;
    }
    expect("I15", waiting[0] === id, () => `Message ${event} of ${key} was delivered before an older one of its key.`);
    waiting.splice(waiting.indexOf(id), 1);
  },
];
