import { publishedSource } from "../server/published-source.ts";
import { writeDateTime } from "../schema/date-time.ts";
import type { Token } from "../v230/index.ts";
import type { MockNetwork } from "./mock-network.ts";
import { createMockPlatform, type MockPlatform, type MockPlatformOptions } from "./mock-platform.ts";

export interface MockEmspOptions extends Partial<Omit<MockPlatformOptions, "network" | "role">> {
  readonly network: MockNetwork;
}

/** An eMSP with one token `TOKEN1`, `NL MSP` at emsp.test.com: it takes locations, sessions, CDRs and tariffs, authorizes its token, and commands. */
export async function createMockEmsp({ network, host = "emsp.test.com", countryCode = "NL", partyId = "MSP", ...others }: MockEmspOptions): Promise<MockPlatform> {
  const emsp = createMockPlatform({ network, host, role: "EMSP", countryCode, partyId, ...others }, (platform) => ({
    owned: { Token: publishedSource({ find: (collection, query) => platform().store.find(collection, query), each: (collection, query) => platform().store.each(collection, query) }, "Token") },
    received: {
      Location: true, CDR: true, Tariff: true,
      Session: async (change, unit) => void (await platform().commands.linkSession(change, unit)),
    },
    authorize: async ({ uid }) => {
      const token = (await platform().published("Token")).find((each) => each.uid === uid);
      return token === undefined ? "unknown-token" : { allowed: token.valid ? "ALLOWED" : "BLOCKED", token };
    },
    commandResults: (result, call) => platform().commands.results(result, call),
    chargingProfileResults: (result, call) => platform().commands.results(result, call),
  }));
  const token: Token = {
    country_code: countryCode, party_id: partyId, uid: "TOKEN1", type: "RFID", contract_id: `${countryCode}-${partyId}-C00000001`, issuer: "Mock", valid: true, whitelist: "ALLOWED",
    last_updated: writeDateTime(emsp.clock.now()),
  };
  await emsp.publish("Token", token);
  return emsp;
}
