import { createHash } from "node:crypto";
import { createBilling, type CdrRecord } from "@cpokit/billing";
import { createCsms, createTokens, findToken } from "@cpokit/csms";
import { createSystemIds, systemClock as clock, systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createOcppServer } from "@cpokit/ocpp-ws";
import { createSessions } from "@cpokit/sessions";
import { createStore } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { enterNetwork, findPlace, party } from "./network.ts";

export interface CpoOptions {
  /** The database file; it is made when it is not there. */
  readonly file: string;
  /** Where stations connect; 0 takes a free port. */
  readonly port: number;
  /** Called after each sealed CDR. */
  readonly onCdr?: (cdr: CdrRecord) => void;
}

/** A charge point operator: stations of OCPP 1.6, 2.0.1 and 2.1 on one port; each finished session becomes one sealed CDR. */
export async function startCpo({ file, port, onCdr }: CpoOptions) {
  const ids = createSystemIds();
  const store = createStore(createSqliteDriver({ file }), { clock, scheduler, random, ids });
  const tokens = createTokens();
  const sessions = createSessions({ clock, ids, random });
  const billing = createBilling({
    clock, ids, party,
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    sessions: {
      async load(reader, id) {
        const session = await sessions.get(reader, id);
        if (session === undefined) return undefined;
        const { points, states } = await sessions.readings(reader, id);
        const place = findPlace(session.station, session.evse);
        const token = session.token && (await findToken(reader, session.token.value));
        return { session, points, states, ...(place && { place }), ...(token && { token }) };
      },
      async settle(unit, id, settlement, detail) {
        const settled = await sessions.settle(unit, id, settlement, detail);
        if (settled.outcome !== "done") throw new Error(`Session ${id} refused to be ${settlement}: ${settled.outcome}`);
      },
    },
  });
  const csms = createCsms({
    store, clock, ids, scheduler,
    on: {
      authorize: (fact, unit) => tokens.decide(unit, fact),
      // In the same commit as the answer to the station: nothing is acknowledged before it is stored.
      async session(fact, unit) {
        const answer = await sessions.record(unit, fact);
        const session = fact.fact === "started" && answer.session !== undefined ? await sessions.get(unit, answer.session) : undefined;
        if (session !== undefined) await billing.freezeTariff(unit, session.id, { at: session.startAt });
        return answer;
      },
      async booted(fact, unit) {
        await sessions.stationBooted(unit, fact);
        return { accept: true };
      },
      status: async (fact, unit) => void (await sessions.connectorAvailable(unit, fact)),
    },
  });
  const server = createOcppServer({
    protocols: [v21, v201, v16], clock, scheduler, handler: csms.handler, authenticate: csms.admit,
    onConnected: (link) => void csms.connected(link), onDisconnected: (link, { reason }) => void csms.disconnected(link, reason), onFault: csms.fault,
  });

  await enterNetwork(store, billing);
  await csms.start();
  // At least once, and its own commit marks it as done: a session is billed exactly once, also after a crash.
  await store.outbox.deliver("bill", "session.ended", async ({ payload }, unit) => {
    const outcome = await billing.bill(unit, (payload as { readonly session: string }).session);
    if (outcome.outcome === "sealed") unit.afterCommit(() => onCdr?.(outcome.cdr));
  });
  const sweeping = setInterval(() => {
    store.transaction((unit) => sessions.sweep(unit, clock.now())).catch((error: unknown) => console.error("The deadlines of sessions could not be looked after", error));
  }, 60_000);
  const address = await server.listen({ port });
  const close = async (): Promise<void> => { clearInterval(sweeping); await server.close(); await store.close(); };
  return { store, sessions, billing, csms, port: address.port, close };
}
