import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createOcppServer, type OcppServer } from "@cpokit/ocpp-ws";

/** For a try without a central system of yours: it says yes to everything and keeps nothing. */
export async function startSmallCentralSystem(): Promise<{ readonly server: OcppServer; readonly url: string }> {
  const accepted = { status: "Accepted" };
  const server = createOcppServer({
    protocols: [v21, v201, v16],
    handler({ link, action }) {
      const currentTime = new Date().toISOString();
      if (action === "BootNotification") return { response: { ...accepted, currentTime, interval: 60 } };
      if (action === "Heartbeat") return { response: { currentTime } };
      if (action === "StartTransaction") return { response: { transactionId: 1, idTagInfo: accepted } };
      if (action === "Authorize") return { response: link.protocol === v16 ? { idTagInfo: accepted } : { idTokenInfo: accepted } };
      return { response: {} };
    },
  });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
  return { server, url: `ws://127.0.0.1:${port}` };
}
