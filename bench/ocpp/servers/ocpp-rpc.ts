/** npm's ocpp-rpc, strict. */
import { RPCServer, type RPCClient } from "ocpp-rpc";
import { ANSWERS } from "../messages.ts";
import { serve } from "./control.ts";

const server = new RPCServer({ protocols: ["ocpp1.6", "ocpp2.0.1"], strictMode: true, pingIntervalMs: 30_000, wssOptions: { perMessageDeflate: false } });
const clients = new Set<InstanceType<typeof RPCClient>>();

server.on("client", (client: InstanceType<typeof RPCClient>) => {
  clients.add(client);
  for (const [action, answer] of Object.entries(ANSWERS)) client.handle(action, () => answer as never);
  client.on("close", () => void clients.delete(client));
});
const httpServer = await server.listen(0, "127.0.0.1");
const address = httpServer.address();

serve(typeof address === "object" && address !== null ? address.port : 0, async (times) => {
  await Promise.all([...clients].map(async (client) => {
    for (let time = 0; time < times; time += 1) await client.call("TriggerMessage", { requestedMessage: "Heartbeat" });
  }));
});
