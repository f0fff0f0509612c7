import { watts } from "@cpokit/kernel";
import type { Connector, Location } from "@cpokit/model";
import type { Version } from "@cpokit/ocpp";
import type { EvseHardware } from "@cpokit/simulator";
import type { Pattern } from "./patterns.ts";
import { FREE, HOME, MALL, MOTORWAY, OFFICE, STANDARD } from "./tariffs.ts";

/** What goes wrong at a station of the demonstration. */
export type Trouble =
  /** Its line drops several times an hour in the last days. */
  | "flapping"
  /** Its first EVSE broke two days ago. */
  | "faulted"
  /** It was lost three days ago. */
  | "offline"
  /** Its supply fails in the middle of a session, which it forgets. */
  | "forgetful"
  /** For one day it named the wrong unit of energy. */
  | "wrongUnit"
  /** Its housing was opened. */
  | "opened";

/** A station of the demonstration, as it is entered and as it is simulated. */
export interface DemoStation {
  readonly identity: string;
  readonly version: Version;
  readonly vendor: string;
  readonly model: string;
  readonly location: string;
  readonly evses: readonly EvseHardware[];
  readonly trouble?: Trouble;
  /** EVSEs that nobody entered: what is charged there has no place, and so no price. */
  readonly notEntered?: readonly number[];
  /** EVSEs with a wide bay. */
  readonly accessible?: readonly number[];
}

/** A site of the demonstration. */
export interface DemoSite extends Omit<Location, "id" | "evses"> {
  readonly id: string;
  readonly tariff: typeof STANDARD;
  readonly pattern: Pattern;
  /** The group that lives there: drivers of partners do not charge beside it. */
  readonly residents?: string;
}

export const DEMO_SITES: readonly DemoSite[] = [
  { id: "amsterdam-javakade", name: "Amsterdam Javakade", address: "Javakade 12", postalCode: "1019 BK", city: "Amsterdam", country: "NLD", coordinates: { latitude: "52.3781", longitude: "4.9392" }, timeZone: "Europe/Amsterdam", energyMix: { isGreen: false, carbonPerKwh: 268 }, tariff: STANDARD, pattern: "street" },
  { id: "utrecht-neude", name: "Utrecht Neude Library", address: "Neude 11", postalCode: "3512 AE", city: "Utrecht", country: "NLD", coordinates: { latitude: "52.0935", longitude: "5.1186" }, timeZone: "Europe/Amsterdam", energyMix: { isGreen: true, carbonPerKwh: 12, sources: [{ source: "WIND", percentage: 100 }] }, parkingType: "ON_STREET", facilities: ["MUSEUM", "CAFE", "WIFI"], openingHours: libraryHours(), chargingWhenClosed: true, tariff: FREE, pattern: "visit" },
  { id: "rotterdam-maaskantoor", name: "Rotterdam Maaskantoor", address: "Wilhelminakade 87", postalCode: "3072 AP", city: "Rotterdam", country: "NLD", coordinates: { latitude: "51.9066", longitude: "4.4886" }, timeZone: "Europe/Amsterdam", energyMix: { isGreen: true, carbonPerKwh: 38, sources: [{ source: "SOLAR", percentage: 45 }, { source: "WIND", percentage: 55 }] }, tariff: OFFICE, pattern: "work" },
  { id: "hamburg-hafenring", name: "Hamburg Hafenring", address: "Veddeler Damm 30", postalCode: "20457", city: "Hamburg", country: "DEU", coordinates: { latitude: "53.5230", longitude: "9.9950" }, timeZone: "Europe/Berlin", energyMix: { isGreen: false, carbonPerKwh: 363 }, tariff: MOTORWAY, pattern: "motorway" },
  { id: "london-canada-quay", name: "London Canada Quay", address: "5 Surrey Quays Road", postalCode: "SE16 7PJ", city: "London", country: "GBR", coordinates: { latitude: "51.4946", longitude: "-0.0469" }, timeZone: "Europe/London", energyMix: { isGreen: false, carbonPerKwh: 162 }, parkingType: "UNDERGROUND_GARAGE", tariff: HOME, pattern: "home", residents: "canada-quay" },
  { id: "lisboa-oriente", name: "Lisboa Oriente", address: "Avenida Dom João II 40", postalCode: "1990-094", city: "Lisboa", country: "PRT", coordinates: { latitude: "38.7681", longitude: "-9.0971" }, timeZone: "Europe/Lisbon", parkingType: "PARKING_GARAGE", facilities: ["MALL", "RESTAURANT", "TRAIN_STATION"], directions: [{ language: "en", text: "Level -1, beside the lifts." }, { language: "de", text: "Ebene -1, neben den Aufzügen." }], helpPhone: "+351 21 555 0142", tariff: MALL, pattern: "visit" },
];

const ac = (kilowatts: 11 | 22, count: number): EvseHardware[] =>
  Array.from({ length: count }, (_, index) => ({ number: index + 1, connectors: 1, maxPower: watts(kilowatts === 11 ? 11_040 : 22_080), powerType: "AC_3_PHASE" }));
const dc = (kilowatts: 50 | 150 | 300, count: number): EvseHardware[] =>
  Array.from({ length: count }, (_, index) => ({ number: index + 1, connectors: kilowatts === 50 ? 2 : 1, maxPower: watts(kilowatts * 1_000), powerType: "DC" }));

