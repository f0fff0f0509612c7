import type { ActiveChargingProfile, ChargingProfileResponse, SetChargingProfile } from "../v230/index.ts";
import type { Answer } from "./answer.ts";
import { readAnswer, unsayable, type ClientContext } from "./client-context.ts";
import { readWire } from "./wire.ts";

/** Smart charging by a partner's stations (2.2 and later). Results come to `response_url`; its path must tell what was asked, for results of setting and of clearing look alike (E27). */
export interface ChargingProfilesClient {
  /** What is planned for a session, for `duration` seconds from now. */
  get(sessionId: string, duration: number, responseUrl: string): Promise<Answer<ChargingProfileResponse>>;
  set(sessionId: string, profile: SetChargingProfile): Promise<Answer<ChargingProfileResponse>>;
  clear(sessionId: string, responseUrl: string): Promise<Answer<ChargingProfileResponse>>;
  /** Tells the partner which profile is active at a session of ours. */
  report(sessionId: string, profile: ActiveChargingProfile): Promise<Answer<undefined>>;
}

export function createChargingProfilesClient(client: ClientContext): ChargingProfilesClient {
  const at = (method: "GET" | "PUT" | "DELETE", sessionId: string) => ({ method, module: "chargingprofiles", role: "RECEIVER", segments: [sessionId], expectsData: true }) as const;
  const read = (answer: Answer<unknown>): Answer<ChargingProfileResponse> => readAnswer(answer, (data) => readWire("ChargingProfileResponse", data, client.version, client.mode, client.context));
  return {
    // Each GET is a question to the station: it is not asked twice.
    get: async (sessionId, duration, responseUrl) => read(await client.call({ ...at("GET", sessionId), query: { duration, response_url: responseUrl }, retries: 0 })),
    async set(sessionId, profile) {
      const { wire, losses, broken } = await client.write("SetChargingProfile", profile);
      return wire === undefined ? unsayable(broken ?? "", losses) : read(await client.call({ ...at("PUT", sessionId), body: wire }));
    },
    clear: async (sessionId, responseUrl) => read(await client.call({ ...at("DELETE", sessionId), query: { response_url: responseUrl } })),
    report: (sessionId, profile) => client.tell("ActiveChargingProfile", profile, { method: "PUT", module: "chargingprofiles", role: "SENDER", segments: [sessionId] }),
  };
}
