import { CpoError, type Instant } from "@cpokit/kernel";
import { allocate, type Claim } from "../allocate/allocate.ts";
import type { Site } from "../site/define-site.ts";
import { limitsAt, ROW_NAMES, ROWS, type RowName, type SiteLimits } from "../site/limits.ts";
import type { EvseModel } from "../site/site-model.ts";
import { hardwareMilliamps, integerRoom, rowsOf, take } from "./rows.ts";

/** A limit that does not hold when every station has fallen back. */
export interface CommissionFinding {
  readonly node: string;
  readonly limit: RowName;
  /** How much too much, in A or kW. */
  readonly by: number;
  readonly sentence: string;
}

/** What an EVSE draws at most once it is left alone: its fallback if a test showed that, else all its hardware can (smart-charging §8). */
export function worstMilliamps(site: Site, evse: EvseModel, hasFallback = true): number {
  return evse.leaseSafe === "verified" && hasFallback ? Math.max(0, Math.ceil(evse.fallbackA * 1_000 - 1e-6)) : hardwareMilliamps(site, evse);
}

/** Every limit that would be passed if all stations fell silent at the worst moment; empty when the site may be commissioned (§8.1). */
export function checkFallbacks(site: Site): readonly CommissionFinding[] {
  const room = integerRoom(guaranteedLimits(site));
  for (const evse of site.model.evses) take(site, room, evse.node, rowsOf(site, evse, worstMilliamps(site, evse)));
  return [...room].flatMap((left, index): CommissionFinding[] => {
    if (left >= 0) return [];
    const node = site.nodes[Math.floor(index / ROWS)]!.id;
    const limit = ROW_NAMES[index % ROWS]!;
    const by = -left / (limit === "kW" ? 1e6 : 1_000);
    const unit = limit === "kW" ? "kW" : "A";
    return [{ node, limit, by, sentence: `When all stations fall back, ${node} ${limit} is ${by.toFixed(1)} ${unit} above its guaranteed limit; lower the fallbacks below it, verify their leases, or raise the limit.` }];
  });
}

/** @throws `smart-charging.commission` when the fallbacks of all stations together pass a limit. */
export function assertFallbacks(site: Site): void {
  const findings = checkFallbacks(site);
  const [first] = findings;
  if (first !== undefined) throw new CpoError("smart-charging.commission", first.sentence, { node: first.node, findings: findings.length });
}

/**
 * Fallbacks that fit: the fair share over all sockets of what is guaranteed, 0 for sockets whose minimum does not fit.
 * Sockets without a verified lease keep what their hardware can draw.
 */
export function proposeFallbacks(site: Site, priorities: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const limits = guaranteedLimits(site);
  const room = integerRoom(limits);
  const isVerified = ({ leaseSafe }: EvseModel): boolean => leaseSafe === "verified";
  for (const evse of site.model.evses.filter((evse) => !isVerified(evse))) take(site, room, evse.node, rowsOf(site, evse, hardwareMilliamps(site, evse)));
  const claims = site.model.evses.filter(isVerified).map((evse): Claim => ({ id: evse.id, evse: evse.id, priority: priorities[evse.id] ?? 0 }));
  const left = { ...limits, room: room.map((value, row) => value / (row % ROWS === 3 ? 1e6 : 1_000)) };
  return Object.fromEntries(allocate(site, left, claims).shares.map(({ id, amps }) => [id, amps]));
}

/** The lowest room for cars at any time that the site model knows of, with all meters silent. */
export function guaranteedLimits(site: Site): SiteLimits {
  const moments = [0, ...site.nodes.flatMap((node) => (node.schedule ?? []).flatMap(({ from, to }) => [from, to]))] as Instant[];
  const all = moments.map((at) => limitsAt(site, { at }));
  return { ...all[0]!, room: all[0]!.room.map((_, row) => Math.min(...all.map(({ room }) => room[row]!))) };
}
