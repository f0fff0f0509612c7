import { tariffVersions, versionInForce, type Billing, type CdrRecord } from "@cpokit/billing";
import { connectorStatuses, exclusionsOf, stationConnections, stations, tokens, type Csms } from "@cpokit/csms";
import { CpoError, type Clock } from "@cpokit/kernel";
import type { ConnectorState, Evse, Location as Site, Token } from "@cpokit/model";
import { convertObject, evseStatus, findPublished, toLocation, toSession, toToken, type EvseDetails, type Push } from "@cpokit/ocpi";
import type { CDR, Location } from "@cpokit/ocpi/v230";
import type { Sessions } from "@cpokit/sessions";
import type { Store, Unit } from "@cpokit/storage";
import { locations } from "../collections.ts";
import { findPlace } from "../views/directory.ts";
import { partnerOf, partnerTokens } from "./partner-tokens.ts";
import type { PartnerTariffs } from "./partner-tariffs.ts";
import type { RoamingSettings } from "./settings.ts";

export interface PublishingPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly csms: () => Csms;
  readonly sessions: Sessions;
  readonly billing: Billing;
  readonly push: Push;
  readonly tariffs: PartnerTariffs;
  /** Whether the power of an EVSE can be limited. */
  readonly takesProfiles: (location: string, station: string, evse: number) => boolean;
  readonly settings: RoamingSettings;
}

/** Tells partners what is ours, each thing in the unit of work that heard of its change. */
export interface Publishing {
  location(unit: Unit, id: string): Promise<void>;
  locationsOf(unit: Unit, station: string): Promise<void>;
  session(unit: Unit, id: string): Promise<void>;
  cdr(unit: Unit, record: CdrRecord): Promise<void>;
  tariff(unit: Unit, id: string): Promise<void>;
  /** `gone`: it was taken away; partners hear that it is not valid any more. */
  token(unit: Unit, id: string, gone?: Token): Promise<void>;
  /** A site as it is now, for whoever asks; its times are not set. */
  locationNow(site: Site): Promise<Location>;
  /** Everything that may be told: when the first partner comes, and when something changed that many things hang on. What is told already is not told again. */
  all(): Promise<void>;
}

