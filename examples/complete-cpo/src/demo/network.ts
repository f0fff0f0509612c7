import { stations, tokens } from "@cpokit/csms";
import { hours, instant, watts, type Instant } from "@cpokit/kernel";
import { EvseId, LocationId, StationId, TokenId, type Connector, type Location, type Station, type Token } from "@cpokit/model";
import type { Version } from "@cpokit/ocpp";
import type { EvseHardware } from "@cpokit/simulator";
import type { Unit } from "@cpokit/storage";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { FREE, STANDARD } from "./tariffs.ts";

/** A station of the demonstration, as it is entered and as it is simulated. */
export interface DemoStation {
  readonly identity: string;
  readonly version: Version;
  readonly vendor: string;
  readonly model: string;
  readonly location: string;
  readonly evses: readonly EvseHardware[];
}

const ac = (kilowatts: 11 | 22, count: number): EvseHardware[] =>
  Array.from({ length: count }, (_, index) => ({ number: index + 1, connectors: 1, maxPower: watts(kilowatts === 11 ? 11_040 : 22_080), powerType: "AC_3_PHASE" }));
const dc: EvseHardware[] = [{ number: 1, connectors: 1, maxPower: watts(150_000), powerType: "DC" }];

export const DEMO_STATIONS: readonly DemoStation[] = [
  { identity: "AMS-JAVA-1", version: "1.6", vendor: "Kerbside", model: "Twin 22", location: "amsterdam-javakade", evses: ac(22, 2) },
  { identity: "AMS-JAVA-2", version: "2.0.1", vendor: "Kerbside", model: "Twin 22 S", location: "amsterdam-javakade", evses: ac(22, 2) },
  { identity: "AMS-JAVA-3", version: "2.1", vendor: "Highway", model: "Fast 150", location: "amsterdam-javakade", evses: dc },
  { identity: "AMS-JAVA-4", version: "2.0.1", vendor: "Highway", model: "Fast 150", location: "amsterdam-javakade", evses: dc },
  { identity: "UTR-NEUDE-1", version: "2.1", vendor: "Commons", model: "Duo 11", location: "utrecht-neude", evses: ac(11, 2) },
  { identity: "UTR-NEUDE-2", version: "1.6", vendor: "Commons", model: "Duo 11", location: "utrecht-neude", evses: ac(11, 2) },
];

const SITES = [
  { id: "amsterdam-javakade", name: "Amsterdam Javakade", address: "Javakade 12", postalCode: "1019 BK", city: "Amsterdam", country: "NLD", coordinates: { latitude: "52.3781", longitude: "4.9392" }, timeZone: "Europe/Amsterdam", tariff: STANDARD },
  { id: "utrecht-neude", name: "Utrecht Neude Library", address: "Neude 11", postalCode: "3512 AE", city: "Utrecht", country: "NLD", coordinates: { latitude: "52.0935", longitude: "5.1186" }, timeZone: "Europe/Amsterdam", tariff: FREE },
] as const;

const CARDS: readonly (Pick<Token, "value" | "visualNumber" | "holder"> & Partial<Token>)[] = [
  { value: "04A2B3C4D5E680", visualNumber: "NL-CPO-000101", holder: "Anna de Vries" },
  { value: "04B7C1D2E3F481", visualNumber: "NL-CPO-000102", holder: "Bram Jansen" },
  { value: "04C9D8E7F6A582", visualNumber: "NL-CPO-000103", holder: "Chloé Martin" },
  { value: "04D1E2F3A4B583", visualNumber: "NL-CPO-000104", holder: "Harbour Taxi 1", group: "harbour-taxi" },
  { value: "04E5F4A3B2C184", visualNumber: "NL-CPO-000105", holder: "Harbour Taxi 2", group: "harbour-taxi" },
  { value: "04F0E1D2C3B485", visualNumber: "NL-CPO-000106", holder: "Emil Larsen" },
  { value: "04AAAABBBBCC86", visualNumber: "NL-CPO-000107", holder: "Lost card", status: "blocked" },
];

/** Cards that may charge, as the simulated drivers carry them; one in a while carries one that may not. */
export const DEMO_TOKENS = [...CARDS, ...CARDS.filter((card) => card.status !== "blocked"), ...CARDS.filter((card) => card.status !== "blocked")].map((card) => ({ value: card.value, type: "ISO14443" }));

/** Enters the demonstration's sites, stations, tokens and tariffs; what is there already stays as people have changed it. */
export async function enterDemo(cpo: Cpo): Promise<void> {
  await cpo.store.transaction(async (unit) => {
    if ((await unit.get(locations, SITES[0].id)) !== undefined) return;
    const now = cpo.clock.now();
    // In force before the first simulated minute.
    const validFrom = instant(now - hours(48));
    for (const { identity, location } of DEMO_STATIONS) {
      const station: Station = { id: StationId.parse(identity), identity, locationId: LocationId.parse(location), lifecycle: "operative" };
      unit.put(stations, station.id, station);
    }
    for (const { tariff, ...site } of SITES) {
      unit.put(locations, site.id, locationOf(site));
      const published = await cpo.billing.publishTariff(unit, { ...tariff, validFrom });
      if (published.outcome === "refused") throw new Error(`The tariff ${tariff.tariffId} of the demonstration is refused: ${JSON.stringify(published.problems)}`);
      cpo.billing.assignTariff(unit, { tariffId: tariff.tariffId, target: { kind: "location", location: site.id } });
    }
    // Stations that people add are priced from the start.
    cpo.billing.assignTariff(unit, { tariffId: STANDARD.tariffId, target: { kind: "tenant" } });
    enterTokens(unit, now);
  });
}

function enterTokens(unit: Unit, now: Instant): void {
  for (const [index, card] of CARDS.entries()) {
    const id = TokenId.parse(`card-${index + 1}`);
    unit.put(tokens, id, { id, type: "RFID", status: "accepted", ...card });
  }
  const id = TokenId.parse("card-expired");
  unit.put(tokens, id, { id, type: "RFID", status: "accepted", value: "04BBBBCCCCDD87", visualNumber: "NL-CPO-000108", holder: "Summer visitor", validUntil: instant(now - hours(24 * 60)) });
}

function locationOf({ id, ...site }: Omit<(typeof SITES)[number], "tariff">): Location {
  let count = 0;
  const evses = DEMO_STATIONS.filter((station) => station.location === id).flatMap(({ identity, evses }) =>
    evses.map((evse) => {
      count += 1;
      const number = String(count).padStart(3, "0");
      return { id: EvseId.parse(`${id}-${number}`), emi3Id: `NL*CPO*E${id.slice(0, 3).toUpperCase()}${number}`, stationId: StationId.parse(identity), number: evse.number, connectors: [plugOf(evse)] };
    }));
  return { id: LocationId.parse(id), ...site, evses };
}

function plugOf({ maxPower, powerType }: EvseHardware): Connector {
  return powerType === "DC"
    ? { number: 1, standard: "IEC_62196_T2_COMBO", format: "CABLE", powerType: "DC", maxVoltage: 920, maxAmperage: 300, maxPower }
    : { number: 1, standard: "IEC_62196_T2", format: "SOCKET", powerType: "AC_3_PHASE", maxVoltage: 230, maxAmperage: Math.round(maxPower / 690), maxPower };
}
