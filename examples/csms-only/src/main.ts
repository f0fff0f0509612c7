import { stations, tokens } from "@cpokit/csms";
import { Station, Token } from "@cpokit/model";
import { startCentralSystem } from "./central-system.ts";

const [identity = "CS-1", value = "04A2B3C4"] = process.argv.slice(2);
const { store, port, close } = await startCentralSystem({ file: "csms.db", port: 9000 });
await store.transaction((unit) => {
  unit.put(stations, identity, Station.parse({ id: identity, identity, lifecycle: "operative" }));
  unit.put(tokens, value, Token.parse({ id: value, value, type: "RFID", status: "accepted" }));
});
console.log(`Point a station to ws://<this machine>:${port}/${identity} (ocpp1.6, ocpp2.0.1 or ocpp2.1); the token ${value} may charge. Ctrl-C stops.`);
process.once("SIGINT", () => void close());
