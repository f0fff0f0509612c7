import { accessPolicies, stations, tokens } from "@cpokit/csms";
import type { TariffDraft } from "@cpokit/billing";
import { hours, instant } from "@cpokit/kernel";
import { EvseId, LocationId, StationId, type Location, type Station } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { enterAccounts } from "./accounts.ts";
import { enterHosts } from "./close-month.ts";
import { CLUB_MEMBERS, demoTokens } from "./drivers.ts";
import { DEMO_SITES, DEMO_STATIONS, plugsOf, type DemoSite } from "./network.ts";
import { CLUB, STANDARD } from "./tariffs.ts";

/** Before everything that the demonstration knows of. */
const BEFORE = hours(24 * 45);

/** Enters the demonstration's sites, stations, tokens and tariffs; what is there already stays as people have changed it. */
export async function enterNetwork(cpo: Cpo): Promise<void> {
  await cpo.store.transaction(async (unit) => {
    if ((await unit.get(locations, DEMO_SITES[0]?.id ?? "")) !== undefined) return;
    const now = cpo.clock.now();
    const validFrom = instant(now - BEFORE);
    for (const { identity, location } of DEMO_STATIONS) {
      const station: Station = { id: StationId.parse(identity), identity, locationId: LocationId.parse(location), lifecycle: "operative" };
      unit.put(stations, station.id, station);
    }
    for (const site of DEMO_SITES) unit.put(locations, site.id, locationOf(site));
    for (const tariff of new Set([...DEMO_SITES.map((site) => site.tariff), CLUB])) await publish(cpo, unit, { ...tariff, validFrom });
    for (const { id, tariff } of DEMO_SITES) cpo.billing.assignTariff(unit, { tariffId: tariff.tariffId, target: { kind: "location", location: id } });
    cpo.billing.assignTariff(unit, { tariffId: CLUB.tariffId, target: { kind: "tokenGroup", group: CLUB_MEMBERS } });
    // Stations that people add are priced from the start.
    cpo.billing.assignTariff(unit, { tariffId: STANDARD.tariffId, target: { kind: "tenant" } });
    for (const { id, timeZone, residents } of DEMO_SITES) {
      if (residents !== undefined) unit.put(accessPolicies, `location/${id}`, { place: `location/${id}`, timeZone, rules: [{ effect: "allow", who: { groups: [residents] } }, { effect: "refuse", who: { roaming: true } }], otherwise: "allow" });
    }
    enterHosts(unit);
    for (const token of await enterAccounts(cpo, unit, demoTokens(now), validFrom)) unit.put(tokens, token.id, token);
  });
}

async function publish(cpo: Cpo, unit: Unit, draft: TariffDraft): Promise<void> {
  const published = await cpo.billing.proposeTariff(unit, draft, "demo");
  if (published.outcome === "refused") throw new Error(`The tariff ${draft.tariffId} of the demonstration is refused: ${JSON.stringify(published.problems)}`);
}

function locationOf({ id, tariff: _, pattern: __, residents: ___, ...site }: DemoSite): Location {
  let count = 0;
  const evses = DEMO_STATIONS.filter((station) => station.location === id).flatMap(({ identity, evses: all, notEntered = [], accessible = [] }) =>
    all.filter((evse) => !notEntered.includes(evse.number)).map((evse) => {
      count += 1;
      const number = String(count).padStart(3, "0");
      return { id: EvseId.parse(`${id}-${number}`), emi3Id: `NL*CPO*E${id.slice(0, 3).toUpperCase()}${number}`, stationId: StationId.parse(identity), number: evse.number, connectors: plugsOf(evse), ...(accessible.includes(evse.number) ? { bay: { vehicleTypes: ["PERSONAL_VEHICLE", "DISABLED"], width: 3.5, lighting: true } } : {}) };
    }));
  return { id: LocationId.parse(id), ...site, evses };
}
