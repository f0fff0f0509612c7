import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import type { FleetFact } from "../fleet-fact.ts";
import type { Hooks } from "../hooks.ts";
import type { Listener } from "../listeners.ts";
import { compact } from "../translate/compact.ts";

/** A payment that a terminal at a 2.1 station settled (C20–C25), by what the payment service calls it. */
export interface StationSettlement {
  readonly station: string;
  readonly reference: string;
  readonly transaction?: string;
  readonly status: "settled" | "canceled" | "rejected" | "failed";
  /** Exact decimal, in the currency of the station. */
  readonly amount: string;
  readonly at: Instant;
  readonly receivedAt: Instant;
  readonly receipt?: { readonly id?: string; readonly url?: string };
  readonly detail?: string;
}

/** `<station>/<reference>`. */
export const stationSettlements = collection<StationSettlement>("stationSettlements", {
  indexes: { byStation: { keys: (settlement) => [[settlement.station, settlement.at]] }, byTransaction: { keys: ({ station, transaction }) => (transaction === undefined ? [] : [[station, transaction]]) } },
});

/** Keeps settlements and asks the application about receipts, VAT numbers and schedules; without an answer the station hears no. */
export function createPaymentListener({ hooks }: { readonly hooks: Hooks }): Listener {
  return {
    async told(unit, fact) {
      switch (fact.fact) {
        case "settled": {
          const id = `${fact.station}/${fact.reference}`;
          const before = await unit.get(stationSettlements, id);
          // A repeat gets the same receipt (I2); a settlement is never undone by a message that comes late.
          if (before !== undefined && (before.status === "settled" || before.status === fact.status)) return { accept: true, ...(before.receipt && { receipt: before.receipt }) };
          const settlement = settlementOf(fact);
          const receipt = (await hooks.settled?.(settlement, unit)) ?? settlement.receipt;
          unit.put(stationSettlements, id, { ...settlement, ...(receipt && { receipt }) });
          unit.publish({ topic: "station.settled", key: fact.station, payload: settlement });
          return { accept: true, ...(receipt && { receipt }) };
        }
        case "vatNumber": {
          const company = await hooks.vatNumber?.({ station: fact.station, number: fact.number, ...(fact.evse === undefined ? {} : { evse: fact.evse }) }, unit);
          return company === undefined ? { accept: false } : { accept: true, company };
        }
        case "schedulePulled": {
          const schedule = await hooks.dynamicSchedule?.({ station: fact.station, profile: fact.profile }, unit);
          return schedule === undefined ? { accept: false } : { accept: true, schedule };
        }
        case "webPayment":
          unit.publish({ topic: "station.web-payment", key: fact.station, payload: fact });
          return undefined;
        default:
          return undefined;
      }
    },
  };
}

function settlementOf({ station, receivedAt, reference, transaction, status, amount, at, receipt, detail }: Extract<FleetFact, { fact: "settled" }>): StationSettlement {
  return compact({ station, receivedAt, reference, transaction, status, amount, at, receipt, detail });
}
