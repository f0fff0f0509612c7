import { formatInstant, type Clock, type Instant } from "@cpokit/kernel";
import type { CommandRecord } from "@cpokit/model";
import type { MessageInfoType, V21Messages } from "@cpokit/ocpp/v21";
import { collection, type Store, type Unit } from "@cpokit/storage";
import type { CallV2 } from "../commands/call-v2.ts";
import { reasonOf } from "../commands/reason-of.ts";
import type { SendOptions } from "../commands/create-commands.ts";
import { nextRequest } from "../firmware/next-request.ts";
import type { Listener } from "../listeners.ts";
import { collectParts } from "../reports/collect-parts.ts";
import { compact } from "../translate/compact.ts";
import { validated } from "../validated.ts";

/** A text for the screen of a station; names and words of OCPP 2.x (O01). */
export interface DisplayText {
  readonly id: number;
  readonly priority: MessageInfoType["priority"];
  readonly format: MessageInfoType["message"]["format"];
  readonly content: string;
  /** RFC 5646. */
  readonly language?: string;
  readonly from?: Instant;
  readonly until?: Instant;
  /** Shown only while the station is in this state. */
  readonly state?: NonNullable<MessageInfoType["state"]>;
  /** Shown only during this transaction. */
  readonly transaction?: string;
}

/** A text at a station, and whether the station has it. */
export interface DisplayMessage {
  readonly station: string;
  readonly id: number;
  /** `refused`: the station said why; `removed`: it is gone, by us or by itself. */
  readonly standing: "requested" | "shown" | "refused" | "removed";
  readonly message: MessageInfoType;
  readonly reason?: string;
  readonly changedAt: Instant;
}

/** `<station>/<id>`. */
export const displayMessages = collection<DisplayMessage>("displayMessages", { indexes: { byStation: { keys: (shown) => [[shown.station, shown.id]] } } });

/** Texts on the screens of 2.x stations (O01–O06). */
export interface Display {
  /** Sets a text, in place of the one with the same id. */
  show(station: string, text: DisplayText, options: SendOptions): Promise<CommandRecord>;
  remove(station: string, id: number, options: SendOptions): Promise<CommandRecord>;
  /** Asks what the station shows: once the report is whole, `displayMessages` is what it has. */
  refresh(station: string, options: SendOptions): Promise<CommandRecord>;
}

export function createDisplay({ store, clock, call }: { readonly store: Store; readonly clock: Clock; readonly call: CallV2 }): Display & { readonly listener: Listener } {
  return {
    async show(station, text, options) {
      const message = infoOf(text);
      await store.transaction((unit) => unit.put(displayMessages, `${station}/${text.id}`, { station, id: text.id, standing: "requested", message, changedAt: clock.now() }));
      return call(station, "SetDisplayMessage", { message }, options);
    },
    remove: (station, id, options) => call(station, "ClearDisplayMessage", { id }, options),
    async refresh(station, options) {
      const requestId = await store.transaction((unit) => nextRequest(unit, station));
      return call(station, "GetDisplayMessages", { requestId }, options);
    },
    listener: {
      async commandDone(unit, { station, command, outcome }) {
        if (command.command !== "call" || outcome === undefined || outcome.outcome === "timeout") return;
        if (command.action === "SetDisplayMessage") {
          const { message } = validated<V21Messages["SetDisplayMessage"]["request"]>(command.payload);
          await change(unit, station, message.id, outcome.outcome === "accepted" ? { standing: "shown" } : { standing: "refused", reason: reasonOf(outcome) });
        }
        // Unknown means that it is not there either.
        if (command.action === "ClearDisplayMessage" && (outcome.outcome === "accepted" || (outcome.outcome === "rejected" && outcome.reason === "Unknown"))) {
          await change(unit, station, validated<V21Messages["ClearDisplayMessage"]["request"]>(command.payload).id, { standing: "removed" });
        }
        // Without a single message there is no report (O03.FR.04).
        if (command.action === "GetDisplayMessages" && outcome.outcome === "rejected" && outcome.reason === "Unknown") await replace(unit, station, []);
      },
      async told(unit, fact) {
        if (fact.fact !== "displayMessages") return undefined;
        const all = await collectParts(unit, { ...fact, kind: "displayMessages", content: fact.messages });
        if (all !== undefined) await replace(unit, fact.station, all.flat());
        return undefined;
      },
    },
  };

  async function change(unit: Unit, station: string, id: number, next: Pick<DisplayMessage, "standing" | "reason">): Promise<void> {
    const known = await unit.get(displayMessages, `${station}/${id}`);
    if (known !== undefined) unit.put(displayMessages, `${station}/${id}`, { ...known, ...next, changedAt: clock.now() });
  }

  async function replace(unit: Unit, station: string, messages: readonly MessageInfoType[]): Promise<void> {
    const there = new Set(messages.map(({ id }) => id));
    const { items } = await unit.find(displayMessages, { index: "byStation", prefix: station, limit: 1000 });
    for (const { body } of items) if (!there.has(body.id) && body.standing !== "refused") await change(unit, station, body.id, { standing: "removed" });
    for (const message of messages) unit.put(displayMessages, `${station}/${message.id}`, { station, id: message.id, standing: "shown", message, changedAt: clock.now() });
  }
}

function infoOf({ id, priority, state, from, until, transaction, format, language, content }: DisplayText): MessageInfoType {
  return compact({
    id, priority, state, transactionId: transaction, message: compact({ format, language, content }),
    startDateTime: from === undefined ? undefined : formatInstant(from), endDateTime: until === undefined ? undefined : formatInstant(until),
  });
}
