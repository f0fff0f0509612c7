import type { Instant } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import { collection, type Store } from "@cpokit/storage";
import { describeError } from "../describe-error.ts";
import type { StationJournal } from "../diagnostics/station-events.ts";
import type { Envelope } from "../translate/envelope.ts";
import { fingerprint } from "../translate/fingerprint.ts";

/** A message that was acknowledged and not yet worked in: kept verbatim until it is (I1, I8). */
export interface UnprocessedMessage {
  readonly id: string;
  readonly station: string;
  readonly protocol: Version;
  readonly action: string;
  /** Functional block of the action. */
  readonly block: string;
  readonly payload: unknown;
  readonly receivedAt: Instant;
  /** Why it could not be worked in. */
  readonly error: string;
}

/** What waits for `csms.reprocess`. */
export const unprocessedMessages = collection<UnprocessedMessage>("unprocessedMessages", {
  indexes: { byStation: { keys: (message) => [[message.station, message.receivedAt]] } },
});

/** Where messages go whose unit keeps failing. */
export interface UnprocessedMessages {
  /** Puts a message aside durably and shows it to the operator; the same message again is not kept twice. */
  putAside(message: { readonly envelope: Envelope; readonly action: string; readonly block: string; readonly payload: unknown }, error: unknown): Promise<void>;
}

/** Keeps such messages under an id from their content. */
export function createUnprocessedMessages(ports: { readonly store: Store; readonly journal: StationJournal }): UnprocessedMessages {
  return {
    async putAside({ envelope, action, block, payload }, error) {
      const { station, protocol, receivedAt } = envelope;
      await ports.store.transaction(async (unit) => {
        const id = `${station}/${action}/${fingerprint(payload)}`;
        if ((await unit.get(unprocessedMessages, id)) !== undefined) return;
        unit.put(unprocessedMessages, id, { id, station, protocol, action, block, payload, receivedAt, error: describeError(error) });
        const summary = `${action} was acknowledged but could not be worked in: ${describeError(error)}`;
        await ports.journal.record(unit, { station, severity: "error", kind: "unprocessed", summary, content: { message: id } });
      });
    },
  };
}
