import { CpoError, type Clock } from "@cpokit/kernel";
import type { Store } from "@cpokit/storage";
import { describeError } from "../describe-error.ts";
import { validated } from "../validated.ts";
import { ExchangeContext, type Blocks } from "./exchange.ts";
import { exchangesOf } from "./exchanges-of.ts";
import { unprocessedMessages } from "./unprocessed-messages.ts";

/**
 * Works in messages that were put aside: in one unit the message takes effect and leaves the collection.
 *
 * @throws `csms.unprocessed-unknown` when no message has this id.
 */
export function createReprocess(ports: { readonly store: Store; readonly clock: Clock; readonly blocks: Blocks }): (id: string) => Promise<"processed" | "failed"> {
  const { store, clock, blocks } = ports;
  return async (id) => {
    const message = await store.get(unprocessedMessages, id);
    if (message === undefined) throw new CpoError("csms.unprocessed-unknown", "No message waits under this id; it may have been worked in already.", { id });
    const { station, protocol, action, block, payload, receivedAt } = message;
    const exchange = exchangesOf(protocol).get(action);
    if (exchange === undefined || exchange.treatment === "immediate") return "failed";
    try {
      await store.transaction(async (unit) => {
        // Somebody else was quicker.
        if ((await unit.get(unprocessedMessages, id)) === undefined) return;
        await exchange.run(validated<never>(payload), new ExchangeContext(unit, { station, protocol, receivedAt }, blocks, block, clock.now()));
        unit.delete(unprocessedMessages, id);
      });
      return "processed";
    } catch (error) {
      await store.transaction((unit) => unit.put(unprocessedMessages, id, { ...message, error: describeError(error) }));
      return "failed";
    }
  };
}
