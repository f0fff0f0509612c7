import { CpoError, isCpoError, type Instant } from "@cpokit/kernel";
import type { TariffVersion } from "@cpokit/model";
import {
  compile, createSegmenter, generateCdr, price, quote, segment,
  type CompiledTariff, type GeneratedCdr, type MeterSample, type OcpiCdr, type OcpiCdrLocation, type Priced, type Quote, type QuoteOptions, type SegmenterOptions,
} from "@cpokit/tariffs";
import { samplesOf, stateChangesOf, type BillableSession, type PartyKey } from "./billable-session.ts";
import { settlementSentences } from "./settlement-sentences.ts";
import { ocpiTariffOf } from "./tariff-catalogue.ts";

const { say } = settlementSentences;

export interface RateOptions {
  readonly id: string;
  readonly party: PartyKey;
  readonly issuedAt: Instant;
}

export type RatedSession =
  | { readonly outcome: "rated"; readonly generated: GeneratedCdr }
  /** The price cannot be known; `reason` says what to do. */
  | { readonly outcome: "unpriced"; readonly reason: string };

/** Prices sessions by tariff versions, which it compiles once. */
export interface Rater {
  /** The CDR of an ended session with its price; one calculator for quote, running cost and CDR (I13). */
  rate(billable: BillableSession, version: TariffVersion, options: RateOptions): RatedSession;
  /** The price until `at` of a session that runs, with readings that are only expected yet. */
  running(billable: BillableSession, version: TariffVersion, at: Instant, expected?: readonly MeterSample[]): Priced;
  quote(version: TariffVersion, options: Omit<QuoteOptions, "tariffs">): Quote;
  /** Prices an existing CDR's periods by another tariff (tariffs P5). */
  reprice(cdr: OcpiCdr, version: TariffVersion, timeZone: string): Priced;
}

export function createRater(): Rater {
  const compiled = new Map<string, CompiledTariff>();

  function tariffOf(version: TariffVersion): CompiledTariff {
    const known = compiled.get(version.id);
    if (known !== undefined) return known;
    const made = compile(ocpiTariffOf(version), { version: version.ocpiVersion });
    compiled.set(version.id, made);
    return made;
  }

  return {
    rate(billable, version, { id, party, issuedAt }) {
      const { session, place, token, partner, contract, homeCharging } = billable;
      if (place === undefined) {
        return { outcome: "unpriced", reason: say("no-location") };
      }
      if (session.endAt === undefined) return { outcome: "unpriced", reason: say("no-end") };
      try {
        const tariff = tariffOf(version);
        const periods = segment({ ...segmenterOptions(billable, tariff), end: session.endAt, samples: samplesOf(billable), events: stateChangesOf(billable) });
        const generated = generateCdr({
          version: version.ocpiVersion,
          id,
          party,
          session: periods,
          sessionId: session.id,
          tariffs: [tariff],
          timeZone: place.location.timeZone,
          location: cdrLocation(place),
          token: {
            country_code: (partner ?? party).countryCode,
            party_id: (partner ?? party).partyId,
            uid: session.token?.value ?? "#NA",
            type: token?.type ?? "OTHER",
            contract_id: contract ?? token?.id ?? session.token?.value ?? "#NA",
          },
          authMethod: authMethodOf(session),
          ...(session.authorization?.reference === undefined ? {} : { authorizationReference: session.authorization.reference }),
          ...(homeCharging === true ? { homeChargingCompensation: true } : {}), // Y3
          lastUpdated: issuedAt,
        });
        return { outcome: "rated", generated };
      } catch (error) {
        if (isCpoError(error) && error.code.startsWith("tariffs.")) return { outcome: "unpriced", reason: error.message };
        throw error;
      }
    },

    running(billable, version, at, expected = []) {
      const tariff = tariffOf(version);
      const segmenter = createSegmenter(segmenterOptions(billable, tariff));
      for (const change of stateChangesOf(billable)) segmenter.change(change);
      for (const sample of [...samplesOf(billable), ...expected]) segmenter.push(sample);
      const { place } = billable;
      return price({ tariff, session: segmenter.snapshot(at), ...(place === undefined ? {} : { timeZone: place.location.timeZone }) });
    },

    quote: (version, options) => quote({ ...options, tariffs: [tariffOf(version)] }),

    reprice(cdr, version, timeZone) {
      // Without the ids of the tariff that made them, the periods are priced by the one that is given (tariffs V1, V2).
      const periods = cdr.charging_periods.map(({ tariff_id: _, ...period }) => period);
      return price({ cdr: { ...cdr, charging_periods: periods }, tariff: tariffOf(version), timeZone, facts: { expired: false } });
    },
  };
}

/** How it was decided that the driver may charge (OCPI AuthMethod). */
function authMethodOf({ remoteStartId, authorization }: BillableSession["session"]): "AUTH_REQUEST" | "COMMAND" | "WHITELIST" {
  if (remoteStartId !== undefined) return "COMMAND";
  return authorization?.source === "roaming" ? "AUTH_REQUEST" : "WHITELIST";
}

function segmenterOptions({ session, place }: BillableSession, tariff: CompiledTariff): SegmenterOptions {
  return { start: session.startAt, tariffs: [tariff], ...(place === undefined ? {} : { timeZone: place.location.timeZone }) };
}

function cdrLocation({ location, evse, connector }: NonNullable<BillableSession["place"]>): OcpiCdrLocation {
  return {
    id: location.id,
    name: location.name,
    address: location.address,
    city: location.city,
    ...(location.postalCode === undefined ? {} : { postal_code: location.postalCode }),
    country: location.country,
    coordinates: { latitude: degrees(location.coordinates.latitude), longitude: degrees(location.coordinates.longitude) },
    evse_uid: evse.id,
    evse_id: evse.emi3Id ?? evse.id,
    connector_id: String(connector.number),
    connector_standard: connector.standard,
    connector_format: connector.format,
    connector_power_type: connector.powerType,
  };
}

/** Five to seven decimals, in 2.1.1 six (OCPI GeoLocation). */
function degrees(text: string): string {
  const [whole = "0", fraction = ""] = text.split(".");
  return `${whole}.${fraction.padEnd(6, "0").slice(0, 7)}`;
}

/** A party as OCPI writes it. @throws `billing.party` when a code has the wrong form. */
export function checkParty(party: PartyKey): PartyKey {
  if (!/^[A-Z]{2}$/.test(party.countryCode) || !/^[A-Z0-9]{3}$/.test(party.partyId)) {
    throw new CpoError("billing.party", `"${party.countryCode}*${party.partyId}" is no party; give a country code of two letters and a party id of three characters, like NL and CPO.`, {
      countryCode: party.countryCode, partyId: party.partyId,
    });
  }
  return party;
}
