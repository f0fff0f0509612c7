import type { Instant } from "@cpokit/kernel";
import { outletOf, type Outlet, type Site } from "../site/define-site.ts";
import type { Controller } from "./types.ts";
import type { SessionWish } from "./ports.ts";

/** A sampled value in OCPP's own words; `Reading` of `@cpokit/model` is one. */
export interface FeedReading {
  readonly value: string;
  readonly measurand: string;
  readonly unit: string;
  /** Power of ten. */
  readonly multiplier?: number;
  readonly phase?: string;
}

/** What a station reports of a transaction; `SessionFact` of `@cpokit/model` is one. */
export interface FeedFact {
  readonly fact: "started" | "metered" | "ended";
  readonly station: string;
  /** EVSE id (2.x) or connector id (1.6). */
  readonly evse?: number;
  /** The station's own reference. */
  readonly transaction?: string;
  readonly stationTime: Instant;
  readonly readings: readonly FeedReading[];
}

/** Tells a controller of a site what its stations report. */
export interface StationFeed {
  /**
   * Takes a fact in; what belongs to no EVSE of the site is left out. `transaction` is the reference where the fact has none (a 1.6 start).
   * Returns the id under which the controller knows the session.
   */
  fact(fact: FeedFact, more?: { readonly transaction?: string; readonly wish?: SessionWish }): string | undefined;
  /** The EVSE of the site, by station and number. */
  evseAt(station: string, evse: number | undefined): string | undefined;
}

/** The id of a session at a controller: references are unique at their station only. */
export function sessionKey(station: string, transaction: string): string {
  return `${station}/${transaction}`;
}

/** `clock`-free: times are those of the facts. A session that is only heard of later (after a restart) begins with what is heard. */
export function createStationFeed(site: Site, controller: Controller): StationFeed {
  const evses = new Map(site.model.evses.map((evse) => [`${evse.station}/${evse.connector}`, evse.id]));
  /** By session: its EVSE, and the register when it was first heard of, Wh. */
  const running = new Map<string, { readonly evse: string; begunWh: number | undefined; begunBackWh: number | undefined }>();
  const evseAt = (station: string, evse: number | undefined): string | undefined => evses.get(`${station}/${evse ?? 1}`);

  return {
    evseAt,
    fact(fact, more = {}) {
      const reference = fact.transaction ?? more.transaction;
      if (reference === undefined) return undefined;
      const transaction = sessionKey(fact.station, reference);
      let known = running.get(transaction);
      if (fact.fact === "ended") {
        if (known === undefined) return undefined;
        running.delete(transaction);
        controller.ended(transaction);
        return transaction;
      }
      if (known === undefined) {
        const evse = evseAt(fact.station, fact.evse);
        if (evse === undefined) return undefined;
        known = { evse, begunWh: undefined, begunBackWh: undefined };
        running.set(transaction, known);
        controller.started({ transaction, reference, evse, at: fact.stationTime, ...(more.wish !== undefined && { wish: more.wish }) });
      }
      const whole = (name: string): number | undefined => numberOf(fact.readings.findLast(({ measurand, phase }) => measurand === name && phase === undefined));
      const register = whole("Energy.Active.Import.Register");
      const backRegister = whole("Energy.Active.Export.Register");
      known.begunWh ??= register;
      known.begunBackWh ??= backRegister;
      const amps = gridAmps(site, known.evse, fact.readings);
      if (amps !== undefined) {
        const deliveredKWh = register === undefined || known.begunWh === undefined ? undefined : Math.max(0, register - known.begunWh) / 1_000;
        controller.measured(known.evse, { amps, at: fact.stationTime, ...(deliveredKWh !== undefined && { deliveredKWh }), ...(backRegister !== undefined && { returnedKWh: Math.max(0, backRegister - known.begunBackWh!) / 1_000 }) });
      }
      return transaction;
    },
  };
}

/** Amperes at the grid by phase, below 0 where the car gives back: as measured on AC, from the power on DC, whose currents are those of the battery. */
function gridAmps(site: Site, evse: string, readings: readonly FeedReading[]): readonly number[] | undefined {
  const outlet = outletOf(site, evse);
  const drawn = ampsTowards("Import", site, outlet, readings);
  const given = (outlet.evse.maxDischargeA ?? 0) > 0 ? ampsTowards("Export", site, outlet, readings) : undefined;
  if (drawn === undefined || given === undefined) return drawn ?? given?.map((amps) => -amps);
  return drawn.map((amps, phase) => amps - (given[phase] ?? 0));
}

function ampsTowards(way: "Import" | "Export", site: Site, outlet: Outlet, readings: readonly FeedReading[]): readonly number[] | undefined {
  const power = numberOf(readings.findLast(({ measurand, phase }) => measurand === `Power.Active.${way}` && phase === undefined));
  if (outlet.evse.dc !== undefined) {
    const amps = power === undefined ? undefined : power / (outlet.wirings[0].carKW * 1_000);
    return amps === undefined ? undefined : [amps, amps, amps];
  }
  const byPhase = ["L1", "L2", "L3"].map((name) => numberOf(readings.findLast(({ measurand, phase }) => measurand === `Current.${way}` && (phase === name || phase === `${name}-N`))));
  if (byPhase.some((amps) => amps !== undefined)) return byPhase.map((amps) => amps ?? 0);
  const single = numberOf(readings.findLast(({ measurand, phase }) => measurand === `Current.${way}` && phase === undefined));
  if (single !== undefined) return [single];
  return power === undefined ? undefined : Array.from({ length: outlet.evse.phases }, () => power / outlet.evse.phases / site.voltage);
}

/** The value in Wh, W or A. */
function numberOf(reading: FeedReading | undefined): number | undefined {
  if (reading === undefined || reading.value === "") return undefined;
  const value = Number(reading.value) * 10 ** ((reading.multiplier ?? 0) + (reading.unit.startsWith("k") ? 3 : 0));
  return Number.isFinite(value) ? value : undefined;
}
