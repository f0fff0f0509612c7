import { tariffAssignments } from "@cpokit/billing";
import type { Clock } from "@cpokit/kernel";
import type { Kind, Kinds, Peer } from "@cpokit/ocpi";
import type { Location } from "@cpokit/ocpi/v230";
import type { Store } from "@cpokit/storage";

/** Which tariffs partners see: the one that was assigned to them stands in the place of those for everybody. */
export interface PartnerTariffs {
  /** Reads the assignments anew; true when what some partner sees has changed. */
  load(): Promise<boolean>;
  /** Whether anybody among the partners sees it. */
  isShown(tariff: string): boolean;
  /** For `project` of handler and push. */
  readonly project: <Name extends Kind>(kind: Name, object: Kinds[Name], peer: Peer) => Kinds[Name] | undefined;
}

/** Kept in memory, because pages of locations are made for each partner from it. */
export function createPartnerTariffs({ store, clock }: { readonly store: Store; readonly clock: Clock }): PartnerTariffs {
  /** Tariffs that apply somewhere, whoever comes. */
  let forAll: ReadonlySet<string> = new Set();
  /** By party, `DE*MSP`. */
  let own: ReadonlyMap<string, string> = new Map();

  const ownOf = ({ roles }: Peer): string | undefined => {
    for (const { country_code: country, party_id: party } of roles) {
      const tariff = own.get(`${country}*${party}`.toUpperCase());
      if (tariff !== undefined) return tariff;
    }
    return undefined;
  };

  return {
    async load() {
      const [everybody, partners] = [new Set<string>(), new Map<string, { readonly tariff: string; readonly rank: readonly [number, string] }>()];
      const now = clock.now();
      for await (const { body: { id, target, tariffId, priority, from = -Infinity, until = Infinity } } of store.each(tariffAssignments)) {
        if (now < from || now >= until) continue;
        if (target.kind === "tenant" || target.kind === "location" || target.kind === "evse" || target.kind === "connector") everybody.add(tariffId);
        if (target.kind !== "partner") continue;
        const known = partners.get(target.partner.toUpperCase());
        if (known === undefined || priority > known.rank[0] || (priority === known.rank[0] && id > known.rank[1])) partners.set(target.partner.toUpperCase(), { tariff: tariffId, rank: [priority, id] });
      }
      const told = JSON.stringify([[...forAll], [...own]]);
      forAll = everybody;
      own = new Map(Array.from(partners, ([party, { tariff }]) => [party, tariff]));
      return told !== JSON.stringify([[...forAll], [...own]]);
    },
    isShown: (tariff) => forAll.has(tariff) || [...own.values()].includes(tariff),
    project(kind, object, peer) {
      const mine = ownOf(peer);
      if (kind === "Tariff") return (object as Kinds["Tariff"]).id === mine || (mine === undefined && forAll.has((object as Kinds["Tariff"]).id)) ? object : undefined;
      return kind === "Location" && mine !== undefined ? withTariff(object as Location, mine) as typeof object : object;
    },
  };
}

function withTariff(location: Location, tariff: string): Location {
  return { ...location, evses: (location.evses ?? []).map((evse) => ({ ...evse, connectors: evse.connectors.map((connector) => ({ ...connector, tariff_ids: [tariff] })) })) };
}
