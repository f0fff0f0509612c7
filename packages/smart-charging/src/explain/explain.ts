import { formatInstant, type Instant } from "@cpokit/kernel";
import type { Share } from "../allocate/allocate.ts";
import type { Site } from "../site/define-site.ts";
import type { CappedBy } from "../controller/demands.ts";
import { nodeLimit } from "../site/limits.ts";

/** What is to be said of one car. */
export interface ExplainInput {
  readonly site: Site;
  readonly now: Instant;
  readonly share: Share;
  /** What the station was told, A. */
  readonly heldA: number;
  readonly cappedBy?: CappedBy;
  readonly nextStart?: Instant;
  readonly shortfallKWh?: number;
}

/** Why a car gets what it gets, in plain words. */
export function explainShare(input: ExplainInput): string {
  const parts = [`${trim(input.heldA)} A: ${reason(input)}.`];
  if (Math.abs(input.share.amps - input.heldA) >= 0.1) {
    parts.push(input.share.amps > input.heldA ? `${trim(input.share.amps)} A as soon as it is sure that others went down.` : `Going down to ${trim(input.share.amps)} A.`);
  }
  if (input.nextStart !== undefined && input.share.amps === 0) parts.push(`Next cheap time ${formatInstant(input.nextStart).slice(11, 16)} UTC.`);
  if (input.shortfallKWh !== undefined && input.shortfallKWh >= 0.1) parts.push(`${trim(input.shortfallKWh)} kWh will be missing at the departure.`);
  return parts.join(" ");
}

function reason({ share, cappedBy, site, now }: ExplainInput): string {
  switch (share.because) {
    case "limit": return `${place(share, site, now)}, ${others(share)}`;
    case "waits": return `waits, since its minimum does not fit: ${place(share, site, now)}, used by ${share.sharers.length} car${share.sharers.length === 1 ? "" : "s"}`;
    case "own":
      if (cappedBy === "plan") return "the plan charges it at this rate now, since other times are cheaper";
      if (cappedBy === "pv") return "as much as the sun gives";
      if (cappedBy === "lent") return "the car uses no more, the rest is lent to others";
      return "all that car, cable and station can take";
    case "impossible":
      if (cappedBy === "plan") return "waits for a cheaper time";
      if (cappedBy === "pv") return "waits for enough sun";
      if (cappedBy === "done") return "has the energy that it asked for";
      return "its maximum is below its minimum, so it cannot charge";
  }
}

function place({ binding }: Share, site: Site, now: Instant): string {
  if (binding === undefined) return "the site is full";
  const node = site.nodes[site.places.get(binding.node)!]!;
  const limit = nodeLimit(node, now);
  const row = ["L1", "L2", "L3", "kW"].indexOf(binding.limit);
  return `${binding.node.startsWith(node.kind) ? "" : `${node.kind} `}${binding.node} ${binding.limit === "kW" ? "" : `${binding.limit} `}is full (${trim(limit[row]!)} ${binding.limit === "kW" ? "kW" : "A"})`;
}

function others({ sharers, amps }: Share): string {
  return sharers.length <= 1 ? "and it is the only car there" : `${sharers.length} cars share it, this one at ${trim(amps)} A`;
}

function trim(value: number): string {
  return String(Math.round(value * 10) / 10);
}
