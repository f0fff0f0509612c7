import { isPlainObject } from "../schema/clean.ts";
import type { Incoming } from "./call.ts";
import { outcomeFrom211 } from "./command-outcomes.ts";
import type { Operation } from "./operations.ts";
import { CODES, done, refuse } from "./reply.ts";
import { readWire } from "./wire.ts";

/** What is posted to a response_url of charging profiles. */
const PROFILE_RESULTS: Readonly<Record<string, string>> = { ACTIVE: "ActiveChargingProfileResult", SET: "ChargingProfileResult", CLEAR: "ClearProfileResult" };

/** POST on a response_url that we gave: the outcome of a command or charging profile, bare or in an envelope (E26). */
export const receiveResult: Operation = async ({ modules }, incoming) => {
  const { call, params, endpoint } = incoming;
  const [request = "", id = ""] = Object.values(params);
  const isProfile = endpoint.module === "chargingprofiles";
  const name = isProfile ? PROFILE_RESULTS[request] : call.version === "2.1.1" ? "CommandResponse" : "CommandResult";
  if (name === undefined) return refuse(404, CODES.unknownObject, "There is no such request.");
  const { result, ...others } = readWire({ ...incoming, body: bare(incoming) }, name);
  const outcome = name === "CommandResponse" ? { ...others, result: outcomeFrom211(result) } : { ...others, result };
  const listen = isProfile ? modules.chargingProfileResults! : modules.commandResults!;
  return (await listen({ request, id, result: outcome }, call)) ? done() : refuse(404, CODES.unknownObject, "There is no such request.");
};

/** What was posted, without the envelope that some put around it. */
export function bare({ body }: Pick<Incoming, "body">): unknown {
  return isPlainObject(body) && !("result" in body) && isPlainObject(body["data"]) ? body["data"] : body;
}
