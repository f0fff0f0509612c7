/** npm's @extrawest/node-ts-ocpp, which speaks 2.0.1 and validates what comes in. */
import { OcppServer } from "@extrawest/node-ts-ocpp";
import { serveOldServer } from "./old-server.ts";

await serveOldServer(new OcppServer());
