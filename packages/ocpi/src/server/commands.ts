import type { CommandResponse } from "../v230/index.ts";
import type { Operation } from "./operations.ts";
import type { CommandHandlers, RequestCall } from "./ports.ts";
import { takeRequest } from "./take-request.ts";
import { canonicalize, readWire } from "./wire.ts";

/** POST commands/{command}. */
export const receiveCommand: Operation = async (platform, incoming) => {
  const { endpoint, call } = incoming;
  const command = endpoint.path[0] as keyof CommandHandlers;
  const wire = canonicalize(endpoint.takes!, readWire(incoming, endpoint.takes!), call);
  const handle = platform.modules.commands![command] as (command: unknown, call: RequestCall) => Promise<CommandResponse> | CommandResponse;
  return takeRequest(platform, incoming, command, String(wire["response_url"]), (requestCall) => handle(wire, requestCall), "CommandResponse");
};
