import type { CancelReservation, CommandResponse, ReserveNow, StartSession, StopSession, UnlockConnector } from "../v230/index.ts";
import type { Answer } from "./answer.ts";
import { readAnswer, unsayable, type ClientContext } from "./client-context.ts";
import type { Party } from "./create-caller.ts";
import { writeWire, type WrittenObject } from "./wire.ts";
import { readCommandResponse } from "./command-result.ts";

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
  /** Posts a result to the `response_url` that came with a command of the partner. `result` is in wire form, bare (E26). */
  report(responseUrl: string, result: Readonly<Record<string, unknown>>, correlationId?: string): Promise<Answer<undefined>>;
}

const OBJECTS = {
  START_SESSION: "StartSession", STOP_SESSION: "StopSession", RESERVE_NOW: "ReserveNow", CANCEL_RESERVATION: "CancelReservation", UNLOCK_CONNECTOR: "UnlockConnector",
} as const;

export function createCommandsClient(client: ClientContext): CommandsClient {
  const { version, mode, context } = client;
  return {
    async send(command, body, { of, correlationId } = {}) {
      const { wire, losses, broken } = write(command, body);
      if (wire === undefined) return unsayable(broken ?? "", losses);
      const answer = await client.call({
        method: "POST", module: "commands", role: "RECEIVER", segments: [command], body: wire, expectsData: true,
        ...(of === undefined ? {} : { to: of }), ...(correlationId === undefined ? {} : { correlationId }),
      });
      return readAnswer<CommandResponse>(answer, (data) => readCommandResponse(data, version, mode, context));
    },
    async report(responseUrl, result, correlationId) {
      const answer = await client.call({ method: "POST", module: "commands", role: "SENDER", url: responseUrl, body: result, retries: 2, ...(correlationId === undefined ? {} : { correlationId }) });
      return answer.outcome === "ok" ? { ...answer, value: undefined } : answer;
    },
  };

  function write<Name extends CommandName>(command: Name, body: CommandBodies[Name]): WrittenObject {
    const name = OBJECTS[command];
    if (version !== "2.1.1" || !("token" in body)) return writeWire(name, body as never, version, context);
    // The token inside is said in 2.1.1 first, and its reservation ids are whole numbers (roaming, decision 8).
    const { wire: token, losses, broken } = writeWire("Token", body.token, version, context);
    if (token === undefined) return { wire: undefined, losses, broken: `/token${broken ?? ""}` };
    const id = "reservation_id" in body ? { reservation_id: /^\d{1,15}$/.test(body.reservation_id) ? Number(body.reservation_id) : body.reservation_id } : {};
    const whole = { ...body, ...id, token };
    const said = writeWire(name, whole as never, version, context);
    return { ...said, losses: [...losses, ...said.losses] };
  }
}
