import { createOcppClient, createOcppServer, verifyBasicPassword } from "@cpokit/ocpp-ws";
import { typedCall } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";

export const shown: string[] = [];

// The central system: two versions on one port, each station with its password.
const server = createOcppServer({
  protocols: [v201, v16],
  authenticate: ({ password }) =>
    verifyBasicPassword(password, "horse battery") ? { accept: true } : { accept: false, status: 401, reason: "Wrong password." },
});
server.handle(v16, "BootNotification", ({ request, link }) => {
  shown.push(`${link.identity} is a ${request.chargePointModel}`);
  return { status: "Accepted", currentTime: new Date().toISOString(), interval: 300 };
});
const { port } = await server.listen({ port: 0 });

// A station: the same messages from the other side.
const station = createOcppClient({
  url: `ws://localhost:${port}`,
  identity: "CS-1",
  password: "horse battery",
  protocols: [v16],
  handler: ({ action }) => (action === "Reset" ? { response: { status: "Accepted" } } : { refusal: "notSupported", description: "Not here." }),
});
const link = await station.connected();
const boot = await typedCall(link, v16, "BootNotification", { chargePointVendor: "acme", chargePointModel: "One" });
const reset = await typedCall(server.link("CS-1")!, v16, "Reset", { type: "Soft" });
if (boot.outcome === "result") shown.push(`boot: ${boot.payload.status}`);
if (reset.outcome === "result") shown.push(`reset: ${reset.payload.status}`);

await station.close();
await server.close();
