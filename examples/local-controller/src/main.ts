import { seconds, wh } from "@cpokit/kernel";
import { systemClock as clock, systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { redactMessage } from "@cpokit/ocpp-ws";
import { createSocketLine, createStation, createVehicle } from "@cpokit/simulator";
import { startSmallCentralSystem } from "./central-system.ts";
import { createLocalController, type Hook } from "./local-controller.ts";

const [url, port = "9010"] = process.argv.slice(2);

/** Shows every message; a station that asks for nothing but the time gets it from here, so that the central system has less to do. */
const hook: Hook = ({ link, action, payload }, from) => {
  console.log(`${link.identity} ${from === "station" ? "→" : "←"} ${action} ${redactMessage(JSON.stringify(payload))}`);
  return action === "Heartbeat" ? { response: { currentTime: new Date().toISOString() } } : undefined;
};

const central = url === undefined ? await startSmallCentralSystem() : undefined;
const controller = createLocalController(url ?? central!.url, [v21, v201, v16], hook);
const listening = await controller.listen({ port: Number(port) });
console.log(`Point a station to ws://<this machine>:${listening.port}/<identity>; it is passed on to ${url ?? central!.url}. Ctrl-C stops.`);

if (central !== undefined) {
  const open = createSocketLine({ url: `ws://localhost:${listening.port}` });
  const station = createStation({ identity: "CS-1", version: "2.0.1", open, clock, scheduler, random, bootTime: seconds(0) });
  station.start();
  station.plugIn(1, createVehicle({ batteryCapacity: wh(58_000), stateOfCharge: 20 }));
  scheduler.after(2_000, () => void station.swipe(1, { value: "04A2B3C4" }));
  process.once("SIGINT", () => station.stop());
}
process.once("SIGINT", () => void controller.close({ within: 2_000 }).then(() => central?.server.close({ within: 500 })));