export const DEMO_STATIONS: readonly DemoStation[] = [
  { identity: "AMS-JAVA-1", version: "1.6", vendor: "Kerbside", model: "Twin 22", location: "amsterdam-javakade", evses: ac(22, 2), trouble: "forgetful" },
  { identity: "AMS-JAVA-2", version: "2.0.1", vendor: "Kerbside", model: "Twin 22 S", location: "amsterdam-javakade", evses: ac(22, 2) },
  { identity: "AMS-JAVA-3", version: "2.1", vendor: "Highway", model: "Fast 150", location: "amsterdam-javakade", evses: dc(150, 1) },
  { identity: "AMS-JAVA-4", version: "2.0.1", vendor: "Highway", model: "Fast 150", location: "amsterdam-javakade", evses: dc(150, 1) },
  { identity: "UTR-NEUDE-1", version: "2.1", vendor: "Commons", model: "Duo 11", location: "utrecht-neude", evses: ac(11, 2) },
  { identity: "UTR-NEUDE-2", version: "1.6", vendor: "Commons", model: "Duo 11", location: "utrecht-neude", evses: ac(11, 2), trouble: "wrongUnit" },
  { identity: "HAM-RING-1", version: "2.1", vendor: "Highway", model: "Fast 300", location: "hamburg-hafenring", evses: dc(300, 2) },
  { identity: "HAM-RING-2", version: "2.0.1", vendor: "Highway", model: "Fast 300", location: "hamburg-hafenring", evses: dc(300, 2), trouble: "opened" },
  { identity: "HAM-RING-3", version: "2.0.1", vendor: "Nordstrom", model: "N150", location: "hamburg-hafenring", evses: dc(150, 2), trouble: "faulted" },
  { identity: "HAM-RING-4", version: "2.1", vendor: "Nordstrom", model: "N50 Duo", location: "hamburg-hafenring", evses: dc(50, 1) },
  { identity: "RTM-MAAS-1", version: "2.0.1", vendor: "Depot", model: "Quad 11", location: "rotterdam-maaskantoor", evses: ac(11, 4) },
  { identity: "RTM-MAAS-2", version: "2.1", vendor: "Depot", model: "Quad 11", location: "rotterdam-maaskantoor", evses: ac(11, 4) },
  { identity: "RTM-MAAS-3", version: "1.6", vendor: "Commons", model: "Duo 11", location: "rotterdam-maaskantoor", evses: ac(11, 2) },
  { identity: "RTM-MAAS-4", version: "2.0.1", vendor: "Kerbside", model: "Twin 22 S", location: "rotterdam-maaskantoor", evses: ac(22, 2), notEntered: [2] },
  { identity: "LON-QUAY-1", version: "1.6", vendor: "Commons", model: "Duo 11", location: "london-canada-quay", evses: ac(11, 2) },
  { identity: "LON-QUAY-2", version: "1.6", vendor: "Commons", model: "Duo 11", location: "london-canada-quay", evses: ac(11, 2), trouble: "flapping" },
  { identity: "LON-QUAY-3", version: "2.0.1", vendor: "Depot", model: "Duo 11", location: "london-canada-quay", evses: ac(11, 2) },
  { identity: "LON-QUAY-4", version: "2.1", vendor: "Depot", model: "Duo 11", location: "london-canada-quay", evses: ac(11, 2) },
  { identity: "LIS-ORI-1", version: "1.6", vendor: "Kerbside", model: "Twin 22", location: "lisboa-oriente", evses: ac(22, 2), accessible: [1] },
  { identity: "LIS-ORI-2", version: "2.0.1", vendor: "Kerbside", model: "Twin 22 S", location: "lisboa-oriente", evses: ac(22, 2), trouble: "offline" },
  { identity: "LIS-ORI-3", version: "2.0.1", vendor: "Nordstrom", model: "N50 Duo", location: "lisboa-oriente", evses: dc(50, 1) },
];

/** Longer in the week, shorter at its end. */
function libraryHours(): NonNullable<Location["openingHours"]> {
  return { twentyFourSeven: false, regular: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, begin: weekday < 6 ? "08:00" : "10:00", end: weekday < 6 ? "21:00" : "18:00" })) };
}

/** The plugs of an EVSE: a cable with the car's own plug at DC, beside the older one where there are two, a socket at AC. */
export function plugsOf({ maxPower, powerType, connectors }: EvseHardware): Connector[] {
  if (powerType !== "DC") return [{ number: 1, standard: "IEC_62196_T2", format: maxPower > 20_000 ? "SOCKET" : "CABLE", powerType, maxVoltage: 230, maxAmperage: Math.round(maxPower / 690), maxPower }];
  const combo: Connector = { number: 1, standard: "IEC_62196_T2_COMBO", format: "CABLE", powerType: "DC", maxVoltage: 920, maxAmperage: maxPower > 200_000 ? 500 : 300, maxPower };
  return connectors === 1 ? [combo] : [{ ...combo, maxVoltage: 500, maxAmperage: 125 }, { number: 2, standard: "CHADEMO", format: "CABLE", powerType: "DC", maxVoltage: 500, maxAmperage: 125, maxPower }];
}
