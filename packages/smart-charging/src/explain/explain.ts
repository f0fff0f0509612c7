import { formatInstant, type Instant } from "@cpokit/kernel";
import type { Share } from "../allocate/allocate.ts";
import type { CappedBy } from "../controller/demands.ts";
import type { HeldBecause, LimitUse } from "./limit-use.ts";

/** Why a car gets what it gets, as values: for a page that says it in its own words. */
export interface ShareReason {
  readonly share: Share;
  /** What fills the limit of the share. */
  readonly use?: LimitUse;
  /** What the station was told, A. */
  readonly heldA: number;
  readonly cappedBy?: CappedBy;
  /** What is held for its station in any case, A. */
  readonly reserveA?: number;
  readonly nextStart?: Instant;
  readonly shortfallKWh?: number;
}

/** Why a car is at what it is while nobody decides on it: its station does not answer, or, with `quarantine`, does not follow. */
export interface UncontrolledReason {
  /** What it is counted at, A. */
  readonly worstA: number;
  /** What its station did; `fallOutSentences` reads it. */
  readonly quarantine?: string | undefined;
}

/** Why a car gives back: the plan says so. */
export interface GivingBackReason {
  /** A per phase. */
  readonly givesA: number;
  readonly storedKWh: number;
  /** What it leaves with more than it came with, and when. */
  readonly targetKWh?: number;
  readonly departure?: Instant;
}

/** Why a car gets what it gets, in plain words. */
export function explainShare(input: ShareReason): string {
  const parts = [`${trim(input.heldA)} A: ${reason(input)}.`];
  if (Math.abs(input.share.amps - input.heldA) >= 0.1) {
    parts.push(input.share.amps > input.heldA ? `${trim(input.share.amps)} A as soon as it is sure that others went down.` : `Going down to ${trim(input.share.amps)} A.`);
  }
  if (input.share.because === "waits" && input.reserveA !== undefined && input.reserveA >= SMALL) parts.push(`The ${trim(input.reserveA)} A held for its station are for the case that the connection to it is lost.`);
  if (input.nextStart !== undefined && input.share.amps === 0) parts.push(`Next cheap time ${formatInstant(input.nextStart).slice(11, 16)} UTC.`);
  if (input.shortfallKWh !== undefined && input.shortfallKWh >= 0.1) parts.push(`${trim(input.shortfallKWh)} kWh will be missing at the departure.`);
  return parts.join(" ");
}

/** The same of a car on which nobody decides. */
export function explainUncontrolled({ worstA, quarantine }: UncontrolledReason): string {
  if (quarantine !== undefined) return `Counted at ${trim(worstA)} A, all that its station can draw: ${quarantine}.`;
  return `Its station does not answer and keeps what it was told last, then its fallback; counted at ${trim(worstA)} A meanwhile.`;
}

function reason({ share, cappedBy, use }: ShareReason): string {
  switch (share.because) {
    case "limit": return use === undefined ? `a limit is full, ${sharers(share)}` : `${place(use)} is full (${size(use)})${filledBy(use, share)}`;
    case "waits": return `waits, since its minimum does not fit${use === undefined ? "" : `: ${place(use)} has no room for it (${size(use)})${filledBy(use, share)}`}`;
    case "own":
      if (cappedBy === "plan") return "the plan charges it at this rate now, since other times are cheaper";
      if (cappedBy === "pv") return "as much as the sun gives";
      if (cappedBy === "class") return "all cars of its class together may take no more";
      if (cappedBy === "reserve" && use !== undefined) return `what is held for its station in any case; for more, ${place(use)} has no room (${size(use)})${filledBy(use, share)}`;
      if (cappedBy === "partner") return "the roaming partner of its driver allows no more";
      if (cappedBy === "lent") return "the car uses no more, the rest is lent to others";
      return "all that car, cable and station can take";
    case "impossible":
      if (cappedBy === "plan") return "waits for a cheaper time";
      if (cappedBy === "pv") return "waits for enough sun";
      if (cappedBy === "class") return "waits, since other cars of its class take all that the class may";
      if (cappedBy === "partner") return "waits, since the roaming partner of its driver allows less than it needs to charge";
      if (cappedBy === "done") return "has the energy that it asked for";
      return "its maximum is below its minimum, so it cannot charge";
  }
}

/** The same of a car that gives back. */
export function explainGivingBack({ givesA, storedKWh, targetKWh = 0, departure }: GivingBackReason): string {
  const leaves = departure === undefined ? "" : `; it leaves at ${formatInstant(departure).slice(11, 16)} UTC with at least ${trim(targetKWh)} kWh more than it came with`;
  return `Gives back ${trim(givesA)} A, as the plan says: ${trim(storedKWh)} kWh are in its battery${leaves}.`;
}

function place({ node, limit, kind }: LimitUse): string {
  return `${node.startsWith(kind) ? "" : `${kind} `}${node}${limit === "kW" ? "" : ` ${limit}`}`;
}

function size(use: LimitUse): string {
  return amount(use, use.size);
}

function amount({ limit }: LimitUse, value: number): string {
  return `${trim(value)} ${limit === "kW" ? "kW" : "A"}`;
}

const SMALL = 0.05;

/** Everything that flows through a limit or is held there; nothing is named that is nothing. */
function filledBy(use: LimitUse, share: Share): string {
  const { building, isAssumed, held, sharing, others, size: most } = use;
  const parts = held.filter((one) => one.amount >= SMALL).map((one) => `${amount(use, one.amount)} ${HELD[one.because](one)}`);
  if (building >= SMALL) parts.unshift(`${amount(use, building)} building${isAssumed ? " (assumed, its meter is silent)" : ""}`);
  const alone = parts.length === 0 && others.cars === 0;
  if (share.because === "limit" && alone) return `, ${sharers(share)}`;
  if (others.cars > 0) parts.push(`${amount(use, others.amount)} for ${sharing.cars > 0 ? count(others.cars, "other car") : count(others.cars, "car")}`);
  const left = most - building - held.reduce((sum, one) => sum + one.amount, 0) - others.amount - sharing.amount;
  if (share.because === "waits" && left >= SMALL) parts.push(`${amount(use, left)} left`);
  if (share.because === "limit") parts.push(`the rest for ${sharing.cars <= 1 ? "this car" : `${sharing.cars} cars, this one at ${trim(share.amps)} A`}`);
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}

const HELD: Readonly<Record<HeldBecause, (of: { readonly sockets: number; readonly stations: number }) => string>> = {
  silent: ({ stations }) => `held for ${count(stations, "station")} that ${stations === 1 ? "does" : "do"} not answer`,
  quarantine: ({ stations }) => `held for ${count(stations, "station")} that ${stations === 1 ? "does" : "do"} not follow`,
  unproven: ({ sockets }) => `held for ${count(sockets, "socket")} without a proven fallback`,
  free: ({ sockets }) => `held as the fallback of ${count(sockets, "free socket")}`,
  waiting: ({ sockets }) => `held as the fallback of ${count(sockets, "car")} that ${sockets === 1 ? "waits" : "wait"}`,
};

function sharers({ sharers: all, amps }: Share): string {
  return all.length <= 1 ? "and it is the only car there" : `${all.length} cars share it, this one at ${trim(amps)} A`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function trim(value: number): string {
  return String(Math.round(value * 10) / 10);
}
