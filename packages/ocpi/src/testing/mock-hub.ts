import { clientInfos } from "../hub/client-infos.ts";
import type { MockNetwork } from "./mock-network.ts";
import { createMockPlatform, type MockPlatform, type MockPlatformOptions } from "./mock-platform.ts";

/** A hub between platforms, `NL HUB` at hub.test.com: it routes between whoever registers with it, in whatever version each speaks. */
export function createMockHub({ network, host = "hub.test.com", countryCode = "NL", partyId = "HUB", handler, ...others }: Partial<Omit<MockPlatformOptions, "network" | "role">> & { readonly network: MockNetwork }): MockPlatform {
  return createMockPlatform({ network, host, role: "OTHER", countryCode, partyId, handler: { hubPartyId: `${countryCode}${partyId}`, ...handler }, ...others }, (platform) => ({
    owned: { ClientInfo: { page: (query, call) => clientInfos(platform().peers).page(query, call) } },
  }));
}
