import type { CancelReservation, CommandResponse, ReserveNow, StartSession, StopSession, UnlockConnector } from "../v230/index.ts";
import type { Answer } from "./answer.ts";
import { readAnswer, unsayable, type ClientContext } from "./client-context.ts";
import type { Party } from "./create-caller.ts";
import { readWire, writeWire } from "./wire.ts";

/** The commands of OCPI and what they carry. */
export interface CommandBodies {
  readonly START_SESSION: StartSession;
  readonly STOP_SESSION: StopSession;
  readonly RESERVE_NOW: ReserveNow;
  readonly CANCEL_RESERVATION: CancelReservation;
  readonly UNLOCK_CONNECTOR: UnlockConnector;
}

export type CommandName = keyof CommandBodies;

/** Commands to a partner's stations. They are never repeated: an answer that was lost may have been a yes. */
export interface CommandsClient {
  send<Name extends CommandName>(command: Name, body: CommandBodies[Name], options?: { readonly of?: Party; readonly correlationId?: string }): Promise<Answer<CommandResponse>>;
}

const OBJECTS = {
  START_SESSION: "StartSession", STOP_SESSION: "StopSession", RESERVE_NOW: "ReserveNow", CANCEL_RESERVATION: "CancelReservation", UNLOCK_CONNECTOR: "UnlockConnector",
} as const;

export function createCommandsClient(client: ClientContext): CommandsClient {
  const { version, mode, context } = client;
  return {
    async send(command, body, { of, correlationId } = {}) {
      const { wire, losses, broken } = writeWire(OBJECTS[command], body as never, version, context);
      if (wire === undefined) return unsayable(broken ?? "", losses);
      const answer = await client.call({
        method: "POST", module: "commands", role: "RECEIVER", segments: [command], body: wire, expectsData: true,
        ...(of === undefined ? {} : { to: of }), ...(correlationId === undefined ? {} : { correlationId }),
      });
      return readAnswer<CommandResponse>(answer, (data) => readWire("CommandResponse", data, version, mode, context));
    },
  };
}
