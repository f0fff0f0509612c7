import type { CommandRecord } from "@cpokit/model";
import type { V21Messages } from "@cpokit/ocpp/v21";
import type { Store } from "@cpokit/storage";
import { stationConnections } from "../provisioning/station-connections.ts";
import type { Commands, SendOptions } from "./create-commands.ts";

/** Sends an action that only 2.x has, in the version of the station; a 1.6 station makes it `unsupported`. */
export type CallV2 = <Name extends keyof V21Messages>(
  station: string, action: Name, payload: V21Messages[Name]["request"], options: SendOptions,
) => Promise<CommandRecord>;

export function createCallV2({ store, send }: { readonly store: Store; readonly send: Commands["send"] }): CallV2 {
  return async (station, action, payload, options) => {
    const spoken = (await store.get(stationConnections, station))?.protocol;
    return send(station, { command: "call", version: spoken === "2.1" ? "2.1" : "2.0.1", action, payload }, options);
  };
}
