import { flushCompileCache } from "node:module";
import { createUlids, instant, silentLogger, type Clock } from "@cpokit/kernel";
import { systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createOcppServer } from "@cpokit/ocpp-ws";
import { createStore } from "@cpokit/storage";
import { createCore } from "../core.ts";
import { openDriver, type StoreAddress } from "./store-address.ts";

/** What the process that is killed is told on its command line, as JSON. */
export interface ChildOptions {
  readonly store: StoreAddress;
  /** 0 for a free one. */
  readonly port: number;
  /** ms by which its clock is ahead of the machine's. */
  readonly ahead: number;
}

// Run by child-process.ts as a process of its own, which it kills. It prints its port when it listens.
const { store: address, port, ahead } = JSON.parse(process.argv[2]!) as ChildOptions;
const clock: Clock = { now: () => instant(Date.now() + ahead) };
const ids = createUlids({ clock, random });
const store = createStore(openDriver(address), { clock, scheduler, random, ids, outbox: { poll: 200, lease: 1_000 } });
const core = createCore({ store, clock, scheduler, ids, random, logger: silentLogger });
await core.start();
const noted = (what: Promise<void>): void => void what.catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
const server = createOcppServer({
  protocols: [v21, v201, v16], clock, scheduler,
  handler: core.csms.handler,
  authenticate: ({ identity }) => core.csms.admit({ identity }),
  onConnected: (link) => noted(core.csms.connected(link)),
  onDisconnected: (link, { reason }) => noted(core.csms.disconnected(link, reason)),
  onFault: core.csms.fault,
});
const listening = await server.listen({ port, host: "127.0.0.1" });
// A killed process leaves no compiled code behind for the next one by itself.
flushCompileCache();
process.stdout.write(`${listening.port}\n`);
