/** The engine, and a record of what the vectors asked of it: it is what is published for others, in the words of OCPP. */
import { isDeepStrictEqual } from "node:util";
import type { Instant } from "@cpokit/kernel";
import { expect } from "vitest";
import * as engine from "../../src/index.ts";
import type { CompositePeriod, CompositeQuery, Dialect, InstallContext, InstallOutcome, OcppVersion, Profile } from "../../src/index.ts";
import { heldProfile, nameOf, time, vectorDialect, wirePeriod, type HeldProfile, type VectorDialect, type VectorEvse } from "./wire-vector.ts";

/** What a schedule has to be: of one EVSE, or of the whole station. */
export interface CompositeVector {
  readonly about: string;
  readonly dialect: VectorDialect;
  readonly holds: readonly HeldProfile[];
  readonly asked: {
    readonly at: string;
    /** Seconds; 0 or less asks for the value at `at` and so many seconds. */
    readonly duration: number;
    readonly chargingRateUnit: "A" | "W";
    readonly soc?: number;
    readonly offline?: { readonly since: string; readonly until?: string };
  } & (VectorEvse | { readonly supply: VectorEvse["supply"]; readonly evses: readonly (VectorEvse & { readonly unlimited: number })[] });
  readonly schedule: readonly Readonly<Record<string, unknown>>[];
}

/** What a station answers when it is given a profile. */
export interface InstallVector {
  readonly about: string;
  readonly holds: readonly HeldProfile[];
  readonly given: HeldProfile;
  /** The transaction that runs on the EVSE. */
  readonly runningTransaction?: string;
  /** It came inside RequestStartTransaction. */
  readonly withStart?: boolean;
  readonly supportedAdditionalPurposes?: readonly string[];
  readonly answer: { readonly status: "Accepted"; readonly thenHolds: readonly number[] } | { readonly status: "Rejected"; readonly reasonCode: string };
}

export interface Vectors {
  readonly version: OcppVersion;
  readonly composite: readonly CompositeVector[];
  readonly install: readonly InstallVector[];
}

/** A year of periods proves speed, not meaning. */
const MOST_PERIODS = 50;
const recorded: Readonly<Record<OcppVersion, { readonly composite: CompositeVector[]; readonly install: InstallVector[] }>> = {
  "1.6": { composite: [], install: [] }, "2.0.1": { composite: [], install: [] }, "2.1": { composite: [], install: [] },
};

const VERSIONS: readonly OcppVersion[] = ["1.6", "2.0.1", "2.1"];

type Of = VectorEvse | Pick<Extract<CompositeVector["asked"], { evses: unknown }>, "supply" | "evses">;

export const recordedVectors = (version: OcppVersion): Vectors => ({ version, ...recorded[version] });

export function compositeSchedule(profiles: readonly Profile[], query: CompositeQuery, dialect: Dialect): readonly CompositePeriod[] {
  return record(dialect, (each) => engine.compositeSchedule(profiles, query, each), profiles, query, (version) => evseOf(query, version));
}

export function stationSchedule(profiles: readonly Profile[], query: engine.StationQuery, dialect: Dialect): readonly CompositePeriod[] {
  return record(dialect, (each) => engine.stationSchedule(profiles, query, each), profiles, query, (version) => ({
    supply: query.supply, evses: query.evses.map((evse) => ({ ...evseOf(evse, version), unlimited: evse.unlimited })),
  }));
}

export function installProfile(profiles: readonly Profile[], profile: Profile, version: OcppVersion, context: InstallContext = {}): InstallOutcome {
  const result = engine.installProfile(profiles, profile, version, context);
  const [holds, fresh] = [heldIn(profiles, version), heldProfile(profile, version)];
  if (holds !== undefined && fresh !== undefined) {
    recorded[version].install.push({
      about: currentName(), holds, given: fresh,
      ...(context.transaction === undefined ? {} : { runningTransaction: nameOf(context.transaction, version) }), ...(context.withStart === true ? { withStart: true } : {}),
      ...(context.additionalPurposes === undefined ? {} : { supportedAdditionalPurposes: context.additionalPurposes.map((purpose) => (purpose === "priority" ? "PriorityCharging" : "LocalGeneration")) }),
      answer: result.accepted ? { status: "Accepted", thenHolds: result.profiles.map(({ id }) => id) } : { status: "Rejected", reasonCode: result.reason },
    });
  }
  return result;
}

/** Runs the engine, and notes what it was asked for the dialect's version, and for an older one that has words for it and comes to the same. */
function record(dialect: Dialect, run: (dialect: Dialect) => readonly CompositePeriod[], profiles: readonly Profile[], query: Omit<CompositeQuery, "evse" | "supply" | "transaction">, of: (version: OcppVersion) => Of): readonly CompositePeriod[] {
  const periods = run(dialect);
  const { from, seconds, unit, soc, offline } = query;
  for (const version of dialect.version === "2.1" ? VERSIONS : [dialect.version]) {
    const holds = heldIn(profiles, version);
    const its = { ...dialect, version };
    const isOlder = version !== dialect.version;
    if (holds === undefined || periods.length > MOST_PERIODS || (isOlder && (soc !== undefined || offline !== undefined || dialect.zone !== undefined || !isDeepStrictEqual(run(its), periods)))) continue;
    const asked = {
      at: time(from)!, duration: seconds, chargingRateUnit: unit, ...of(version), ...(soc === undefined ? {} : { soc }),
      ...(offline === undefined ? {} : { offline: { since: time(offline.since)!, ...(offline.until === undefined ? {} : { until: time(offline.until)! }) } }),
    };
    recorded[version].composite.push({ about: currentName(), dialect: vectorDialect(its), holds, asked, schedule: periods.map(wirePeriod) });
  }
  return periods;
}

function heldIn(profiles: readonly Profile[], version: OcppVersion): readonly HeldProfile[] | undefined {
  const held = profiles.map((profile) => heldProfile(profile, version));
  return held.every((one) => one !== undefined) ? held : undefined;
}

function evseOf({ evse, supply, transaction, priority }: Pick<CompositeQuery, "evse" | "supply" | "transaction" | "priority">, version: OcppVersion): VectorEvse {
  const moment = (at: Instant): string => time(at)!;
  return {
    evse, supply,
    ...(transaction === undefined ? {} : {
      transaction: {
        ...(transaction.id === undefined ? {} : { id: nameOf(transaction.id, version) }), startedAt: moment(transaction.startedAt),
        ...(transaction.readyAt === undefined ? {} : { readyAt: moment(transaction.readyAt) }),
      },
    }),
    ...(priority === true ? { priorityCharging: true } : {}),
  };
}

/** `purposes: 2.x: TxProfile needs that transaction` */
function currentName(): string {
  return (expect.getState().currentTestName ?? "").split(" > ").join(": ");
}
