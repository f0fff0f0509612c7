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
  /** Enters stations and connects them; each takes the payload of a CALL as JSON text and resolves with the text of the CALLRESULT. */
  connect(identities: readonly string[]): Promise<readonly Line[]>;
}

export type Line = (action: string, payload: string) => Promise<string>;

/** csms and sessions as a CPO wires them, with one listener, so that events are really written to the outbox. */
export async function createCentralSystem(driver: Driver, clock: Clock): Promise<CentralSystem> {
  const ids = createSystemIds();
  const store = createStore(driver, { clock, scheduler: systemScheduler, random: systemRandom });
  const sessions = createSessions({ clock, ids, random: systemRandom });
  const csms = createCsms({ store, clock, ids, scheduler: systemScheduler, on: { authorize: () => ({ result: "accepted" }), session: (fact, unit) => sessions.record(unit, fact) } });
  await store.outbox.deliver("bench", "session.ended", () => undefined);

  async function connect(identity: string): Promise<Line> {
    let answered: (text: string) => void = () => undefined;
    const link: StationLink = { id: `link-${identity}`, identity, protocol: v16, call: () => Promise.reject(new Error("Nobody calls a station here.")), close: () => undefined };
    const write = (text: string): void => {
      if (!text.startsWith("[3,")) throw new Error(`${identity} was answered ${text}`);
      answered(text);
    };
    const peer = createPeer({ protocol: v16, clock, role: "csms", newMessageId: ids.next, handler: csms.handler, report: (_, fault) => { throw new Error(`${identity}: ${JSON.stringify(fault)}`); } }, { link, write });
    await csms.connected(link);
    let sent = 0;
    return (action, payload) => new Promise((resolve) => {
      answered = resolve;
      peer.receive(`[2,"${(sent += 1)}","${action}",${payload}]`);
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

/**
 * A 1.6 station with one long session on the wire: a start, readings at a period in ms, a stop. Each call sends the next message, as
 * text that costs nothing to make: stations are not what is measured.
 */
export function createWireCharger(line: Line, begin: number, readings: number, period: number): () => Promise<void> {
  let step = 0;
  let transactionId = "";
  return async () => {
    const timestamp = new Date(instant(begin + step * period)).toISOString();
    const register = 1_000_000 + step * Math.round((10_800 * period) / 3_600_000);
    step += 1;
    if (step === 1) {
      const answer = await line("StartTransaction", `{"connectorId":1,"idTag":"04A2B3C4","meterStart":${register},"timestamp":"${timestamp}"}`);
      transactionId = /"transactionId":(\d+)/.exec(answer)![1]!;
    } else if (step < readings + 2) {
      const energy = `{"value":"${register}","measurand":"Energy.Active.Import.Register","unit":"Wh","context":"Sample.Periodic"}`;
      const power = `{"value":"10800","measurand":"Power.Active.Import","unit":"W","context":"Sample.Periodic"}`;
      await line("MeterValues", `{"connectorId":1,"transactionId":${transactionId},"meterValue":[{"timestamp":"${timestamp}","sampledValue":[${energy},${power}]}]}`);
    } else {
      await line("StopTransaction", `{"transactionId":${transactionId},"meterStop":${register},"timestamp":"${timestamp}","reason":"Local"}`);
    }
  };
}
