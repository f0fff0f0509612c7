/** The smallest central system of ours, with one version. */
import { createOcppServer } from "@cpokit/ocpp-ws";
import { v16 } from "@cpokit/ocpp/v16";
import { tellStarted } from "./started.ts";

const server = createOcppServer({ protocols: [v16] });
await server.listen({ port: 0, host: "127.0.0.1" });
tellStarted();
