import type { Instant } from "@cpokit/kernel";
import type { CommandRecord } from "@cpokit/model";
import { collection } from "@cpokit/storage";

/** A command as it is stored: the record, and who carries it out. */
export interface CommandDocument extends CommandRecord {
  /** The process that sends it. */
  readonly node: string;
  /** Until when it waits for its station; absent for a command that does not wait. */
  readonly expiresAt?: Instant;
  /** Milliseconds to wait for each answer. */
  readonly timeout?: number;
  /** Milliseconds that its effect may take. */
  readonly effectWithin?: number;
}

/** Every command, by its id. */
export const commands = collection<CommandDocument>("commands", {
  indexes: {
    byStation: { keys: (record) => [[record.station, record.requestedAt]] },
    byTime: { keys: (record) => [record.requestedAt] },
    byOpenNode: { keys: (record) => (record.state === "sent" ? [record.node] : []) },
    byAwaited: { keys: ({ station, effect }) => (effect?.state === "awaited" ? [[station, effect.expects]] : []) },
    byEffectDue: { keys: ({ effect }) => (effect?.state === "awaited" ? [effect.until] : []) },
    byBulk: { keys: (record) => (record.bulk === undefined ? [] : [[record.bulk, record.station]]) },
    byQueue: { keys: (record) => (record.state === "queued" ? [[record.station, record.requestedAt, record.id]] : []) },
  },
});

/** `<station>/<key>`: the command that was first asked for under this key (I20). */
export const commandKeys = collection<{ readonly command: string }>("commandKeys");

/** The next remoteStartId of a station. */
export const remoteStartIds = collection<{ readonly next: number }>("remoteStartIds");
