import { between, createRandom, createVehicle, pick, vehicleModels, type StationToken, type Vehicle, type VehicleModel } from "@cpokit/simulator";
import { hours, instant, type Instant, type Random } from "@cpokit/kernel";
import { TokenId, type Token } from "@cpokit/model";

/** Somebody with a card and a car. */
export interface Driver {
  readonly card: Omit<Token, "id" | "type" | "status"> & Pick<Partial<Token>, "status">;
  readonly car: VehicleModel;
  /** Where this driver charges. */
  readonly site: string;
}

const NAMES: Readonly<Record<string, { readonly group?: string; readonly names: readonly string[] }>> = {
  "amsterdam-javakade": { names: ["Anna de Vries", "Bram Jansen", "Chloé Martin", "Emil Larsen", "Sanne Bakker", "Youssef El Amrani", "Femke Visser", "Daan Mulder"] },
  "utrecht-neude": { names: ["Lotte Smit", "Ruben Meijer", "Iris de Boer", "Thijs Bos", "Noor Vos"] },
  "rotterdam-maaskantoor": { group: "maas-staff", names: ["Maas Pool 1", "Maas Pool 2", "Maas Pool 3", "Maas Pool 4", "Eva Kok", "Sem Peters", "Julia Hendriks", "Lars Dekker", "Mila Brouwer", "Finn de Wit", "Zoë Dijkstra", "Omar Haddad"] },
  "hamburg-hafenring": { names: ["Jonas Petersen", "Lena Hoffmann", "Mehmet Yilmaz", "Katharina Vogt", "Piotr Nowak", "Astrid Lund", "Tobias Krüger", "Marie Albrecht", "Nils Brandt", "Sofia Rossi", "Henrik Dahl", "Clara Neumann", "Ivan Horvat", "Paula Winter"] },
  "london-canada-quay": { group: "canada-quay", names: ["Flat 3", "Flat 7", "Flat 12", "Flat 18", "Flat 21", "Flat 26", "Flat 30", "Flat 33"] },
  "lisboa-oriente": { names: ["Inês Carvalho", "Tiago Ferreira", "Beatriz Sousa", "Rui Almeida", "Joana Pinto", "Miguel Costa"] },
};

const uid = (index: number): string => `04${(0xa2b3c4 + index * 0x1357).toString(16).toUpperCase().padStart(6, "0")}D5E6${(0x80 + index).toString(16).toUpperCase()}`;

/** Everybody who charges in the demonstration, the same at every start. */
export const DRIVERS: readonly Driver[] = Object.entries(NAMES).flatMap(([site, { group, names }]) => names.map((holder) => ({ site, holder, group }))).map(({ site, holder, group }, index) => ({
  site,
  car: vehicleModels[(index * 5) % vehicleModels.length] ?? vehicleModels[0],
  card: { value: uid(index), visualNumber: `NL-CPO-${String(101 + index).padStart(6, "0")}`, holder, ...(group === undefined ? {} : { group }) },
}));

/** Two taxis that charge in the street, and two members of the motorway club. */
export const TAXIS = "harbour-taxi";
export const CLUB_MEMBERS = "motorway-club";
const FLEETS: readonly Driver[] = [
  { site: "amsterdam-javakade", car: vehicleModels[2], card: { value: "04D1E2F3A4B583", visualNumber: "NL-CPO-000204", holder: "Harbour Taxi 1", group: TAXIS } },
  { site: "amsterdam-javakade", car: vehicleModels[4], card: { value: "04E5F4A3B2C184", visualNumber: "NL-CPO-000205", holder: "Harbour Taxi 2", group: TAXIS } },
  { site: "hamburg-hafenring", car: vehicleModels[5], card: { value: "04F1A0B2C3D491", visualNumber: "NL-CPO-000301", holder: "Greta Sommer", group: CLUB_MEMBERS } },
  { site: "hamburg-hafenring", car: vehicleModels[4], card: { value: "04F1A0B2C3D592", visualNumber: "NL-CPO-000302", holder: "Oskar Lind", group: CLUB_MEMBERS } },
];
export const ALL_DRIVERS: readonly Driver[] = [...DRIVERS, ...FLEETS];

/** Cards that are refused wherever they are shown. */
const LOST = { value: "04AAAABBBBCC86", visualNumber: "NL-CPO-000107", holder: "Lost card" };
const EXPIRED = { value: "04BBBBCCCCDD87", visualNumber: "NL-CPO-000108", holder: "Summer visitor" };
const STRANGER = "04DEADBEEF0199";

/** The tokens as they are entered. */
export function demoTokens(now: Instant): Token[] {
  return [
    ...ALL_DRIVERS.map(({ card }, index) => ({ id: TokenId.parse(`card-${index + 1}`), type: "RFID" as const, status: "accepted" as const, ...card })),
    { id: TokenId.parse("card-lost"), type: "RFID", status: "blocked", ...LOST },
    { id: TokenId.parse("card-expired"), type: "RFID", status: "accepted", ...EXPIRED, validUntil: instant(now - hours(24 * 60)) },
  ];
}

/** Who comes to a site next: mostly its own people, at times somebody whose card is refused. */
export function whoComes(site: string, random: Random): { readonly token: StationToken; readonly car: Vehicle } {
  const here = ALL_DRIVERS.filter((driver) => driver.site === site);
  const chance = between(random, 1, 100);
  const driver = here[between(random, 0, here.length - 1)] ?? DRIVERS[0];
  if (driver === undefined) throw new Error(`Nobody charges at ${site}.`);
  const value = chance === 1 ? LOST.value : chance === 2 ? EXPIRED.value : chance === 3 ? STRANGER : driver.card.value;
  return { token: { value, type: "ISO14443" }, car: createVehicle({ ...driver.car, stateOfCharge: between(random, 8, 62), target: pick(random, [80, 80, 90, 100]) }) };
}

/** A source of randomness of its own for everything that is named. */
export function randomOf(seed: number, name: string): Random {
  let hash = seed >>> 0;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return createRandom(hash);
}
