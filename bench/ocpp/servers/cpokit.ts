/** Ours, strict both ways with all guards on: the version is the argument. */
import { createOcppServer } from "@cpokit/ocpp-ws";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { ANSWERS } from "../messages.ts";
import { serve } from "./control.ts";

const server = createOcppServer({ protocols: [v201, v16], deflate: false, handler: ({ action }) => ({ response: ANSWERS[action] }) });
const { port } = await server.listen({ port: 0, host: "127.0.0.1" });

serve(port, async (times) => {
  await Promise.all(server.connections().map(async ({ link }) => {
    for (let time = 0; time < times; time += 1) {
      const { outcome } = await link.call("TriggerMessage", { requestedMessage: "Heartbeat" });
      if (outcome !== "result") throw new Error(`A call ended with ${outcome}.`);
    }
  }));
});
