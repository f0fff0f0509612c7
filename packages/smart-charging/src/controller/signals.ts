import type { Instant } from "@cpokit/kernel";
import type { PhaseAmps, SiteModel, SiteNode } from "../site/site-model.ts";

/** What grid, market or roaming partner say about a place and a time: one type for all of them (smart-charging §10). */
export interface LimitSignal {
  /** Who says it; a new list of a source replaces its former one. */
  readonly source: string;
  /** Default: the grid connection. */
  readonly node?: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly importA?: PhaseAmps;
  readonly importKW?: number;
  readonly exportKW?: number;
  /** Per kWh, added to other prices. */
  readonly price?: number;
  readonly co2KgPerKWh?: number;
  /** `soft` limits bind plans only. */
  readonly binding: "hard" | "soft";
  /** Holds only while its source is silent. */
  readonly whenSilent?: boolean;
}

/** The signals of all sources. */
export interface Signals {
  /** Replaces what a source said; `aliveSeconds` after this it counts as silent. */
  set(source: string, signals: readonly LimitSignal[], now: Instant, aliveSeconds?: number): void;
  /** A heartbeat of a source. */
  alive(source: string, now: Instant): void;
  /** What counts at a moment, of any time. */
  inForce(now: Instant): readonly LimitSignal[];
}

export function createSignals(): Signals {
  const sources = new Map<string, { readonly signals: readonly LimitSignal[]; readonly aliveSeconds: number; heard: Instant }>();
  return {
    set: (source, signals, now, aliveSeconds = Infinity) => void sources.set(source, { signals, aliveSeconds, heard: now }),
    alive(source, now) {
      const known = sources.get(source);
      if (known !== undefined) known.heard = now;
    },
    inForce: (now) => [...sources.values()].flatMap(({ signals, aliveSeconds, heard }) => {
      const usesFallback = now - heard > aliveSeconds * 1_000 && signals.some(({ whenSilent }) => whenSilent === true);
      return signals.filter(({ to, whenSilent }) => to > now && (whenSilent === true) === usesFallback);
    }),
  };
}

/** A site model with signals as limit schedules of its nodes: the minimum of all that apply counts. */
export function withSignals(model: SiteModel, signals: readonly LimitSignal[], binding: readonly LimitSignal["binding"][] = ["hard"]): SiteModel {
  const limits = signals.filter((signal) => binding.includes(signal.binding) && (signal.importA ?? signal.importKW ?? signal.exportKW) !== undefined);
  if (limits.length === 0) return model;
  const root = model.nodes.find(({ parent }) => parent === undefined)!.id;
  return {
    ...model,
    nodes: model.nodes.map((node): SiteNode => {
      const own = limits.filter((signal) => (signal.node ?? root) === node.id);
      if (own.length === 0) return node;
      const steps = own.map(({ from, to, importA, importKW, exportKW }) => ({
        from, to, ...(importA !== undefined && { limitA: importA }), ...(importKW !== undefined && { limitKW: importKW }), ...(exportKW !== undefined && { exportKW }),
      }));
      return { ...node, schedule: [...(node.schedule ?? []), ...steps] };
    }),
  };
}

/** The sum of all prices that signals add at a moment. */
export function addedPrice(signals: readonly LimitSignal[], at: Instant): number {
  return signals.reduce((sum, signal) => sum + (at >= signal.from && at < signal.to ? signal.price ?? 0 : 0), 0);
}