export function createPublishing({ store, clock, csms, sessions, billing, push, tariffs, takesProfiles, settings: { party, name, roles } }: PublishingPorts): Publishing {
  const isCpo = roles.includes("CPO");
  const isEmsp = roles.includes("EMSP");
  const own = { country_code: party.countryCode, party_id: party.partyId };

  const publishing: Publishing = {
    async location(unit, id) {
      if (!isCpo) return;
      // Read first: whoever tells a newer state meanwhile makes this unit run again.
      const before = await findPublished(unit, "Location", { ...party, id });
      const site = await store.get(locations, id);
      if (site !== undefined) await push.publish(unit, "Location", await locationNow(site, before));
      else if (before !== undefined) await push.publish(unit, "Location", { ...before, evses: (before.evses ?? []).map((evse) => ({ ...evse, status: "REMOVED" })) });
    },
    locationNow: (site) => locationNow(site, undefined),
    async locationsOf(unit, station) {
      for (const { id } of (await store.find(locations, { index: "byStation", prefix: station })).items) await publishing.location(unit, id);
    },
    async session(unit, id) {
      const session = isCpo ? await sessions.get(unit, id) : undefined;
      const partner = await partnerOf(unit, session?.token?.value);
      const place = session === undefined ? undefined : await findPlace(unit, session.station, session.evse, session.connector);
      if (session === undefined || partner === undefined || place === undefined) return;
      const priced = await billing.runningCost(unit, id);
      const cost = priced === undefined ? undefined : { currency: priced.currency, ...priced.totals.cost };
      const said = toSession(session, { party, place, token: partner.token, cost });
      if (said !== undefined) await push.publish(unit, "Session", said);
    },
    async cdr(unit, record) {
      const partner = isCpo ? await partnerOf(unit, record.token) : undefined;
      if (partner === undefined) return;
      const { value } = convertObject("CDR", record.cdr as never, record.priced.version, "2.3.0", { party, timeZone: record.timeZone });
      if (value === undefined) throw new CpoError("complete-cpo.cdr", `The CDR ${record.id} cannot be said in OCPI 2.3.0.`, { cdr: record.id });
      const said: CDR = {
        ...value, session_id: record.session, cdr_token: partner.token,
        // What 2.1.1, in which a tariff may be written, has no words for.
        ...(record.kind === "credit" ? { credit: true, credit_reference_id: record.creditOf ?? "" } : {}),
      };
      await push.publish(unit, "CDR", said);
    },
    async tariff(unit, id) {
      if (!isCpo) return;
      const version = await versionInForce(unit, id, clock.now());
      const before = await findPublished(unit, "Tariff", { ...party, id });
      if (version === undefined || !tariffs.isShown(id)) {
        if (before !== undefined) await push.withdraw(unit, "Tariff", before);
        return;
      }
      const { value } = convertObject("Tariff", version.tariff as never, version.ocpiVersion, "2.3.0", { party });
      if (value !== undefined) await push.publish(unit, "Tariff", { ...value, ...own, id });
    },
    async token(unit, id, gone) {
      if (!isEmsp || (await unit.get(partnerTokens, id)) !== undefined) return;
      const token = (await unit.get(tokens, id)) ?? gone;
      if (token !== undefined) await push.publish(unit, "Token", toToken(token, { party, issuer: name, isValid: token !== gone && isValid(token) }));
    },
    async all() {
      await tariffs.load();
      const ids = new Set<string>();
      for await (const { body } of store.each(tariffVersions)) ids.add(body.tariffId);
      for (const id of ids) await store.transaction((unit) => publishing.tariff(unit, id));
      for await (const { id } of store.each(locations)) await store.transaction((unit) => publishing.location(unit, id));
      for await (const { id } of store.each(tokens)) await store.transaction((unit) => publishing.token(unit, id));
    },
  };
  return publishing;

  function isValid({ status, validFrom, validUntil }: Token): boolean {
    const now = clock.now();
    return status === "accepted" && (validFrom === undefined || now >= validFrom) && (validUntil === undefined || now < validUntil);
  }

  async function locationNow(site: Site, before: Location | undefined): Promise<Location> {
    const details = new Map<string, EvseDetails>();
    for (const evse of site.evses) details.set(evse.id, await detailsOf(site, evse));
    return toLocation(site, { party, operator: name, before, evse: ({ id }) => details.get(id)! });
  }

  async function detailsOf(site: Site, { id, stationId: station, number, connectors }: Evse): Promise<EvseDetails> {
    const now = clock.now();
    const [document, connection, statuses, session, reservation, out] = await Promise.all([
      store.get(stations, station), store.get(stationConnections, station), store.find(connectorStatuses, { index: "byStation", prefix: [station, number] }),
      sessions.openOn(store, station, number), csms().reservations.on(store, station, number), exclusionsOf(store, { station, evse: number, locationId: site.id }, now, now + 1),
    ]);
    const tariffIds = new Map<number, readonly string[]>();
    for (const connector of connectors) {
      const version = await billing.tariffFor(store, { at: now, location: site.id, evse: id, connector: connector.number });
      tariffIds.set(connector.number, version === undefined ? [] : [version.tariffId]);
    }
    const status = evseStatus({
      lifecycle: document?.lifecycle ?? "retired", isOnline: connection?.online === true, isInSession: session !== undefined, isReserved: reservation !== undefined && reservation.until > now,
      isInMaintenance: out.some(({ reason }) => reason === "scheduledMaintenance"), connectors: statuses.items.map(({ body }): ConnectorState => body.state),
    });
    return { status, capabilities: [...(takesProfiles(site.id, station, number) ? ["CHARGING_PROFILE_CAPABLE" as const] : []), "REMOTE_START_STOP_CAPABLE", "RESERVABLE", "RFID_READER", "UNLOCK_CAPABLE"], tariffIds: (connector) => tariffIds.get(connector) ?? [] };
  }
}

