import type { ActiveChargingProfile, SetChargingProfile } from "../v230/index.ts";
import type { Operation } from "./operations.ts";
import { CODES, done, refuse } from "./reply.ts";
import { takeRequest } from "./take-request.ts";
import { readWire } from "./wire.ts";

/** GET chargingprofiles/{session_id}?duration&response_url. */
export const getActiveProfile: Operation = async (platform, incoming) => {
  const { params, url } = incoming;
  const duration = url.searchParams.get("duration") ?? "";
  if (!/^\d{1,9}$/.test(duration)) refuse(200, CODES.invalid, "duration is a whole number of seconds.");
  return takeRequest(platform, incoming, "ACTIVE", responseUrlOf(url), (call) => platform.modules.chargingProfiles!.active!(params["session_id"]!, Number(duration), call), "ChargingProfileResponse");
};

/** PUT chargingprofiles/{session_id}. */
export const setProfile: Operation = async (platform, incoming) => {
  const profile = readWire(incoming, "SetChargingProfile") as unknown as SetChargingProfile;
  return takeRequest(platform, incoming, "SET", profile.response_url, (call) => platform.modules.chargingProfiles!.set!(incoming.params["session_id"]!, profile, call), "ChargingProfileResponse");
};

/** DELETE chargingprofiles/{session_id}?response_url. */
export const clearProfile: Operation = async (platform, incoming) =>
  takeRequest(platform, incoming, "CLEAR", responseUrlOf(incoming.url), (call) => platform.modules.chargingProfiles!.clear!(incoming.params["session_id"]!, call), "ChargingProfileResponse");

/** PUT on the SENDER: the profile of a session changed without our doing. */
export const receiveActiveProfile: Operation = async ({ modules }, incoming) => {
  const { call, params } = incoming;
  const isKnown = await modules.activeChargingProfile!(params["session_id"]!, readWire(incoming, "ActiveChargingProfile") as unknown as ActiveChargingProfile, call);
  return isKnown ? done() : refuse(404, CODES.unknownObject, "There is no such Session.");
};

function responseUrlOf(url: URL): string {
  return url.searchParams.get("response_url") ?? refuse(200, CODES.invalid, "The parameter response_url is required.");
}