/** kg of CO₂ of a kWh at a moment: the mean of what signals say; undefined where none says anything. */
export function carbonAt(signals: readonly LimitSignal[], at: Instant): number | undefined {
  const said = signals.flatMap(({ from, to, co2KgPerKWh }) => (co2KgPerKWh !== undefined && at >= from && at < to ? [co2KgPerKWh] : []));
  return said.length === 0 ? undefined : said.reduce((sum, one) => sum + one, 0) / said.length;
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * OpenADR 2.0b: SIMPLE levels 0–3 become shares of the grid limit, LOAD_CONTROL a limit in kW, ELECTRICITY_PRICE a price.
 * 3.0: IMPORT_CAPACITY_LIMIT, EXPORT_CAPACITY_LIMIT in kW, PRICE, GHG in kg per kWh. `random` in [0, 1) spreads the start over `randomizeSeconds`.
 */
export function fromOpenAdr(
  event: { readonly kind: "SIMPLE" | "LOAD_CONTROL" | "ELECTRICITY_PRICE" | "PRICE" | "GHG" | "IMPORT_CAPACITY_LIMIT" | "EXPORT_CAPACITY_LIMIT"; readonly intervals: readonly (Span & { readonly value: number })[]; readonly randomizeSeconds?: number },
  options: { readonly siteKW: number; readonly levelShares?: readonly [number, number, number, number]; readonly random?: number },
): readonly LimitSignal[] {
  const shares = options.levelShares ?? [1, 0.5, 0.25, 0];
  const delay = Math.floor((event.randomizeSeconds ?? 0) * (options.random ?? 0)) * 1_000;
  return event.intervals.map(({ from, to, value }): LimitSignal => {
    const base = { source: "OpenADR", from: (from + delay) as Instant, to, binding: "hard" as const };
    switch (event.kind) {
      case "SIMPLE": return { ...base, importKW: options.siteKW * (shares[Math.min(3, Math.max(0, Math.round(value)))] ?? 1) };
      case "LOAD_CONTROL": case "IMPORT_CAPACITY_LIMIT": return { ...base, importKW: Math.max(0, value) };
      case "EXPORT_CAPACITY_LIMIT": return { ...base, exportKW: Math.max(0, value) };
      case "ELECTRICITY_PRICE": case "PRICE": return { ...base, binding: "soft", price: value };
      case "GHG": return { ...base, binding: "soft", co2KgPerKWh: value };
    }
  });
}

/** OSCP 2.0 UpdateGroupCapacityForecast: consumption limits, their fallback for a silent provider, and the optimum as a soft target; kW. */
export function fromOscp(forecast: { readonly type: "CONSUMPTION" | "GENERATION" | "FALLBACK_CONSUMPTION" | "FALLBACK_GENERATION" | "OPTIMUM"; readonly node?: string; readonly blocks: readonly (Span & { readonly kW: number })[] }): readonly LimitSignal[] {
  return forecast.blocks.map(({ from, to, kW }): LimitSignal => ({
    source: "OSCP", from, to, binding: forecast.type === "OPTIMUM" ? "soft" : "hard",
    ...(forecast.node !== undefined && { node: forecast.node }),
    ...(forecast.type.endsWith("GENERATION") ? { exportKW: kW } : { importKW: kW }),
    ...(forecast.type.startsWith("FALLBACK_") && { whenSilent: true }),
  }));
}

/** German §14a EnWG dimming of controllable devices: 4.2 kW for one, for several 0.4 of what they could draw with 4.2 kW each at the least shared by simultaneity. */
export function fromSection14a(order: Span & { readonly devices: number; readonly totalKW: number; readonly node?: string }): LimitSignal {
  const simultaneity = [1, 1, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5][order.devices] ?? 0.45;
  const least = 4.2 + Math.max(0, order.devices - 1) * simultaneity * 4.2;
  const base = order.devices <= 1 ? 4.2 : Math.max(0.4 * order.totalKW, least);
  return { source: "§14a", from: order.from, to: order.to, binding: "hard", importKW: base, ...(order.node !== undefined && { node: order.node }) };
}

/** What a roaming partner lets a session draw (OCPI ChargingProfiles); without periods it caps nothing. */
export interface PartnerProfile {
  readonly start: Instant;
  readonly durationSeconds?: number;
  readonly unit: "A" | "W";
  /** Seconds from the start, and A per phase or W in all. */
  readonly periods: readonly { readonly start: number; readonly limit: number }[];
}

/** OCPI ChargingProfiles: the cap in A per phase that a partner's profile puts on a session now, and when it changes. */
export function fromOcpiProfile(
  profile: PartnerProfile, now: Instant, supply: { readonly volts: number; readonly phases: number },
): number | undefined {
  const elapsed = Math.floor((now - profile.start) / 1_000);
  if (elapsed < 0 || elapsed >= (profile.durationSeconds ?? Infinity)) return undefined;
  const limit = profile.periods.findLast(({ start }) => start <= elapsed)?.limit;
  if (limit === undefined) return undefined;
  return profile.unit === "A" ? limit : limit / (supply.volts * supply.phases);
}
