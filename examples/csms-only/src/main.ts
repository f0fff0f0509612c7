import { stations } from "@cpokit/csms";
import { Station } from "@cpokit/model";
import { startCentralSystem } from "./central-system.ts";

const [identity = "CS-1"] = process.argv.slice(2);
const { store, port, close } = await startCentralSystem({ file: "csms.db", port: 9000 });
await store.transaction((unit) => unit.put(stations, identity, Station.parse({ id: identity, identity, lifecycle: "operative" })));
console.log(`Point a station to ws://<this machine>:${port}/${identity} (ocpp1.6, ocpp2.0.1 or ocpp2.1). Ctrl-C stops.`);
process.once("SIGINT", () => void close());
