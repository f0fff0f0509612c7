/** npm's ocpp-ts, which speaks 1.6 and validates what comes in. */
import { OcppServer } from "ocpp-ts";
import { serveOldServer } from "./old-server.ts";

await serveOldServer(new OcppServer());
