/** npm's ocpp-rpc, strict, with one version. */
import { RPCServer } from "ocpp-rpc";
import { tellStarted } from "./started.ts";

await new RPCServer({ protocols: ["ocpp1.6"], strictMode: true }).listen(0, "127.0.0.1");
tellStarted();
