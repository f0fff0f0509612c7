import { createCsms, createTokens } from "@cpokit/csms";
import { createSystemIds, systemClock as clock, systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createOcppServer } from "@cpokit/ocpp-ws";
import { createSessions } from "@cpokit/sessions";
import { createStore } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";

/** OCPP 1.6, 2.0.1 and 2.1 on one port; every session durable, counted once, whatever the station repeats. */
export async function startCentralSystem(options: { readonly file: string; readonly port: number }) {
  const ids = createSystemIds();
  const store = createStore(createSqliteDriver({ file: options.file }), { clock, scheduler, random, ids });
  const sessions = createSessions({ clock, ids, random });
  const tokens = createTokens();
  const csms = createCsms({
    store, clock, ids, scheduler,
    on: {
      authorize: (fact, unit) => tokens.decide(unit, fact),
      session: (fact, unit) => sessions.record(unit, fact), // StartTransaction, TransactionEvent …: in the same commit as the answer
    },
  });
  const server = createOcppServer({
    protocols: [v21, v201, v16], clock, scheduler, handler: csms.handler, authenticate: csms.admit,
    onConnected: (link) => void csms.connected(link), onDisconnected: (link, { reason }) => void csms.disconnected(link, reason), onFault: csms.fault,
  });
  await csms.start();
  const { port } = await server.listen({ port: options.port });
  const close = async (): Promise<void> => { await server.close(); await store.close(); };
  return { store, sessions, csms, port, close };
}
