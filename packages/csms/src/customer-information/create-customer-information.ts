import type { Clock, Ids, Instant } from "@cpokit/kernel";
import type { TokenReference } from "@cpokit/model";
import type { IdTokenType, V21Messages } from "@cpokit/ocpp/v21";
import { collection, type Store } from "@cpokit/storage";
import { reasonOf } from "../commands/reason-of.ts";
import type { CallV2 } from "../commands/call-v2.ts";
import { nextRequest } from "../firmware/next-request.ts";
import type { Listener } from "../listeners.ts";
import { collectParts } from "../reports/collect-parts.ts";
import { compact } from "../translate/compact.ts";
import { validated } from "../validated.ts";

/** What a station was asked about a customer, or told to forget (N09, N10). */
export interface CustomerInformation {
  readonly id: string;
  readonly station: string;
  readonly request: number;
  readonly clear: boolean;
  readonly report: boolean;
  readonly state: "requested" | "accepted" | "received" | "failed";
  /** What the station knows, once all of it is here. */
  readonly data?: string;
  readonly reason?: string;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
}

export const customerInformation = collection<CustomerInformation>("customerInformation", {
  indexes: { byStation: { keys: (asked) => [[asked.station, asked.request]] } },
});

/** Whose information is meant. */
export interface CustomerQuestion {
  readonly token?: TokenReference;
  /** A vendor's own identifier. */
  readonly customer?: string;
  readonly report: boolean;
  readonly clear: boolean;
  readonly requestedBy: string;
}

/** What 2.x stations know of customers. */
export interface Customers {
  ask(station: string, question: CustomerQuestion): Promise<CustomerInformation>;
}

export function createCustomers(ports: { readonly store: Store; readonly clock: Clock; readonly ids: Ids; readonly call: CallV2 }): Customers & { readonly listener: Listener } {
  const { store, clock, ids, call } = ports;
  return {
    async ask(station, { token, customer, report, clear, requestedBy }) {
      const asked = await store.transaction(async (unit) => {
        const request = await nextRequest(unit, station);
        const open: CustomerInformation = { id: ids.next(), station, request, clear, report, state: "requested", requestedBy, requestedAt: clock.now() };
        unit.put(customerInformation, open.id, open);
        return open;
      });
      const idToken: IdTokenType | undefined = token === undefined ? undefined : { idToken: token.value, type: token.type ?? "Central" };
      await call(station, "CustomerInformation", compact({ requestId: asked.request, report, clear, idToken, customerIdentifier: customer }), { requestedBy, key: `customer/${asked.request}` });
      return (await store.get(customerInformation, asked.id)) ?? asked;
    },
    listener: {
      async commandDone(unit, { station, command, outcome }) {
        if (command.command !== "call" || command.action !== "CustomerInformation" || outcome === undefined || outcome.outcome === "timeout") return;
        const { requestId } = validated<V21Messages["CustomerInformation"]["request"]>(command.payload);
        const { items } = await unit.find(customerInformation, { index: "byStation", prefix: [station, requestId], limit: 1 });
        const asked = items[0] === undefined ? undefined : await unit.get(customerInformation, items[0].id);
        if (asked?.state !== "requested") return;
        unit.put(customerInformation, asked.id, outcome.outcome === "accepted" ? { ...asked, state: "accepted" } : { ...asked, state: "failed", reason: reasonOf(outcome) });
      },
      async told(unit, fact) {
        if (fact.fact !== "customerInformation") return undefined;
        const all = await collectParts(unit, { ...fact, kind: "customerInformation", number: fact.part, content: fact.data });
        if (all === undefined) return undefined;
        const { items } = await unit.find(customerInformation, { index: "byStation", prefix: [fact.station, fact.request], limit: 1 });
        const asked = items[0] === undefined ? undefined : await unit.get(customerInformation, items[0].id);
        if (asked !== undefined) unit.put(customerInformation, asked.id, { ...asked, state: "received", data: all.join("") });
        return undefined;
      },
    },
  };
}
