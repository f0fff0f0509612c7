import { publishedSource } from "../server/published-source.ts";
import type { RequestCall } from "../server/ports.ts";
import { writeDateTime } from "../schema/date-time.ts";
import type { CommandResponse, Location, Session, StartSession, StopSession, Tariff } from "../v230/index.ts";
import type { MockNetwork } from "./mock-network.ts";
import { createMockPlatform, type MockPlatform, type MockPlatformOptions } from "./mock-platform.ts";

export interface MockCpoOptions extends Partial<Omit<MockPlatformOptions, "network" | "role">> {
  readonly network: MockNetwork;
  /** Overrides what it answers to START_SESSION. */
  readonly onStart?: (command: StartSession, call: RequestCall) => CommandResponse;
}

/** A CPO with one location, one tariff and two EVSEs, `DE ABC` at cpo.test.com: it starts and stops sessions as it is commanded. */
export async function createMockCpo({ network, onStart, host = "cpo.test.com", countryCode = "DE", partyId = "ABC", ...others }: MockCpoOptions): Promise<MockPlatform> {
  const owner = { country_code: countryCode, party_id: partyId };
  const cpo = createMockPlatform({ network, host, role: "CPO", countryCode, partyId, ...others }, (platform) => ({
    owned: {
      Location: publishedSource(lateStore(platform), "Location"), Session: publishedSource(lateStore(platform), "Session"),
      CDR: publishedSource(lateStore(platform), "CDR"), Tariff: publishedSource(lateStore(platform), "Tariff"),
    },
    received: { Token: true },
    commands: {
      START_SESSION: (command, call) => onStart?.(command, call) ?? start(platform(), command, call),
      STOP_SESSION: (command, call) => stop(platform(), command, call),
      UNLOCK_CONNECTOR: () => ({ result: "NOT_SUPPORTED", timeout: 30 }),
    },
  }));
  const now = writeDateTime(cpo.clock.now());
  const connector = { id: "1", standard: "IEC_62196_T2", format: "SOCKET", power_type: "AC_3_PHASE", max_voltage: 230, max_amperage: 32, tariff_ids: ["TARIFF1"], last_updated: now } as const;
  const location: Location = {
    ...owner, id: "LOC1", publish: true, name: "Mock", address: "Main Street 1", city: "Berlin", postal_code: "10115", country: "DEU", coordinates: { latitude: "52.520008", longitude: "13.404954" },
    time_zone: "Europe/Berlin", last_updated: now, evses: ["EVSE1", "EVSE2"].map((uid) => ({ uid, evse_id: `${countryCode}*${partyId}*${uid}`, status: "AVAILABLE", connectors: [connector], last_updated: now })),
  };
  const tariff: Tariff = { ...owner, id: "TARIFF1", currency: "EUR", tax_included: "NO", elements: [{ price_components: [{ type: "ENERGY", price: 0.25, step_size: 1 }] }], last_updated: now };
  await cpo.publish("Tariff", tariff);
  await cpo.publish("Location", location);
  return cpo;
}

/** The answer goes out first; the session and the result follow. */
function start(cpo: MockPlatform, { token, location_id: place, evse_uid: evse = "EVSE1", connector_id: connector = "1", authorization_reference: reference }: StartSession, { commandId }: RequestCall): CommandResponse {
  void report(cpo, commandId, async () => {
    const [location] = await cpo.published("Location");
    if (location?.id !== place) return "FAILED";
    const now = writeDateTime(cpo.clock.now());
    const { country_code, party_id } = location;
    const session: Session = {
      country_code, party_id, id: `S-${commandId.slice(0, 8)}`, start_date_time: now, kwh: 0, auth_method: "COMMAND", location_id: place, evse_uid: evse, connector_id: connector, currency: "EUR", status: "ACTIVE", last_updated: now,
      cdr_token: { country_code: token.country_code, party_id: token.party_id, uid: token.uid, type: token.type, contract_id: token.contract_id },
      ...(reference === undefined ? {} : { authorization_reference: reference }),
    };
    await cpo.publish("Session", session);
    return "ACCEPTED";
  });
  return { result: "ACCEPTED", timeout: 30 };
}

async function stop(cpo: MockPlatform, { session_id: id }: StopSession, { commandId }: RequestCall): Promise<CommandResponse> {
  const session = (await cpo.published("Session")).find((each) => each.id === id && each.status === "ACTIVE");
  if (session === undefined) return { result: "UNKNOWN_SESSION", timeout: 0 };
  void report(cpo, commandId, async () => {
    await cpo.publish("Session", { ...session, status: "COMPLETED", end_date_time: writeDateTime(cpo.clock.now()) });
    return "ACCEPTED";
  });
  return { result: "ACCEPTED", timeout: 30 };
}

async function report(cpo: MockPlatform, commandId: string, work: () => Promise<"ACCEPTED" | "FAILED">): Promise<void> {
  const end = await cpo.results.start();
  const result = await work();
  await cpo.store.transaction((unit) => cpo.results.report(unit, commandId, { result }));
  await cpo.store.outbox.idle();
  await end();
}

/** The store of a platform that is still being made. */
function lateStore(platform: () => MockPlatform): Pick<MockPlatform["store"], "find" | "each"> {
  return { find: (collection, query) => platform().store.find(collection, query), each: (collection, query) => platform().store.each(collection, query) };
}
