import { createCsms, stations } from "@cpokit/csms";
import { instant, type Clock } from "@cpokit/kernel";
import { createSystemIds, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { Station } from "@cpokit/model";
import { createPeer, type StationLink } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { createSessions } from "@cpokit/sessions";
import { createStore, type Driver, type Store } from "@cpokit/storage";

/** A central system without sockets: texts of frames go in, and texts of answers come out. */
export interface CentralSystem {
  readonly store: Store;
  /** Enters stations and connects them; each takes the payload of a CALL and resolves with that of its CALLRESULT. */
  connect(identities: readonly string[]): Promise<readonly Line[]>;
}

export type Line = (action: string, payload: object) => Promise<{ readonly transactionId?: number }>;

/** csms and sessions as a CPO wires them, with one listener, so that events are really written to the outbox. */
export async function createCentralSystem(driver: Driver, clock: Clock): Promise<CentralSystem> {
  const ids = createSystemIds();
  const store = createStore(driver, { clock, scheduler: systemScheduler, random: systemRandom });
  const sessions = createSessions({ clock, ids, random: systemRandom });
  const csms = createCsms({ store, clock, ids, scheduler: systemScheduler, on: { authorize: () => ({ result: "accepted" }), session: (fact, unit) => sessions.record(unit, fact) } });
  await store.outbox.deliver("bench", "session.ended", () => undefined);

  async function connect(identity: string): Promise<Line> {
    const waiting = new Map<string, (payload: { readonly transactionId?: number }) => void>();
    const link: StationLink = { id: `link-${identity}`, identity, protocol: v16, call: () => Promise.reject(new Error("Nobody calls a station here.")), close: () => undefined };
    const write = (text: string): void => {
      const [type, id, payload] = JSON.parse(text) as readonly [number, string, { readonly transactionId?: number }];
      if (type !== 3) throw new Error(`${identity} was answered ${text}`);
      waiting.get(id)?.(payload);
      waiting.delete(id);
    };
    const peer = createPeer({ protocol: v16, clock, role: "csms", newMessageId: ids.next, handler: csms.handler, report: (_, fault) => { throw new Error(`${identity}: ${JSON.stringify(fault)}`); } }, { link, write });
    await csms.connected(link);
    let sent = 0;
    return (action, payload) => new Promise((resolve) => {
      const id = String((sent += 1));
      waiting.set(id, resolve);
      peer.receive(JSON.stringify([2, id, action, payload]));
    });
  }

  return {
    store,
    async connect(identities) {
      await store.transaction((unit) => {
        for (const id of identities) unit.put(stations, id, Station.parse({ id, identity: id, lifecycle: "operative" }));
      });
      const lines: Line[] = [];
      for (let first = 0; first < identities.length; first += 200) lines.push(...(await Promise.all(identities.slice(first, first + 200).map(connect))));
      return lines;
    },
  };
}

/** A 1.6 station with one long session on the wire: a start, readings at a period in ms, a stop. Each call sends the next message. */
export function createWireCharger(line: Line, begin: number, readings: number, period: number): () => Promise<void> {
  let step = 0;
  let transactionId: number | undefined;
  return async () => {
    const timestamp = new Date(instant(begin + step * period)).toISOString();
    const register = 1_000_000 + step * Math.round((10_800 * period) / 3_600_000);
    step += 1;
    if (step === 1) {
      ({ transactionId } = await line("StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: register, timestamp }));
    } else if (step < readings + 2) {
      await line("MeterValues", {
        connectorId: 1, transactionId,
        meterValue: [{
          timestamp,
          sampledValue: [
            { value: String(register), measurand: "Energy.Active.Import.Register", unit: "Wh", context: "Sample.Periodic" },
            { value: "10800", measurand: "Power.Active.Import", unit: "W", context: "Sample.Periodic" },
          ],
        }],
      });
    } else {
      await line("StopTransaction", { transactionId, meterStop: register, timestamp, reason: "Local" });
    }
  };
}
